"""`/activities`: what the signed-in person has to do, by day, and where the person is named."""

from __future__ import annotations

import reflex as rx

from customer_card.database import database
from customer_card.domain.permissions import Actor, Need
from customer_card.services import my_activities
from customer_card.services.feed_query import Cursor
from customer_card.state.marks import actor, allow
from customer_card.state.mentions import MentionsState
from customer_card.state.session import enter
from customer_card.views.feed import FeedLine
from customer_card.views.my_activities import DayGroup, by_day, mention_lines


class MyActivitiesState(rx.State):
    """The page: groups of rows by day, and the mentions."""

    loaded: bool = False
    no_access: bool = False
    groups: list[DayGroup] = []
    has_more: bool = False
    mentions: list[FeedLine] = []
    more_mentions: bool = False

    _last: Cursor | None = None
    _last_mention: Cursor | None = None

    @rx.event(supersedes=True)
    @allow(Need.SIGNED_IN)
    async def load(self):
        """Show what there is to do."""
        await enter(self)
        if not actor().meets(Need.CUSTOMERS_READ):
            self.no_access, self.loaded = True, True
            return None
        self.no_access = False
        await self._show(actor())
        self.loaded = True
        return MentionsState.count

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ)
    async def refresh(self):
        """Show the same as it is now."""
        await self._show(actor())
        return MentionsState.count

    @rx.event
    @allow(Need.CUSTOMERS_READ)
    async def show_more(self):
        """One more page below those shown."""
        if self._last is None:
            return
        me = actor()
        async with database().reading() as session:
            page = await my_activities.mine(session, me, self._last)
        self._last, self.has_more = page.last, page.last is not None
        self.groups = by_day(page, me, self.groups)

    @rx.event
    @allow(Need.CUSTOMERS_READ)
    async def show_more_mentions(self):
        """One more page of older mentions."""
        if self._last_mention is None:
            return
        me = actor()
        async with database().reading() as session:
            found, self._last_mention = await my_activities.mentions(session, me, self._last_mention)
        self.more_mentions = self._last_mention is not None
        self.mentions = [*self.mentions, *mention_lines(found, me)]

    async def _show(self, me: Actor) -> None:
        async with database().reading() as session:
            page = await my_activities.mine(session, me)
            found, self._last_mention = await my_activities.mentions(session, me)
        self.more_mentions = self._last_mention is not None
        self._last, self.has_more = page.last, page.last is not None
        self.groups, self.mentions = by_day(page, me, []), mention_lines(found, me)
