"""The demo firm's activities and notes: something on every card, and nobody named where they may not look."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from customer_card.database import Database
from customer_card.models import Contact, Customer, FeedItem, FeedMention, FeedParticipant, PermissionProfile, User
from customer_card.services.visibility import user_sees
from tests.support.engines import Engine


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    """What the demo holds is the same on either engine."""
    return sqlite_engine


@pytest.mark.asyncio
async def test_every_active_customer_has_plans_and_every_customer_a_past(firm: Database) -> None:
    async with firm.reading() as session:
        planned = set(await session.scalars(select(FeedItem.customer_id).where(FeedItem.state == "planned")))
        done = set(await session.scalars(select(FeedItem.customer_id).where(FeedItem.state == "done")))
        active = set(await session.scalars(select(Customer.id).where(Customer.active)))
        everybody = set(await session.scalars(select(Customer.id)))
        kinds = dict((await session.execute(select(FeedItem.kind, func.count()).group_by(FeedItem.kind))).all())
        columns = set(await session.scalars(select(FeedItem.board).where(FeedItem.board.is_not(None))))
    assert active <= planned
    assert everybody == done
    assert min(kinds.values()) > 20
    assert columns == {"not_started", "in_progress", "in_review", "done"}


@pytest.mark.asyncio
async def test_an_erased_contact_has_a_place_in_a_note(firm: Database) -> None:
    async with firm.reading() as session:
        taking_part = select(FeedParticipant.contact_id).where(FeedParticipant.contact_id.is_not(None))
        erased = await session.scalars(
            select(Contact.id).where(Contact.erased_at.is_not(None), Contact.id.in_(taking_part))
        )
        assert erased.all()


@pytest.mark.asyncio
async def test_nobody_is_named_or_asked_where_they_may_not_look(firm: Database) -> None:
    async with firm.reading() as session:
        named = await session.execute(
            select(FeedMention.user_id, FeedItem.customer_id, FeedItem.project_id).join(
                FeedItem, FeedItem.id == FeedMention.item_id
            )
        )
        asked = await session.execute(
            select(FeedItem.assignee_id, FeedItem.customer_id, FeedItem.project_id).where(
                FeedItem.assignee_id.is_not(None)
            )
        )
        places = {tuple(row) for row in (*named, *asked)}
        for user_id, customer_id, project_id in places:
            sees = (
                select(User.id)
                .join(PermissionProfile, PermissionProfile.id == User.profile_id)
                .where(User.id == user_id, user_sees(customer_id, project_id))
            )
            assert await session.scalar(sees) == user_id, (user_id, customer_id, project_id)
