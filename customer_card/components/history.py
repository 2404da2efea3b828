"""«Historik»: a sheet with what was changed, by whom, from what to what, and the way back."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.components.basics import avatar, badge, button, empty
from customer_card.components.overlays import sheet
from customer_card.i18n import t
from customer_card.state.addresses import AddressesState
from customer_card.state.card import CardState
from customer_card.state.contacts import ContactsState
from customer_card.state.history import OPENERS, HistoryState
from customer_card.state.undo import UndoState
from customer_card.views.history import HistoryLine, HistoryRow


def history() -> rx.Component:
    """The sheet; there is one on the card, for the customer or for whatever record's history was asked for."""
    return sheet(
        rx.cond(
            HistoryState.rows.length() > 0,
            rx.el.ul(rx.foreach(HistoryState.rows, _row), class_name="plain history"),
            empty(t("Nothing has been changed here yet.")),
        ),
        rx.cond(
            HistoryState.has_more,
            button(t("Show more"), kind="quiet", on_click=HistoryState.show_more, class_name="more"),
        ),
        title=t("History"),
        subtitle=rx.match(
            HistoryState.entity,
            ("address", AddressesState.form.summary),
            ("contact", ContactsState.form.name),
            CardState.header.name,
        ),
        is_open=HistoryState.is_open,
        on_open_change=HistoryState.set_open,
    )


def history_button(entity: str, on_click: Any) -> rx.Component:
    """Opens the history of the record whose dialog it stands in; what is typed there stays."""
    return button(t("History"), kind="link small", id=OPENERS[entity], on_click=on_click)


def _row(row: rx.Var[HistoryRow]) -> rx.Component:
    return rx.el.li(
        avatar(row.initials, row.hue),
        rx.el.div(
            rx.el.span(row.what, class_name="strong"),
            rx.cond(row.set_back, badge(t("Taken back"))),
            rx.el.span(row.when, title=row.when_full, class_name="muted small nowrap"),
            class_name="history-head",
        ),
        rx.cond(row.source, rx.el.p(row.source, class_name="muted small history-source")),
        rx.el.ul(
            rx.foreach(row.lines, _line),
            rx.cond(row.more, rx.el.li(rx.el.span(row.more, class_name="muted small"))),
            class_name="plain history-lines",
        ),
        key=row.id,
    )


def _line(line: rx.Var[HistoryLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.cond(line.about, rx.el.span(line.about, class_name="about-whom small")),
            rx.el.span(line.label, class_name="muted"),
            rx.cond((line.was != "") | (line.became != ""), _values(line)),
        ),
        rx.cond(
            line.version,
            button(
                t("Set back"),
                kind="quiet small",
                aria_label=t("Set back {label}", label=line.label),
                on_click=UndoState.set_back(CardState.header.id.to(int), line.id.to(int), line.version.to(int)),
            ),
        ),
        key=line.id,
    )


def _values(line: rx.Var[HistoryLine]) -> rx.Component:
    """Struck through what it was, then what it became; of something new or gone there is only one of them."""
    return rx.el.div(
        rx.cond(line.was, rx.el.del_(line.was)),
        rx.cond(
            (line.was != "") & (line.became != ""),
            rx.fragment(
                rx.el.span(" → ", custom_attrs={"aria-hidden": "true"}),
                rx.el.span(t("became"), class_name="visually-hidden"),
            ),
        ),
        rx.cond(line.became, rx.el.ins(line.became)),
        class_name="history-values",
    )
