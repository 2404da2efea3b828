"""What a card shown out of a list leads on to, and that it was seen."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

import reflex as rx

from customer_card.database import database
from customer_card.domain.clock import now
from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor, Need
from customer_card.services import customers, recent_customers
from customer_card.services.customer_neighbours import Neighbours, neighbours_of
from customer_card.services.customer_query import CustomerQuery
from customer_card.state.background import in_background
from customer_card.state.card import CardState
from customer_card.state.changes import put
from customer_card.state.list_query import address_of, card_suffix, list_of
from customer_card.state.marks import actor, allow
from customer_card.state.route import route_argument


class NeighboursState(rx.State):
    """The previous and the next customer of the list that the card was opened out of.

    ``suffix`` ends every address of the card.
    """

    suffix: str = ""
    back: str = ""
    previous: str = ""
    following: str = ""

    _around: list[str] = []
    """The customers around the one for which they were last looked for, in the list's order."""

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ)
    async def load(self):
        """Find them, after the card itself was shown."""
        query, found, number = list_of(self), Neighbours(), route_argument(self, "customer_number")
        if query is not None:
            async with database().reading() as session:
                try:
                    customer = (await customers.find(session, actor(), number)).customer
                    found = await neighbours_of(session, actor(), query, customer.id or 0)
                    number = customer.number
                except NotFound:
                    found = Neighbours()
        self._around = [*reversed(found.previous), number, *found.following]
        # Whoever goes on quickly is shown the next one by now.
        self._stand_at((await self.get_state(CardState)).loaded_for or number)

    def _leave_list(self, shown: list[str], query: CustomerQuery, number: str) -> None:
        """Open a card out of the customers that the list shows: whoever goes on at once goes on by them.

        What stands beyond the ends of the list's page is looked for afterwards.
        """
        self._around = shown
        self._go_through(query, card_suffix(query), number)

    def _turn_to(self, number: str) -> None:
        """Which list the address names; its customers are looked for afterwards.

        Whoever goes on quickly leans on what was found beside the former customer, and never goes on from there.
        """
        query = list_of(self)
        suffix = card_suffix(query) if query else ""
        if suffix != self.suffix:
            self._around = []
        self._go_through(query, suffix, number)

    def _go_through(self, query: CustomerQuery | None, suffix: str, number: str) -> None:
        put(self, suffix=suffix, back=f"/customers?{address_of(query)}" if query else "")
        self._stand_at(number)

    def _stand_at(self, number: str) -> None:
        """The customers before and after one, as far as they are known."""
        row = ["", *self._around, ""]
        place = row.index(number) if number in self._around else 0
        previous, following = (row[place - 1], row[place + 1]) if place else ("", "")
        put(self, previous=previous, following=following)

    def _awaited(self) -> list:
        """What is still to be asked once the card is shown; nothing for one that was opened out of no list."""
        return [NeighboursState.load] if self.suffix else []


class CardVisitState(rx.State):
    """Which card was last counted as seen, so that its tabs do not count again."""

    _counted: int = 0

    def _count(self, customer_id: int) -> None:
        """Keep that a card was shown; nobody waits for it.

        Its further tabs are no further visits. A card opened out of the recent ones is one of them already, and
        counting it would turn their order while somebody goes through it.
        """
        query = list_of(self)
        if customer_id == self._counted or (query and query.view == "recent"):
            return
        self._counted = customer_id
        in_background(_visit(actor(), customer_id, now()))


async def _visit(me: Actor, customer_id: int, at: datetime) -> None:
    with suppress(NotFound):  # It was deleted in the same moment.
        await recent_customers.visit(me, customer_id, at)
