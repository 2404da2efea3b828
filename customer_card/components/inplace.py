"""Values that are read first and edited in place: click or Enter, then Enter to save or Escape to leave."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.components.basics import Text, button, outward
from customer_card.components.conflicts import conflict_choices
from customer_card.components.drafts import draft
from customer_card.components.icons import icon
from customer_card.i18n import t
from customer_card.state.card import CardState
from customer_card.state.session import SessionState


def editable(name: str, label: Text, display: rx.Component, editor: rx.Component) -> rx.Component:
    """A value with its way to edit it, or the field itself while it is being edited."""
    return rx.cond(
        CardState.editing == name,
        _form(name, editor),
        rx.el.div(
            display,
            rx.cond(
                SessionState.edits_customers,
                # The pencil stands in the stylesheet: a card has fifteen of them, and hardly ever shows one.
                rx.el.button(
                    type="button",
                    id=f"edit-{name}",
                    aria_label=t("Edit {label}", label=label),
                    title=t("Edit {label}", label=label),
                    on_click=CardState.edit(name),
                    class_name="icon-button edit",
                ),
            ),
            class_name="value",
            on_double_click=rx.cond(SessionState.edits_customers, CardState.edit(name), rx.noop()),
        ),
    )


def _form(name: str, editor: rx.Component) -> rx.Component:
    return rx.el.form(
        editor,
        rx.cond(CardState.edit_error, rx.el.p(CardState.edit_error, id="edit-error", class_name="field-error")),
        conflict_choices(CardState.edit_conflict),
        rx.el.input(type="hidden", name="id", value=CardState.header.id),
        rx.el.input(type="hidden", name="version", value=CardState.editing_version),
        rx.el.input(type="hidden", name="field", value=name),
        rx.el.div(
            button(t("Save"), kind="primary small", type="submit"),
            button(
                t("Cancel"),
                kind="quiet small",
                on_click=CardState.cancel_edit,
                custom_attrs={"data-escape": "true"},
            ),
            class_name="inplace-actions",
        ),
        on_submit=CardState.save_field,
        class_name="inplace",
        no_validate=True,
        custom_attrs={"data-inplace": "true"} | draft(f"customer:{CardState.header.id}:{name}"),
    )


def text_editor(name: str, label: Text, **props: Any) -> rx.Component:
    """The input of a text field."""
    return rx.el.input(
        name="value",
        id=f"field-{name}",
        default_value=CardState.fields[name].raw,
        auto_focus=True,
        aria_label=label,
        class_name="input",
        auto_complete="off",
        custom_attrs=_attributes(),
        **props,
    )


def area_editor(name: str, label: Text) -> rx.Component:
    """The field of a longer text."""
    return rx.el.textarea(
        name="value",
        id=f"field-{name}",
        default_value=CardState.fields[name].raw,
        auto_focus=True,
        aria_label=label,
        rows="4",
        class_name="input area",
        custom_attrs=_attributes(),
    )


def _attributes() -> dict[str, Any]:
    wrong = CardState.edit_error != ""
    return {
        "aria-invalid": rx.cond(wrong, "true", "false"),
        "aria-describedby": rx.cond(wrong, "edit-error", ""),
    }


def shown(name: str, placeholder: Text = "–") -> rx.Component:
    """A value as text; a dash says that there is none."""
    value = CardState.fields[name].shown
    return rx.cond(value, rx.el.span(value), rx.el.span(placeholder, class_name="none"))


def shown_link(name: str, *, external: bool = False) -> rx.Component:
    """A value that leads somewhere: a mail, a call, a website in a tab of its own."""
    field = CardState.fields[name]
    target = {"target": "_blank", "rel": "noopener noreferrer"} if external else {}
    return rx.cond(
        field.link,
        outward(field.shown, href=field.link, **target),
        shown(name),
    )


def note(name: str) -> rx.Component:
    """What is to be said about a value that was kept as it is."""
    said = CardState.fields[name].note
    return rx.cond(said, rx.el.span(icon("warning"), said, class_name="value-note"))


def proposal(name: str) -> rx.Component:
    """A number that follows from the other one, to take with one click."""
    proposed = CardState.fields[name].proposal
    return rx.cond(
        SessionState.edits_customers & (proposed != ""),
        button(
            t("Use {value}", value=proposed),
            kind="quiet small",
            on_click=CardState.accept_proposal(
                CardState.header.id.to(int), CardState.header.version.to(int), name, proposed
            ),
        ),
    )
