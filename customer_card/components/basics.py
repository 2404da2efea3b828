"""The small parts that every page is made of: buttons, fields, badges, avatars."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.constants.compiler import MemoizationMode
from reflex_components_core.el.elements.inline import A

from customer_card.components.icons import icon
from customer_card.i18n import t

Text = rx.Var[str] | str


class _Whole(rx.Fragment):
    _memoization_mode = MemoizationMode(recursive=False)


def whole(*children: Any) -> rx.Component:
    """A part of a page that is drawn as one: Reflex otherwise makes a component of each thing that may change.

    A thing that changes then draws the whole part anew, so this is for parts of which all comes at once.
    """
    return _Whole.create(*children)


def link(*children: Any, to: Text, stays: bool = False, **props: Any) -> rx.Component:
    """A link within the program, followed without loading a page (assets/turning.js).

    ``stays`` where the page is to stand still instead of beginning at its top.
    """
    attributes = {"data-page": "stays" if stays else "top", **props.pop("custom_attrs", {})}
    return A.create(*children, href=to, custom_attrs=attributes, **props)


def outward(*children: Any, href: Text, **props: Any) -> rx.Component:
    """A link out of the program: to a website, a mail, a call."""
    return A.create(*children, href=href, **props)


def saved_file(*children: Any, href: Text, **props: Any) -> rx.Component:
    """A link to a file of the program's, which the browser itself fetches and saves."""
    return A.create(*children, href=href, download=True, **props)


def button(*children: Any, kind: str = "secondary", **props: Any) -> rx.Component:
    """A button with words; ``kind`` is primary, secondary, quiet or danger."""
    extra = props.pop("class_name", "")
    return rx.el.button(
        *children, type=props.pop("type", "button"), class_name=f"button {kind} {extra}".strip(), **props
    )


def icon_button(name: str, label: Text, **props: Any) -> rx.Component:
    """A button with only an icon; the label is its name and its tooltip."""
    extra = props.pop("class_name", "")
    return rx.el.button(
        icon(name),
        type="button",
        aria_label=label,
        title=label,
        class_name=f"icon-button {extra}".strip(),
        **props,
    )


def avatar(initials: Text, hue: rx.Var[int] | int, size: str = "small") -> rx.Component:
    """Initials in a circle of the person's colour; the name stands beside it."""
    return rx.el.span(
        initials,
        class_name=f"avatar {size}",
        # As an attribute: as Reflex's own ``style`` it would become a class of its own, made anew for each person.
        custom_attrs={"aria-hidden": "true", "style": rx.Var.create({"--hue": hue})},
    )


def badge(text: Text, kind: str = "neutral") -> rx.Component:
    """A word in a frame: what something is."""
    return rx.el.span(text, class_name=f"badge {kind}")


def field(
    name: str,
    label: Text,
    control: rx.Component,
    *,
    errors: rx.Var[dict[str, str]] | None = None,
    field_id: Text = "",
    wide: bool = False,
    required: bool = False,
) -> rx.Component:
    """A label, the control that it names, and what is wrong with what it holds."""
    said = errors[name] if errors is not None else None
    return rx.el.div(
        rx.el.label(
            label,
            rx.el.span(" *", custom_attrs={"aria-hidden": "true"}) if required else None,
            html_for=field_id or name,
        ),
        control,
        *([field_error(said, f"{field_id or name}-error")] if said is not None else []),
        class_name="field wide" if wide else "field",
    )


def field_error(said: rx.Var[str], error_id: Text) -> rx.Component:
    """What is wrong with a field, below it."""
    return rx.cond(said, rx.el.p(said, id=error_id, class_name="field-error"))


