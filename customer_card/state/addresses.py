"""«Adresser»: the addresses of the customer on the card, the dialog of one, and the head office."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.database import database
from customer_card.domain.errors import Conflict, Invalid, Refused
from customer_card.domain.permissions import Actor, Need
from customer_card.i18n.catalogues import gettext
from customer_card.services import addresses, users
from customer_card.services.addresses import LENGTHS, PURPOSES, AddressDetails, AddressFields
from customer_card.services.history import Done
from customer_card.state.card import CardState
from customer_card.state.changes import put
from customer_card.state.forms import (
    base_of,
    chosen_theirs,
    id_of,
    is_checked,
    is_sent_again,
    parsed,
    sending_of,
    text_of,
)
from customer_card.state.marks import actor, allow
from customer_card.state.messages import Undo, draft_saved, say
from customer_card.views.addresses import (
    LABELS,
    AddressCard,
    AddressForm,
    address_card,
    address_form,
    shown_value,
)
from customer_card.views.conflicts import ConflictLine, conflict_lines
from customer_card.views.problems import problem_texts, refusal_text

EXAMPLE_FORM = {"line1": "Storgatan 1", "postal_code": "111 22", "city": "Stockholm", "country": "SE"}


class AddressesState(rx.State):
    """The addresses shown, and the dialog of one of them."""

    rows: list[AddressCard] = []
    choosing_head_office: bool = False

    is_open: bool = False
    opened: int = 0
    mode: str = "form"
    form: AddressForm = AddressForm()
    errors: dict[str, str] = {}
    conflicts: list[ConflictLine] = []

    _customer_id: int = 0
    _saved: str = ""

    @rx.event
    @allow(Need.CUSTOMERS_EDIT)
    async def open_new(self):
        """An empty form."""
        self._open(AddressForm())

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {"customer_id": world.customer_id, "address_id": world.address_id},
    )
    async def open_address(self, customer_id: int, address_id: int):
        """The dialog of one address, as it is now."""
        me = actor()
        async with database().reading() as session:
            details, used_by, more = await addresses.find(session, me, customer_id, address_id)
        self._open(address_form(details, used_by, more, me.language))

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"is_open": False})
    async def set_open(self, is_open: bool):
        """The dialog was closed by Escape or by its cross."""
        self.is_open = is_open

    @rx.event
    @allow(Need.CUSTOMERS_EDIT, example=lambda _: {"mode": "delete"})
    async def set_mode(self, mode: str):
        """Put the confirmation in the place of the form, or the form back."""
        self.mode = "delete" if mode == "delete" else "form"
        self.errors = {}

    @rx.event
    @allow(
        Need.CUSTOMERS_EDIT,
        example=lambda world: {"form": EXAMPLE_FORM | {"customer_id": str(world.customer_id)}},
        writes=True,
    )
    async def save(self, form: dict[str, Any]):
        """Add the address, or change it; what is wrong or clashes is said in the dialog."""
        me, customer_id = actor(), id_of(form, "customer_id")
        undo: Undo | None = None
        if is_sent_again(form, self._saved):
            self.is_open = False
            return None
        try:
            if text_of(form, "address_id"):
                undo = Undo(customer_id, (await self._change(me, customer_id, form)).change_id)
            else:
                await addresses.add(me, customer_id, _fields(form))
        except Invalid as invalid:
            self.errors = problem_texts(me.language, invalid.problems, invalid.details)
            return rx.call_script("customerCard.focusFirstError()")
        except Conflict as conflict:
            await self._show_conflict(me, conflict)
            return None
        self.is_open, self._saved = False, sending_of(form)
        await say(self, "The address has been saved.", undo)
        saved = draft_saved(f"address:{text_of(form, 'address_id') or f'new:{customer_id}'}")
        return [saved, await self._refresh(customer_id)]

    @rx.event
    @allow(
        Need.CUSTOMERS_EDIT,
        example=lambda world: {
            "form": {"customer_id": str(world.customer_id), "address_id": str(world.other_address_id)}
        },
        writes=True,
    )
    async def delete(self, form: dict[str, Any]):
        """Delete the address; the head office needs a successor when others exist."""
        me, customer_id = actor(), id_of(form, "customer_id")
        successor = id_of(form, "successor") if text_of(form, "successor") else None
        try:
            await addresses.remove(me, customer_id, id_of(form, "address_id"), successor)
        except Refused as refused:
            self.errors = {"successor": refusal_text(me.language, refused.code)}
            return None
        self.is_open = False
        await say(self, "The address has been deleted.")
        return await self._refresh(customer_id)

    @rx.event
    @allow(Need.CUSTOMERS_EDIT)
    async def toggle_head_office_list(self):
        """Show or hide the list to pick another head office from."""
        self.choosing_head_office = not self.choosing_head_office

    @rx.event
    @allow(
        Need.CUSTOMERS_EDIT,
        example=lambda world: {"customer_id": world.customer_id, "address_id": world.other_address_id},
        writes=True,
    )
    async def make_head_office(self, customer_id: int, address_id: int):
        """Make another address the head office."""
        done = await addresses.make_head_office(actor(), customer_id, address_id)
        self.choosing_head_office = False
        await say(self, "The head office has been changed.", Undo(customer_id, done.change_id))
        return await self._refresh(customer_id)

    async def _change(self, me: Actor, customer_id: int, form: dict[str, Any]) -> Done:
        """Where the user chose the colleague's value, that value is what the form says."""
        address_id = id_of(form, "address_id")
        theirs = chosen_theirs(form)
        fields = _fields(form)
        if theirs:
            async with database().reading() as session:
                details, _, _ = await addresses.find(session, me, customer_id, address_id)
            kept = {name: getattr(details.address, name) for name in theirs if name in LABELS}
            fields = fields.model_copy(update=kept)
        return await addresses.change(me, customer_id, address_id, fields, base_of(form))

    async def _show_conflict(self, me: Actor, conflict: Conflict) -> None:
        async with database().reading() as session:
            names = await users.names(session, [one.changed_by for one in conflict.fields])
        self.conflicts = conflict_lines(
            conflict,
            me.language,
            label=lambda name: gettext(me.language, LABELS.get(name, name)),
            shown=lambda name, value: shown_value(name, value, me.language),
            names=names,
        )

    async def _refresh(self, customer_id: int):
        """Show the addresses as they are now, and the header, which tells of the head office's change."""
        me = actor()
        async with database().reading() as session:
            self._show(customer_id, await addresses.of_customer(session, me, customer_id), me.language)
        return CardState.reload

    def _open(self, form: AddressForm) -> None:
        self.is_open, self.opened, self.mode = True, self.opened + 1, "form"
        self.form, self.errors, self.conflicts = form, {}, []

    def _show(self, customer_id: int, found: list[AddressDetails], language: str) -> None:
        if customer_id != self._customer_id:
            self._customer_id = customer_id
            put(self, is_open=False, choosing_head_office=False)
        put(self, rows=[address_card(details, language) for details in found])


def _fields(form: dict[str, Any]) -> AddressFields:
    values: dict[str, Any] = {name: text_of(form, name) for name in (*LENGTHS, "country")}
    return parsed(AddressFields, values | {name: is_checked(form, name) for name in PURPOSES})
