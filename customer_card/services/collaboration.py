"""What stands below the board: the projects' other activities, and the notes of all of them as threads."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.permissions import Actor, Need
from customer_card.models import FeedItem, FeedText
from customer_card.models.base import Id
from customer_card.services.feed import FeedPart, FeedRow, as_row, in_order, mentions_of, selected, with_people
from customer_card.services.feed_query import (
    PAGE,
    Cursor,
    FeedQuery,
    Narrowing,
    Part,
    Scope,
    Way,
    page_statement,
    projects_scope_of,
)
from customer_card.services.parameters import Rights, made_once, rights_of, somebody_with, who
from customer_card.services.visibility import item_is_visible

NOTES_PAGE = 10
MAXIMUM_SHOWN = 500
ANSWERS_SHOWN = 3
OTHER = FeedQuery(kind="other")
NOTES = FeedQuery(kind="note")


@dataclass(slots=True)
class NoteThread:
    """A note with its last answers, oldest first; ``root.answers`` counts all of them."""

    root: FeedRow
    answers: list[FeedRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NotesPage:
    """A page of threads, newest first; ``last`` is where the next one begins, None when there is none."""

    threads: list[NoteThread]
    last: Cursor | None


async def other_activities(
    session: AsyncSession,
    actor: Actor,
    customer_id: int,
    part: Part,
    shown: int = PAGE,
    after: Cursor | None = None,
) -> FeedPart:
    """To-dos and calendar entries of the projects that the actor may see: what is planned, or what is over.

    ``shown`` says how many rows are on the page already, so that a refresh takes none away.
    """
    if not actor.meets(Need.CUSTOMERS_READ):
        return FeedPart([], None)
    scope = await projects_scope_of(session, actor, customer_id)
    rows, last = await _page(session, scope, part, OTHER, after, _limit(shown, PAGE))
    found = [as_row(row) for row in rows]
    await with_people(session, found)
    return FeedPart(found, last)


async def notes(
    session: AsyncSession, actor: Actor, customer_id: int, shown: int = NOTES_PAGE, after: Cursor | None = None
) -> NotesPage:
    """The newest notes of the projects that the actor may see, with their texts and last answers."""
    if not actor.meets(Need.CUSTOMERS_READ):
        return NotesPage([], None)
    scope = await projects_scope_of(session, actor, customer_id)
    rows, last = await _page(session, scope, "done", NOTES, after, _limit(shown, NOTES_PAGE))
    threads = [NoteThread(_with_body(row)) for row in rows]
    if threads:
        await with_people(session, [thread.root for thread in threads])
        await _with_answers(session, actor, threads)
    return NotesPage(threads, last)


async def _page(
    session: AsyncSession, scope: Scope, part: Part, query: FeedQuery, after: Cursor | None, limit: int
) -> tuple[list[Any], Cursor | None]:
    statement = _page_statement(scope.way, part, query.narrowing, after is not None)
    found = list(await session.execute(statement, scope.values(query, after) | {"limit": limit + 1}))
    if len(found) <= limit:
        return found, None
    item = found[limit - 1][0]
    return found[:limit], Cursor(sort_at=item.sort_at, id=item.id or 0)


@made_once
def _page_statement(way: Way, part: Part, asked: Narrowing, onward: bool) -> Select[Any]:
    items = selected(way.rights, FeedText.body).outerjoin(FeedText, FeedText.item_id == FeedItem.id)
    return in_order(items, page_statement(way, part, asked, onward=onward), part)


async def _with_answers(session: AsyncSession, actor: Actor, threads: list[NoteThread]) -> None:
    """The last answers of each thread, and whom notes and answers name: two statements, however many threads."""
    by_root = {thread.root.item.id or 0: thread for thread in threads}
    for row in await session.execute(_last_answers(rights_of(actor)), who(actor) | {"root_ids": list(by_root)}):
        answer = _with_body(row)
        by_root[answer.item.root_id or 0].answers.append(answer)
    shown = [row for thread in threads for row in (thread.root, *thread.answers)]
    named = await mentions_of(session, [row.item.id or 0 for row in shown])
    for row in shown:
        row.mentions = named.get(row.item.id or 0, [])


@made_once
def _last_answers(rights: Rights) -> Select[Any]:
    newest = func.row_number().over(partition_by=FeedItem.root_id, order_by=FeedItem.id.desc()).label("place")
    of_roots = FeedItem.root_id.in_(bindparam("root_ids", expanding=True, type_=Id))
    ranked = select(FeedItem.id, newest).where(of_roots, item_is_visible(somebody_with(rights))).subquery()
    return (
        selected(rights, FeedText.body)
        .join(ranked, ranked.c.id == FeedItem.id)
        .outerjoin(FeedText, FeedText.item_id == FeedItem.id)
        .where(ranked.c.place <= ANSWERS_SHOWN)
        .order_by(FeedItem.id)
    )


def _with_body(row: Any) -> FeedRow:
    return replace(as_row(row), body=row.body or "")


def _limit(shown: int, page: int) -> int:
    return min(max(shown, page), MAXIMUM_SHOWN)
