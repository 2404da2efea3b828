"""What all writing into the feed has in common: people, text, history, and where an item stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.clock import now
from customer_card.domain.permissions import Actor
from customer_card.domain.text_keys import fold
from customer_card.models import FeedItem, FeedMention, FeedParticipant, FeedText
from customer_card.services import local_time
from customer_card.services.feed_access import check_contacts, check_users, who_see
from customer_card.services.feed_fields import UNDATED, CheckedItem
from customer_card.services.history import Base, ChangeLog, Scalar

ENTITY = "feed_item"
RANK_GAP = 1 << 20


@dataclass(frozen=True, slots=True)
class ItemDone:
    """What a use case left behind: the item, and the change that can be undone if there was one."""

    item_id: int
    version: int
    change_id: int | None


def log_of(
    session: AsyncSession,
    actor: Actor,
    use_case: str,
    item: FeedItem,
    *,
    personal: bool = False,
    undo_of: int | None = None,
) -> ChangeLog:
    """The log of a use case on an item.

    What is or becomes personal is not kept with the customer, where others read.
    """
    hidden = personal or item.personal
    return ChangeLog(session, actor, use_case, None if hidden else item.customer_id, undo_of=undo_of)


def done(item: FeedItem, log: ChangeLog) -> ItemDone:
    """What a use case left behind."""
    return ItemDone(item.id or 0, item.version, log.done.change_id)


async def insert_item(
    session: AsyncSession, actor: Actor, log: ChangeLog, item: FeedItem, checked: CheckedItem
) -> ItemDone:
    """Write a new item with its text and its people, and keep that it was made."""
    item.created_by = item.updated_by = actor.user_id
    item.scope_id = item.project_id or 0
    session.add(item)
    await session.flush()
    assert item.id is not None
    session.add(FeedText(item_id=item.id, body=checked.body, words=words_of(item.title, checked.body, item.place)))
    await write_people(session, item, checked.people)
    await log.add(ENTITY, item.id, _as_new(checked), version_after=1, project_id=item.project_id)
    return done(item, log)


def _as_new(checked: CheckedItem) -> dict[str, tuple[Scalar, Scalar]]:
    values: dict[str, Any] = checked.columns | {"text": checked.body} | checked.people
    as_kept = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}
    return {name: (None, value) for name, value in as_kept.items() if value not in (None, "", [], False)}


async def merge(
    session: AsyncSession, log: ChangeLog, item: FeedItem, checked: CheckedItem, base: Base
) -> Mapping[str, Any]:
    """Merge a checked form into a locked item, and keep what changed. Raises ``Conflict``."""
    assert item.id is not None
    text = await session.get_one(FeedText, item.id)
    current: dict[str, Scalar] = {"text": text.body}
    lists = await people_of(session, item.id)
    current |= {name: lists[name] for name in checked.people}
    values = checked.columns | {"text": checked.body} | checked.people
    # Who may not see where something is moved to may not read that it is there now either.
    project_id = checked.columns["project_id"] or item.project_id
    changes = await log.edit(ENTITY, item, values, current=current, base=base, project_id=project_id)
    if "text" in changes:
        text.body = checked.body
    if changes:
        text.words = words_of(item.title, text.body, item.place)
        await write_people(session, item, {name: checked.people[name] for name in checked.people if name in changes})
    return changes


def words_of(title: str, body: str, place: str | None) -> str:
    """The folded text in which a search looks: each word preceded by a blank."""
    return " " + " ".join(fold(f"{title} {body} {place or ''}").split())


async def renew_words(session: AsyncSession, item_id: int) -> None:
    """Make an item findable by what it says now, after somebody was masked in it."""
    said = select(FeedItem.title, FeedText.body, FeedItem.place).join(FeedText, FeedText.item_id == FeedItem.id)
    title, body, place = (await session.execute(said.where(FeedItem.id == item_id))).one()
    await session.execute(
        update(FeedText).where(FeedText.item_id == item_id).values(words=words_of(title, body, place))
    )


async def check_people(session: AsyncSession, item: FeedItem, checked: CheckedItem, had: dict[str, list[int]]) -> None:
    """That the people who are named may be. Raises ``Invalid``.

    Somebody who took part already stays, whatever has become of them, as long as the item stays where it is.
    """
    await check_contacts(
        session, item.customer_id, set(checked.people.get("contacts", ())), set(had.get("contacts", ()))
    )
    asked = {
        name: set(checked.people[name]) - set(had.get(name, ()))
        for name in ("colleagues", "mentions")
        if name in checked.people
    }
    assignee = checked.columns.get("assignee_id")
    if assignee is not None and assignee not in had.get("assignee_id", []):
        asked["assignee_id"] = {assignee}
    await check_users(session, item.customer_id, checked.columns.get("project_id"), asked)


async def people_of(session: AsyncSession, item_id: int) -> dict[str, list[int]]:
    """The people of an item by field, as the log keeps them."""
    rows = await session.execute(
        select(FeedParticipant.user_id, FeedParticipant.contact_id).where(FeedParticipant.item_id == item_id)
    )
    pairs = rows.all()
    mentions = await session.scalars(select(FeedMention.user_id).where(FeedMention.item_id == item_id))
    return {
        "colleagues": sorted(user for user, _ in pairs if user is not None),
        "contacts": sorted(contact for _, contact in pairs if contact is not None),
        "mentions": sorted(mentions),
    }


async def write_people(session: AsyncSession, item: FeedItem, people: Mapping[str, list[int]]) -> None:
    """Put other people in the place of those of the given fields."""
    assert item.id is not None
    columns = {"colleagues": FeedParticipant.user_id, "contacts": FeedParticipant.contact_id}
    for name, column in columns.items():
        if name not in people:
            continue
        await session.execute(delete(FeedParticipant).where(FeedParticipant.item_id == item.id, column.is_not(None)))
        rows = [{"customer_id": item.customer_id, "item_id": item.id, column.key: person} for person in people[name]]
        if rows:
            await session.execute(insert(FeedParticipant), rows)
    if "mentions" in people:
        await _write_mentions(session, item.id, people["mentions"])


async def _write_mentions(session: AsyncSession, item_id: int, users: list[int]) -> None:
    """Mention these users and no others; who has seen it already is not told anew."""
    of_item = FeedMention.item_id == item_id
    had = set(await session.scalars(select(FeedMention.user_id).where(of_item)))
    await session.execute(delete(FeedMention).where(of_item, FeedMention.user_id.not_in(users)))
    for user_id in sorted(set(users) - had):
        session.add(FeedMention(item_id=item_id, user_id=user_id))
    await session.flush()


def settle(item: FeedItem) -> None:
    """Bring what follows from an activity's other columns in line with them."""
    item.scope_id = item.project_id or 0
    if item.kind == "event":
        item.state = "timed"
        item.sort_at = item.starts_at or local_time.moment(item.due_on or local_time.today())
    elif item.kind in {"todo", "task"}:
        if item.state == "done":
            item.sort_at = item.done_at or now()
        else:
            item.sort_at = local_time.moment(item.due_on) if item.due_on else UNDATED
    if item.kind != "task":
        item.board = item.board_at = item.rank = None


async def follow_root(session: AsyncSession, root: FeedItem) -> None:
    """Take the answers along to where their root has moved, and drop those named who may not see it there."""
    await session.execute(
        update(FeedItem).where(FeedItem.root_id == root.id).values(project_id=root.project_id, scope_id=root.scope_id)
    )
    thread = select(FeedItem.id).where((FeedItem.id == root.id) | (FeedItem.root_id == root.id))
    named = set(await session.scalars(select(FeedMention.user_id).where(FeedMention.item_id.in_(thread))))
    lost = named - await who_see(session, root.customer_id, root.project_id, named)
    if lost:
        await session.execute(delete(FeedMention).where(FeedMention.item_id.in_(thread), FeedMention.user_id.in_(lost)))


async def first_rank(session: AsyncSession, customer_id: int, column: str) -> int:
    """The rank of whatever is put first in a column of the customer's board."""
    least = await session.scalar(
        select(func.min(FeedItem.rank)).where(
            FeedItem.customer_id == customer_id, FeedItem.board == column, FeedItem.deleted_at.is_(None)
        )
    )
    return (least or 0) - RANK_GAP
