"""The dialog of a file or link: a new link, or what is kept about one, or the question before more people see it."""

from __future__ import annotations

import reflex as rx

from customer_card.components.basics import button, select, text_field
from customer_card.components.conflicts import conflict_choices
from customer_card.components.drafts import count_of_form, draft, draft_bars, leaves
from customer_card.components.file_fields import kind_options, place_picker
from customer_card.components.icons import icon
from customer_card.components.overlays import dialog
from customer_card.i18n import t
from customer_card.state.card import CardState
from customer_card.state.file_dialog import FileDialogState

FORM = FileDialogState.form


def file_dialog() -> rx.Component:
    """The dialog; the question takes the place of the form's fields, which stay as they are filled in."""
    asking = FileDialogState.mode == "wider"
    return dialog(
        rx.el.form(
            draft_bars(),
            count_of_form(FileDialogState.opened),
            conflict_choices(FileDialogState.conflicts),
            rx.el.div(_fields(), hidden=asking),
            rx.cond(asking, _question(), _feet()),
            rx.el.input(type="hidden", name="customer_id", value=CardState.header.id),
            rx.el.input(type="hidden", name="document_id", value=FORM.id),
            rx.el.input(type="hidden", name="version", value=FORM.version),
            rx.el.input(type="hidden", name="wider", value=rx.cond(asking, "true", "")),
            on_submit=FileDialogState.save,
            key=FileDialogState.opened.to_string(),
            no_validate=True,
            custom_attrs=draft(rx.cond(FORM.id, f"file:{FORM.id}", f"file:link:{CardState.header.id}")),
        ),
        title=rx.cond(FORM.id, t("Kind and place"), t("Add link")),
        is_open=FileDialogState.is_open,
        on_open_change=FileDialogState.set_open,
        role=rx.cond(asking, "alertdialog", "dialog"),
    )


def _fields() -> rx.Component:
    errors = FileDialogState.errors
    return rx.fragment(
        rx.el.fieldset(
            rx.cond(
                FORM.is_link,
                text_field(
                    "url",
                    t("Link address"),
                    errors=errors,
                    field_id="file-url",
                    default_value=FORM.url,
                    wide=True,
                    auto_focus=True,
                    required=True,
                    input_mode="url",
                    placeholder="https://",
                ),
            ),
            text_field(
                "name",
                t("Name"),
                errors=errors,
                field_id="file-name",
                default_value=FORM.name,
                wide=True,
                auto_focus=~FORM.is_link,
            ),
            rx.el.div(place_picker("place", FileDialogState.place, input_id="file-place"), class_name="field"),
            rx.cond(
                FORM.id,
                select("kind", t("Kind"), kind_options(proposed=False), field_id="file-kind", default_value=FORM.kind),
                select("kind", t("Kind"), kind_options(proposed=True), field_id="file-kind", default_value=""),
            ),
            class_name="form-grid",
        ),
        rx.cond(FORM.id, rx.el.p(FORM.made.created, title=FORM.made.created_full, class_name="about")),
    )


def _feet() -> rx.Component:
    return rx.el.footer(
        rx.el.span(class_name="spring"),
        button(t("Cancel"), on_click=FileDialogState.set_open(False), custom_attrs=leaves()),
        button(t("Save"), kind="primary", type="submit"),
        class_name="dialog-foot",
    )


def _question() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            icon("warning"),
            t("Everybody who may read the customer can see it then, not only those of the project."),
            class_name="wider",
        ),
        rx.el.footer(
            rx.el.span(class_name="spring"),
            button(t("Cancel"), on_click=FileDialogState.set_mode("form"), auto_focus=True),
            button(t("Move to the customer"), kind="primary", type="submit"),
            class_name="dialog-foot",
        ),
    )
