"""The board of a customer's project tasks: four columns in their own order, each bounded, and how many are open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, FromClause, Select, func, literal, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.permissions import Actor, Need
from customer_card.models import FeedItem, Project, User
from customer_card.services.feed import COUNTED, FeedRow, as_row, selected
from customer_card.services.feed_fields import BOARD
from customer_card.services.feed_query import FEED, FOUND, WALKED, Scope, scope_of
from customer_card.services.visibility import item_is_shared, project_is_visible

PAGE = 25
MAXIMUM_SHOWN = 500
OPEN = tuple(column for column in BOARD if column != "done")


class BoardQuery(BaseModel):
    """Which project's tasks, and whose, are asked for."""

    project: int | None = Field(default=None, ge=0, lt=10**18)
    person: int | None = Field(default=None, ge=0, lt=10**18)

    @property
    def narrows(self) -> bool:
        """Whether anything is filtered at all."""
        return self.project is not None or self.person is not None


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
    open_tasks: int
    """Of all projects and people, whatever is filtered, to one more than ``COUNTED``."""


async def of_customer(
    session: AsyncSession, actor: Actor, customer_id: int, query: BoardQuery, shown: dict[str, int] | None = None
) -> BoardPage:
    """The board; ``shown`` says how many cards of a column stand there already, so that none disappears."""
    if not actor.meets(Need.CUSTOMERS_READ) or not await has_projects(session, actor, customer_id):
        return BoardPage(False, {column: BoardColumn([], False, False, 0) for column in BOARD}, 0)
    scope = await scope_of(session, actor, customer_id)
    limits = {column: min(max((shown or {}).get(column, PAGE), PAGE), MAXIMUM_SHOWN) for column in BOARD}
    rows = await _rows(session, scope, query, limits)
    counts = await _counts(session, scope, query)
    columns = {column: _column(rows[column], limits[column], counts[column]) for column in BOARD}
    open_tasks = await _open(session, scope) if query.narrows else sum(counts[column] for column in OPEN)
    return BoardPage(True, columns, min(open_tasks, COUNTED + 1))


async def open_tasks(session: AsyncSession, actor: Actor, customer_id: int) -> int:
    """How many visible project tasks of a customer are not done, counted to one more than ``COUNTED``."""
    if not actor.meets(Need.CUSTOMERS_READ):
        return 0
    return await _open(session, await scope_of(session, actor, customer_id))


async def has_projects(session: AsyncSession, actor: Actor, customer_id: int) -> bool:
    """Whether the actor may see any project of the customer."""
    visible = select(Project.id).where(Project.customer_id == customer_id, project_is_visible(actor))
    return await session.scalar(visible.limit(1)) is not None


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
    walks = [select(_walk(scope, query, column, limits[column] + 1).subquery()) for column in BOARD]
    page = union_all(*walks).subquery()
    statement = selected(scope.actor).join(page, page.c.id == FeedItem.id).order_by(page.c.rank, page.c.id)
    found: dict[str, list[FeedRow]] = {column: [] for column in BOARD}
    for row in await session.execute(statement):
        card = as_row(row)
        found[card.item.board or ""].append(card)
    return found


def _column(rows: list[FeedRow], limit: int, count: int) -> BoardColumn:
    more = len(rows) > limit
    return BoardColumn(rows[:limit], more and limit < MAXIMUM_SHOWN, more and limit >= MAXIMUM_SHOWN, count)


async def _counts(session: AsyncSession, scope: Scope, query: BoardQuery) -> dict[str, int]:
    counted = [
        select(literal(column).label("board"), func.count().label("n")).select_from(
            _walk(scope, query, column, COUNTED + 1).subquery()
        )
        for column in BOARD
    ]
    rows = await session.execute(union_all(*counted))
    counts: dict[str, int] = dict(rows.all())
    return counts


async def _open(session: AsyncSession, scope: Scope) -> int:
    walks = [select(_walk(scope, BoardQuery(), column, COUNTED + 1).subquery()) for column in OPEN]
    counted = select(func.count()).select_from(union_all(*walks).subquery())
    return min(await session.scalar(counted) or 0, COUNTED + 1)


def _walk(scope: Scope, query: BoardQuery, column: str, limit: int) -> Select[Any]:
    """The ids and ranks of a column's first cards, in order.

    Whoever sees few projects walks each of them by itself, so that what is hidden is not passed.
    """
    met = _met(FEED, scope, query, column)
    if scope.unrestricted:
        return _ordered(FEED, met, limit)
    visible = select(Project.id).where(Project.customer_id == scope.customer_id, project_is_visible(scope.actor))
    if not scope.by_project:
        return _ordered(FEED, [*met, FEED.c.project_id.in_(visible)], limit)
    project = visible.subquery()
    of_project = [*_met(WALKED, scope, query, column), WALKED.c.scope_id == project.c.id]
    if not database().is_sqlite:
        walk = _ordered(WALKED, of_project, limit).lateral()
        each = select(walk.c.id, walk.c.rank).select_from(project.join(walk, true()))
        return each.order_by(walk.c.rank, walk.c.id).limit(limit)
    ids = _ordered(WALKED, of_project, limit).with_only_columns(WALKED.c.id).correlate(project)
    each = select(FOUND.c.id, FOUND.c.rank).select_from(project.join(FOUND, FOUND.c.id.in_(ids)))
    return each.order_by(FOUND.c.rank, FOUND.c.id).limit(limit)


def _ordered(item: FromClause, met: list[ColumnElement[bool]], limit: int) -> Select[Any]:
    return select(item.c.id, item.c.rank).where(*met).order_by(item.c.rank, item.c.id).limit(limit)


def _met(item: FromClause, scope: Scope, query: BoardQuery, column: str) -> list[ColumnElement[bool]]:
    """The conditions on the cards of one column, visibility of projects aside."""
    met: list[ColumnElement[bool]] = [
        item.c.customer_id == scope.customer_id,
        item.c.board == column,
        item.c.deleted_at.is_(None),
        item_is_shared(scope.actor, item.c),
    ]
    if query.project is not None:
        met.append(item.c.scope_id == query.project)
    if query.person is not None:
        met.append(item.c.assignee_id == query.person)
    return met
