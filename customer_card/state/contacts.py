"""«Kontaktpersoner»: the contacts of the customer on the card, and the dialog of one."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.database import database
from customer_card.domain.contact_values import parse_email
from customer_card.domain.errors import Conflict, Invalid
from customer_card.domain.permissions import Actor, Need
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.services import contacts, pickers, users
from customer_card.services.contact_form import ContactFields, PointFields
from customer_card.services.contacts import PAGE, ContactPage
from customer_card.services.history import Done
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
    texts_of,
)
from customer_card.state.marks import actor, allow
from customer_card.state.messages import Undo, draft_saved, say
from customer_card.views.card import Option
from customer_card.views.conflicts import ConflictLine, conflict_lines
from customer_card.views.contacts import (
    LABELS,
    ContactForm,
    ContactLine,
    PointRow,
    contact_form,
    contact_line,
    counts_text,
    figure_text,
    point_rows,
    shown_value,
)
from customer_card.views.problems import problem_texts

MAXIMUM_SHOWN = 5_000

FIRST_SHOWN = 10
"""So many stand on the card at first: activities and files come below them. Whoever does something here sees more."""
MAXIMUM_ROWS = 10
PLAIN = ("first_name", "last_name", "title", "role_id", "address_id", "language", "consent",
         "consent_at", "description")  # fmt: skip


class ContactsState(rx.State):
    """The contacts shown, and the dialog of one of them."""

    rows: list[ContactLine] = []
    count: str = ""
    figure: str = ""
    has_more: bool = False
    has_hidden: bool = False
    shows_inactive: bool = False

    is_open: bool = False
    opened: int = 0
    mode: str = "form"
    form: ContactForm = ContactForm()
    emails: list[PointRow] = []
    phones: list[PointRow] = []
    addresses: list[Option] = []
    errors: dict[str, str] = {}
    conflicts: list[ConflictLine] = []
    doubles: str = ""

    _customer_id: int = 0
    _country: str = ""
    _limit: int = FIRST_SHOWN
    _next_row: int = 1
    _saved: str = ""

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"shown": True})
    async def show_inactive(self, shown: bool):
        """Show the inactive contacts too, greyed, or hide them."""
        self.shows_inactive = shown
        self._show_page()
        await self._reload(self._customer_id)

    @rx.event
    @allow(Need.CUSTOMERS_READ)
    async def show_more(self):
        """One more page of contacts below those shown."""
        self._limit = PAGE if self._limit < PAGE else min(self._limit + PAGE, MAXIMUM_SHOWN)
        await self._reload(self._customer_id)

    @rx.event
    @allow(Need.CUSTOMERS_EDIT, example=lambda world: {"customer_id": world.customer_id})
    async def open_new(self, customer_id: int):
        """An empty form."""
        await self._open(ContactForm(), customer_id)
        self.emails, self.phones = point_rows([], "email"), point_rows([], "phone")

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {"customer_id": world.customer_id, "contact_id": world.contact_id},
    )
    async def open_contact(self, customer_id: int, contact_id: int):
        """The dialog of one contact, as it is now."""
        me = actor()
        async with database().reading() as session:
            details = await contacts.find(session, me, customer_id, contact_id)
        await self._open(contact_form(details, me.language), customer_id)
        self.emails, self.phones = point_rows(details.points, "email"), point_rows(details.points, "phone")

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"is_open": False})
    async def set_open(self, is_open: bool):
        """The dialog was closed by Escape or by its cross."""
        self.is_open = is_open

    @rx.event
    @allow(Need.CUSTOMERS_READ)
    async def show_form(self):
        """Put the form back in the place of the question before deleting."""
        self.mode = "form"

    @rx.event
    @allow(Need.CUSTOMERS_EDIT, example=lambda _: {"kind": "email"})
    async def add_row(self, kind: str):
        """One more row for an e-mail address or a telephone number; what is typed elsewhere stays."""
        rows = self.emails if kind == "email" else self.phones
        if len(rows) >= MAXIMUM_ROWS:
            return
        row = PointRow(key=f"new{self._next_row}")
        self._next_row += 1
        if kind == "email":
            self.emails = [*self.emails, row]
        else:
            self.phones = [*self.phones, row]

    @rx.event
    @allow(Need.CUSTOMERS_EDIT, example=lambda _: {"kind": "email", "key": "new0"})
    async def remove_row(self, kind: str, key: str):
        """Take a row away from the form; nothing is deleted before the form is saved."""
        if kind == "email":
            self.emails = [row for row in self.emails if row.key != key]
        else:
            self.phones = [row for row in self.phones if row.key != key]

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_EDIT, example=lambda world: {"text": world.email, "contact_id": ""})
    async def check_email(self, text: str, contact_id: str):
        """Warn when somebody else already has this e-mail address."""
        me = actor()
        try:
            key = parse_email(text[:320]).key
        except ValueError:
            self.doubles = ""
            return
        own = int(contact_id) if contact_id.isascii() and contact_id.isdigit() and len(contact_id) < 19 else None
        found = await contacts.with_email(me, own, [key])
        self.doubles = (
            gettext(me.language, "{name} at {customer} has the same e-mail address.",
                    name=found[0][0], customer=found[0][1])
            if found else ""
        )  # fmt: skip

    @rx.event
    @allow(
        Need.CUSTOMERS_EDIT,
        example=lambda world: {
            "form": {"customer_id": str(world.customer_id), "first_name": "Nina", "last_name": "Ny"}
        },
        writes=True,
    )
    async def save(self, form: dict[str, Any]):
        """Add the contact, or change it; what is wrong or clashes is said in the dialog."""
        me, customer_id = actor(), id_of(form, "customer_id")
        undo: Undo | None = None
        if is_sent_again(form, self._saved):
            self.is_open = False
            return None
        try:
            if text_of(form, "contact_id"):
                undo = Undo(customer_id, (await self._change(me, customer_id, form)).change_id)
            else:
                await contacts.add(me, customer_id, _fields(form))
        except Invalid as invalid:
            self.errors = _by_row(problem_texts(me.language, invalid.problems, invalid.details), form)
            return rx.call_script("customerCard.focusFirstError()")
        except Conflict as conflict:
            await self._show_conflict(me, conflict)
            return None
        self._saved = sending_of(form)
        await self._done(customer_id, gettext_noop("The contact has been saved."), undo)
        return draft_saved(f"contact:{text_of(form, 'contact_id') or f'new:{customer_id}'}")

    @rx.event
    @allow(
        Need.CUSTOMERS_EDIT,
        example=lambda world: {
            "customer_id": world.customer_id,
            "contact_id": world.contact_id,
            "active": False,
        },
        writes=True,
    )
    async def set_active(self, customer_id: int, contact_id: int, active: bool):
        """Inactivate the contact, or activate it again."""
        done = await contacts.set_active(actor(), customer_id, contact_id, active)
        said = (
            gettext_noop("The contact has been activated.")
            if active
            else gettext_noop("The contact has been inactivated.")
        )
        await self._done(customer_id, said, Undo(customer_id, done.change_id))

    async def _change(self, me: Actor, customer_id: int, form: dict[str, Any]) -> Done:
        contact_id = id_of(form, "contact_id")
        fields = _fields(form)
        theirs = chosen_theirs(form)
        if theirs:
            async with database().reading() as session:
                details = await contacts.find(session, me, customer_id, contact_id)
            fields = contacts.with_current(fields, details, theirs)
        return await contacts.change(me, customer_id, contact_id, fields, base_of(form))

    async def _show_conflict(self, me: Actor, conflict: Conflict) -> None:
        async with database().reading() as session:
            names = await users.names(session, [one.changed_by for one in conflict.fields])
            called = await pickers.names(session, conflict)
        called |= {("address_id", int(one.value)): one.label for one in self.addresses if one.value}
        self.conflicts = conflict_lines(
            conflict,
            me.language,
            label=lambda name: gettext(me.language, LABELS.get(name, name)),
            shown=lambda name, value: shown_value(name, value, me.language, called),
            names=names,
        )

    async def _done(self, customer_id: int, message: str, undo: Undo | None = None) -> None:
        # What was just written is to be seen, wherever in the order it stands.
        self.is_open = False
        self._show_page()
        await say(self, message, undo)
        await self._reload(customer_id)

    async def _open(self, form: ContactForm, customer_id: int) -> None:
        choices = await pickers.addresses(actor(), customer_id)
        self.addresses = [Option(str(choice.id), choice.name) for choice in choices]
        self.is_open, self.opened, self.mode = True, self.opened + 1, "form"
        self.form, self.errors, self.conflicts, self.doubles = form, {}, [], ""

    async def _reload(self, customer_id: int) -> None:
        me = actor()
        async with database().reading() as session:
            page = await contacts.of_customer(session, me, customer_id, inactive=self.shows_inactive, limit=self._limit)
        self._show(customer_id, page, me.language, self._country)

    def _show_page(self) -> None:
        """Show a whole page where only the first few stood."""
        self._limit = max(self._limit, PAGE)

    def _turn_to(self, customer_id: int) -> None:
        """Another customer's contacts begin at their first page, without the inactive ones."""
        if customer_id != self._customer_id:
            self._customer_id, self._limit = customer_id, FIRST_SHOWN
            put(self, shows_inactive=False, is_open=False)

    def _show(self, customer_id: int, page: ContactPage, language: str, country: str | None) -> None:
        self._turn_to(customer_id)
        self._country = country or ""
        put(
            self,
            rows=[contact_line(details, language, country or None) for details in page.contacts],
            count=counts_text(page, language),
            figure=figure_text(page.active_count, language),
            has_more=page.has_more,
            has_hidden=page.inactive_count > 0,
        )


