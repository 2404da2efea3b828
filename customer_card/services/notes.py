"""Notes and the answers to them: written, changed, and seen by those whom they name.

A note is internal. Nothing in the program sends one to anybody.
"""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.clock import now
from customer_card.domain.errors import NotFound, Refused
from customer_card.domain.permissions import Actor
from customer_card.models import FeedItem, FeedMention
from customer_card.services.activities import insert_activity
from customer_card.services.feed_access import check_project, enter, locked, seen
from customer_card.services.feed_fields import TITLE, ActivityFields, CheckedItem, NoteFields, check_note
from customer_card.services.feed_writing import (
    ItemDone,
    check_people,
    done,
    follow_root,
    insert_item,
    log_of,
    merge,
    people_of,
)
from customer_card.services.history import Base, ChangeLog


async def add(actor: Actor, customer_id: int, fields: NoteFields, follow_up: ActivityFields | None = None) -> ItemDone:
    """Write a note, with a task that follows it up if one is given. Raises ``NotFound`` or ``Invalid``."""
    async with database().writing() as session:
        await enter(session, actor, customer_id)
        checked = check_note(fields)
        await check_project(session, actor, customer_id, checked.columns["project_id"])
        item = _note(customer_id, checked)
        await check_people(session, item, checked, {})
        log = log_of(session, actor, "add_note", item)
        written = await insert_item(session, actor, log, item, checked)
        if follow_up is not None:
            shared = follow_up.model_copy(update={"personal": False})
            await insert_activity(session, actor, customer_id, shared, log=log)
        return written


async def answer(actor: Actor, customer_id: int, root_id: int, fields: NoteFields) -> ItemDone:
    """Answer a note, or comment on an activity; an answer to an answer belongs to the same thread."""
    async with database().writing() as session:
        await enter(session, actor, customer_id)
        root = await seen(session, actor, customer_id, root_id)
        if root.root_id is not None:
            root = await seen(session, actor, customer_id, root.root_id)
        placed = fields.model_copy(update={"project_id": str(root.project_id or ""), "on": "", "at": ""})
        checked = check_note(placed)
        item = _note(customer_id, checked)
        item.root_id, item.personal = root.id, root.personal
        await check_people(session, item, checked, {})
        log = log_of(session, actor, "answer_note", item)
        return await insert_item(session, actor, log, item, checked)


def _note(customer_id: int, checked: CheckedItem) -> FeedItem:
    moment = checked.columns.pop("sort_at") or now()
    checked.columns["sort_at"] = moment
    return FeedItem(
        customer_id=customer_id,
        project_id=checked.columns["project_id"],
        kind="note",
        note_kind=checked.columns["note_kind"],
        state="done",
        title=beginning(checked.body),
        sort_at=moment,
    )


def beginning(body: str) -> str:
    """How a note begins: its first words, as plain text on one line."""
    plain = " ".join(line.lstrip("#>*-+ \t") for line in body.splitlines())
    words = " ".join(plain.replace("**", "").replace("__", "").replace("`", "").split())
    return words if len(words) <= TITLE else f"{words[: TITLE - 2].rstrip()} …"


async def change(
    actor: Actor, customer_id: int, item_id: int, fields: NoteFields, base: Base, *, widen: bool = False
) -> ItemDone:
    """Change a note or an answer; an answer stays where its root is.

    Raises ``NotFound``, ``Invalid``, ``Conflict`` or ``Refused("widens_audience")``.
    """
    async with database().writing() as session:
        await enter(session, actor, customer_id)
        item = await locked(session, actor, customer_id, item_id)
        if item.kind != "note":
            raise NotFound
        log = log_of(session, actor, "change_note", item)
        await write_note(session, actor, log, item, fields, base, widen=widen)
        return done(item, log)


async def write_note(
    session: AsyncSession,
    actor: Actor,
    log: ChangeLog,
    item: FeedItem,
    fields: NoteFields,
    base: Base,
    *,
    widen: bool = False,
) -> None:
    """Change a note that is locked in this transaction."""
    if item.root_id is not None:
        fields = fields.model_copy(update={"project_id": str(item.project_id or "")})
    checked = check_note(fields)
    happened = checked.columns["sort_at"]
    # The form holds minutes: within the same minute nothing was changed.
    if happened is None or abs((happened - item.sort_at).total_seconds()) < 60:
        checked.columns["sort_at"] = item.sort_at
    had = await people_of(session, item.id or 0)
    if checked.columns["project_id"] != item.project_id:
        await check_project(session, actor, item.customer_id, checked.columns["project_id"])
        had = {"contacts": had["contacts"]}
    await check_people(session, item, checked, had)
    changes = await merge(session, log, item, checked, base)
    if "project_id" in changes and item.project_id is None and not widen:
        raise Refused("widens_audience")
    if "text" in changes:
        item.title = beginning(checked.body)
    item.scope_id = item.project_id or 0
    await session.flush()
    if "project_id" in changes:
        await follow_root(session, item)


async def mark_seen(actor: Actor, customer_id: int, item_id: int) -> None:
    """Note that the actor has seen where a thread names the actor. Raises ``NotFound``."""
    async with database().writing() as session:
        await enter(session, actor, customer_id)
        root = await seen(session, actor, customer_id, item_id)
        thread = select(FeedItem.id).where((FeedItem.id == root.id) | (FeedItem.root_id == root.id))
        await session.execute(
            update(FeedMention)
            .where(
                FeedMention.user_id == actor.user_id,
                FeedMention.item_id.in_(thread),
                FeedMention.seen_at.is_(None),
            )
            .values(seen_at=now())
        )
