"""What the pages of the administration share: a row's button, choices, paging, and refusals."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.components.basics import Text, icon_button
from customer_card.components.icons import icon
from customer_card.i18n import t
from customer_card.views.card import Option


def opener(label: Text, on_click: Any) -> rx.Component:
    """A row's name, which opens its dialog."""
    return rx.el.button(label, type="button", class_name="link strong", on_click=on_click)


def choices(options: rx.Var[list[Option]]) -> rx.Component:
    """The options of a native list, as the server found them."""
    return rx.foreach(options, lambda one: rx.el.option(one.label, value=one.value, key=one.value))


def column(label: Text) -> rx.Component:
    """The heading of a column."""
    return rx.el.th(label, scope="col")


def count_of(label: Text, number: Text) -> rx.Component:
    """A number's cell; where there is no room for headings it says itself what it counts."""
    return rx.el.td(number, class_name="count", custom_attrs={"data-label": label})


def refused(sentence: rx.Var[str]) -> rx.Component:
    """Why the house says no, in the dialog where it was asked."""
    return rx.cond(sentence, rx.el.p(icon("warning"), sentence, role="alert", class_name="notice"))


def paging(page: rx.Var[int], has_more: rx.Var[bool], previous: Any, following: Any) -> rx.Component:
    """The way to the pages before and after."""
    return rx.cond(
        has_more | (page > 1),
        rx.el.nav(
            icon_button("left", t("Previous page"), on_click=previous, disabled=page <= 1),
            rx.el.span(t("Page {n}", n=page)),
            icon_button("right", t("Next page"), on_click=following, disabled=~has_more),
            aria_label=t("Pages"),
            class_name="paging",
        ),
    )
