"""Activities: to-dos, calendar entries and project tasks; making, changing, finishing, moving and deleting them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.clock import now
from customer_card.domain.errors import Invalid, NotFound, Refused
from customer_card.domain.permissions import Actor
from customer_card.models import FeedItem
from customer_card.services.feed_access import check_project, enter, locked
from customer_card.services.feed_fields import ActivityFields, CheckedItem, Column, check_activity
from customer_card.services.feed_writing import (
    ENTITY,
    RANK_GAP,
    ItemDone,
    check_people,
    done,
    first_rank,
    follow_root,
    insert_item,
    log_of,
    merge,
    people_of,
    settle,
)
from customer_card.services.history import Base, ChangeLog


async def add(actor: Actor, customer_id: int, fields: ActivityFields, *, column: Column = "not_started") -> ItemDone:
    """Add an activity; a project task stands first in its column. Raises ``NotFound`` or ``Invalid``."""
    async with database().writing() as session:
        await enter(session, actor, customer_id)
        return await insert_activity(session, actor, customer_id, fields, column)


async def insert_activity(
    session: AsyncSession,
    actor: Actor,
    customer_id: int,
    fields: ActivityFields,
    column: Column = "not_started",
    log: ChangeLog | None = None,
) -> ItemDone:
    """Add an activity of a customer that is locked in this transaction, as part of what ``log`` keeps if given."""
    checked = check_activity(fields)
    await check_project(session, actor, customer_id, checked.columns["project_id"])
    item = FeedItem(customer_id=customer_id, state="planned", sort_at=now(), **checked.columns)
    _keep_personal_ones_ones_own(actor, item, checked)
    await check_people(session, item, checked, {})
    if item.kind == "task":
        item.board, item.board_at = column, now()
        item.rank = await first_rank(session, customer_id, column)
        if column == "done":
            item.state, item.done_at = "done", now()
    settle(item)
    log = log or log_of(session, actor, "add_activity", item)
    return await insert_item(session, actor, log, item, checked)


async def change(
    actor: Actor, customer_id: int, item_id: int, fields: ActivityFields, base: Base, *, widen: bool = False
) -> ItemDone:
    """Change an activity.

    Taking it out of its project shows it to more people, and needs ``widen``. Raises ``NotFound``, ``Invalid``,
    ``Conflict`` or ``Refused("widens_audience")``; in each case nothing was written.
    """
    async with database().writing() as session:
        await enter(session, actor, customer_id)
        item = await locked(session, actor, customer_id, item_id)
        if item.kind == "note":
            raise NotFound
        log = log_of(session, actor, "change_activity", item, personal=fields.personal)
        await write_activity(session, actor, log, item, fields, base, widen=widen)
        return done(item, log)


async def write_activity(
    session: AsyncSession,
    actor: Actor,
    log: ChangeLog,
    item: FeedItem,
    fields: ActivityFields,
    base: Base,
    *,
    widen: bool = False,
) -> None:
    """Change an activity that is locked in this transaction."""
    checked = check_activity(fields)
    if (checked.columns["kind"] == "event") != (item.kind == "event"):
        raise Invalid.one("kind", "not_a_choice")
    _keep_personal_ones_ones_own(actor, item, checked)
    had: dict[str, list[int]] = await people_of(session, item.id or 0)
    former = item.project_id
    if checked.columns["project_id"] != former:
        await check_project(session, actor, item.customer_id, checked.columns["project_id"])
        had = {"contacts": had["contacts"]}
    elif item.assignee_id is not None:
        had["assignee_id"] = [item.assignee_id]
    await check_people(session, item, checked, had)
    changes = await merge(session, log, item, checked, base)
    if "project_id" in changes and item.project_id is None and not widen:
        raise Refused("widens_audience")
    await _settled(session, item, changes)


async def _settled(session: AsyncSession, item: FeedItem, changes: Any) -> None:
    """What follows from the changes: the place in the feed and on the board, and the answers that come along."""
    if item.kind == "task" and item.project_id is None:
        # One of two people made it a task, and the other took it out of its project.
        raise Invalid.one("project_id", "project_needed")
    if item.kind == "task" and item.board is None:
        item.board = "done" if item.state == "done" else "not_started"
        item.board_at, item.rank = now(), await first_rank(session, item.customer_id, item.board)
    settle(item)
    await session.flush()
    if "project_id" in changes:
        await follow_root(session, item)


def _keep_personal_ones_ones_own(actor: Actor, item: FeedItem, checked: CheckedItem) -> None:
    """A personal activity is one's own: nobody else sees it, so nobody else can be asked to do it."""
    if not checked.columns["personal"]:
        return
    owner = item.created_by or actor.user_id
    if checked.columns["assignee_id"] not in {None, owner}:
        raise Invalid.one("assignee_id", "personal_is_ones_own")
    checked.columns["assignee_id"] = owner


async def finish(actor: Actor, customer_id: int, item_id: int) -> ItemDone:
    """Finish a to-do or a project task, which moves to the last column. Finished twice is finished once."""
    return await _set_done(actor, customer_id, item_id, True)


async def reopen(actor: Actor, customer_id: int, item_id: int) -> ItemDone:
    """Open a finished to-do or project task again; on the board it is being worked on."""
    return await _set_done(actor, customer_id, item_id, False)


