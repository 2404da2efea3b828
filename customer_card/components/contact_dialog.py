"""The dialog of a contact person."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.components.basics import (
    Text,
    button,
    field_error,
    icon_button,
    option,
    select,
    text_area,
    text_field,
)
from customer_card.components.conflicts import conflict_choices
from customer_card.components.contact_erasure import contact_erasure
from customer_card.components.drafts import count_of_form, draft, draft_bars, leaves
from customer_card.components.history import history_button
from customer_card.components.icons import icon
from customer_card.components.overlays import dialog
from customer_card.components.pickers import picker
from customer_card.i18n import t
from customer_card.state.card import CardState
from customer_card.state.contact_erasure import ErasureState
from customer_card.state.contacts import ContactsState
from customer_card.state.history import HistoryState
from customer_card.state.session import SessionState
from customer_card.state.signatures import SignatureState
from customer_card.views.contacts import PointRow

FORM = ContactsState.form
IS_PASTING = SignatureState.shown_for == ContactsState.opened
CUSTOMER_ID = CardState.header.id.to(int)

POINT_TYPES = {"work": t("Work"), "mobile": t("Mobile"), "private": t("Private"), "other": t("Other")}


def contact_dialog() -> rx.Component:
    """The form of one contact, or the question before deleting it, which takes the form's place."""
    deleting = ContactsState.mode == "delete"
    return dialog(
        rx.el.div(_form(), hidden=deleting),
        rx.cond(deleting, contact_erasure()),
        title=rx.cond(
            deleting,
            t("Delete contact"),
            rx.cond(FORM.id, FORM.name, t("New contact")),
        ),
        is_open=ContactsState.is_open,
        on_open_change=ContactsState.set_open,
        role=rx.cond(deleting, "alertdialog", "dialog"),
        wide=True,
    )


def _form() -> rx.Component:
    return rx.el.form(
        draft_bars(),
        conflict_choices(ContactsState.conflicts),
        rx.cond(SessionState.edits_customers, _signature()),
        rx.el.fieldset(
            *_who(),
            _points("email", t("Email"), ContactsState.emails),
            rx.cond(
                ContactsState.doubles,
                rx.el.p(icon("warning"), ContactsState.doubles, aria_live="polite", class_name="notice wide"),
            ),
            _points("phone", t("Phone"), ContactsState.phones),
            *_more(),
            disabled=~SessionState.edits_customers,
            class_name="form-grid",
        ),
        rx.el.input(type="hidden", name="customer_id", value=CardState.header.id),
        rx.el.input(type="hidden", name="contact_id", value=FORM.id),
        rx.el.input(type="hidden", name="version", value=FORM.version),
        count_of_form(ContactsState.opened),
        rx.cond(
            FORM.id,
            rx.el.div(
                rx.el.p(FORM.made.created, title=FORM.made.created_full),
                rx.el.p(FORM.made.updated, title=FORM.made.updated_full),
                history_button("contact", HistoryState.open_contact(CUSTOMER_ID, FORM.id.to(int))),
                class_name="about",
            ),
        ),
        _foot(),
        on_submit=ContactsState.save,
        key=ContactsState.opened.to_string(),
        no_validate=True,
        custom_attrs=draft(rx.cond(FORM.id, f"contact:{FORM.id}", f"contact:new:{CardState.header.id}")),
    )


def _signature() -> rx.Component:
    """Where a signature is pasted; it has no name, so that saving the form does not send it."""
    # Only the browser knows what was typed, since the fields are its own until the form is sent.
    typed = rx.Var("window.customerCard.formTexts('signature')").to(dict)
    return rx.el.div(
        rx.cond(
            IS_PASTING,
            rx.el.div(
                rx.el.label(t("Signature"), html_for="signature"),
                rx.el.textarea(
                    id="signature",
                    rows="4",
                    class_name="input area",
                    placeholder=t("Paste the signature here …"),
                    on_change=lambda text: SignatureState.read(text, typed).debounce(300),
                ),
                rx.el.p(SignatureState.note, role="status", class_name="hint"),
                class_name="field",
            ),
            button(t("Paste a signature"), kind="quiet small", on_click=SignatureState.show),
        ),
        class_name="signature",
    )


def _who() -> list[rx.Component]:
    errors = ContactsState.errors
    return [
        _name("first_name", t("First name"), FORM.first_name, auto_focus=~IS_PASTING),
        _name("last_name", t("Last name"), FORM.last_name),
        _name("title", t("Job title"), FORM.title),
        rx.el.div(
            picker("role_id", t("Role"), kind="role", where="contact", value=FORM.role, error=errors["role_id"]),
            class_name="field",
        ),
        rx.el.div(
            picker(
                "keywords",
                t("Keywords"),
                kind="keyword",
                where="contact",
                value=FORM.keywords,
                multiple=True,
                error=errors["keywords"],
            ),
            class_name="field wide",
        ),
    ]


