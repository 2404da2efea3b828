"""What a form needs so that what is typed in it survives; the browser's part is assets/drafts.js."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.components.basics import Text, button
from customer_card.i18n import t
from customer_card.state.forms import OPENED


def leaves() -> dict[str, str]:
    """Marks what closes a form, so that unsaved changes are asked about first."""
    return {"data-leaves": "true"}


def draft(key: Text) -> dict[str, Any]:
    """The attribute by which a form takes part; the key names the record, as ``address:12``."""
    return {"data-draft": key}


def count_of_form(count: rx.Var[int]) -> rx.Component:
    """By how often the form was opened, or began anew, the server knows one that it has saved from the next."""
    return rx.el.input(type="hidden", name=OPENED, value=count.to_string())


def draft_bars() -> rx.Component:
    """The bars inside the form: that a draft came back, and the question before leaving."""
    return rx.fragment(
        rx.el.div(
            rx.el.span(t("What you typed earlier is back.")),
            button(t("Discard the draft"), kind="quiet small", custom_attrs={"data-discard": "true"}),
            hidden=True,
            class_name="draft-bar",
            custom_attrs={"data-restored": "true"},
        ),
        rx.el.div(
            rx.el.span(t("You have changes that are not saved.")),
            button(t("Keep editing"), kind="secondary small", custom_attrs={"data-stay": "true"}),
            button(t("Leave without saving"), kind="quiet small", custom_attrs={"data-leave-anyway": "true"}),
            hidden=True,
            role="group",
            aria_live="assertive",
            class_name="draft-bar",
            custom_attrs={"data-unsaved": "true"},
        ),
    )
