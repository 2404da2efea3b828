"""The dialog «Kopiera e-postlista»: for what, how many, and the addresses once they were asked for."""

from __future__ import annotations

import reflex as rx

from customer_card.database import database
from customer_card.domain.permissions import Need
from customer_card.services import mailing_list
from customer_card.services.mailing_list import MailingOrder, Purpose
from customer_card.state.contact_list import ContactListState, query_of
from customer_card.state.marks import actor, allow
from customer_card.views.mailing_list import (
    SEPARATOR,
    MailingSummary,
    by_hand_text,
    copied_text,
    mailing_summary,
)

TEXT_ID = "mailing-addresses"
OPENER_ID = "copy-email-list"


class MailingListState(rx.State):
    """What the dialog shows. No address is here before the copy was written into history."""

    is_open: bool = False
    opened: int = 0
    purpose: str = ""
    unstated: bool = False
    counting: bool = False
    summary: MailingSummary = MailingSummary()
    addresses: str = ""
    outcome: str = ""

    _copied: int = 0

    @rx.event
    @allow(Need.CUSTOMERS_EDIT)
    async def open(self):
        """Open the dialog; the purpose is not chosen yet, so that nobody takes the wrong one by habit."""
        self._forget()
        self.purpose, self.unstated, self.counting, self.summary = "", False, False, MailingSummary()
        self.is_open, self.opened = True, self.opened + 1

    @rx.event
    @allow(Need.CUSTOMERS_EDIT, example=lambda _: {"is_open": False})
    async def set_open(self, is_open: bool):
        """The dialog was closed; the addresses leave the page with it."""
        self.is_open = is_open
        self._forget()
        return None if is_open else rx.call_script(f"customerCard.focusSoon('{OPENER_ID}')")

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_EDIT, example=lambda _: {"purpose": "marketing", "unstated": False})
    async def choose(self, purpose: Purpose, unstated: bool):
        """Count the addresses for a purpose, with or without contacts who did not answer."""
        self._forget()
        self.purpose, self.unstated, self.counting = purpose, unstated, True
        yield
        order = await self._order(purpose, unstated)
        async with database().reading() as session:
            count = await mailing_list.count(session, actor(), order)
        self.summary, self.counting = mailing_summary(count, purpose, actor().language), False

    @rx.event
    @allow(Need.CUSTOMERS_EDIT, example=lambda _: {"purpose": "service", "unstated": False}, writes=True)
    async def copy(self, purpose: Purpose, unstated: bool):
        """Keep in history that the list is copied, show the addresses, and put them into the clipboard."""
        addresses = await mailing_list.copy(actor(), await self._order(purpose, unstated))
        self._copied, self.addresses, self.outcome = len(addresses), SEPARATOR.join(addresses), ""
        if not addresses:
            return None
        return rx.call_script(f"customerCard.copyFrom('{TEXT_ID}')", callback=MailingListState.copied)

    @rx.event
    @allow(Need.CUSTOMERS_EDIT, example=lambda _: {"allowed": True})
    async def copied(self, allowed: bool):
        """The browser has put the addresses into the clipboard, or did not allow that."""
        reader = actor().language
        self.outcome = copied_text(self._copied, reader) if allowed else by_hand_text(reader)

    def _forget(self) -> None:
        self.addresses = self.outcome = ""
        self._copied = 0

    async def _order(self, purpose: Purpose, unstated: bool) -> MailingOrder:
        """The contacts of the list as it is filtered, all pages of it."""
        shown = await self.get_state(ContactListState)
        return MailingOrder(query_of(shown._shown()), purpose, unstated and purpose == "marketing")
