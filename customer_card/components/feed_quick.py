"""The line on top of the feed: a note or a task, written and added with Enter."""

from __future__ import annotations

import reflex as rx

from customer_card.components.basics import Text, button, icon_button, option, select
from customer_card.components.drafts import count_of_form, draft, draft_bars
from customer_card.components.icons import icon
from customer_card.components.pickers import picker
from customer_card.i18n import t
from customer_card.state.feed_form import FeedFormState
from customer_card.state.feed_quick import QuickAddState
from customer_card.views.feed_form import ChipView

TYPED = rx.Var("window.customerCard.formTexts('quick-text')").to(dict)
"""What stands in the line's form, read when it is asked for: only the browser knows it."""


def quick_add(customer: rx.Var[str]) -> rx.Component:
    """The form of the line for the customer with this id, and the keys that lead to it."""
    customer_id = customer.to(int)
    is_note = QuickAddState.mode == "note"
    return rx.el.form(
        draft_bars(),
        rx.el.div(_modes(customer_id), _line(customer_id), class_name="quick-line"),
        rx.cond(
            QuickAddState.errors["text"],
            rx.el.p(QuickAddState.errors["text"], id="quick-text-error", class_name="field-error"),
        ),
        rx.el.div(
            rx.el.div(
                rx.foreach(QuickAddState.chips, lambda chip: _chip(chip, customer_id)),
                aria_live="polite",
                class_name="quick-chips",
            ),
            rx.el.div(
                rx.cond(is_note, _note_options(customer_id)),
                button(
                    t("More options"),
                    kind="quiet small",
                    on_click=FeedFormState.open_new(customer_id, QuickAddState.mode, TYPED),
                ),
                class_name="quick-options",
            ),
            class_name="quick-below",
        ),
        rx.el.input(type="hidden", name="customer_id", value=customer),
        count_of_form(QuickAddState.added),
        on_submit=QuickAddState.add,
        key=QuickAddState.added.to_string(),
        no_validate=True,
        class_name="quick",
        custom_attrs=draft(f"feed:quick:{customer}:{QuickAddState.added}"),
    )


def _modes(customer_id: rx.Var[int]) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("What to add"), class_name="visually-hidden"),
        _mode("note", t("Note"), customer_id),
        _mode("task", t("Task"), customer_id),
        class_name="segments",
    )


def _mode(mode: str, label: Text, customer_id: rx.Var[int]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="mode",
            value=mode,
            default_checked=QuickAddState.mode == mode,
            on_change=QuickAddState.choose_mode(mode, customer_id),
            custom_attrs={"data-hotkey": mode[0], "data-hotkey-focus": "quick-text", "aria-keyshortcuts": mode[0]},
        ),
        rx.el.span(label),
    )


def _line(customer_id: rx.Var[int]) -> rx.Component:
    wrong = QuickAddState.errors["text"]
    return rx.fragment(
        rx.el.input(
            id="quick-text",
            name="text",
            aria_label=t("Add a note or task"),
            placeholder=rx.cond(
                QuickAddState.mode == "note",
                t("What happened? @name, #project, yesterday"),
                t("What is next? @name, #project, tomorrow"),
            ),
            max_length=500,
            auto_complete="off",
            class_name="input",
            on_change=lambda text: QuickAddState.typed(text, customer_id, QuickAddState.added).debounce(150),
            custom_attrs={
                "aria-invalid": rx.cond(wrong, "true", "false"),
                "aria-describedby": rx.cond(wrong, "quick-text-error", ""),
            },
        ),
        button(t("Add"), kind="primary", type="submit"),
    )


def _chip(chip: rx.Var[ChipView], customer_id: rx.Var[int]) -> rx.Component:
    return rx.el.span(
        rx.match(
            chip.kind,
            ("day", icon("calendar", 14)),
            ("project", icon("activities", 14)),
            ("kind", icon("note", 14)),
            ("unknown", icon("warning", 14)),
            icon("contacts", 14),
        ),
        rx.el.span(chip.label),
        rx.cond(
            chip.typed,
            icon_button(
                "cross",
                t("Keep «{typed}» as text", typed=chip.typed),
                on_click=QuickAddState.take_as_text(chip.typed, customer_id),
            ),
        ),
        key=chip.kind + chip.typed,
        class_name=rx.cond(chip.kind == "unknown", "chip unknown", "chip"),
    )


def _note_options(customer_id: rx.Var[int]) -> rx.Component:
    return rx.fragment(
        select(
            "note_kind",
            t("Kind"),
            [
                option("", t("Kind: automatic")),
                option("note", t("Note")),
                option("call", t("Call")),
                option("meeting", t("Meeting")),
                option("email", t("Email")),
            ],
            field_id="quick-kind",
            hide_label=True,
            on_change=lambda kind: QuickAddState.choose_kind(kind, customer_id),
        ),
        picker(
            "contacts",
            t("Contact persons"),
            kind="contact",
            where=f"{customer_id}.quick",
            value=[],
            multiple=True,
            hide_label=True,
            placeholder=t("Contact persons"),
            class_name="filter",
        ),
        rx.el.label(
            rx.el.input(type="checkbox", name="follow_up", value="true"),
            rx.el.span("+ ", t("Follow-up")),
            title=t("A task a week ahead"),
            class_name="toggle",
        ),
    )