def _name(name: str, label: Text, value: rx.Var[str], **props: Any) -> rx.Component:
    """A field that a signature can fill: made anew then, with what was typed or what the signature says."""
    key = f"{name}{SignatureState.filled}"
    return text_field(name, label, errors=ContactsState.errors, default_value=value, key=key, **props)


def _more() -> list[rx.Component]:
    errors = ContactsState.errors
    return [
        select(
            "address_id",
            t("Address"),
            [
                option("", t("The head office's address")),
                rx.foreach(
                    ContactsState.addresses,
                    lambda one: rx.el.option(one.label, value=one.value, key=one.value),
                ),
            ],
            default_value=FORM.address,
        ),
        rx.el.div(
            picker(
                "language",
                t("Language"),
                kind="language",
                where="contact",
                value=FORM.language,
                error=errors["language"],
            ),
            class_name="field",
        ),
        select(
            "consent",
            t("Marketing consent"),
            [
                option("unstated", t("Not stated")),
                option("given", t("Consent")),
                option("declined", t("Declined")),
            ],
            default_value=FORM.consent,
        ),
        text_field("consent_at", t("Consent date"), errors=errors, default_value=FORM.consent_at, type="date"),
        text_area("description", t("Description"), errors=errors, default_value=FORM.description, rows="3"),
    ]


def _points(kind: str, label: Text, rows: rx.Var[list[PointRow]]) -> rx.Component:
    """The rows of e-mail addresses or telephone numbers; each is a value, its type and its use."""
    return rx.el.div(
        rx.foreach(rows, lambda row, index: _point(kind, label, row, index)),
        rx.el.div(
            button(
                icon("plus"),
                t("Add email") if kind == "email" else t("Add phone"),
                kind="quiet small",
                on_click=ContactsState.add_row(kind),
            ),
        ),
        class_name="field wide points",
    )


def _point(kind: str, label: Text, row: rx.Var[PointRow], index: rx.Var[int]) -> rx.Component:
    name = f"{kind}.{row.key}"
    wrong = ContactsState.errors[name]
    checking = {"on_blur": lambda text: ContactsState.check_email(text, FORM.id)} if kind == "email" else {}
    return rx.el.div(
        rx.el.div(
            rx.el.label(label, html_for=name),
            rx.el.input(
                id=name,
                name=f"{name}.value",
                default_value=row.value,
                type="email" if kind == "email" else "tel",
                class_name="input",
                auto_complete="off",
                custom_attrs={
                    "aria-invalid": rx.cond(wrong, "true", "false"),
                    "aria-describedby": rx.cond(wrong, f"{name}-error", ""),
                },
                **checking,
            ),
            field_error(wrong, f"{name}-error"),
            class_name="field point-value",
        ),
        rx.el.select(
            *[option(value, words) for value, words in POINT_TYPES.items()],
            name=f"{name}.type",
            default_value=row.type,
            aria_label=t("Type"),
            class_name="input select point-type",
        ),
        rx.el.label(
            rx.el.input(type="radio", name=f"{kind}.primary", value=row.key, default_checked=row.is_primary),
            rx.el.span(t("Primary")),
            class_name="check",
        ),
        rx.el.label(
            rx.el.input(type="checkbox", name=f"{name}.do_not_use", default_checked=row.do_not_use),
            rx.el.span(t("Do not use")),
            class_name="check",
        ),
        icon_button("cross", t("Remove row"), on_click=ContactsState.remove_row(kind, row.key)),
        key=row.key,
        class_name="point",
    )


def _foot() -> rx.Component:
    contact_id = FORM.id.to(int)
    return rx.el.footer(
        rx.cond(
            SessionState.edits_customers & (FORM.id != ""),
            rx.fragment(
                button(t("Delete"), kind="quiet danger-text", on_click=ErasureState.ask(CUSTOMER_ID, contact_id)),
                rx.cond(
                    FORM.active,
                    button(
                        t("Inactivate"),
                        kind="quiet",
                        on_click=ContactsState.set_active(CUSTOMER_ID, contact_id, False),
                    ),
                    button(
                        t("Activate"),
                        kind="quiet",
                        on_click=ContactsState.set_active(CUSTOMER_ID, contact_id, True),
                    ),
                ),
            ),
        ),
        rx.el.span(class_name="spring"),
        button(t("Cancel"), on_click=ContactsState.set_open(False), custom_attrs=leaves()),
        rx.cond(SessionState.edits_customers, button(t("Save"), kind="primary", type="submit")),
        class_name="dialog-foot",
    )
