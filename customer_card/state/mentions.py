"""The badge in the rail: how many items name the signed-in person and were not opened yet."""

from __future__ import annotations

import reflex as rx

from customer_card.database import database
from customer_card.domain.permissions import Need
from customer_card.services import my_activities
from customer_card.state.marks import actor, allow
from customer_card.views.my_activities import unread_text


class MentionsState(rx.State):
    """What the badge says; nothing when there is nothing new."""

    unread: str = ""

    @rx.event(supersedes=True)
    @allow(Need.SIGNED_IN)
    async def count(self):
        """Count again; pages ask for it once they are shown."""
        await self._count()

    async def _count(self) -> None:
        me = actor()
        async with database().reading() as session:
            self.unread = unread_text(await my_activities.unread(session, me))
