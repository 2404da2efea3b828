"""The dialog that lists the keys."""

from __future__ import annotations

import reflex as rx

from customer_card.domain.permissions import Need
from customer_card.state.marks import allow


class ShortcutsState(rx.State):
    """Whether «Kortkommandon» is open."""

    is_open: bool = False

    @rx.event
    @allow(Need.SIGNED_IN, example=lambda _: {"is_open": True})
    async def set_open(self, is_open: bool):
        """Open or close the dialog."""
        self.is_open = is_open
