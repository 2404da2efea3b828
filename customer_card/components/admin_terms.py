"""«Nyckelord», «Roller», «Branscher»: one of the firm's lists of words, and the dialog of one word."""

from __future__ import annotations

import reflex as rx

from customer_card.components.admin_parts import column, count_of, opener, paging, refused
from customer_card.components.basics import Text, badge, button, empty, section, text_field
from customer_card.components.conflicts import conflict_choices
from customer_card.components.drafts import draft, draft_bars, leaves
from customer_card.components.icons import icon
from customer_card.components.overlays import dialog
from customer_card.i18n import t
from customer_card.services.terms import NAME_LENGTH
from customer_card.state.admin_terms import TermsState
from customer_card.state.session import SessionState
from customer_card.views.administration import TermLine

FORM = TermsState.form
TERM_ID = FORM.id.to(int)


def terms(title: Text, new: Text, used_by: Text) -> rx.Component:
    """A list of words; ``used_by`` heads the column that says how often each is used."""
    add = button(icon("plus"), new, kind="primary", on_click=TermsState.open_new)
    return section(
        title,
        rx.cond(TermsState.rows.length() > 0, _table(title, used_by), empty(t("Nothing here yet."))),
        paging(
            TermsState.page,
            TermsState.has_more,
            TermsState.go_to_page(TermsState.kind, TermsState.page - 1),
            TermsState.go_to_page(TermsState.kind, TermsState.page + 1),
        ),
        _term_dialog(new),
        section_id="terms",
        action=add,
    )


def _table(title: Text, used_by: Text) -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(column(t("Name")), rx.cond(SessionState.reads_customers, column(used_by))),
            ),
            rx.el.tbody(rx.foreach(TermsState.rows, lambda term: _row(term, used_by))),
            aria_label=title,
            class_name="table words",
        ),
        class_name="table-frame",
    )


def _row(term: rx.Var[TermLine], used_by: Text) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.span(
                opener(term.name, TermsState.open_term(TermsState.kind, term.id.to(int))),
                rx.cond(term.active, None, badge(t("Inactive"))),
                class_name="person",
            ),
            class_name="name",
        ),
        rx.cond(SessionState.reads_customers, count_of(used_by, term.uses)),
        key=term.id,
    )


def _term_dialog(new: Text) -> rx.Component:
    return dialog(
        rx.el.form(
            draft_bars(),
            refused(TermsState.refusal),
            conflict_choices(TermsState.conflicts),
            text_field(
                "name",
                t("Name"),
                errors=TermsState.errors,
                default_value=FORM.name,
                required=True,
                auto_focus=True,
                max_length=NAME_LENGTH,
            ),
            rx.el.input(type="hidden", name="kind", value=TermsState.kind),
            rx.el.input(type="hidden", name="term_id", value=FORM.id),
            rx.el.input(type="hidden", name="version", value=FORM.version),
            rx.el.footer(
                rx.cond(FORM.id, _more()),
                rx.el.span(class_name="spring"),
                button(t("Cancel"), on_click=TermsState.set_open(False), custom_attrs=leaves()),
                button(t("Save"), kind="primary", type="submit"),
                class_name="dialog-foot",
            ),
            on_submit=TermsState.save,
            key=TermsState.opened.to_string(),
            no_validate=True,
            custom_attrs=draft(rx.cond(FORM.id, f"{TermsState.kind}:{FORM.id}", f"{TermsState.kind}:new")),
            class_name="stacked",
        ),
        title=rx.cond(FORM.id, FORM.name, new),
        is_open=TermsState.is_open,
        on_open_change=TermsState.set_open,
    )


def _more() -> rx.Component:
    """A word that is used somewhere can only be kept from being chosen again."""
    return rx.fragment(
        rx.cond(
            FORM.active,
            button(t("Inactivate"), kind="quiet", on_click=TermsState.set_active(TermsState.kind, TERM_ID, False)),
            button(t("Activate"), kind="quiet", on_click=TermsState.set_active(TermsState.kind, TERM_ID, True)),
        ),
        rx.cond(
            FORM.is_used,
            None,
            button(t("Delete"), kind="quiet danger-text", on_click=TermsState.delete(TermsState.kind, TERM_ID)),
        ),
    )
