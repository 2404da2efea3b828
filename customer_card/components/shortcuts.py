"""The dialog «Kortkommandon»."""

from __future__ import annotations

import reflex as rx

from customer_card.components.overlays import dialog
from customer_card.i18n import t
from customer_card.state.session import SessionState
from customer_card.state.shortcuts import ShortcutsState

KEYS = {
    ("/",): t("Search customers"),
    ("1", "5"): t("The tabs of a customer card"),
    ("n",): t("A note, on a customer card"),
    ("t",): t("A task, on a customer card"),
    ("j",): t("Next customer of the list"),
    ("k",): t("Previous customer of the list"),
    ("Ctrl + Enter",): t("Save what is written in several lines"),
    ("?",): t("This overview"),
    ("Esc",): t("Close, or undo what is being edited"),
}


def shortcuts() -> rx.Component:
    """Every key that does something by itself, and whether they do now."""
    return rx.fragment(
        # Pressed by its key alone; for the mouse the user's menu has the same.
        rx.el.button(
            hidden=True, type="button", on_click=ShortcutsState.set_open(True), custom_attrs={"data-hotkey": "?"}
        ),
        dialog(
            rx.el.dl(*[_row(keys, does) for keys, does in KEYS.items()], class_name="keys"),
            rx.cond(
                SessionState.single_keys,
                None,
                rx.el.p(t("Keyboard shortcuts are switched off in the user menu."), class_name="notice"),
            ),
            title=t("Keyboard shortcuts"),
            is_open=ShortcutsState.is_open,
            on_open_change=ShortcutsState.set_open,
        ),
    )


def _row(keys: tuple[str, ...], does: rx.Var[str]) -> rx.Component:
    shown = [part for key in keys for part in (" – ", rx.el.kbd(key))][1:]
    return rx.el.div(rx.el.dt(*shown), rx.el.dd(does))
