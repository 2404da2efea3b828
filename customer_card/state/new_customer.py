"""The dialog «Ny kund»."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.domain.errors import Invalid
from customer_card.domain.permissions import Need
from customer_card.services import customers, similar_names
from customer_card.services.addresses import AddressFields
from customer_card.services.customers import NewCustomer, Similar
from customer_card.state.forms import id_of, is_sent_again, parsed, sending_of, text_of
from customer_card.state.marks import actor, allow
from customer_card.state.messages import draft_saved, say
from customer_card.views.card import Option
from customer_card.views.customers import SimilarLine, similar_line
from customer_card.views.problems import problem_texts

FORM = "customer:new"
"""By which the browser knows the form and its draft."""


class NewCustomerState(rx.State):
    """Whether the dialog is open, what is wrong with its fields, and who may be a double."""

    is_open: bool = False
    opened: int = 0
    country: list[Option] = []
    errors: dict[str, str] = {}
    similar: list[SimilarLine] = []

    _saved: str = ""

    @rx.event
    @allow(Need.CUSTOMERS_EDIT)
    async def open(self):
        """Open the dialog, empty."""
        self.is_open, self.opened = True, self.opened + 1
        self.errors, self.similar, self.country = {}, [], []

    @rx.event
    @allow(Need.CUSTOMERS_EDIT, example=lambda _: {"is_open": False})
    async def set_open(self, is_open: bool):
        """The dialog was closed by Escape or by its cross."""
        self.is_open = is_open

    @rx.event(supersedes=True)
    @allow(
        Need.CUSTOMERS_EDIT,
        example=lambda world: {"field": "organisation_number", "text": world.organisation_number},
    )
    async def check_number(self, field: str, text: str):
        """Warn while typing when a number already belongs to a customer."""
        organisation, vat = (text, "") if field == "organisation_number" else ("", text)
        found = []
        if sum(character.isdigit() for character in text) >= 6:
            found = await customers.similar(actor(), organisation, vat, "")
        self._warn(field, found)

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_EDIT, example=lambda _: {"text": "Björkvik"})
    async def check_name(self, text: str):
        """Warn while typing when a customer has nearly the same name."""
        self._warn("name", await similar_names.with_similar_name(actor(), text))

    @rx.event
    @allow(Need.CUSTOMERS_EDIT, example=lambda _: {"form": {"name": "Ny Kund AB"}}, writes=True)
    async def save(self, form: dict[str, Any]):
        """Make the customer and open its card; what is wrong is said at its field."""
        me = actor()
        if is_sent_again(form, self._saved):
            self.is_open = False
            return None
        try:
            number = await customers.create(me, _command(form))
        except Invalid as invalid:
            self.errors = problem_texts(me.language, invalid.problems, invalid.details)
            return rx.call_script("customerCard.focusFirstError()")
        self.is_open, self._saved = False, sending_of(form)
        await say(self, "The customer has been created.")
        return [draft_saved(FORM), rx.redirect(f"/customers/{number}/contacts")]

    def _warn(self, field: str, found: list[Similar]) -> None:
        others = [line for line in self.similar if line.field != field]
        self.similar = others + [similar_line(one, actor().language) for one in found]


def _command(form: dict[str, Any]) -> NewCustomer:
    names = ("name", "organisation_number", "vat_number", "country", "email", "website")
    fields: dict[str, Any] = {name: text_of(form, name) for name in names}
    where = {name: text_of(form, name) for name in ("line1", "line2", "postal_code", "city")}
    address = parsed(AddressFields, where | {"country": text_of(form, "country")})
    lookup_id = id_of(form, "lookup_id") if text_of(form, "lookup_id") else 0
    return parsed(NewCustomer, fields | {"address": None if address.is_empty else address, "lookup_id": lookup_id})
