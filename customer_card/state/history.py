"""«Historik»: the sheet that shows what was changed on the card, or on one address or contact."""

from __future__ import annotations

import reflex as rx

from customer_card.database import database
from customer_card.domain.permissions import Need
from customer_card.services import change_feed
from customer_card.state.marks import actor, allow
from customer_card.views.history import HistoryRow, history_rows

MAXIMUM_SHOWN = 500

OPENERS = {"customer": "card-menu", "address": "address-history", "contact": "contact-history"}
"""What the focus returns to, by what the sheet shows the history of."""


class HistoryState(rx.State):
    """The sheet: whose history it shows, and the rows read so far."""

    is_open: bool = False
    rows: list[HistoryRow] = []
    has_more: bool = False
    entity: str = "customer"

    _customer_id: int = 0
    _record_id: int = 0

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda world: {"customer_id": world.customer_id})
    async def open_customer(self, customer_id: int):
        """The history of a customer with its addresses and contacts."""
        await self._open("customer", customer_id, customer_id)

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {"customer_id": world.customer_id, "address_id": world.address_id},
    )
    async def open_address(self, customer_id: int, address_id: int):
        """The history of one address."""
        await self._open("address", customer_id, address_id)

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {"customer_id": world.customer_id, "contact_id": world.contact_id},
    )
    async def open_contact(self, customer_id: int, contact_id: int):
        """The history of one contact."""
        await self._open("contact", customer_id, contact_id)

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"is_open": False})
    async def set_open(self, is_open: bool):
        """The sheet was closed by Escape or by its cross."""
        self.is_open = is_open
        return None if is_open else rx.call_script(f"customerCard.focusSoon('{OPENERS[self.entity]}')")

    @rx.event
    @allow(Need.CUSTOMERS_READ)
    async def show_more(self):
        """One more page of older changes below those shown."""
        if self._customer_id and self.rows and len(self.rows) < MAXIMUM_SHOWN:
            rows, self.has_more = await self._read(self.entity, self._customer_id, self._record_id, self.rows[-1].id)
            self.rows = [*self.rows, *rows]

    async def _open(self, entity: str, customer_id: int, record_id: int) -> None:
        rows, has_more = await self._read(entity, customer_id, record_id)
        self.entity, self._customer_id, self._record_id = entity, customer_id, record_id
        self.rows, self.has_more, self.is_open = rows, has_more, True

    async def _show_newest(self) -> None:
        """The first page anew, when something was changed while the sheet was open."""
        if self.is_open:
            await self._open(self.entity, self._customer_id, self._record_id)

    async def _read(
        self, entity: str, customer_id: int, record_id: int, older_than: str = ""
    ) -> tuple[list[HistoryRow], bool]:
        """A page of rows, and whether there are more. Raises ``NotFound``."""
        me, before = actor(), int(older_than) if older_than else None
        async with database().reading() as session:
            if entity == "customer":
                page = await change_feed.of_customer(session, me, customer_id, before)
            else:
                of_record = change_feed.of_address if entity == "address" else change_feed.of_contact
                page = await of_record(session, me, customer_id, record_id, before)
        return history_rows(page, me, of_one_record=entity != "customer"), page.has_more

    def _turn_to(self, customer_id: int | None) -> None:
        """Nothing of a customer's history stays when the card turns to another one."""
        if customer_id != self._customer_id and self._customer_id:
            self.is_open, self.has_more, self.rows = False, False, []
            self.entity, self._customer_id, self._record_id = "customer", 0, 0
