"""«Filer & länkar»: the list with its bar for adding, the same on every tab that shows it."""

from __future__ import annotations

import reflex as rx

from customer_card.components.basics import (
    badge,
    button,
    empty,
    icon_button,
    option,
    outward,
    saved_file,
    section,
    select,
    switch,
)
from customer_card.components.combobox import combobox
from customer_card.components.drafts import draft
from customer_card.components.file_dialog import file_dialog
from customer_card.components.file_fields import kind_options, place_picker
from customer_card.components.file_preview import file_preview
from customer_card.components.icons import icon
from customer_card.components.overlays import menu, menu_item
from customer_card.components.uploader import drop_anywhere, uploader
from customer_card.i18n import t
from customer_card.state.card import CardState
from customer_card.state.file_dialog import FileDialogState, PreviewState
from customer_card.state.files import FilesState
from customer_card.state.session import SessionState
from customer_card.views.files import FileLine

CUSTOMER_ID = CardState.header.id.to(int)
SHAPES = ("link", "image", "document", "text", "sheet")


def files() -> rx.Component:
    """The section with the files and links of the customer and its projects, the newest first."""
    return section(
        t("Files & links"),
        rx.cond(FilesState.may_add & ~FilesState.shows_removed, _bar()),
        rx.cond(FilesState.shows_filters & ~FilesState.shows_removed, _filters()),
        rx.cond(
            FilesState.rows.length() > 0,
            rx.el.ul(rx.foreach(FilesState.rows, _row), class_name="rows files"),
            _nothing(),
        ),
        rx.cond(
            FilesState.has_more,
            button(t("Show more"), kind="quiet", on_click=FilesState.show_more, class_name="more"),
        ),
        file_dialog(),
        file_preview(),
        section_id="files",
        action=rx.cond(
            FilesState.may_add,
            rx.el.div(
                switch(t("Show removed"), FilesState.shows_removed, FilesState.show_removed(~FilesState.shows_removed)),
                id="show-removed-files",
                tab_index=-1,
            ),
        ),
    )


def drop_anywhere_on_the_card() -> rx.Component:
    """Files can be dropped and pasted on every tab, those too that do not show the section."""
    return rx.cond(
        CardState.loaded_for & ~CardState.missing,
        drop_anywhere(
            CardState.header.id,
            lambda document_id: FilesState.added(CUSTOMER_ID, document_id),
            may_add=SessionState.edits_customers,
        ),
    )


def _bar() -> rx.Component:
    """Where it goes and what it is, before the two buttons: dropped and pasted files go there too."""
    return rx.el.div(
        place_picker("file_place", FilesState.proposed),
        select("file_kind", t("Kind"), kind_options(proposed=True)),
        rx.el.div(
            button(t("Add link"), on_click=FileDialogState.open_link(CUSTOMER_ID)),
            uploader(CardState.header.id),
            class_name="file-buttons",
        ),
        key=CardState.loaded_for,
        class_name="file-bar",
    )


def _filters() -> rx.Component:
    return rx.el.div(
        rx.el.input(
            type="search",
            default_value=FilesState.text,
            placeholder=t("Search by name"),
            aria_label=t("Search files and links"),
            on_change=FilesState.narrow_to_text.debounce(150),
            class_name="input",
        ),
        rx.el.select(
            option("", t("All kinds")),
            *kind_options(proposed=False),
            value=FilesState.kind,
            on_change=FilesState.narrow_to_kind,
            aria_label=t("Show the kind"),
            class_name="input select",
        ),
        combobox(
            "shown_place",
            t("Show what belongs to"),
            value=FilesState.shown_place,
            options=FilesState.shown_places,
            on_pick=FilesState.narrow_to_place,
            placeholder=t("Customer or project"),
            hide_label=True,
        ),
        key=CardState.loaded_for,
        class_name="file-filters",
    )


def _nothing() -> rx.Component:
    return rx.cond(
        FilesState.shows_removed,
        empty(t("Nothing was removed in the last 30 days.")),
        rx.cond(
            FilesState.is_narrowed,
            empty(t("Nothing here matches.")),
            rx.cond(
                FilesState.may_add,
                empty(t("No files yet. Drop a contract or a proposal here, or add a link.")),
                empty(t("No files yet.")),
            ),
        ),
    )


