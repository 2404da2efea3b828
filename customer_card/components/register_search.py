"""In the dialog «Ny kund»: what a public register fills in."""

from __future__ import annotations

import reflex as rx

from customer_card.components.basics import button, text_field
from customer_card.components.icons import icon
from customer_card.i18n import t
from customer_card.state.new_customer import FORM, NewCustomerState
from customer_card.state.register_search import RegisterSearchState
from customer_card.views.register_search import HitLine
from customer_card.views.registers import OF_COUNTRY


def from_register() -> rx.Component:
    """Look for the name that was typed; the companies found, to choose one of."""
    return rx.el.div(
        rx.el.div(
            rx.el.span(t("Look for the name in"), class_name="muted small"),
            *[_search(country, register) for country, register in OF_COUNTRY.items()],
            class_name="register-search",
        ),
        rx.el.div(
            rx.cond(RegisterSearchState.asking, _asking()),
            rx.cond(RegisterSearchState.message, _message()),
            rx.cond(
                RegisterSearchState.hits.length() > 0,
                rx.el.ul(
                    rx.foreach(RegisterSearchState.hits, _hit), aria_label=t("Companies found"), class_name="hits"
                ),
            ),
            aria_live="polite",
        ),
        rx.el.input(type="hidden", name="lookup_id", value=RegisterSearchState.lookup_id),
        class_name="wide",
    )


def reach() -> rx.Component:
    """What only a register fills in; without one these are entered on the card."""
    errors = NewCustomerState.errors
    return rx.cond(
        RegisterSearchState.shows_reach,
        rx.fragment(
            text_field("email", t("Email"), errors=errors, type="email"),
            text_field("website", t("Website"), errors=errors),
        ),
    )


def _search(country: str, register: str) -> rx.Component:
    return button(
        register,
        kind="quiet small",
        aria_label=t("Look for the name in {register}", register=register),
        on_click=RegisterSearchState.search(country, typed("name")),
    )


def typed(field: str) -> rx.Var[str]:
    """What stands in a field of the form when an event is made; until then only the page knows it."""
    query = f"form[data-draft='{FORM}'] input[name={field}]"
    return rx.Var(f'(document.querySelector("{query}")?.value ?? "")', _var_type=str).to(str)


def _asking() -> rx.Component:
    return rx.el.p(
        rx.el.span(class_name="spinner", custom_attrs={"aria-hidden": "true"}),
        t("Asking {register} …", register=RegisterSearchState.asking),
        button(t("Stop"), kind="link small", on_click=RegisterSearchState.stop),
        class_name="asking small",
    )


def _message() -> rx.Component:
    calm = rx.cond(RegisterSearchState.is_trouble, "notice", "notice calm")
    return rx.el.p(
        rx.cond(RegisterSearchState.is_trouble, icon("warning"), icon("info")),
        rx.el.span(RegisterSearchState.message),
        rx.cond(
            RegisterSearchState.again.length() > 0,
            button(
                t("Try again"),
                kind="link small",
                on_click=RegisterSearchState.fetch(RegisterSearchState.again[0], RegisterSearchState.again[1], False),
            ),
        ),
        class_name=calm,
    )


def _hit(hit: rx.Var[HitLine]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(hit.name, class_name="strong"),
            rx.el.span(hit.about, class_name="muted small"),
            type="button",
            on_click=RegisterSearchState.fetch(hit.country, hit.register_id, True),
            class_name="hit",
        ),
        key=hit.register_id,
    )
