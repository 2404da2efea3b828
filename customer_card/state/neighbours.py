"""What a card shown out of a list leads on to, and that it was seen."""

from __future__ import annotations

from urllib.parse import quote

import reflex as rx

from customer_card.database import database
from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Need
from customer_card.services import customers, recent_customers
from customer_card.services.customer_neighbours import Neighbours, neighbours_of
from customer_card.state.list_query import address_of, list_of, suffix_of
from customer_card.state.marks import actor, allow
from customer_card.state.route import route_argument


class NeighboursState(rx.State):
    """The previous and the next customer of the list that the card was opened out of.

    The numbers are written as addresses take them; ``suffix`` ends every address of the card.
    """

    suffix: str = ""
    back: str = ""
    previous: str = ""
    following: str = ""

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ)
    async def load(self):
        """Find them, after the card itself was shown."""
        query, found = list_of(self), Neighbours()
        if query is not None:
            async with database().reading() as session:
                try:
                    details = await customers.find(session, actor(), route_argument(self, "customer_number"))
                    found = await neighbours_of(session, actor(), query, details.customer.id or 0)
                except NotFound:
                    found = Neighbours()
        self.previous, self.following = quote(found.previous or "", safe=""), quote(found.following or "", safe="")

    def _turn_to_list(self) -> None:
        """Which list the address names; its customers are looked for afterwards."""
        query = list_of(self)
        self.suffix, self.back = suffix_of(self), f"/customers?{address_of(query)}" if query else ""
        if query is None:
            self.previous = self.following = ""

    def _awaited(self) -> list:
        """What is still to be asked once the card is shown; nothing for one that was opened out of no list."""
        return [NeighboursState.load] if self.suffix else []


class CardVisitState(rx.State):
    """Which card was last counted as seen, so that its tabs do not count again."""

    _counted: int = 0

    def _awaited(self, customer_id: int) -> list:
        """What is still to be kept once the card is shown; its further tabs are no further visits."""
        return [] if customer_id == self._counted else [CardVisitState.visited(customer_id)]

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {"customer_id": world.customer_id},
        writes=True,
        changes_card=False,
    )
    async def visited(self, customer_id: int):
        """Keep that the card was shown; asked by the page once it was.

        A card opened out of the recent ones is one of them already, and counting it would turn
        their order while somebody goes through it.
        """
        query = list_of(self)
        if customer_id == self._counted or (query and query.view == "recent"):
            return
        await recent_customers.visit(actor(), customer_id)
        self._counted = customer_id
