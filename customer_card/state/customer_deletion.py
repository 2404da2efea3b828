"""«Ta bort kund»: the question, or why it cannot be done, and the deletion itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import reflex as rx

from customer_card.database import database
from customer_card.domain.errors import Invalid, Refused
from customer_card.domain.permissions import Actor, Need
from customer_card.services import customer_deletion
from customer_card.state.card import CardState
from customer_card.state.forms import id_of, text_of
from customer_card.state.marks import actor, allow
from customer_card.state.messages import say
from customer_card.state.neighbours import NeighboursState
from customer_card.views.customer_deletion import DeletionQuestion, deletion_question
from customer_card.views.problems import problem_texts, refusal_text


class DeletionState(rx.State):
    """The dialog, which belongs to the customer on the card."""

    is_open: bool = False
    opened: int = 0
    question: DeletionQuestion = DeletionQuestion()
    errors: dict[str, str] = {}
    notice: str = ""

    @rx.event
    @allow(Need.DELETE_CUSTOMERS, example=lambda world: {"customer_id": world.customer_id})
    async def ask(self, customer_id: int):
        """Ask, or say that the customer is kept and offer to inactivate it."""
        await self._ask(actor(), customer_id)
        # The menu that this was chosen from takes the focus back as it closes, sometimes after the dialog has opened.
        return rx.call_script(
            f"customerCard.focusSoon('deletion-{'kept' if self.question.refusal else 'confirmation'}')"
        )

    @rx.event
    @allow(Need.DELETE_CUSTOMERS, example=lambda _: {"is_open": False})
    async def set_open(self, is_open: bool):
        """The dialog was closed; the focus returns to the menu that it was opened from."""
        self.is_open = is_open
        return None if is_open else rx.call_script("customerCard.focusSoon('card-menu')")

    @rx.event
    @allow(
        Need.DELETE_CUSTOMERS,
        example=lambda world: {
            "form": {
                "customer_id": str(world.deletable_id),
                "version": str(world.deletable_version),
                "confirmation": "1025",
            }
        },
        writes=True,
    )
    async def delete(self, form: dict[str, Any]):
        """Delete the customer, and go to the list that the card was opened from."""
        me, customer_id, typed = actor(), id_of(form, "customer_id"), text_of(form, "confirmation")
        try:
            number = await customer_deletion.remove(me, customer_id, id_of(form, "version"), typed)
        except Invalid as invalid:
            self.errors = problem_texts(me.language, invalid.problems, invalid.details)
            return rx.call_script("customerCard.focusFirstError()")
        except Refused as refused:
            await self._ask(me, customer_id)
            said = refusal_text(me.language, refused.code)
            if refused.code == "customer_kept":
                self.question = replace(self.question, refusal=said)
            else:
                self.notice = said
            return CardState.reload
        self._close()
        await say(self, "Customer {number} has been deleted.", number=number)
        neighbours = await self.get_state(NeighboursState)
        return rx.redirect(neighbours.back or "/customers", replace=True)

    async def _ask(self, me: Actor, customer_id: int) -> None:
        async with database().reading() as session:
            found = await customer_deletion.consider(session, me, customer_id)
        self.question = deletion_question(found, me.language)
        self.is_open, self.opened, self.errors, self.notice = True, self.opened + 1, {}, ""

    def _turn_to(self, customer_id: int) -> None:
        """The question about one customer does not stand on the card of another."""
        if self.question.id not in {"", str(customer_id)}:
            self._close()

    def _close(self) -> None:
        """Nothing of the customer stays behind a dialog that is closed for good."""
        self.is_open, self.question, self.errors, self.notice = False, DeletionQuestion(), {}, ""
