"""The dialog «Ny kund»."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.components.basics import Text, button, link, text_field
from customer_card.components.drafts import count_of_form, draft, draft_bars, leaves
from customer_card.components.icons import icon
from customer_card.components.overlays import dialog
from customer_card.components.pickers import picker
from customer_card.components.register_search import from_register, reach, typed
from customer_card.i18n import t
from customer_card.state.new_customer import FORM, NewCustomerState
from customer_card.state.register_search import RegisterSearchState


def new_customer() -> rx.Component:
    """A customer by its name, its numbers and its address."""
    errors = NewCustomerState.errors
    return dialog(
        rx.el.form(
            draft_bars(),
            rx.el.div(
                text_field(
                    "name",
                    t("Name"),
                    errors=errors,
                    required=True,
                    wide=True,
                    auto_focus=True,
                    on_change=NewCustomerState.check_name.debounce(250),  # pyright: ignore[reportAttributeAccessIssue]
                ),
                from_register(),
                _number("organisation_number", t("Organisation number")),
                _number("vat_number", t("VAT number")),
                _doubles(),
                rx.el.div(
                    picker(
                        "country",
                        t("Country"),
                        kind="country",
                        where="new",
                        value=NewCustomerState.country,
                        on_pick=lambda values: RegisterSearchState.country_picked(
                            values, typed("organisation_number"), typed("vat_number")
                        ),
                        error=errors["country"],
                    ),
                    class_name="field wide",
                ),
                rx.el.h3(t("Address"), class_name="wide"),
                text_field("line1", t("Street or box"), errors=errors, wide=True),
                text_field("postal_code", t("Postal code"), errors=errors),
                text_field("city", t("City"), errors=errors),
                rx.cond(
                    RegisterSearchState.shows_line2,
                    text_field("line2", t("C/o or second line"), errors=errors, wide=True),
                ),
                reach(),
                class_name="form-grid",
            ),
            count_of_form(NewCustomerState.opened),
            rx.el.footer(
                rx.el.span(class_name="spring"),
                button(t("Cancel"), on_click=NewCustomerState.set_open(False), custom_attrs=leaves()),
                button(t("Save"), kind="primary", type="submit"),
                class_name="dialog-foot",
            ),
            on_submit=NewCustomerState.save,
            key=NewCustomerState.opened.to_string(),
            no_validate=True,
            custom_attrs=draft(FORM),
        ),
        title=t("New customer"),
        is_open=NewCustomerState.is_open,
        on_open_change=NewCustomerState.set_open,
    )


def _number(name: str, label: Text) -> rx.Component:
    def check(text: rx.Var[str]) -> Any:
        return [
            NewCustomerState.check_number(name, text).debounce(200),  # pyright: ignore[reportAttributeAccessIssue]
            RegisterSearchState.number_typed(name, text, typed("country")).debounce(400),  # pyright: ignore[reportAttributeAccessIssue]
        ]

    return text_field(name, label, errors=NewCustomerState.errors, on_change=check)


def _doubles() -> rx.Component:
    """The customers that already have one of these numbers, or nearly this name."""
    return rx.el.div(
        rx.foreach(
            NewCustomerState.similar,
            lambda one: rx.el.p(icon("warning"), link(one.text, to=one.href), key=one.text, class_name="notice"),
        ),
        aria_live="polite",
        class_name="wide",
    )
