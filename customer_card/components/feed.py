"""«Aktiviteter» on the card: the line to add with, what is planned, and what was done."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.components.basics import Text, button, empty, option, section, select
from customer_card.components.feed_quick import quick_add
from customer_card.components.feed_rows import feed_rows
from customer_card.components.icons import icon
from customer_card.components.pickers import picker
from customer_card.i18n import t
from customer_card.state.card import CardState
from customer_card.state.card_figures import CardFiguresState
from customer_card.state.feed import FeedState

CUSTOMER_ID = CardState.header.id.to(int)


def feed() -> rx.Component:
    """The section."""
    return section(
        t("Activities"),
        quick_add(CardState.header.id),
        rx.cond(FeedState.shows_filters, _filters()),
        rx.cond(FeedState.filtered, _narrowed()),
        _part(
            t("Planned"),
            FeedState.planned,
            FeedState.more_planned,
            "planned",
            t("Nothing is planned. Write the next step in the line above."),
        ),
        rx.cond(
            FeedState.overdue,
            None,
            _part(
                t("Completed"),
                FeedState.done,
                FeedState.more_done,
                "done",
                t("Nothing has been noted yet. Write down what was said and agreed."),
            ),
        ),
        section_id="activities",
        note=rx.cond(
            CardFiguresState.overdue,
            rx.el.button(
                CardFiguresState.overdue,
                type="button",
                on_click=FeedState.show_overdue,
                class_name="section-note late link-like",
            ),
        ),
        action=button(
            icon("filter"),
            t("Filter"),
            kind="quiet small",
            on_click=FeedState.toggle_filters,
            custom_attrs={"aria-expanded": rx.cond(FeedState.shows_filters, "true", "false")},
        ),
    )


def _part(heading: Text, lines: rx.Var[list[Any]], more: rx.Var[bool], part: str, nothing: Text) -> rx.Component:
    return rx.el.div(
        rx.el.h3(heading),
        rx.cond(
            lines.length() > 0,
            feed_rows(lines, label=heading),
            rx.cond(FeedState.filtered, empty(t("Nothing matches the filters.")), empty(nothing)),
        ),
        rx.cond(
            more,
            button(t("Show more"), kind="quiet", on_click=FeedState.show_more(part), class_name="more"),
        ),
        class_name="feed-part",
    )


def _narrowed() -> rx.Component:
    """An active filter is always said."""
    return rx.el.div(
        rx.el.span(rx.cond(FeedState.overdue, t("Only what is overdue is shown."), t("Filters narrow what is shown."))),
        button(t("Show everything"), kind="link small", on_click=FeedState.clear),
        class_name="filter-note",
    )


def _filters() -> rx.Component:
    return rx.el.div(
        select(
            "feed-kind",
            t("Kind of activity"),
            [
                option("", t("All kinds")),
                option("task", t("Tasks")),
                option("event", t("Calendar entries")),
                option("note", t("Notes")),
            ],
            hide_label=True,
            value=FeedState.kind,
            on_change=FeedState.choose_kind,
        ),
        _filter("viewer", t("Colleague"), FeedState.person, FeedState.choose_person),
        _filter("project", t("Project"), FeedState.project, FeedState.choose_project),
        _filter("contact", t("Contact person"), FeedState.contact, FeedState.choose_contact),
        rx.el.input(
            type="search",
            id="feed-search",
            aria_label=t("Search the activities"),
            placeholder=t("Search the activities"),
            default_value=FeedState.text,
            auto_complete="off",
            class_name="input",
            on_change=lambda text: FeedState.search(text).debounce(200),
        ),
        class_name="toolbar feed-filters",
    )


def _filter(kind: str, label: Text, value: rx.Var[list[Any]], on_pick: Any) -> rx.Component:
    return picker(
        f"feed-{kind}",
        label,
        kind=kind,
        where=f"{CUSTOMER_ID}..filter" if kind == "viewer" else f"{CUSTOMER_ID}.filter",
        value=value,
        on_pick=on_pick,
        hide_label=True,
        placeholder=label,
        class_name="filter",
        key=f"{kind}-{FeedState.filtered}-{value.length()}",
    )
