"""«Ångra» in a message, and «Återställ» in the history."""

from __future__ import annotations

import reflex as rx

from customer_card.domain.errors import Conflict, Invalid
from customer_card.domain.permissions import Need
from customer_card.services import undo
from customer_card.state.card_page import CardPageState
from customer_card.state.contact_list import ContactListState
from customer_card.state.customers import CustomersState
from customer_card.state.history import HistoryState
from customer_card.state.marks import actor, allow
from customer_card.state.messages import Undo, say, warn
from customer_card.views.problems import problem_text

LISTS = {"/customers": CustomersState.reload, "/contacts": ContactListState.reload}
"""A message goes along from a card to a list, and is taken back from there."""


class UndoState(rx.State):
    """Taking changes back; what is shown belongs to others."""

    @rx.event
    @allow(
        Need.FILES_EDIT,
        example=lambda world: {"customer_id": world.customer_id, "change_id": world.change_id},
        writes=True,
    )
    async def undo(self, customer_id: int, change_id: int):
        """Take back the change that a message told of."""
        try:
            await undo.undo(actor(), customer_id, change_id)
        except Invalid as invalid:
            return await self._cannot(invalid)
        await say(self, "The change has been undone.")
        return await self._refresh()

    @rx.event
    @allow(
        Need.FILES_EDIT,
        example=lambda world: {"customer_id": world.customer_id, "item_id": world.item_id, "version": 2},
        writes=True,
    )
    async def set_back(self, customer_id: int, item_id: int, version: int):
        """Put a field back to what it was before a row of the history."""
        try:
            done = await undo.set_back(actor(), customer_id, item_id, version)
        except Invalid as invalid:
            return await self._cannot(invalid)
        except Conflict:
            await warn(
                self,
                "Somebody else has changed this meanwhile, so nothing was set back. The newest value now stands first.",
            )
            return await self._refresh()
        await say(self, "The value has been set back.", Undo(customer_id, done.change_id))
        return await self._refresh()

    async def _cannot(self, invalid: Invalid) -> None:
        """Say why a value that was once kept cannot be kept now."""
        field, code = next(iter(invalid.problems.items()))
        reason = problem_text(actor().language, code, invalid.details.get(field, {}))
        await warn(self, "The former value cannot be saved now. {reason}", reason=reason)

    async def _refresh(self):
        """What is open, as it is now; on a card a former customer number gets its address back."""
        await (await self.get_state(HistoryState))._show_newest()
        return LISTS.get(self.router.url.path.rstrip("/"), CardPageState.reload)
