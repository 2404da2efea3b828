"""What public registers have said of the customer on the card: the line, the banner, the sheet of look-ups."""

from __future__ import annotations

import reflex as rx
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.permissions import Actor, Need
from customer_card.services import customers, register_findings, register_lookups
from customer_card.services.customers import CustomerDetails
from customer_card.state.card import CardState
from customer_card.state.changes import put
from customer_card.state.marks import actor, allow
from customer_card.views.card import target_of
from customer_card.views.registers import EvidenceLine, EvidenceRow, evidence_line, evidence_row, finding_lines

FOR_THE_LINE = 10
"""Of the newest look-ups so many are read for the line on the card."""


class RegisterState(rx.State):
    """The line below the customer's details, the banner, and the sheet."""

    evidence: EvidenceLine = EvidenceLine()
    findings: list[str] = []
    history_open: bool = False
    history: list[EvidenceRow] = []

    _customer_id: int = 0

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda world: {"customer_id": world.customer_id})
    async def open_history(self, customer_id: int):
        """Every look-up of the customer, newest first."""
        me = actor()
        async with database().reading() as session:
            found = await register_lookups.history_of(session, me, customer_id)
        self.history = [evidence_row(one, me.language) for one in found]
        self.history_open = True

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"is_open": False})
    async def set_history_open(self, is_open: bool):
        """The sheet was closed by Escape or by its cross."""
        self.history_open = is_open
        return None if is_open else rx.call_script("customerCard.focusSoon('register-evidence')")

    @rx.event
    @allow(Need.CUSTOMERS_EDIT, example=lambda world: {"customer_id": world.customer_id}, writes=True)
    async def put_away(self, customer_id: int):
        """Put the banner away without taking anything over."""
        await register_findings.put_away(actor(), customer_id)
        self.findings = []
        return rx.call_script("customerCard.focusSoon('card-menu')")

    async def _show(self, session: AsyncSession, me: Actor, details: CustomerDetails, *, has_any: bool = True) -> None:
        """The line and the banner of the customer on the card; only of one that a register can be asked about.

        ``has_any`` is False where it is known that no register was asked yet.
        """
        customer_id = details.customer.id or 0
        if customer_id != self._customer_id:
            self._forget()
            self._customer_id = customer_id
        target = target_of(details)
        if target is None or not has_any:
            put(self, evidence=EvidenceLine(), findings=[])
            return
        found = await register_lookups.evidence_of(session, me, customer_id, limit=FOR_THE_LINE)
        opened = await register_findings.open_of(session, me, customer_id)
        line = evidence_line(found, target.register_id, me.language)
        put(self, evidence=line, findings=finding_lines(opened, me.language))

    async def _refresh(self, me: Actor) -> None:
        """The line and the banner again, after a look-up of the customer that is still on the card."""
        number = (await self.get_state(CardState)).loaded_for
        if not number:
            return
        async with database().reading() as session:
            await self._show(session, me, await customers.find(session, me, number))

    def _forget(self) -> None:
        """Nothing of a former customer stays."""
        put(self, evidence=EvidenceLine(), findings=[], history_open=False, history=[])
        self._customer_id = 0
