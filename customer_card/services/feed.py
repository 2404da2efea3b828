"""Reading the feed: pages of what is planned and what is done, and one item with its answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, load_only

from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor, Need
from customer_card.models import (
    Contact,
    Customer,
    FeedItem,
    FeedMention,
    FeedParticipant,
    FeedText,
    Project,
    User,
)
from customer_card.models.base import Id
from customer_card.services.feed_query import (
    PAGE,
    Cursor,
    FeedQuery,
    Narrowing,
    Part,
    Scope,
    Way,
    counted,
    page_statement,
    scope_of,
    walks_of,
)
from customer_card.services.parameters import Rights, made_once, rights_of, somebody_with, who
from customer_card.services.visibility import item_is_visible, item_may_be_changed

COUNTED = 99
MAXIMUM_SHOWN = 500
ANSWERS = 200

_DONE_LIMIT = bindparam("done_limit", type_=Integer)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part; a contact without a name was erased."""

    id: int
    name: str
    is_contact: bool


@dataclass(slots=True)
class FeedRow:
    """An item with what a list shows of it."""

    item: FeedItem
    author: str | None
    assignee: str | None
    project: Project | None
    customer: Customer | None
    may_change: bool
    body: str = ""
    people: list[Person] = field(default_factory=list)
    mentions: list[Person] = field(default_factory=list)
    answers: int = 0


@dataclass(frozen=True, slots=True)
class FeedPart:
    """One page of a part of the feed; ``last`` is where the next one begins, None when there is none."""

    rows: list[FeedRow]
    last: Cursor | None


@dataclass(frozen=True, slots=True)
class FeedPage:
    """What a card shows of the feed when it opens."""

    planned: FeedPart
    done: FeedPart


@dataclass(frozen=True, slots=True)
class Thread:
    """An item and what was answered to it, oldest first."""

    root: FeedRow
    answers: list[FeedRow]
    updated_by: str | None
    names_reader: bool
    """Whether it names whoever reads it, who has not seen that yet."""


async def of_customer(
    session: AsyncSession,
    actor: Actor,
    customer_id: int,
    query: FeedQuery | None = None,
    shown: tuple[int, int] = (PAGE, PAGE),
) -> FeedPage:
    """The first page of both parts; nothing without the right to read.

    ``shown`` says how many rows of each part are on the page already, so that a refresh takes none away.
    """
    if not actor.meets(Need.CUSTOMERS_READ):
        return FeedPage(FeedPart([], None), FeedPart([], None))
    asked = query or FeedQuery()
    scope = await scope_of(session, actor, customer_id)
    planned, done = await _both(session, scope, asked, _limit(shown[0]), _limit(shown[1]))
    await with_people(session, [*planned.rows, *done.rows])
    return FeedPage(planned, done)


async def _both(
    session: AsyncSession, scope: Scope, query: FeedQuery, planned_limit: int, done_limit: int
) -> tuple[FeedPart, FeedPart]:
    """The first pages of both parts, by one statement. What was done is not asked for where only overdue tasks are."""
    limits = {"limit": planned_limit + 1, "done_limit": 0 if query.overdue else done_limit + 1}
    found: dict[str, list[FeedRow]] = {"planned": [], "done": []}
    rows = await session.execute(_first_pages(scope.way, query.narrowing), scope.values(query) | limits)
    for row in rows:
        found[row.part].append(as_row(row))
    planned = sorted(found["planned"], key=_place_of)
    done = sorted(found["done"], key=_place_of, reverse=True)
    return _part(planned, planned_limit), _part(done, done_limit)


def _place_of(row: FeedRow) -> tuple[datetime, int]:
    return row.item.sort_at, row.item.id or 0


def _part(found: list[FeedRow], limit: int) -> FeedPart:
    """A page of at most ``limit`` rows, of which one more was asked for."""
    shown = found[:limit]
    if len(found) <= limit:
        return FeedPart(shown, None)
    sort_at, item_id = _place_of(shown[-1])
    return FeedPart(shown, Cursor(sort_at=sort_at, id=item_id))


@made_once
def _first_pages(way: Way, asked: Narrowing) -> Select[Any]:
    planned = page_statement(way, "planned", asked).subquery()
    done = page_statement(way, "done", asked, limit=_DONE_LIMIT).subquery()
    pages = union_all(
        select(planned.c.id, literal("planned").label("part")), select(done.c.id, literal("done").label("part"))
    ).subquery()
    return selected(way.rights, pages.c.part).join(pages, pages.c.id == FeedItem.id)


@made_once
def counted_overdue(way: Way) -> Select[Any]:
    """How many activities are overdue, counted to one more than ``COUNTED``."""
    late = walks_of(way, "planned", Narrowing(overdue=True), limit=COUNTED + 1)
    return counted(late, COUNTED + 1)


def _limit(shown: int) -> int:
    return min(max(shown, PAGE), MAXIMUM_SHOWN)


async def more(
    session: AsyncSession, actor: Actor, customer_id: int, part: Part, query: FeedQuery, after: Cursor
) -> FeedPart:
    """The page of a part beyond the last row shown."""
    if not actor.meets(Need.CUSTOMERS_READ):
        raise NotFound
    scope = await scope_of(session, actor, customer_id)
    values = scope.values(query, after) | {"limit": PAGE + 1}
    found = await session.execute(_next_page(scope.way, part, query.narrowing), values)
    page = _part([as_row(row) for row in found], PAGE)
    await with_people(session, page.rows)
    return page


@made_once
def _next_page(way: Way, part: Part, asked: Narrowing) -> Select[Any]:
    return in_order(selected(way.rights), page_statement(way, part, asked, onward=True), part)


