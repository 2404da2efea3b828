"""Reading the feed: pages of what is planned and what is done, and one item with its answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

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
    page_statement,
    scope_of,
)
from customer_card.services.parameters import Rights, made_once, rights_of, somebody_with, who
from customer_card.services.visibility import item_is_visible, item_may_be_changed

COUNTED = 99
MAXIMUM_SHOWN = 500
ANSWERS = 200


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
    planned, planned_last = await _rows(session, scope, "planned", asked, None, _limit(shown[0]))
    done, done_last = ([], None)
    if not asked.overdue:
        done, done_last = await _rows(session, scope, "done", asked, None, _limit(shown[1]))
    await with_people(session, [*planned, *done])
    return FeedPage(FeedPart(planned, planned_last), FeedPart(done, done_last))


@made_once
def counted_overdue(way: Way) -> Select[Any]:
    """How many activities are overdue, counted to one more than ``COUNTED``."""
    late = page_statement(way, "planned", Narrowing(overdue=True), limit=COUNTED + 1).subquery()
    return select(func.count()).select_from(late)


def _limit(shown: int) -> int:
    return min(max(shown, PAGE), MAXIMUM_SHOWN)


async def more(
    session: AsyncSession, actor: Actor, customer_id: int, part: Part, query: FeedQuery, after: Cursor
) -> FeedPart:
    """The page of a part beyond the last row shown."""
    if not actor.meets(Need.CUSTOMERS_READ):
        raise NotFound
    scope = await scope_of(session, actor, customer_id)
    rows, last = await _rows(session, scope, part, query, after)
    await with_people(session, rows)
    return FeedPart(rows, last)


async def _rows(
    session: AsyncSession, scope: Scope, part: Part, query: FeedQuery, after: Cursor | None, limit: int = PAGE
) -> tuple[list[FeedRow], Cursor | None]:
    statement = _page(scope.way, part, query.narrowing, after is not None)
    values = scope.values(query, after) | {"limit": limit + 1}
    found = [as_row(row) for row in await session.execute(statement, values)]
    shown = found[:limit]
    if len(found) <= limit:
        return shown, None
    item = shown[-1].item
    return shown, Cursor(sort_at=item.sort_at, id=item.id or 0)


@made_once
def _page(way: Way, part: Part, asked: Narrowing, onward: bool) -> Select[Any]:
    return in_order(selected(way.rights), page_statement(way, part, asked, onward=onward), part)


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
