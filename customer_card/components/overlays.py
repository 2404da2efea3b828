"""What lies over the page: dialogs and menus, by Radix primitives without their theme."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec
from reflex_components_radix.primitives.dialog import dialog as radix_dialog

from customer_card.components.basics import Text, icon_button
from customer_card.components.drafts import leaves
from customer_card.i18n import t


def dialog(
    *content: Any,
    title: Text,
    is_open: rx.Var[bool],
    on_open_change: Any,
    role: Text = "dialog",
    wide: bool = False,
) -> rx.Component:
    """A dialog; Escape and the cross close it, a click beside it does not, since typing would be lost."""
    return _while_open(
        is_open,
        radix_dialog.portal(
            radix_dialog.overlay(class_name="overlay"),
            radix_dialog.content(
                rx.el.header(
                    radix_dialog.title(title, class_name="dialog-title"),
                    radix_dialog.close(icon_button("cross", t("Close"), custom_attrs=leaves()), as_child=True),
                    class_name="dialog-head",
                ),
                *content,
                role=role,
                class_name="dialog wide" if wide else "dialog",
                on_interact_outside=rx.prevent_default,
                custom_attrs={"aria-describedby": rx.Var("undefined")},
            ),
        ),
        on_open_change=on_open_change,
    )


def sheet(
    *content: Any,
    title: Text,
    subtitle: Text,
    is_open: rx.Var[bool],
    on_open_change: Any,
    wide: bool = False,
) -> rx.Component:
    """A sheet at the right side, for looking closer without leaving; it may lie over a dialog, which stays as it is."""
    return _while_open(
        is_open,
        radix_dialog.portal(
            radix_dialog.overlay(class_name="overlay over-dialog"),
            radix_dialog.content(
                rx.el.header(
                    rx.el.div(
                        radix_dialog.title(title, class_name="dialog-title"),
                        rx.el.p(subtitle, class_name="muted small"),
                    ),
                    radix_dialog.close(icon_button("cross", t("Close")), as_child=True),
                    class_name="dialog-head",
                ),
                *content,
                class_name="sheet wide" if wide else "sheet",
                custom_attrs={"aria-describedby": rx.Var("undefined")},
            ),
        ),
        on_open_change=on_open_change,
    )


def _while_open(is_open: rx.Var[bool], *content: Any, on_open_change: Any) -> rx.Component:
    """A dialog that is there only while it is open: a page has many, and draws none of them to be turned to."""
    return rx.cond(is_open, radix_dialog.root(*content, open=True, on_open_change=on_open_change))


class _Menu(rx.Component):
    library = "@radix-ui/react-dropdown-menu@2.2.1"


class _MenuRoot(_Menu):
    tag = "Root"
    alias = "MenuRoot"
    modal: rx.Var[bool]


class _MenuTrigger(_Menu):
    tag = "Trigger"
    alias = "MenuTrigger"
    as_child: rx.Var[bool]


class _MenuContent(_Menu):
    tag = "Content"
    alias = "MenuContent"
    align: rx.Var[str]
    side_offset: rx.Var[int]


class _MenuItem(_Menu):
    tag = "Item"
    alias = "MenuItem"
    as_child: rx.Var[bool]
    disabled: rx.Var[bool]
    on_select: rx.EventHandler[no_args_event_spec]


class _MenuCheckboxItem(_Menu):
    tag = "CheckboxItem"
    alias = "MenuCheckboxItem"
    checked: rx.Var[bool]
    on_select: rx.EventHandler[no_args_event_spec]


class _MenuSeparator(_Menu):
    tag = "Separator"
    alias = "MenuSeparator"


class _MenuLabel(_Menu):
    tag = "Label"
    alias = "MenuLabel"


def menu(trigger: rx.Component, *items: Any, align: str = "end") -> rx.Component:
    """A menu that opens from a button."""
    return _MenuRoot.create(
        _MenuTrigger.create(trigger, as_child=True),
        # In place rather than in a portal: what a menu offers belongs to the landmark it opens from.
        _MenuContent.create(*items, align=align, side_offset=4, class_name="menu"),
        modal=False,
    )


def menu_item(label: Any, on_select: Any, *, kind: str = "", **props: Any) -> rx.Component:
    """Something a menu does."""
    return _MenuItem.create(label, on_select=on_select, class_name=f"menu-item {kind}".strip(), **props)


def menu_check(label: Any, checked: rx.Var[bool] | bool, on_select: Any) -> rx.Component:
    """Something a menu chooses."""
    return _MenuCheckboxItem.create(label, checked=checked, on_select=on_select, class_name="menu-item check")


def menu_separator() -> rx.Component:
    """A line between groups."""
    return _MenuSeparator.create(class_name="menu-separator")


def menu_label(*content: Any) -> rx.Component:
    """The heading of a group."""
    return _MenuLabel.create(*content, class_name="menu-label")
