"""Filling in the contact form from a pasted e-mail signature."""

from __future__ import annotations

import itertools
from typing import Any

import reflex as rx

from customer_card.domain.permissions import Need
from customer_card.domain.signatures import Signature, parse_signature
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.state.contacts import MAXIMUM_ROWS, ContactsState
from customer_card.state.forms import text_of
from customer_card.state.marks import actor, allow
from customer_card.views.signatures import filled_form, filled_rows


class SignatureState(rx.State):
    """The field for a signature, in the dialog that was opened ``shown_for``-th, and what came of it."""

    shown_for: int = 0
    filled: int = 0
    note: str = ""

    @rx.event
    @allow(Need.CUSTOMERS_EDIT)
    async def show(self):
        """Offer the field, in the dialog that is open."""
        self.shown_for, self.note = (await self.get_state(ContactsState)).opened, ""
        return rx.call_script("customerCard.focusSoon('signature')")

    @rx.event(supersedes=True)
    @allow(
        Need.CUSTOMERS_EDIT,
        example=lambda _: {"text": "Nina Ny\nnina@provkund.example", "form": {"first_name": ""}},
    )
    async def read(self, text: str, form: dict[str, Any]):
        """Read the signature, and put what it says where the form is still empty."""
        language = actor().language
        contacts = await self.get_state(ContactsState)
        signature = parse_signature(text, contacts._country or None)
        if signature == Signature():
            nothing = gettext_noop("No name, email address or phone number was recognised.")
            self.note = gettext(language, nothing) if text.strip() else ""
            return
        typed = {name: text_of(form, name) for name in form}
        keys = (f"new{n}" for n in itertools.count(contacts._next_row))
        contacts.form = filled_form(contacts.form, typed, signature)
        contacts.emails = filled_rows("email", contacts.emails, typed, signature, keys, MAXIMUM_ROWS)
        contacts.phones = filled_rows("phone", contacts.phones, typed, signature, keys, MAXIMUM_ROWS)
        contacts._next_row += 2 * MAXIMUM_ROWS
        self.filled += 1
        self.note = gettext(language, gettext_noop("Empty fields were filled in. Check them before you save."))
