"""The customer list."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.components.basics import (
    Text,
    badge,
    button,
    empty,
    icon_button,
    link,
    option,
    select,
    spinner_text,
)
from customer_card.components.icons import icon
from customer_card.components.new_customer import new_customer
from customer_card.components.pickers import picker
from customer_card.components.turning import follows
from customer_card.i18n import t
from customer_card.state.card_page import CardPageState
from customer_card.state.customers import CustomersState
from customer_card.state.new_customer import NewCustomerState
from customer_card.state.register_search import RegisterSearchState
from customer_card.state.session import SessionState
from customer_card.views.card import Option
from customer_card.views.customers import CustomerLine


def customers() -> rx.Component:
    """The list with its search, views and filters."""
    return rx.el.div(
        rx.el.header(
            rx.el.h1(t("Customers")),
            rx.el.span(CustomersState.count, class_name="count", aria_live="polite"),
            rx.el.span(class_name="spring"),
            rx.cond(
                SessionState.edits_customers,
                button(
                    icon("plus"),
                    t("New customer"),
                    kind="primary",
                    on_click=[RegisterSearchState.clear, NewCustomerState.open],
                ),
            ),
            class_name="page-head",
        ),
        rx.cond(
            CustomersState.no_access,
            empty(t("You do not have permission to see customers.")),
            rx.fragment(_toolbar(), rx.cond(CustomersState.loaded, _results(), spinner_text())),
        ),
        new_customer(),
        class_name="customers",
    )


def _toolbar() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            _view("mine", t("My customers")),
            _view("all", t("All customers")),
            _view("recent", t("Recently viewed")),
            role="group",
            aria_label=t("View"),
            class_name="views",
        ),
        rx.el.div(
            icon("search"),
            rx.el.input(
                type="search",
                id="customer-search",
                aria_label=t("Search customers"),
                placeholder=t("Name, number, city, contact …"),
                default_value=CustomersState.search,
                on_change=CustomersState.search_for.debounce(150),  # pyright: ignore[reportAttributeAccessIssue]
                class_name="input",
                auto_complete="off",
                spell_check=False,
                custom_attrs={"data-hotkey": "/"},
                key=rx.cond(CustomersState.loaded, "shown", "waiting"),
            ),
            class_name="search",
        ),
        _filter("owner", t("Account owner"), CustomersState.owner, CustomersState.choose_owner),
        *[
            _filter(name, label, value, lambda values, name=name: CustomersState.choose(name, values))
            for name, label, value in (
                ("industry", t("Industry"), CustomersState.industry),
                ("segment", t("Segment"), CustomersState.segment),
                ("country", t("Country"), CustomersState.country),
            )
        ],
        select(
            "active",
            t("Status"),
            [
                rx.el.option(t("Active"), value="yes"),
                rx.el.option(t("Inactive"), value="no"),
                rx.el.option(t("All"), value="all"),
            ],
            hide_label=True,
            value=CustomersState.active,
            on_change=CustomersState.choose_active,
        ),
        _order(),
        class_name="toolbar",
    )


def _filter(name: str, label: Text, value: rx.Var[list[Option]], on_pick: Any) -> rx.Component:
    return picker(
        name,
        label,
        kind=name,
        where="filter",
        value=value,
        on_pick=on_pick,
        hide_label=True,
        placeholder=label,
        class_name="filter",
    )


def _order() -> rx.Component:
    """The orders as a list: some have no column, and on a narrow screen there are no headings."""
    ways = {
        "name": t("Name, A–Z"),
        "-name": t("Name, Z–A"),
        "number": t("Number, rising"),
        "-number": t("Number, falling"),
        "owner": t("Account owner, A–Z"),
        "-owner": t("Account owner, Z–A"),
        "city": t("City, A–Z"),
        "-city": t("City, Z–A"),
        "industry": t("Industry, A–Z"),
        "-industry": t("Industry, Z–A"),
        "-updated": t("Last updated first"),
        "updated": t("Last updated last"),
    }
    return select(
        "sort",
        t("Sort order"),
        [option("", t("Usual order")), *[option(value, label) for value, label in ways.items()]],
        hide_label=True,
        value=CustomersState.sort,
        on_change=CustomersState.choose_sort,
    )


def _view(view: str, label: Text) -> rx.Component:
    return rx.el.button(
        label,
        type="button",
        on_click=CustomersState.choose_view(view),
        class_name="view",
        custom_attrs={"aria-pressed": rx.cond(CustomersState.view == view, "true", "false")},
    )


def _results() -> rx.Component:
    return rx.cond(CustomersState.rows.length() > 0, _table(), _nothing())


def _nothing() -> rx.Component:
    return rx.cond(
        CustomersState.filtered,
        empty(
            t("No customer matches."),
            button(t("Clear search and filters"), on_click=CustomersState.clear_filters),
        ),
        empty(
            t("No customers yet."),
            rx.cond(
                SessionState.edits_customers,
                button(t("Add a customer"), kind="primary", on_click=NewCustomerState.open),
            ),
        ),
    )


def _table() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        _sortable("number", t("Number")),
                        _sortable("name", t("Name")),
                        _sortable("owner", t("Account owner")),
                        _sortable("industry", t("Industry")),
                        _column(t("Segment")),
                        _sortable("city", t("City")),
                        _column(t("Country")),
                        _column(t("Organisation number")),
                        rx.cond(
                            CustomersState.shows_money,
                            rx.fragment(*[_column(label, "money") for label in _MONEY.values()]),
                        ),
                        _column(_LAST_ACTIVITY),
                    )
                ),
                rx.el.tbody(rx.foreach(CustomersState.rows, _row)),
                aria_label=t("Customers"),
                class_name="table",
            ),
            class_name="table-frame",
        ),
        rx.cond(CustomersState.money_note, rx.el.p(CustomersState.money_note, class_name="table-note")),
        rx.cond(CustomersState.goes_on, _rest(), _paging()),
    )


_LAST_ACTIVITY = t("Last activity")
_MONEY = {"open_sales": t("Open sales"), "billed": t("Billed this year"), "overdue": t("Overdue amount")}


def _column(label: Text, kind: str = "") -> rx.Component:
    return rx.el.th(label, scope="col", class_name=kind)


def _sortable(column: str, label: Text) -> rx.Component:
    ascending, descending = CustomersState.sort == column, CustomersState.sort == f"-{column}"
    return rx.el.th(
        rx.el.button(
            label,
            rx.cond(ascending, icon("up", 12), rx.cond(descending, icon("down", 12), None)),
            type="button",
            on_click=CustomersState.sort_by(column),
        ),
        scope="col",
        custom_attrs={"aria-sort": rx.cond(ascending, "ascending", rx.cond(descending, "descending", "none"))},
    )


def _row(customer: rx.Var[CustomerLine], place: rx.Var[int]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(customer.number, class_name="number"),
        rx.el.td(
            link(
                customer.name,
                to=customer.href + CustomersState.card_suffix,
                on_click=CardPageState.open(customer.number, "contacts"),
                custom_attrs=follows(customer.number),
            ),
            rx.cond(customer.active, None, badge(t("Inactive"))),
            class_name="name",
        ),
        rx.el.td(customer.owner),
        rx.el.td(customer.industry, title=customer.industry),
        rx.el.td(customer.segments, title=customer.segments),
        rx.el.td(customer.city),
        rx.el.td(customer.country),
        rx.el.td(customer.organisation_number, class_name="number"),
        rx.cond(
            CustomersState.shows_money,
            rx.fragment(
                *[
                    # On a narrow screen the heading is not above the amount, so it stands before it.
                    rx.el.td(getattr(customer, name), class_name="money", custom_attrs={"data-label": label})
                    for name, label in _MONEY.items()
                ]
            ),
        ),
        rx.el.td(
            customer.last_activity,
            title=customer.last_activity_full,
            class_name="last-activity",
            custom_attrs={"data-label": _LAST_ACTIVITY},
        ),
        # By its place, not by the customer: another page or search puts other words into the same rows.
        key=place,
    )


def _rest() -> rx.Component:
    """The way to the page's other rows, taken by itself when it comes near (assets/gestures.js)."""
    return button(
        t("Show more"),
        kind="quiet",
        on_click=CustomersState.show_rest,
        key=CustomersState.search,
        class_name="more",
        custom_attrs={"data-when-near": "true"},
    )


def _paging() -> rx.Component:
    page = CustomersState.page
    return rx.cond(
        CustomersState.has_more | (page > 1),
        rx.el.nav(
            icon_button(
                "left",
                t("Previous page"),
                on_click=CustomersState.go_to_page(page - 1),
                disabled=page <= 1,
            ),
            rx.el.span(t("Page {n}", n=page)),
            icon_button(
                "right",
                t("Next page"),
                on_click=CustomersState.go_to_page(page + 1),
                disabled=~CustomersState.has_more,
            ),
            aria_label=t("Pages"),
            class_name="paging",
        ),
    )