def in_order(items: Select[Any], page: Select[Any], part: Part) -> Select[Any]:
    """The items of a page, as it stands."""
    rows = page.subquery()
    ascending = [rows.c.sort_at, rows.c.id]
    order = ascending if part == "planned" else [column.desc() for column in ascending]
    return items.join(rows, rows.c.id == FeedItem.id).order_by(*order)


_AUTHOR, _ASSIGNEE, _ANSWER = aliased(User), aliased(User), aliased(FeedItem)


def selected(rights: Rights, *more_columns: Any) -> Select[Any]:
    """Items with the names that their rows show, how often they were answered, and whether they may be changed."""
    may_change = item_may_be_changed(somebody_with(rights)).label("may_change")
    answered = select(func.count()).where(_ANSWER.root_id == FeedItem.id, _ANSWER.deleted_at.is_(None))
    answers = answered.correlate(FeedItem).scalar_subquery().label("answers")
    names = _AUTHOR.name.label("author"), _ASSIGNEE.name.label("assignee")
    return (
        select(FeedItem, *names, Project, may_change, answers, *more_columns)
        .options(load_only(Project.number, Project.name, raiseload=True))
        .select_from(FeedItem)
        .outerjoin(_AUTHOR, _AUTHOR.id == FeedItem.created_by)
        .outerjoin(_ASSIGNEE, _ASSIGNEE.id == FeedItem.assignee_id)
        .outerjoin(Project, Project.id == FeedItem.project_id)
    )


def as_row(row: Any) -> FeedRow:
    """A row of ``selected``."""
    return FeedRow(row.FeedItem, row.author, row.assignee, row.Project, None, bool(row.may_change), answers=row.answers)


_IDS = bindparam("ids", expanding=True, type_=Id)

_PEOPLE = (
    select(
        FeedParticipant.item_id,
        FeedParticipant.user_id,
        User.name,
        FeedParticipant.contact_id,
        Contact.first_name,
        Contact.last_name,
    )
    .outerjoin(User, User.id == FeedParticipant.user_id)
    .outerjoin(Contact, Contact.id == FeedParticipant.contact_id)
    .where(FeedParticipant.item_id.in_(_IDS))
    .order_by(FeedParticipant.item_id, FeedParticipant.user_id.is_not(None), FeedParticipant.id)
)


async def with_people(session: AsyncSession, rows: list[FeedRow]) -> None:
    """Who takes part in the rows: one statement, however many rows."""
    ids = [row.item.id or 0 for row in rows]
    if not ids:
        return
    people = await people_of(session, ids)
    for row in rows:
        row.people = people.get(row.item.id or 0, [])


async def people_of(session: AsyncSession, item_ids: Iterable[int]) -> dict[int, list[Person]]:
    """Who takes part, by item: contacts first."""
    found: dict[int, list[Person]] = {}
    people = await session.execute(_PEOPLE, {"ids": list(item_ids)})
    for item_id, user_id, user, contact_id, first, last in people:
        name = user if user_id else " ".join(filter(None, (first, last)))
        person = Person(user_id or contact_id or 0, name or "", user_id is None)
        found.setdefault(item_id, []).append(person)
    return found


async def mentions_of(session: AsyncSession, item_ids: Iterable[int]) -> dict[int, list[Person]]:
    """Whom the items name."""
    found: dict[int, list[Person]] = {}
    for item_id, user_id, name in await session.execute(
        select(FeedMention.item_id, User.id, User.name)
        .join(User, User.id == FeedMention.user_id)
        .where(FeedMention.item_id.in_(list(item_ids)))
        .order_by(FeedMention.item_id, User.name_sort, User.id)
    ):
        found.setdefault(item_id, []).append(Person(user_id or 0, name, False))
    return found


async def thread(session: AsyncSession, actor: Actor, customer_id: int, item_id: int) -> Thread:
    """An item with its text, its people and the answers to it. Raises ``NotFound``.

    Of an answer, the thread that it belongs to.
    """
    of_customer = (FeedItem.customer_id == customer_id, item_is_visible(actor))
    asked = await session.scalar(select(FeedItem).where(FeedItem.id == item_id, *of_customer))
    if asked is None:
        raise NotFound
    root_id = asked.root_id or asked.id
    statement = (
        selected(rights_of(actor), FeedText.body)
        .outerjoin(FeedText, FeedText.item_id == FeedItem.id)
        .where((FeedItem.id == root_id) | (FeedItem.root_id == root_id), *of_customer)
        .order_by(FeedItem.root_id.is_not(None), FeedItem.id)
        .limit(ANSWERS + 1)
    )
    rows: list[FeedRow] = []
    for found in await session.execute(statement, who(actor)):
        row = as_row(found)
        row.body = found.body or ""
        rows.append(row)
    if not rows or rows[0].item.id != root_id:
        raise NotFound
    await with_people(session, rows)
    named = await mentions_of(session, [row.item.id or 0 for row in rows])
    for row in rows:
        row.mentions = named.get(row.item.id or 0, [])
    rows[0].customer = await session.get(Customer, customer_id)
    changer = rows[0].item.updated_by
    updated_by = await session.scalar(select(User.name).where(User.id == changer)) if changer else None
    new = (FeedMention.user_id == actor.user_id, FeedMention.seen_at.is_(None))
    waiting = select(FeedMention.item_id).where(FeedMention.item_id.in_([row.item.id for row in rows]), *new)
    return Thread(rows[0], rows[1:], updated_by, await session.scalar(waiting.limit(1)) is not None)
