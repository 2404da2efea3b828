"""The board of a customer's project tasks: four columns in their own order, each bounded, and how many are open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, FromClause, Integer, Select, bindparam, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.permissions import Actor, Need
from customer_card.models import FeedItem, Project, User
from customer_card.models.base import Id
from customer_card.services.feed import COUNTED, FeedRow, as_row, selected
from customer_card.services.feed_fields import BOARD
from customer_card.services.feed_query import (
    FEED,
    WALKED,
    Scope,
    Way,
    counted,
    each_scope,
    scope_of,
    visible_project_ids,
    visible_projects,
)
from customer_card.services.parameters import CUSTOMER, made_once, somebody_with
from customer_card.services.visibility import item_is_shared, project_is_visible

PAGE = 25
MAXIMUM_SHOWN = 500
OPEN = tuple(column for column in BOARD if column != "done")


_PROJECT, _PERSON = bindparam("project_id", type_=Id), bindparam("person_id", type_=Id)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which filters are on, whatever they hold."""

    project: bool = False
    person: bool = False


class BoardQuery(BaseModel):
    """Which project's tasks, and whose, are asked for."""

    project: int | None = Field(default=None, ge=0, lt=10**18)
    person: int | None = Field(default=None, ge=0, lt=10**18)

    @property
    def narrows(self) -> bool:
        """Whether anything is filtered at all."""
        return self.project is not None or self.person is not None

    @property
    def narrowing(self) -> Narrowing:
        """Which filters are on."""
        return Narrowing(self.project is not None, self.person is not None)

    @property
    def values(self) -> dict[str, Any]:
        """What the filters hold."""
        return {"project_id": self.project, "person_id": self.person}


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """The first cards of a column; ``count`` is of all of them, to one more than ``COUNTED``.

    ``has_more`` says that a further page can be shown, ``is_cut`` that there are more than are ever shown.
    """

    cards: list[FeedRow]
    has_more: bool
    is_cut: bool
    count: int


@dataclass(frozen=True, slots=True)
class BoardPage:
    """What the board shows. Without a project that the reader may see there is none."""

    has_projects: bool
    columns: dict[str, BoardColumn]


async def of_customer(
    session: AsyncSession, actor: Actor, customer_id: int, query: BoardQuery, shown: dict[str, int] | None = None
) -> BoardPage:
    """The board; ``shown`` says how many cards of a column stand there already, so that none disappears."""
    if not actor.meets(Need.CUSTOMERS_READ) or not await has_projects(session, actor, customer_id):
        return BoardPage(False, {column: BoardColumn([], False, False, 0) for column in BOARD})
    scope = await scope_of(session, actor, customer_id)
    limits = {column: min(max((shown or {}).get(column, PAGE), PAGE), MAXIMUM_SHOWN) for column in BOARD}
    rows = await _rows(session, scope, query, limits)
    counts = await _counts(session, scope, query)
    columns = {column: _column(rows[column], limits[column], counts[column]) for column in BOARD}
    return BoardPage(True, columns)


async def has_projects(session: AsyncSession, actor: Actor, customer_id: int) -> bool:
    """Whether the actor may see any project of the customer."""
    return await visible_projects(session, actor, customer_id) > 0


async def filter_names(session: AsyncSession, actor: Actor, customer_id: int, query: BoardQuery) -> dict[str, str]:
    """What the filters' ids are called: the project if the actor may see it, and the colleague."""
    names: dict[str, str] = {}
    if query.project is not None:
        of_customer = (Project.id == query.project, Project.customer_id == customer_id, project_is_visible(actor))
        for number, name in await session.execute(select(Project.number, Project.name).where(*of_customer)):
            names["project"] = f"{number} {name}"
    if query.person is not None:
        name = await session.scalar(select(User.name).where(User.id == query.person))
        names |= {"person": name} if name else {}
    return names


