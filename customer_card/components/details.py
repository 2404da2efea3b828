"""«Kunduppgifter»: the customer's own facts, each edited in place."""

from __future__ import annotations

import reflex as rx

from customer_card.components.basics import Text, link, section, whole
from customer_card.components.inplace import editable, note, proposal, shown, shown_link, text_editor
from customer_card.components.pickers import picker
from customer_card.components.registers import evidence
from customer_card.i18n import t
from customer_card.state.card import CardState
from customer_card.state.card_page import CardPageState
from customer_card.state.neighbours import NeighboursState
from customer_card.state.session import SessionState


def details() -> rx.Component:
    """The section with every field of the customer."""
    return section(
        t("Customer details"),
        whole(
            rx.el.dl(
                _number("organisation_number", t("Organisation number")),
                _number("vat_number", t("VAT number")),
                _picked("country", t("Country"), "country"),
                _sole_trader(),
                _picked("industry_id", t("Industry"), "industry"),
                _text("email", t("Email"), shown_link("email"), type="email"),
                _text("phone", t("Phone"), shown_link("phone"), type="tel"),
                _text("website", t("Website"), shown_link("website", external=True)),
                _text("revenue", t("Annual revenue"), shown("revenue")),
                _text("employees", t("Number of employees"), shown("employees"), input_mode="numeric"),
                _picked("language", t("Language"), "language"),
                _segments(),
                class_name="facts",
            )
        ),
        evidence(),
        section_id="details",
    )


def _fact(label: Text, *content: rx.Component) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(*content), class_name="fact")


def _text(name: str, label: Text, display: rx.Component, **props: str) -> rx.Component:
    return _fact(label, editable(name, label, display, text_editor(name, label, **props)))


def _number(name: str, label: Text) -> rx.Component:
    display = rx.el.span(shown(name), note(name), class_name="number")
    return _fact(label, editable(name, label, display, text_editor(name, label)), proposal(name))


def _picked(name: str, label: Text, kind: str) -> rx.Component:
    editor = picker(
        "value",
        label,
        kind=kind,
        where="card",
        value=CardState.fields[name].chosen,
        hide_label=True,
        auto_focus=True,
        error=CardState.edit_error,
    )
    return _fact(label, editable(name, label, shown(name), editor))


def _sole_trader() -> rx.Component:
    label = t("Sole trader")
    editor = rx.el.select(
        rx.el.option(t("No"), value=""),
        rx.el.option(t("Yes"), value="true"),
        name="value",
        default_value=CardState.fields["sole_trader"].raw,
        auto_focus=True,
        aria_label=label,
        class_name="input select",
    )
    return _fact(label, editable("sole_trader", label, shown("sole_trader"), editor))


def _segments() -> rx.Component:
    """The chosen segments, read-only here."""
    return _fact(
        t("Customer grouping"),
        rx.el.div(
            rx.cond(
                CardPageState.segments.length() > 0,
                rx.el.ul(
                    rx.foreach(CardPageState.segments, lambda name: rx.el.li(name, key=name)),
                    class_name="plain",
                ),
                rx.el.span("–", class_name="none"),
            ),
            rx.cond(
                SessionState.edits_customers,
                link(
                    t("Edit customer grouping"),
                    to=f"/customers/{CardState.header.number}/settings{NeighboursState.suffix}#grouping",
                    class_name="small-link",
                ),
            ),
            class_name="grouping",
        ),
    )
