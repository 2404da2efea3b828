"""Both values of a field that two people changed, with the choice between them."""

from __future__ import annotations

import reflex as rx

from customer_card.components.icons import icon
from customer_card.i18n import t
from customer_card.state.forms import MINE, THEIRS
from customer_card.views.conflicts import ConflictLine


def conflict_choices(conflicts: rx.Var[list[ConflictLine]]) -> rx.Component:
    """The fields in conflict, inside the form whose values they concern."""
    return rx.cond(
        conflicts.length() > 0,
        rx.el.div(
            rx.el.p(
                icon("warning"),
                t("Somebody else has changed this. Choose which value to keep."),
                class_name="conflict-head",
            ),
            rx.foreach(conflicts, _choice),
            aria_live="assertive",
            class_name="conflicts",
        ),
    )


def _choice(conflict: rx.Var[ConflictLine]) -> rx.Component:
    name = f"choice.{conflict.field}"
    return rx.el.fieldset(
        rx.el.legend(conflict.label),
        rx.el.label(
            rx.el.input(type="radio", name=name, value=MINE, default_checked=True),
            rx.el.span(rx.el.strong(t("Your value")), " ", conflict.mine),
            class_name="check",
        ),
        rx.el.label(
            rx.el.input(type="radio", name=name, value=THEIRS),
            rx.el.span(
                rx.el.strong(t("Saved value")),
                " ",
                conflict.theirs,
                rx.el.small(conflict.changed),
            ),
            class_name="check",
        ),
        rx.el.input(type="hidden", name=f"seen.{conflict.field}", value=conflict.version),
        key=conflict.field,
        class_name="conflict",
    )