def _fields(form: dict[str, Any]) -> ContactFields:
    values: dict[str, Any] = {name: text_of(form, name) for name in PLAIN}
    values["keywords"] = texts_of(form, "keywords")
    values["emails"] = [_point(form, "email", key) for key in _row_keys(form, "email")]
    values["phones"] = [_point(form, "phone", key) for key in _row_keys(form, "phone")]
    values["consent"] = values["consent"] or "unstated"
    return parsed(ContactFields, values)


def _row_keys(form: dict[str, Any], kind: str) -> list[str]:
    """The rows of one kind in the order of the form; their inputs are named ``email.KEY.value``."""
    return [name.split(".")[1] for name in form if name.startswith(f"{kind}.") and name.endswith(".value")]


def _point(form: dict[str, Any], kind: str, key: str) -> PointFields:
    return parsed(
        PointFields,
        {
            "type": text_of(form, f"{kind}.{key}.type") or "work",
            "value": text_of(form, f"{kind}.{key}.value"),
            "do_not_use": is_checked(form, f"{kind}.{key}.do_not_use"),
            "is_primary": text_of(form, f"{kind}.primary") == key,
        },
    )


def _by_row(errors: dict[str, str], form: dict[str, Any]) -> dict[str, str]:
    """Errors of the n-th row, named by the row's own key instead."""
    named = {f"{kind}.{n}": f"{kind}.{key}" for kind in ("email", "phone")
             for n, key in enumerate(_row_keys(form, kind))}  # fmt: skip
    return {named.get(field, field): text for field, text in errors.items()}
