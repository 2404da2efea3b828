"""Taking back what was done in the feed, as long as nobody has changed it since.

As with everything that can be undone, what was is handed to the ordinary rules: the same rights,
the same checks, and a change of its own in the history.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.errors import NotFound, Refused
from customer_card.domain.permissions import Actor
from customer_card.models import Change, ChangeItem, FeedItem, FeedText
from customer_card.services.activities import write_activity, write_deleted
from customer_card.services.feed_access import enter, locked
from customer_card.services.feed_fields import activity_form, note_form
from customer_card.services.feed_writing import ENTITY, log_of, people_of, settle
from customer_card.services.history import Base, ChangeLog, Done, Scalar, load_value
from customer_card.services.notes import write_note
from customer_card.services.visibility import change_item_is_visible

TAKEN_BACK_BY = {
    "add_activity": "delete_activity",
    "change_activity": "change_activity",
    "finish_activity": "reopen_activity",
    "reopen_activity": "finish_activity",
    "move_task": "move_task",
    "delete_activity": "restore_activity",
    "restore_activity": "delete_activity",
    "add_note": "delete_note",
    "answer_note": "delete_note",
    "change_note": "change_note",
    "delete_note": "restore_note",
    "restore_note": "delete_note",
}
"""The use cases that can be undone, and which one does it."""

MOMENTS = {"done_at", "board_at", "sort_at", "starts_at", "ends_at", "deleted_at"}
Before = dict[str, Scalar]


async def undo(actor: Actor, customer_id: int, change_id: int) -> Done:
    """Take back a change in the feed.

    Raises ``NotFound``, ``Invalid`` for what the rules no longer take, and ``Refused("changed_since")``; in each
    case nothing was written.
    """
    async with database().writing() as session:
        await enter(session, actor, customer_id)
        use_case, changes = await _changes(session, actor, customer_id, change_id)
        log: ChangeLog | None = None
        for item_id, (before, version) in changes.items():
            item = await _unchanged(session, actor, customer_id, item_id, use_case, version)
            log = log or log_of(session, actor, TAKEN_BACK_BY[use_case], item, undo_of=change_id)
            await _put_back(session, actor, log, item, use_case, before)
        if log is None:
            raise NotFound
        return log.done


async def _changes(
    session: AsyncSession, actor: Actor, customer_id: int, change_id: int
) -> tuple[str, dict[int, tuple[Before, int]]]:
    """The use case of a change, and per item what its fields were and the version it was left at."""
    own = and_(Change.customer_id.is_(None), Change.actor_id == actor.user_id)
    rows = await session.execute(
        select(ChangeItem, Change.use_case)
        .join(Change, Change.id == ChangeItem.change_id)
        .where(
            ChangeItem.change_id == change_id,
            ChangeItem.entity == ENTITY,
            or_(Change.customer_id == customer_id, own),
            change_item_is_visible(actor),
        )
        .order_by(ChangeItem.id)
    )
    found: dict[int, tuple[Before, int]] = {}
    use_case = ""
    for item, name in rows:
        use_case = name
        before, version = found.get(item.entity_id, ({}, 0))
        before.setdefault(item.field, load_value(item.before))
        found[item.entity_id] = before, max(version, item.version_after)
    if use_case not in TAKEN_BACK_BY:
        raise NotFound
    return use_case, found


async def _unchanged(
    session: AsyncSession, actor: Actor, customer_id: int, item_id: int, use_case: str, version: int
) -> FeedItem:
    """The item, locked. Raises ``Refused`` when it is another one by now, deleted or brought back included."""
    exists = select(FeedItem.id).where(FeedItem.id == item_id, FeedItem.version != version)
    try:
        item = await locked(session, actor, customer_id, item_id, deleted=use_case.startswith("delete_"))
    except NotFound:
        if await session.scalar(exists) is None:
            raise
        raise Refused("changed_since") from None
    if item.version != version:
        raise Refused("changed_since")
    return item


async def _put_back(
    session: AsyncSession, actor: Actor, log: ChangeLog, item: FeedItem, use_case: str, before: Before
) -> None:
    if TAKEN_BACK_BY[use_case].startswith(("delete_", "restore_")):
        await write_deleted(log, item, deleted=TAKEN_BACK_BY[use_case].startswith("delete_"))
    elif use_case in {"change_activity", "change_note"}:
        await _change_back(session, actor, log, item, before)
    else:
        values = {name: _column(name, value) for name, value in before.items()}
        await log.edit(ENTITY, item, values, base=Base(item.version), project_id=item.project_id)
        settle(item)
        await session.flush()


async def _change_back(session: AsyncSession, actor: Actor, log: ChangeLog, item: FeedItem, before: Before) -> None:
    """Hand the form as it was to the use case; that more people see it again needs no question."""
    assert item.id is not None
    text = await session.get_one(FeedText, item.id)
    people: dict[str, Any] = await people_of(session, item.id)
    people |= {name: value for name, value in before.items() if name in people}
    body = str(before.get("text") or "") if "text" in before else text.body
    columns = {name: _column(name, value) for name, value in before.items() if name in FeedItem.model_fields}
    former = FeedItem(**(item.model_dump() | columns))
    base = Base(item.version)
    if item.kind == "note":
        await write_note(session, actor, log, item, note_form(former, body, people), base, widen=True)
    else:
        await write_activity(session, actor, log, item, activity_form(former, body, people), base, widen=True)


def _column(name: str, value: Scalar) -> Any:
    """A value of the log as its column holds it."""
    if value is None:
        return None
    if name in MOMENTS:
        return datetime.fromisoformat(str(value))
    if name in {"due_on", "last_on"}:
        return datetime.fromisoformat(str(value)).date()
    return value
