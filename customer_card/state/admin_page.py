"""Opening the administration: which of its pages the address names, and what that page shows."""

from __future__ import annotations

import reflex as rx

from customer_card.domain.permissions import Need
from customer_card.services.terms import REGISTERS
from customer_card.state.admin_profiles import ProfilesState
from customer_card.state.admin_terms import TermsState
from customer_card.state.admin_users import UsersState
from customer_card.state.marks import actor, allow
from customer_card.state.route import route_argument
from customer_card.state.session import enter
from customer_card.views.administration import may_open


class AdministrationState(rx.State):
    """The page that is shown; none while it is loading, or when there is none for this reader."""

    section: str = ""
    missing: bool = False

    @rx.event(supersedes=True)
    @allow(Need.SIGNED_IN)
    async def load(self):
        """Show the page that the address names."""
        await enter(self)
        section = route_argument(self, "admin_section")
        if not may_open(actor(), section):
            self.section, self.missing = "", True
            return
        if section in REGISTERS:
            await (await self.get_state(TermsState))._arrive(section)
        elif section == "profiles":
            await (await self.get_state(ProfilesState))._arrive()
        else:
            await (await self.get_state(UsersState))._arrive()
        self.section, self.missing = section, False
