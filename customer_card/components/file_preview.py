"""The sheet that shows what is in a file: a picture that the server drew, or its text as text."""

from __future__ import annotations

import reflex as rx

from customer_card.components.basics import icon_button, saved_file
from customer_card.components.icons import icon
from customer_card.components.overlays import sheet
from customer_card.i18n import t
from customer_card.state.file_dialog import PreviewState

FILE = PreviewState.file


def file_preview() -> rx.Component:
    """The sheet; there is one, for whichever file was asked for."""
    return sheet(
        rx.el.div(
            rx.cond(PreviewState.pages > 1, _pages()),
            rx.el.span(class_name="spring"),
            saved_file(icon("download"), t("Download"), href=FILE.href, class_name="button small"),
            class_name="preview-bar",
        ),
        rx.match(
            PreviewState.state,
            ("ready", _content()),
            ("none", rx.el.p(t("This file cannot be shown here. It can be downloaded."), class_name="empty")),
            rx.el.div(class_name="skeleton-row preview-waiting", role="img", aria_label=t("Loading…")),
        ),
        title=FILE.name,
        subtitle=rx.cond(FILE.size, FILE.size + " · " + FILE.when, ""),
        is_open=PreviewState.is_open,
        on_open_change=PreviewState.set_open,
        wide=True,
    )


def _content() -> rx.Component:
    return rx.cond(
        FILE.preview == "text",
        rx.fragment(
            rx.el.pre(
                PreviewState.text, class_name="preview-text", tab_index=0, role="region", aria_label=t("Content")
            ),
            rx.cond(PreviewState.has_more, rx.el.p(t("The rest is in the file."), class_name="muted small")),
        ),
        rx.el.img(
            src=f"{FILE.href}/preview?page={PreviewState.page}",
            alt=rx.cond(
                PreviewState.pages > 0,
                t("Page {page} of {name}", page=PreviewState.page, name=FILE.name),
                FILE.name,
            ),
            class_name="preview-image",
        ),
    )


def _pages() -> rx.Component:
    return rx.el.div(
        icon_button(
            "left",
            t("Previous page"),
            on_click=PreviewState.turn_to(PreviewState.page - 1),
            disabled=PreviewState.page <= 1,
        ),
        rx.el.span(t("Page {page} of {pages}", page=PreviewState.page, pages=PreviewState.pages), aria_live="polite"),
        icon_button(
            "right",
            t("Next page"),
            on_click=PreviewState.turn_to(PreviewState.page + 1),
            disabled=PreviewState.page >= PreviewState.pages,
        ),
        class_name="preview-pages",
    )