def _row(file: rx.Var[FileLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.match(file.shape, *[(shape, icon(shape)) for shape in SHAPES], icon("document")), class_name="file-icon"
        ),
        rx.cond(FilesState.renaming == file.id, _rename_form(file), _facts(file)),
        rx.el.div(rx.cond(file.removed, _restore(file), _actions(file)), class_name="row-side"),
        key=file.id,
        class_name="row",
    )


def _facts(file: rx.Var[FileLine]) -> rx.Component:
    return rx.el.div(
        rx.el.span(
            rx.cond(file.removed, rx.el.span(file.name, class_name="strong"), _name(file)),
            rx.cond(file.kind, badge(file.kind)),
            class_name="row-title",
        ),
        rx.el.span(
            rx.el.span(file.size),
            rx.el.span(file.when, title=file.when_full),
            class_name="muted small file-facts",
        ),
        rx.cond(file.project, rx.el.span(file.project, class_name="muted small")),
        class_name="row-main",
    )


def _name(file: rx.Var[FileLine]) -> rx.Component:
    """A link opens in a tab of its own; a file is shown where it can be, else saved."""
    opener = f"file-{file.id}"
    return rx.cond(
        file.is_link,
        # An address that is none, whatever way it came into the database, is only a name.
        rx.cond(
            file.href,
            outward(file.name, href=file.href, target="_blank", rel="noopener noreferrer", class_name="strong"),
            rx.el.span(file.name, class_name="strong"),
        ),
        rx.cond(
            file.preview,
            saved_file(
                file.name,
                href=file.href,
                id=opener,
                on_click=PreviewState.open_file(CUSTOMER_ID, file.id.to(int)).prevent_default,
                class_name="strong",
            ),
            saved_file(file.name, href=file.href, class_name="strong"),
        ),
    )


def _actions(file: rx.Var[FileLine]) -> rx.Component:
    number = file.id.to(int)
    return rx.cond(
        file.may_edit,
        menu(
            icon_button("more", t("Actions for {name}", name=file.name), id=f"file-menu-{file.id}"),
            rx.cond(file.is_link, None, _download_item(file)),
            menu_item(t("Rename"), FilesState.start_rename(number)),
            menu_item(t("Kind and place …"), FileDialogState.open_document(CUSTOMER_ID, number)),
            menu_item(t("Remove"), FilesState.remove(CUSTOMER_ID, number)),
        ),
        rx.cond(
            file.is_link,
            None,
            saved_file(
                icon("download"),
                href=file.href,
                aria_label=t("Download {name}", name=file.name),
                title=t("Download"),
                class_name="icon-button",
            ),
        ),
    )


def _download_item(file: rx.Var[FileLine]) -> rx.Component:
    return menu_item(saved_file(t("Download"), href=file.href), rx.noop(), as_child=True)


def _restore(file: rx.Var[FileLine]) -> rx.Component:
    return button(
        t("Restore"),
        kind="quiet small",
        aria_label=t("Restore {name}", name=file.name),
        on_click=FilesState.restore(CUSTOMER_ID, file.id.to(int)),
    )


def _rename_form(file: rx.Var[FileLine]) -> rx.Component:
    wrong = FilesState.rename_error != ""
    return rx.el.form(
        rx.el.input(
            name="name",
            id="rename-file",
            default_value=file.name,
            aria_label=t("Name"),
            auto_complete="off",
            class_name="input",
            custom_attrs={
                "aria-invalid": rx.cond(wrong, "true", "false"),
                "aria-describedby": rx.cond(wrong, "rename-error", ""),
                "data-file-name": rx.cond(file.is_link, "false", "true"),
            },
        ),
        rx.cond(wrong, rx.el.p(FilesState.rename_error, id="rename-error", class_name="field-error")),
        rx.el.input(type="hidden", name="customer_id", value=CardState.header.id),
        rx.el.input(type="hidden", name="document_id", value=file.id),
        rx.el.input(type="hidden", name="version", value=file.version),
        rx.el.div(
            button(t("Save"), kind="primary small", type="submit"),
            button(
                t("Cancel"),
                kind="quiet small",
                on_click=FilesState.cancel_rename,
                custom_attrs={"data-escape": "true"},
            ),
            class_name="inplace-actions",
        ),
        on_submit=FileDialogState.rename,
        class_name="inplace row-main",
        no_validate=True,
        custom_attrs={"data-inplace": "true"} | draft(f"file:{file.id}:name"),
    )
