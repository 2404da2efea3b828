"""The card's header, and the fields of the customer that are edited in place."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.database import database
from customer_card.domain.errors import Conflict, Invalid, NotFound
from customer_card.domain.permissions import Actor, Need
from customer_card.i18n.catalogues import gettext
from customer_card.services import customers, pickers, users
from customer_card.services.customer_fields import PARSERS
from customer_card.services.customers import CustomerDetails
from customer_card.state.changes import put
from customer_card.state.forms import THEIRS, base_of, id_of, text_of
from customer_card.state.list_query import suffix_of
from customer_card.state.marks import actor, allow
from customer_card.state.messages import Undo, draft_saved, say
from customer_card.state.route import route_argument
from customer_card.views.card import CardHeader, FieldView, card_fields, card_header, field_label, shown_value
from customer_card.views.conflicts import ConflictLine, conflict_lines
from customer_card.views.problems import problem_text


class CardState(rx.State):
    """One customer's card."""

    loaded_for: str = ""
    answers_to: list[str] = []
    """The numbers under which an address may name what is shown. The browser is at a page before the server is: what
    still belongs to another address is not drawn there."""
    missing: bool = False
    header: CardHeader = CardHeader()
    fields: dict[str, FieldView] = {}
    show_description: bool = True

    editing: str = ""
    editing_version: str = ""
    edit_error: str = ""
    edit_conflict: list[ConflictLine] = []

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ)
    async def reload(self):
        """Show the same customer as it is now."""
        if self.loaded_for:
            try:
                await self._show_again(self.loaded_for)
            except NotFound:
                self._forget()

    @rx.event
    @allow(Need.CUSTOMERS_EDIT, example=lambda _: {"field": "email"})
    async def edit(self, field: str):
        """Turn a value into a field."""
        if field not in PARSERS:
            raise NotFound
        self.editing, self.editing_version = field, self.header.version
        self.edit_error, self.edit_conflict = "", []

    @rx.event
    @allow(Need.CUSTOMERS_EDIT)
    async def cancel_edit(self):
        """Leave the value as it was."""
        field = self.editing
        self._close_editor()
        return _focus_on(field)

    @rx.event
    @allow(
        Need.CUSTOMERS_EDIT,
        example=lambda world: {
            "form": {
                "id": str(world.customer_id),
                "version": "1",
                "field": "description",
                "value": "Ny beskrivning",
            }
        },
        writes=True,
    )
    async def save_field(self, form: dict[str, Any]):
        """Save the field that is being edited; what is wrong, or clashes, is said at it."""
        field, value = text_of(form, "field"), text_of(form, "value")
        if text_of(form, f"choice.{field}") == THEIRS:
            self._close_editor()
            await self._show_again(self.loaded_for)
            return _focus_on(field)
        return await self._save(id_of(form, "id"), field, value, form)

    @rx.event
    @allow(
        Need.CUSTOMERS_EDIT,
        example=lambda world: {
            "customer_id": world.customer_id,
            "version": 1,
            "field": "vat_number",
            "value": world.vat_number,
        },
        writes=True,
    )
    async def accept_proposal(self, customer_id: int, version: int, field: str, value: str):
        """Take the number that follows from the other one."""
        if field not in {"organisation_number", "vat_number"}:
            raise NotFound
        form = {"id": str(customer_id), "version": str(version)}
        return await self._save(customer_id, field, value, form)

    @rx.event
    @allow(
        Need.CUSTOMERS_EDIT,
        example=lambda world: {"customer_id": world.customer_id, "active": False},
        writes=True,
    )
    async def set_active(self, customer_id: int, active: bool):
        """Inactivate the customer, or activate it again."""
        done = await customers.set_active(actor(), customer_id, active)
        await say(
            self,
            "The customer has been activated." if active else "The customer has been inactivated.",
            Undo(customer_id, done.change_id),
        )
        await self._show_again(done.customer.number)

    @rx.event
    @allow(Need.CUSTOMERS_READ)
    async def toggle_description(self):
        """Show or hide the description."""
        self.show_description = not self.show_description

    async def _save(self, customer_id: int, field: str, value: str, form: dict[str, Any]):
        me = actor()
        try:
            done = await customers.change_field(me, customer_id, field, value, base_of(form))
        except Invalid as invalid:
            problem = next(iter(invalid.problems))
            self.editing = field
            self.edit_error = problem_text(me.language, invalid.problems[problem], invalid.details.get(problem, {}))
            return None
        except Conflict as conflict:
            self.editing = field
            await self._show_conflict(me, conflict)
            return None
        self._close_editor()
        await self._show_again(done.customer.number)
        await say(self, "Saved.", Undo(customer_id, done.change_id))
        saved = draft_saved(f"customer:{customer_id}:{field}")
        if field == "number":
            self.answers_to = [*self.answers_to, done.customer.number]
            tab = route_argument(self, "card_tab")
            target = f"/customers/{done.customer.number}/{tab}{suffix_of(self)}"
            return [saved, rx.redirect(target, replace=True)]
        return [saved, _focus_on(field)]

    async def _show_conflict(self, me: Actor, conflict: Conflict) -> None:
        async with database().reading() as session:
            names = await users.names(session, [one.changed_by for one in conflict.fields])
            called = await pickers.names(session, conflict)
        self.edit_conflict = conflict_lines(
            conflict,
            me.language,
            label=lambda name: gettext(me.language, field_label(name)),
            shown=lambda name, value: shown_value(name, value, me.language, called),
            names=names,
        )

    async def _show_again(self, number: str) -> None:
        """Read the customer anew and show it. Raises ``NotFound``."""
        me = actor()
        async with database().reading() as session:
            self._show(await customers.find(session, me, number), me)

    def _show(self, details: CustomerDetails, me: Actor) -> None:
        put(self, header=card_header(details, me), fields=card_fields(details, me))
        put(self, missing=False, loaded_for=details.customer.number)

    def _close_editor(self) -> None:
        put(self, editing="", edit_error="", edit_conflict=[])

    def _forget(self) -> None:
        """Nothing of a customer stays when it cannot be shown."""
        self._close_editor()
        self.missing, self.loaded_for = True, ""
        self.header, self.fields = CardHeader(), {}


def _focus_on(field: str):
    """The focus returns to where the field was opened from."""
    return rx.call_script(f"customerCard.focusSoon('edit-{field}')") if field in PARSERS else None