def text_field(
    name: str,
    label: Text,
    *,
    errors: rx.Var[dict[str, str]] | None = None,
    field_id: str = "",
    wide: bool = False,
    required: bool = False,
    **props: Any,
) -> rx.Component:
    """A labelled text input; uncontrolled, so that nothing typed waits for the server."""
    input_id = field_id or name
    return field(
        name,
        label,
        rx.el.input(
            id=input_id,
            name=name,
            class_name="input",
            auto_complete=props.pop("auto_complete", "off"),
            custom_attrs=_described(errors, name, input_id, required),
            **props,
        ),
        errors=errors,
        field_id=input_id,
        wide=wide,
        required=required,
    )


def text_area(
    name: str,
    label: Text,
    *,
    errors: rx.Var[dict[str, str]] | None = None,
    field_id: str = "",
    **props: Any,
) -> rx.Component:
    """A labelled field for several lines."""
    area_id = field_id or name
    return field(
        name,
        label,
        rx.el.textarea(
            id=area_id,
            name=name,
            class_name="input area",
            custom_attrs=_described(errors, name, area_id, False),
            **props,
        ),
        errors=errors,
        field_id=area_id,
        wide=True,
    )


def _described(errors: rx.Var[dict[str, str]] | None, name: str, control_id: str, required: bool) -> dict[str, Any]:
    """Says to screen readers whether something is wrong, and where it is said."""
    attributes: dict[str, Any] = {"aria-required": "true"} if required else {}
    if errors is not None:
        wrong = errors[name]
        attributes["aria-invalid"] = rx.cond(wrong, "true", "false")
        attributes["aria-describedby"] = rx.cond(wrong, f"{control_id}-error", "")
    return attributes


def checkbox(name: str, label: Text, *, field_id: str = "", **props: Any) -> rx.Component:
    """A native check box with its label."""
    box_id = field_id or name
    return rx.el.label(
        rx.el.input(type="checkbox", id=box_id, name=name, **props),
        rx.el.span(label),
        html_for=box_id,
        class_name="check",
    )


def switch(label: Text, is_on: rx.Var[bool], on_click: Any) -> rx.Component:
    """A switch that acts at once."""
    return rx.el.label(
        rx.el.span(label),
        rx.el.button(
            rx.el.span(class_name="knob"),
            type="button",
            role="switch",
            aria_label=label,
            class_name="switch",
            on_click=on_click,
            custom_attrs={"aria-checked": rx.cond(is_on, "true", "false")},
        ),
        class_name="switch-label",
    )


def select(
    name: str,
    label: Text,
    options: list[rx.Component],
    *,
    field_id: str = "",
    hide_label: bool = False,
    **props: Any,
) -> rx.Component:
    """A native list to choose one from; for few and fixed choices."""
    select_id = field_id or name
    return rx.el.div(
        rx.el.label(label, html_for=select_id, class_name="visually-hidden" if hide_label else ""),
        rx.el.select(*options, id=select_id, name=name, class_name="input select", **props),
        class_name="field",
    )


def option(value: Text, label: Text) -> rx.Component:
    """One choice of a native list."""
    return rx.el.option(label, value=value)


def section(
    title: Text, *children: Any, section_id: str, action: rx.Component | None = None, note: Any = None
) -> rx.Component:
    """A region of a page under its heading, with what can be done to it on the right."""
    return rx.el.section(
        rx.el.header(
            rx.el.h2(title, id=f"{section_id}-heading"),
            note if note is not None else None,
            rx.el.div(action, class_name="section-action") if action is not None else None,
            class_name="section-head",
        ),
        *children,
        aria_labelledby=f"{section_id}-heading",
        id=section_id,
        class_name="section",
    )


def empty(sentence: Text, action: rx.Component | None = None) -> rx.Component:
    """Nothing here yet: what that means, and what to do."""
    return rx.el.div(rx.el.p(sentence), action, class_name="empty")


def spinner_text(rows: int = 8) -> rx.Component:
    """Rows of grey in the final size, until the first answer."""
    return rx.el.div(
        *[rx.el.div(class_name="skeleton-row") for _ in range(rows)],
        class_name="skeleton",
        aria_label=t("Loading…"),
        role="img",
    )
