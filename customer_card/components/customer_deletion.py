"""The dialog «Ta bort kund»."""

from __future__ import annotations

import reflex as rx

from customer_card.components.basics import button, text_field
from customer_card.components.icons import icon
from customer_card.components.overlays import dialog
from customer_card.i18n import t
from customer_card.state.card import CardState
from customer_card.state.customer_deletion import DeletionState

QUESTION = DeletionState.question


def customer_deletion() -> rx.Component:
    """Asks for the customer's number by hand; a customer that is kept can be inactivated instead."""
    return dialog(
        rx.cond(QUESTION.refusal, _refusal(), _question()),
        title=t("Delete customer"),
        is_open=DeletionState.is_open,
        on_open_change=DeletionState.set_open,
        role="alertdialog",
    )


def _question() -> rx.Component:
    return rx.el.form(
        rx.cond(DeletionState.notice, rx.el.p(icon("warning"), DeletionState.notice, class_name="notice")),
        rx.el.p(
            rx.el.strong(QUESTION.name, class_name="anywhere"),
            rx.el.span(" #", QUESTION.number, class_name="muted nowrap"),
        ),
        rx.el.p(t("With the customer goes:"), id="deletion-goes"),
        rx.el.ul(
            rx.foreach(QUESTION.goes, lambda one: rx.el.li(one, key=one)),
            aria_labelledby="deletion-goes",
            class_name="bullets",
        ),
        rx.el.p(rx.el.strong(t("This cannot be undone."))),
        text_field(
            "confirmation",
            t("Write the number {number}, or the customer's name, to confirm", number=QUESTION.number),
            errors=DeletionState.errors,
            field_id="deletion-confirmation",
            auto_focus=True,
        ),
        rx.el.input(type="hidden", name="customer_id", value=QUESTION.id),
        rx.el.input(type="hidden", name="version", value=QUESTION.version),
        rx.el.footer(
            rx.el.span(class_name="spring"),
            button(t("Cancel"), on_click=DeletionState.set_open(False)),
            button(t("Delete customer"), kind="danger", type="submit"),
            class_name="dialog-foot",
        ),
        on_submit=DeletionState.delete,
        key=DeletionState.opened.to_string(),
        no_validate=True,
        class_name="question",
    )


def _refusal() -> rx.Component:
    """Why not, and what can be done instead; the same words whoever may see what keeps the customer."""
    return rx.el.div(
        rx.el.p(QUESTION.refusal),
        rx.el.p(
            rx.cond(
                QUESTION.active,
                t("Inactivate it instead: then it leaves the list and the pickers, and everything is kept."),
                t("It is inactive already, and stands in neither the list nor the pickers."),
            )
        ),
        rx.el.footer(
            rx.el.span(class_name="spring"),
            button(t("Cancel"), on_click=DeletionState.set_open(False)),
            rx.cond(
                QUESTION.active,
                button(
                    t("Inactivate customer"),
                    kind="primary",
                    id="deletion-kept",
                    auto_focus=True,
                    on_click=[CardState.set_active(QUESTION.id.to(int), False), DeletionState.set_open(False)],
                ),
            ),
            class_name="dialog-foot",
        ),
    )
