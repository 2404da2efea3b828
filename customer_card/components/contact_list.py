"""Contacts across customers."""

from __future__ import annotations

import reflex as rx

from customer_card.components.basics import (
    Text,
    badge,
    button,
    empty,
    icon_button,
    link,
    option,
    outward,
    select,
    spinner_text,
)
from customer_card.components.icons import icon
from customer_card.components.mailing_list import mailing_list
from customer_card.components.pickers import picker
from customer_card.i18n import t
from customer_card.state.contact_list import ContactListState
from customer_card.state.mailing_list import OPENER_ID, MailingListState
from customer_card.state.session import SessionState
from customer_card.views.contact_list import ContactListLine


def contact_list() -> rx.Component:
    """The list with its search and filters."""
    copy = button(icon("copy"), t("Copy email list"), id=OPENER_ID, on_click=MailingListState.open)
    return rx.el.div(
        rx.el.header(
            rx.el.h1(t("Contacts")),
            rx.el.span(ContactListState.count, class_name="count", role="status"),
            rx.el.span(class_name="spring"),
            rx.cond(SessionState.edits_customers, copy),
            class_name="page-head",
        ),
        rx.cond(
            ContactListState.no_access,
            empty(t("You do not have permission to see customers.")),
            rx.fragment(_toolbar(), rx.cond(ContactListState.loaded, _results(), spinner_text())),
        ),
        rx.cond(SessionState.edits_customers, mailing_list()),
        class_name="contact-list",
    )


def _toolbar() -> rx.Component:
    shown = ContactListState
    return rx.el.div(
        _search(),
        picker(
            "keywords",
            t("Keywords"),
            kind="keyword",
            where="contacts",
            value=shown.keywords,
            on_pick=shown.choose_keywords,
            multiple=True,
            hide_label=True,
            placeholder=t("Keywords"),
            class_name="filter",
        ),
        rx.cond(shown.keywords.length() > 1, _match()),
        _filter("role", t("Role"), "role", shown.role, shown.choose_role),
        _filter("owner", t("Account owner"), "owner", shown.owner, shown.choose_owner),
        rx.cond(
            shown.segments.length() > 0,
            select(
                "segment",
                t("Segment"),
                [
                    option("", t("All segments")),
                    rx.foreach(shown.segments, lambda one: rx.el.option(one.label, value=one.value, key=one.value)),
                ],
                hide_label=True,
                value=shown.segment,
                on_change=shown.choose_segment,
            ),
        ),
        select(
            "active",
            t("Status"),
            [option("yes", t("Active")), option("no", t("Inactive")), option("all", t("All"))],
            hide_label=True,
            value=shown.active,
            on_change=shown.choose_active,
        ),
        select(
            "consent",
            t("Marketing consent"),
            [
                option("all", t("Any marketing consent")),
                option("given", t("Consent")),
                option("unstated", t("Not stated")),
                option("declined", t("Declined")),
            ],
            hide_label=True,
            value=shown.consent,
            on_change=shown.choose_consent,
        ),
        class_name="toolbar",
    )


def _search() -> rx.Component:
    return rx.el.div(
        icon("search"),
        rx.el.input(
            type="search",
            id="contact-search",
            aria_label=t("Search contacts"),
            placeholder=t("Name, email, phone, customer …"),
            default_value=ContactListState.search,
            on_change=ContactListState.search_for.debounce(150),  # pyright: ignore[reportAttributeAccessIssue]
            class_name="input",
            auto_complete="off",
            spell_check=False,
            custom_attrs={"data-hotkey": "/"},
            key=rx.cond(ContactListState.loaded, "shown", "waiting"),
        ),
        class_name="search",
    )


def _match() -> rx.Component:
    return select(
        "match",
        t("Which of the keywords"),
        [option("any", t("Any of the keywords")), option("all", t("All of the keywords"))],
        hide_label=True,
        value=ContactListState.match,
        on_change=ContactListState.choose_match,
    )


def _filter(name: str, label: Text, kind: str, value: rx.Var, on_pick: rx.EventHandler) -> rx.Component:
    return picker(
        name,
        label,
        kind=kind,
        where="contacts",
        value=value,
        on_pick=on_pick,
        hide_label=True,
        placeholder=label,
        class_name="filter",
    )


def _results() -> rx.Component:
    nothing = rx.cond(
        ContactListState.filtered,
        empty(
            t("No contact matches."),
            button(t("Clear search and filters"), on_click=ContactListState.clear_filters),
        ),
        empty(
            t("No contacts yet. They are added on the customer's card."), link(t("To the customers"), to="/customers")
        ),
    )
    return rx.cond(ContactListState.rows.length() > 0, rx.fragment(_table(), _paging()), nothing)


def _table() -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    _sortable("name", t("Name"), by_default=True),
                    _column(t("Job title")),
                    _sortable("role", t("Role")),
                    _sortable("customer", t("Customer")),
                    _column(t("Email")),
                    _column(t("Phone")),
                    _column(t("Keywords")),
                    _column(t("Consent status")),
                )
            ),
            rx.el.tbody(rx.foreach(ContactListState.rows, _row)),
            aria_label=t("Contacts"),
            class_name="table people",
        ),
        class_name="table-frame",
    )


def _column(label: Text) -> rx.Component:
    return rx.el.th(label, scope="col")


def _sortable(column: str, label: Text, *, by_default: bool = False) -> rx.Component:
    sort = ContactListState.sort
    ascending = (sort == column) | (sort == "") if by_default else sort == column
    descending = sort == f"-{column}"
    return rx.el.th(
        rx.el.button(
            label,
            rx.cond(ascending, icon("up", 12), rx.cond(descending, icon("down", 12), None)),
            type="button",
            on_click=ContactListState.sort_by(column),
        ),
        scope="col",
        custom_attrs={"aria-sort": rx.cond(ascending, "ascending", rx.cond(descending, "descending", "none"))},
    )


def _row(contact: rx.Var[ContactListLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            link(contact.name, to=contact.href),
            rx.cond(contact.active, None, badge(t("Inactive"))),
            class_name="name",
        ),
        rx.el.td(contact.title),
        rx.el.td(contact.role),
        rx.el.td(
            link(contact.customer, to=contact.customer_href),
            rx.cond(contact.customer_active, None, badge(t("Inactive"))),
            class_name="customer",
        ),
        rx.el.td(rx.cond(contact.email, outward(contact.email, href=f"mailto:{contact.email}"))),
        rx.el.td(
            rx.cond(
                contact.phone_link,
                outward(contact.phone, href=contact.phone_link),
                contact.phone,
            )
        ),
        rx.el.td(contact.keywords, class_name="keywords"),
        rx.el.td(rx.cond(contact.declined, badge(contact.consent, "warning"), contact.consent)),
        key=contact.id,
    )


def _paging() -> rx.Component:
    page = ContactListState.page
    return rx.cond(
        ContactListState.has_more | (page > 1),
        rx.el.nav(
            icon_button("left", t("Previous page"), on_click=ContactListState.go_to_page(page - 1), disabled=page <= 1),
            rx.el.span(t("Page {n}", n=page)),
            icon_button(
                "right",
                t("Next page"),
                on_click=ContactListState.go_to_page(page + 1),
                disabled=~ContactListState.has_more,
            ),
            aria_label=t("Pages"),
            class_name="paging",
        ),
    )