async def _rows(
    session: AsyncSession, scope: Scope, query: BoardQuery, limits: dict[str, int]
) -> dict[str, list[FeedRow]]:
    """The cards by column, one more of each than are shown if there are more; one statement."""
    asked = {_limit_of(column): limits[column] + 1 for column in BOARD}
    statement, values = _page(scope.way, query.narrowing), scope.values() | query.values | asked
    found: dict[str, list[FeedRow]] = {column: [] for column in BOARD}
    for row in await session.execute(statement, values):
        card = as_row(row)
        found[card.item.board or ""].append(card)
    return found


@made_once
def _page(way: Way, asked: Narrowing) -> Select[Any]:
    limits = {column: bindparam(_limit_of(column), type_=Integer) for column in BOARD}
    walks = [select(_walk(way, asked, column, limits[column]).subquery()) for column in BOARD]
    page = union_all(*walks).subquery()
    return selected(way.rights).join(page, page.c.id == FeedItem.id).order_by(page.c.rank, page.c.id)


def _limit_of(column: str) -> str:
    return f"limit_{column}"


def _column(rows: list[FeedRow], limit: int, count: int) -> BoardColumn:
    more = len(rows) > limit
    return BoardColumn(rows[:limit], more and limit < MAXIMUM_SHOWN, more and limit >= MAXIMUM_SHOWN, count)


async def _counts(session: AsyncSession, scope: Scope, query: BoardQuery) -> dict[str, int]:
    rows = await session.execute(_counted(scope.way, query.narrowing), scope.values() | query.values)
    counts: dict[str, int] = dict(rows.all())
    return counts


@made_once
def _counted(way: Way, asked: Narrowing) -> Any:
    cards = {column: [_cards(way, asked, column, COUNTED + 1)] for column in BOARD}
    counts = {column: counted(walks, COUNTED + 1).scalar_subquery() for column, walks in cards.items()}
    return union_all(*[select(literal(column).label("board"), count) for column, count in counts.items()])


@made_once
def counted_open(way: Way) -> Select[Any]:
    """How many project tasks are not done, counted to one more than ``COUNTED``."""
    return counted([_cards(way, Narrowing(), column, COUNTED + 1) for column in OPEN], COUNTED + 1)


def _walk(way: Way, asked: Narrowing, column: str, limit: Any) -> Select[Any]:
    """The ids and ranks of a column's first cards, in order."""
    cards = _cards(way, asked, column, limit)
    rank, item_id = cards.selected_columns.rank, cards.selected_columns.id
    return cards.order_by(rank, item_id).limit(limit) if way.by_project else cards


def _cards(way: Way, asked: Narrowing, column: str, limit: Any) -> Select[Any]:
    """The ids and ranks of cards among which a column's first ones are.

    Whoever sees few projects walks each of them by itself, so that what is hidden is not passed.
    """
    if way.unrestricted:
        return _ordered(_met(FEED, way, asked, column), limit)
    if not way.by_project:
        visible = visible_project_ids(way.rights)
        return _ordered([*_met(FEED, way, asked, column), FEED.c.project_id.in_(visible)], limit)
    order = [WALKED.c.rank, WALKED.c.id]
    return each_scope(way, _met(WALKED, way, asked, column), WALKED.c.rank, order, limit)


def _ordered(met: list[ColumnElement[bool]], limit: Any) -> Select[Any]:
    return select(FEED.c.id, FEED.c.rank).where(*met).order_by(FEED.c.rank, FEED.c.id).limit(limit)


def _met(item: FromClause, way: Way, asked: Narrowing, column: str) -> list[ColumnElement[bool]]:
    """The conditions on the cards of one column, visibility of projects aside."""
    met: list[ColumnElement[bool]] = [
        item.c.customer_id == CUSTOMER,
        item.c.board == column,
        item.c.deleted_at.is_(None),
        item_is_shared(somebody_with(way.rights), item.c),
    ]
    if asked.project:
        met.append(item.c.scope_id == _PROJECT)
    if asked.person:
        met.append(item.c.assignee_id == _PERSON)
    return met
