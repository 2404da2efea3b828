"""«Projektuppgifter»: the board, its filters, and the ways to move a card and to add one."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.components.basics import Text, avatar, badge, button, field_error, icon_button, link, section
from customer_card.components.drafts import count_of_form, draft, draft_bars
from customer_card.components.overlays import menu, menu_item, menu_label
from customer_card.components.pickers import picker
from customer_card.i18n import t
from customer_card.state.board import BoardState
from customer_card.state.card import CardState
from customer_card.state.feed_sheet import FeedSheetState
from customer_card.views.board import CardView, ColumnView

CUSTOMER_ID = CardState.header.id.to(int)
NAMES = {
    "not_started": t("Not started"),
    "in_progress": t("In progress"),
    "in_review": t("In review"),
    "done": t("Done"),
}


def board() -> rx.Component:
    """The section with its four columns."""
    filtered = (BoardState.project.length() > 0) | (BoardState.person.length() > 0)
    return section(
        t("Project tasks"),
        rx.cond(
            filtered,
            rx.el.div(
                rx.el.span(t("Filters narrow what is shown.")),
                button(t("Show everything"), kind="link small", on_click=BoardState.clear),
                class_name="filter-note",
            ),
        ),
        rx.el.div(rx.foreach(BoardState.columns, _column), class_name="board"),
        _dropped(),
        section_id="board",
        action=rx.el.div(
            _filter("project", t("Project"), f"{CUSTOMER_ID}.board", BoardState.project, BoardState.choose_project),
            _filter("viewer", t("Colleague"), f"{CUSTOMER_ID}..board", BoardState.person, BoardState.choose_person),
            class_name="board-filters",
        ),
    )


def _filter(kind: str, label: Text, where: str, value: rx.Var[list[Any]], on_pick: Any) -> rx.Component:
    return picker(
        f"board-{kind}",
        label,
        kind=kind,
        where=where,
        value=value,
        on_pick=on_pick,
        hide_label=True,
        placeholder=label,
        class_name="filter",
        # What the browser shows as chosen begins anew when the filters are taken away elsewhere.
        key=f"{kind}-{value.length()}",
    )


def _column(column: rx.Var[ColumnView]) -> rx.Component:
    heading = f"board-{column.key}"
    return rx.el.section(
        rx.el.header(
            rx.el.h3(_name(column), id=heading),
            rx.el.span(column.count, class_name="muted"),
            rx.el.span(class_name="spring"),
            icon_button(
                "plus",
                t("New task in this column"),
                id=f"add-{column.key}",
                on_click=BoardState.open_add(CUSTOMER_ID, column.key),
                custom_attrs={"aria-describedby": heading},
            ),
            class_name="board-head",
        ),
        rx.cond(BoardState.adding == column.key, _add_form(column)),
        rx.cond(
            column.cards.length() > 0,
            rx.el.ul(
                rx.foreach(column.cards, lambda card: _card(card, column.key)),
                aria_labelledby=heading,
                class_name="board-cards",
            ),
            rx.el.p(t("No tasks here."), class_name="board-none muted small"),
        ),
        rx.cond(
            column.has_more,
            button(t("Show more"), kind="quiet small", on_click=BoardState.show_more(column.key), class_name="more"),
        ),
        rx.cond(column.is_cut, rx.el.p(t("Filter to see the rest."), class_name="muted small")),
        aria_labelledby=heading,
        key=column.key,
        class_name="board-column",
        custom_attrs={"data-column": column.key},
    )


def _name(column: rx.Var[ColumnView]) -> rx.Var[Any]:
    return rx.match(column.key, *[(key, name) for key, name in NAMES.items() if key != "done"], NAMES["done"])  # pyright: ignore[reportReturnType]


def _card(card: rx.Var[CardView], column: rx.Var[str]) -> rx.Component:
    return rx.el.li(
        rx.el.div(_title(card), _move_menu(card, column), class_name="board-card-head"),
        link(card.project, to=card.project_href, draggable=False, class_name="board-project small"),
        rx.el.div(
            rx.cond(card.overdue, badge(t("Overdue"), "warning")),
            rx.cond(
                card.due,
                rx.el.span(card.due, title=card.due_full, class_name=rx.cond(card.overdue, "late nowrap", "nowrap")),
            ),
            rx.el.span(class_name="spring"),
            rx.el.span(card.days, title=card.days_full, class_name="nowrap"),
            rx.cond(
                card.assignee,
                rx.el.span(
                    avatar(card.initials, card.hue),
                    rx.el.span(card.assignee, class_name="visually-hidden"),
                    title=card.assignee,
                ),
            ),
            class_name="board-card-foot muted small",
        ),
        key=card.id,
        draggable=card.may_move,
        class_name="board-card",
        custom_attrs={"data-card": card.id, "data-version": card.version},
    )


def _title(card: rx.Var[CardView]) -> rx.Component:
    return rx.el.button(
        card.title,
        type="button",
        id=f"feed-item-{card.id}",
        on_click=FeedSheetState.open_item(CUSTOMER_ID, card.id.to(int)),
        class_name="feed-title",
    )


def _move_menu(card: rx.Var[CardView], column: rx.Var[str]) -> rx.Component:
    return rx.cond(
        card.may_move,
        menu(
            icon_button(
                "more",
                t("Move to …"),
                id=f"move-{card.id}",
                custom_attrs={"aria-describedby": f"feed-item-{card.id}"},
            ),
            menu_label(t("Move to …")),
            *[
                rx.cond(
                    column != key,
                    menu_item(name, BoardState.move(CUSTOMER_ID, card.id.to(int), card.version.to(int), key, 0)),
                )
                for key, name in NAMES.items()
            ],
        ),
    )


def _dropped() -> rx.Component:
    """Pressed by assets/gestures.js when a card was dropped; what and where stands in the browser only."""
    item, version, after = (
        rx.Var(f"window.customerCard.dropped.{name}").to(int) for name in ("item", "version", "after")
    )
    return rx.el.button(
        type="button",
        hidden=True,
        on_click=BoardState.move(
            CUSTOMER_ID, item, version, rx.Var("window.customerCard.dropped.column").to(str), after
        ),
        custom_attrs={"data-dropped": "true"},
    )


def _add_form(column: rx.Var[ColumnView]) -> rx.Component:
    """One line and Enter, as in the feed, and the project that the task belongs to."""
    wrong = BoardState.errors["title"]
    customer = CardState.header.id
    return rx.el.form(
        draft_bars(),
        rx.el.input(
            id="board-title",
            name="title",
            aria_label=t("What is to be done"),
            placeholder=t("What is to be done"),
            max_length=200,
            auto_complete="off",
            class_name="input",
            custom_attrs={
                "aria-invalid": rx.cond(wrong, "true", "false"),
                "aria-describedby": rx.cond(wrong, "board-title-error", ""),
            },
        ),
        field_error(wrong, "board-title-error"),
        picker(
            "project_id",
            t("Project of the task"),
            kind="project",
            where=f"{CUSTOMER_ID}.new-task",
            value=BoardState.add_project,
            hide_label=True,
            placeholder=t("Project"),
            error=BoardState.errors["project_id"],
        ),
        rx.el.input(type="hidden", name="customer_id", value=customer),
        rx.el.input(type="hidden", name="column", value=column.key),
        count_of_form(BoardState.added),
        rx.el.div(
            button(t("Add"), kind="primary small", type="submit"),
            button(t("Close"), kind="quiet small", on_click=BoardState.close_add, custom_attrs={"data-escape": "true"}),
            class_name="board-add-foot",
        ),
        on_submit=BoardState.add,
        key=f"{column.key}-{BoardState.added}",
        no_validate=True,
        class_name="board-add",
        custom_attrs=draft(f"board:{customer}:{column.key}:{BoardState.added}") | {"data-inplace": "true"},
    )
