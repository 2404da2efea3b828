"""The question before a contact is deleted, with the texts that name the person."""

from __future__ import annotations

import reflex as rx

from customer_card.components.basics import Text, button
from customer_card.i18n import t
from customer_card.state.card import CardState
from customer_card.state.contact_erasure import ErasureState
from customer_card.state.contacts import ContactsState
from customer_card.views.mentions import MentionLine, MentionPiece

FORM = ContactsState.form


def contact_erasure() -> rx.Component:
    """What deleting the contact does, before it is done."""
    return rx.el.form(
        rx.el.p(
            t(
                "{name}'s details are erased from every list, index and history."
                " «Deleted contact» stands in place of the name. Invoices already issued keep it.",
                name=FORM.name,
            )
        ),
        rx.cond(
            ErasureState.whole.length() > 0,
            _mentions(
                "mentions-whole",
                t("These texts name the person. «Deleted contact» is put in the place of what is marked:"),
                ErasureState.whole,
            ),
        ),
        rx.cond(ErasureState.alone.length() > 0, _alone()),
        rx.cond(ErasureState.more, rx.el.p(ErasureState.more, class_name="muted small")),
        rx.el.p(rx.el.strong(t("This cannot be undone."))),
        rx.el.input(type="hidden", name="customer_id", value=CardState.header.id),
        rx.el.input(type="hidden", name="contact_id", value=FORM.id),
        rx.el.footer(
            rx.el.span(class_name="spring"),
            button(t("Cancel"), on_click=ContactsState.show_form, auto_focus=True),
            button(t("Delete contact"), kind="danger", type="submit"),
            class_name="dialog-foot",
        ),
        on_submit=ErasureState.delete,
    )


def _alone() -> rx.Component:
    """A first or a last name by itself is most often the person, and may be left where it is not."""
    return rx.fragment(
        rx.el.label(
            rx.el.input(type="checkbox", name="alone", default_checked=True),
            rx.el.span(t("Also where the first or the last name stands by itself:"), id="mentions-alone"),
            class_name="check mentions-head",
        ),
        _list("mentions-alone", ErasureState.alone),
    )


def _mentions(heading_id: str, heading: Text, lines: rx.Var[list[MentionLine]]) -> rx.Component:
    return rx.fragment(rx.el.p(heading, id=heading_id, class_name="mentions-head"), _list(heading_id, lines))


def _list(heading_id: str, lines: rx.Var[list[MentionLine]]) -> rx.Component:
    return rx.el.ul(rx.foreach(lines, _line), aria_labelledby=heading_id, class_name="plain mentions")


def _line(line: rx.Var[MentionLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(line.place, class_name="muted small"),
        rx.el.span(rx.foreach(line.pieces, _piece), class_name="mention"),
        rx.cond(line.more, rx.el.span(line.more, class_name="muted small")),
        key=line.key,
    )


def _piece(piece: rx.Var[MentionPiece]) -> rx.Component:
    return rx.cond(
        piece.is_hit,
        rx.el.mark(piece.text, key=piece.key),
        rx.el.span(piece.text, key=piece.key),
    )
