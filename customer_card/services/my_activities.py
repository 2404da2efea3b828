"""What somebody has to do and was named in, across all customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, literal, or_, select, tuple_, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from customer_card.domain.clock import now
from customer_card.domain.permissions import Actor, Need
from customer_card.models import Customer, FeedItem, FeedMention, FeedParticipant, FeedText
from customer_card.services.feed import FeedPart, FeedRow, as_row, selected, with_people
from customer_card.services.feed_fields import LONGEST_ENTRY
from customer_card.services.feed_query import Cursor
from customer_card.services.parameters import Rights, made_once, rights_of, somebody_with, who
from customer_card.services.visibility import item_is_visible

PAGE = 50
COUNTED = 99


@dataclass(frozen=True, slots=True)
class Mention:
    """An item that names the actor, and whether the actor has opened it since."""

    row: FeedRow
    at: datetime
    seen: bool


async def mine(session: AsyncSession, actor: Actor, after: Cursor | None = None) -> FeedPart:
    """A page of what is assigned to the actor, and of the entries the actor takes part in, by time."""
    if not actor.meets(Need.CUSTOMERS_READ):
        return FeedPart([], None)
    walks = [select(walk.subquery()) for walk in _walks(actor, after)]
    page = union(*walks).subquery()
    first = select(page.c.id, page.c.sort_at).order_by(page.c.sort_at, page.c.id).limit(PAGE + 1).subquery()
    statement = (
        selected(rights_of(actor), Customer)
        .join(first, first.c.id == FeedItem.id)
        .join(Customer, Customer.id == FeedItem.customer_id)
        .order_by(first.c.sort_at, first.c.id)
    )
    rows = [_with_customer(row) for row in await session.execute(statement, who(actor))]
    await with_people(session, rows[:PAGE])
    last = rows[PAGE - 1].item if len(rows) > PAGE else None
    return FeedPart(rows[:PAGE], Cursor(sort_at=last.sort_at, id=last.id or 0) if last else None)


def _walks(actor: Actor, after: Cursor | None) -> list[Select[Any]]:
    """Open tasks and coming entries of one's own, and entries that one was invited to."""
    place = tuple_(FeedItem.sort_at, FeedItem.id)
    beyond = [place > tuple_(literal(after.sort_at), literal(after.id))] if after else []
    seen = [item_is_visible(actor), FeedItem.root_id.is_(None), *beyond]
    coming = [FeedItem.state == "timed", FeedItem.ends_at > now(), FeedItem.sort_at > now() - LONGEST_ENTRY]
    own = FeedItem.assignee_id == actor.user_id
    invited = select(FeedParticipant.item_id).where(FeedParticipant.user_id == actor.user_id)
    return [
        select(FeedItem.id, FeedItem.sort_at).where(*met, *seen).order_by(FeedItem.sort_at, FeedItem.id).limit(PAGE + 1)
        for met in ([own, FeedItem.state == "planned"], [own, *coming], [FeedItem.id.in_(invited), *coming])
    ]


def _with_customer(found: Any) -> FeedRow:
    row = as_row(found)
    row.customer = found.Customer
    return row


async def mentions(
    session: AsyncSession, actor: Actor, after: Cursor | None = None
) -> tuple[list[Mention], Cursor | None]:
    """A page of the items that name the actor, the newest mention first, and where the next page begins."""
    if not actor.meets(Need.CUSTOMERS_READ):
        return [], None
    place = tuple_(FeedMention.created_at, FeedMention.item_id)
    before = [place < tuple_(literal(after.sort_at), literal(after.id))] if after else []
    statement = (
        selected(rights_of(actor), Customer, FeedText.body, FeedMention.created_at.label("at"), FeedMention.seen_at)
        .join(FeedMention, FeedMention.item_id == FeedItem.id)
        .join(Customer, Customer.id == FeedItem.customer_id)
        .outerjoin(FeedText, FeedText.item_id == FeedItem.id)
        .where(FeedMention.user_id == actor.user_id, item_is_visible(actor), _in_a_thread(), *before)
        .order_by(FeedMention.created_at.desc(), FeedMention.item_id.desc())
        .limit(PAGE + 1)
    )
    found: list[Mention] = []
    for one in await session.execute(statement, who(actor)):
        row = _with_customer(one)
        row.body = one.body or ""
        found.append(Mention(row, one.at, one.seen_at is not None))
    if len(found) <= PAGE:
        return found, None
    last = found[PAGE - 1]
    return found[:PAGE], Cursor(sort_at=last.at, id=last.row.item.id or 0)


def _in_a_thread() -> ColumnElement[bool]:
    """That an answer still has what it answers: a deleted root takes its answers out of sight."""
    root = aliased(FeedItem)
    there = exists().where(root.id == FeedItem.root_id, root.deleted_at.is_(None))
    return or_(FeedItem.root_id.is_(None), there.correlate(FeedItem))


async def unread(session: AsyncSession, actor: Actor) -> int:
    """How many items name the actor that the actor has not opened; one more than ``COUNTED`` stands for more."""
    if not actor.meets(Need.CUSTOMERS_READ):
        return 0
    return await session.scalar(_unread(rights_of(actor)), who(actor)) or 0


@made_once
def _unread(rights: Rights) -> Select[Any]:
    reader = somebody_with(rights)
    new = (FeedMention.user_id == reader.user_id, FeedMention.seen_at.is_(None))
    waiting = (
        select(FeedMention.item_id)
        .join(FeedItem, FeedItem.id == FeedMention.item_id)
        .where(*new, item_is_visible(reader), _in_a_thread())
        .limit(COUNTED + 1)
        .subquery()
    )
    return select(func.count()).select_from(waiting)
