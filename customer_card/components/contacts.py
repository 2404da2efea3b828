"""«Kontaktpersoner»: the people at the customer."""

from __future__ import annotations

import reflex as rx

from customer_card.components.basics import avatar, badge, button, empty, outward, section, switch
from customer_card.components.contact_dialog import contact_dialog
from customer_card.components.icons import icon
from customer_card.i18n import t
from customer_card.state.card import CardState
from customer_card.state.contacts import ContactsState
from customer_card.state.session import SessionState
from customer_card.views.contacts import ContactLine

CUSTOMER_ID = CardState.header.id.to(int)


def contacts() -> rx.Component:
    """The section with the contacts, by last name."""
    new = button(icon("plus"), t("New contact"), kind="quiet small", on_click=ContactsState.open_new(CUSTOMER_ID))
    return section(
        t("Contact persons"),
        rx.cond(
            ContactsState.rows.length() > 0,
            rx.el.ul(rx.foreach(ContactsState.rows, _row), class_name="rows"),
            empty(t("Nobody here yet. Add the person you talk to.")),
        ),
        rx.cond(
            ContactsState.has_more,
            button(t("Show more"), kind="quiet", on_click=ContactsState.show_more, class_name="more"),
        ),
        contact_dialog(),
        section_id="contacts",
        note=rx.el.span(ContactsState.count, class_name="section-note"),
        action=rx.el.div(
            switch(
                t("Show inactive"),
                ContactsState.shows_inactive,
                ContactsState.show_inactive(~ContactsState.shows_inactive),
            ),
            rx.cond(SessionState.edits_customers, new),
            class_name="actions",
        ),
    )


def _row(contact: rx.Var[ContactLine]) -> rx.Component:
    return rx.el.li(
        rx.cond(contact.erased, _erased(contact), _person(contact)),
        rx.el.div(
            rx.cond(contact.email, outward(contact.email, href=contact.email_link)),
            rx.cond(
                contact.phone,
                rx.cond(
                    contact.phone_link,
                    outward(contact.phone, href=contact.phone_link, class_name="nowrap"),
                    rx.el.span(contact.phone, class_name="nowrap"),
                ),
            ),
            class_name="row-side reach",
        ),
        key=contact.id,
        class_name=rx.cond(contact.active, "row", "row inactive"),
    )


def _person(contact: rx.Var[ContactLine]) -> rx.Component:
    return rx.el.button(
        avatar(contact.initials, contact.hue),
        rx.el.span(
            rx.el.span(
                rx.el.span(contact.name, class_name="strong"),
                rx.cond(contact.role, badge(contact.role)),
                rx.cond(contact.active, None, badge(t("Inactive"))),
                rx.cond(contact.declined, badge(t("Declined"), "warning")),
                class_name="row-title",
            ),
            rx.cond(contact.title, rx.el.span(contact.title, class_name="muted")),
            rx.cond(
                contact.keywords.length() > 0,
                rx.el.span(contact.keywords.join(" · "), class_name="muted small"),
            ),
            class_name="row-main",
        ),
        type="button",
        class_name="row-button",
        on_click=ContactsState.open_contact(CUSTOMER_ID, contact.id.to(int)),
    )


def _erased(contact: rx.Var[ContactLine]) -> rx.Component:
    return rx.el.span(rx.el.em(contact.name), class_name="row-button")
