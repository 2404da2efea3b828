"""Tabs whose shown one is decided by the address: each is a link, and only what is shown is on the page."""

from __future__ import annotations

from collections.abc import Mapping

import reflex as rx

from customer_card.components.basics import Text, link

PANEL_ID = "tab-panel"


def tab_list(*tabs: rx.Component, label: Text) -> rx.Component:
    """The strip of tabs; the arrow keys go along it (assets/gestures.js)."""
    return rx.el.div(*tabs, role="tablist", aria_label=label, class_name="tabs")


def tab(name: str, label: Text, *, to: Text, shown: rx.Var[str], hotkey: str, also_named_by: list[str]) -> rx.Component:
    """One tab: the link that leads there. Its name is its label and what stands in ``also_named_by``, by their ids."""
    is_shown = shown == name
    return link(
        rx.el.span(label, id=f"tab-{name}"),
        to=to,
        stays=True,
        role="tab",
        tab_index=rx.cond(is_shown, 0, -1),
        class_name="tab",
        custom_attrs={
            "data-hotkey": hotkey,
            "aria-selected": rx.cond(is_shown, "true", "false"),
            "aria-controls": PANEL_ID,
            "aria-labelledby": " ".join([f"tab-{name}", *also_named_by]),
        },
    )


def tab_panel(contents: Mapping[str, rx.Component], shown: rx.Var[str]) -> rx.Component:
    """What the shown tab shows, by the tab's name."""
    return rx.el.div(
        rx.match(shown, *contents.items(), rx.fragment()),
        role="tabpanel",
        id=PANEL_ID,
        tab_index=0,
        class_name="tab-panel",
        custom_attrs={"aria-labelledby": f"tab-{shown}"},
    )