async def _set_done(actor: Actor, customer_id: int, item_id: int, finished: bool) -> ItemDone:
    async with database().writing() as session:
        await enter(session, actor, customer_id)
        item = await locked(session, actor, customer_id, item_id)
        log = log_of(session, actor, "finish_activity" if finished else "reopen_activity", item)
        if (item.state == "done") != finished:
            column = None
            if item.kind == "task":
                column = "done" if finished else "in_progress"
            await write_state(session, log, item, finished=finished, column=column)
        return done(item, log)


async def write_state(
    session: AsyncSession,
    log: ChangeLog,
    item: FeedItem,
    *,
    finished: bool,
    column: str | None,
    rank: int | None = None,
    base: Base | None = None,
) -> None:
    """Finish, reopen or move an activity that is locked in this transaction."""
    if item.kind not in {"todo", "task"}:
        raise NotFound
    values: dict[str, Any] = {"state": "done" if finished else "planned"}
    if finished != (item.state == "done"):
        values["done_at"] = now() if finished else None
    if column is not None:
        moved = column != item.board
        values["board"] = column
        values["rank"] = rank if rank is not None else await first_rank(session, item.customer_id, column)
        if moved:
            values["board_at"] = now()
    await log.edit(ENTITY, item, values, base=base or Base(item.version), project_id=item.project_id)
    settle(item)
    await session.flush()


async def move(
    actor: Actor,
    customer_id: int,
    item_id: int,
    column: Column,
    base: Base,
    *,
    before_id: int | None = None,
    after_id: int | None = None,
) -> ItemDone:
    """Move a project task to a column of the board, before or after another task, or first of all.

    Raises ``NotFound``, or ``Conflict`` when somebody else moved it since; then nothing was written.
    """
    async with database().writing() as session:
        await enter(session, actor, customer_id)
        item = await locked(session, actor, customer_id, item_id)
        if item.kind != "task":
            raise NotFound
        if before_id is not None:
            rank = await _rank_before(session, item, column, before_id)
        elif after_id is not None:
            rank = await _rank_after(session, item, column, after_id)
        else:
            rank = await _rank_first(session, item, column)
        log = log_of(session, actor, "move_task", item)
        if item.board != column or rank != item.rank:
            await write_state(session, log, item, finished=column == "done", column=column, rank=rank, base=base)
        return done(item, log)


def _others_of_column(item: FeedItem, column: str) -> tuple[ColumnElement[bool], ...]:
    return (
        FeedItem.customer_id == item.customer_id,
        FeedItem.board == column,
        FeedItem.deleted_at.is_(None),
        FeedItem.id != item.id,
    )


async def _rank_first(session: AsyncSession, item: FeedItem, column: str) -> int:
    """A rank before all others of the column; the item's own when it stands there already."""
    least = await session.scalar(select(func.min(FeedItem.rank)).where(*_others_of_column(item, column)))
    if item.board == column and item.rank is not None and (least is None or item.rank < least):
        return item.rank
    return (least or 0) - RANK_GAP


async def _rank_before(session: AsyncSession, item: FeedItem, column: str, before_id: int) -> int:
    """A rank right before another task of the column; before all of them when that is not there any more."""
    of_column = _others_of_column(item, column)
    target = await session.scalar(select(FeedItem.rank).where(FeedItem.id == before_id, *of_column))
    if target is None:
        return await _rank_first(session, item, column)
    below = await session.scalar(
        select(FeedItem.rank).where(FeedItem.rank < target, *of_column).order_by(FeedItem.rank.desc()).limit(1)
    )
    if below is None:
        return target - RANK_GAP
    if target - below < 2:
        await session.execute(
            update(FeedItem).where(FeedItem.rank < target, *of_column).values(rank=FeedItem.rank - RANK_GAP)
        )
        below -= RANK_GAP
    return (below + target) // 2


async def _rank_after(session: AsyncSession, item: FeedItem, column: str, after_id: int) -> int:
    """A rank right after another task of the column; before all of them when that is not there any more."""
    of_column = _others_of_column(item, column)
    target = await session.scalar(select(FeedItem.rank).where(FeedItem.id == after_id, *of_column))
    if target is None:
        return await _rank_first(session, item, column)
    following = await session.scalar(
        select(FeedItem.id).where(FeedItem.rank > target, *of_column).order_by(FeedItem.rank).limit(1)
    )
    return target + RANK_GAP if following is None else await _rank_before(session, item, column, following)


async def delete(actor: Actor, customer_id: int, item_id: int) -> ItemDone:
    """Delete an activity or a note; it can be undone. Answers go with what they answer."""
    async with database().writing() as session:
        await enter(session, actor, customer_id)
        item = await locked(session, actor, customer_id, item_id)
        log = log_of(session, actor, "delete_note" if item.kind == "note" else "delete_activity", item)
        await write_deleted(log, item, deleted=True)
        return done(item, log)


async def write_deleted(log: ChangeLog, item: FeedItem, *, deleted: bool) -> None:
    """Delete an item that is locked in this transaction, or bring it back."""
    at = now() if deleted else None
    await log.edit(ENTITY, item, {"deleted_at": at}, base=Base(item.version), project_id=item.project_id)
