"""The dialog «Uppdatera kundinformation»."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.domain.errors import Conflict, Invalid, NotFound, Refused
from customer_card.domain.permissions import Need
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.services import register_update
from customer_card.services.register_comparison import AS_REGISTERED, FIELDS
from customer_card.services.register_update import Chosen
from customer_card.state.card import CardState
from customer_card.state.card_page import CardPageState
from customer_card.state.forms import id_of, is_checked, parsed, text_of
from customer_card.state.marks import actor, allow
from customer_card.state.messages import Undo, say
from customer_card.state.registers import RegisterState
from customer_card.views.problems import REFUSALS, problem_text
from customer_card.views.registers import UpdateView, asking_view, said_view, update_view

OPENER = "card-menu"

_CHANGED_MEANWHILE = gettext_noop(
    "Somebody else has changed this customer meanwhile, so nothing was written. Today's values are shown anew."
)


class RegisterUpdateState(rx.State):
    """What the dialog shows, and the customer that it is about: on another one's card it is not shown."""

    is_open: bool = False
    customer: str = ""
    view: UpdateView = UpdateView()
    problem: str = ""

    _turn: int = 0

    @rx.event(background=True)
    @allow(Need.CUSTOMERS_EDIT, example=lambda world: {"customer_id": world.customer_id}, writes=True)
    async def ask(self, customer_id: int):
        """Ask the register; others go on working meanwhile, and the user can cancel."""
        me = actor()
        target = await register_update.target(me, customer_id)
        async with self:
            self._turn += 1
            turn = self._turn
            self.is_open, self.customer = True, str(customer_id)
            self.view, self.problem = asking_view(target), ""
        try:
            asked = await register_update.ask(me, customer_id, target)
        except NotFound:
            async with self:
                self.is_open = False
            raise
        async with self:
            await (await self.get_state(RegisterState))._refresh(me)
            # Whoever cancelled, or asked again, does not wait for this answer any more.
            if self._turn != turn:
                return None
            self.view = update_view(asked, me.language)
            first = next((f"take.{row.field}" for row in self.view.rows if row.can_be_chosen), "register-retry")
        return rx.call_script(f"customerCard.focusSoon('{first}')")

    @rx.event
    @allow(Need.CUSTOMERS_EDIT, example=lambda _: {"is_open": False})
    async def set_open(self, is_open: bool):
        """The dialog was cancelled, also while the register is being asked."""
        self._turn += 1
        self.is_open = is_open
        return None if is_open else rx.call_script(f"customerCard.focusSoon('{OPENER}')")

    @rx.event
    @allow(
        Need.CUSTOMERS_EDIT,
        example=lambda world: {
            "form": {
                "customer_id": str(world.customer_id),
                "lookup_id": str(world.lookup_id),
                "customer_version": "1000",
                "address_id": str(world.head_office_id),
                "address_version": "1000",
                "take.name": "on",
                "take.address": "on",
            }
        },
        writes=True,
    )
    async def update(self, form: dict[str, Any]):
        """Take over the chosen fields; the form says which look-up, never a value."""
        me, customer_id = actor(), id_of(form, "customer_id")
        chosen = _chosen(form)
        try:
            done = await register_update.take_over(me, customer_id, chosen)
        except Invalid as invalid:
            field, code = next(iter(invalid.problems.items()))
            self.problem = problem_text(me.language, code, invalid.details.get(field, {}))
            return None
        except Refused as refused:
            self.view = said_view(self.view.register, REFUSALS[refused.code], me.language)
            return None
        except Conflict:
            asked = await register_update.again(me, customer_id, chosen.lookup_id)
            self.view = update_view(asked, me.language)
            self.problem = gettext(me.language, _CHANGED_MEANWHILE)
            return CardState.reload
        if done.change_id is None and not self.is_open:
            # Sent twice: the first one's message is on the page, with the undo that this one could not offer.
            return None
        self._turn += 1
        self.is_open = False
        await say(self, "The customer has been updated from the register.", Undo(customer_id, done.change_id))
        return [CardPageState.reload, rx.call_script(f"customerCard.focusSoon('{OPENER}')")]


def _chosen(form: dict[str, Any]) -> Chosen:
    numbers: dict[str, Any] = {
        name: id_of(form, name) for name in ("lookup_id", "customer_version", "address_id", "address_version")
    }
    taken = {field for field in FIELDS if is_checked(form, f"take.{field}")}
    as_registered = {field for field in FIELDS if text_of(form, f"writing.{field}") == AS_REGISTERED}
    return parsed(Chosen, numbers | {"fields": taken, "as_registered": as_registered})
