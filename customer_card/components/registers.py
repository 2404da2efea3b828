"""Public registers on the card: the dialog «Uppdatera kundinformation», the evidence, and the banner."""

from __future__ import annotations

import reflex as rx

from customer_card.components.basics import badge, button, checkbox, empty, icon_button
from customer_card.components.icons import icon
from customer_card.components.overlays import dialog, menu_item, sheet
from customer_card.i18n import t
from customer_card.state.card import CardState
from customer_card.state.register_update import RegisterUpdateState
from customer_card.state.registers import RegisterState
from customer_card.state.session import SessionState
from customer_card.views.registers import AS_REGISTERED, ORDINARY, EvidenceRow, UpdateRow

VIEW = RegisterUpdateState.view
CUSTOMER = CardState.header.id
ASK = RegisterUpdateState.ask(CUSTOMER.to(int))


def update_item() -> rx.Component:
    """What the menu offers, where a register can be asked; disabled, it says what is missing."""
    offer = CardState.header.register_offer
    missing = rx.el.span(
        t("Update customer details"),
        rx.el.small(t("Organisation number or VAT number is missing")),
        class_name="menu-words",
    )
    return rx.cond(
        offer == "offered",
        menu_item(t("Update customer details"), ASK),
        rx.cond(offer == "missing", menu_item(missing, rx.noop(), disabled=True)),
    )


def banner() -> rx.Component:
    """What the watch found out, above the tabs, until it is dealt with."""
    return rx.cond(
        RegisterState.findings.length() > 0,
        rx.el.aside(
            icon("warning"),
            rx.el.ul(rx.foreach(RegisterState.findings, lambda said: rx.el.li(said, key=said)), class_name="plain"),
            rx.cond(
                SessionState.edits_customers,
                rx.fragment(
                    rx.cond(
                        CardState.header.register_offer == "offered",
                        button(t("Compare with the register"), kind="secondary small", on_click=ASK),
                    ),
                    icon_button(
                        "cross", t("Put away"), on_click=RegisterState.put_away(CUSTOMER.to(int)), class_name="away"
                    ),
                ),
            ),
            aria_label=t("News from the register"),
            class_name="register-banner",
        ),
    )


def evidence() -> rx.Component:
    """When the register last knew the customer; opens every look-up."""
    line = RegisterState.evidence
    return rx.cond(
        (line.shown != "") | (line.trouble != ""),
        rx.el.div(
            rx.cond(
                line.shown,
                rx.el.button(
                    rx.cond(line.is_bad, icon("warning"), icon("check")),
                    rx.el.span(line.shown),
                    type="button",
                    id="register-evidence",
                    title=line.full,
                    on_click=RegisterState.open_history(CUSTOMER.to(int)),
                    class_name=rx.cond(line.is_bad, "evidence bad", "evidence"),
                ),
            ),
            rx.cond(line.situation, rx.el.span(line.situation, class_name="warning-text small")),
            rx.cond(line.trouble, rx.el.span(line.trouble, class_name="muted small")),
            class_name="evidence-line",
        ),
    )


def history_of_lookups() -> rx.Component:
    """The sheet of look-ups."""
    return sheet(
        rx.cond(
            RegisterState.history.length() > 0,
            rx.el.ul(rx.foreach(RegisterState.history, _lookup), class_name="plain history"),
            empty(t("No register has been asked yet.")),
        ),
        title=t("Checks in registers"),
        subtitle=CardState.header.name,
        is_open=RegisterState.history_open,
        on_open_change=RegisterState.set_history_open,
    )


def _lookup(row: rx.Var[EvidenceRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.span(row.what, class_name="strong"),
                rx.cond(row.led_to_change, badge(t("Taken over"))),
                rx.el.span(row.when, title=row.when_full, class_name="muted small nowrap"),
                class_name="history-head",
            ),
            rx.cond(row.detail, rx.el.p(row.detail, class_name="small warning-text")),
            rx.el.p(row.who, class_name="muted small"),
        ),
        key=row.id,
        class_name="lookup",
    )


def update_dialog() -> rx.Component:
    """The register's values beside today's, or what came of asking instead."""
    return dialog(
        rx.el.div(
            rx.match(VIEW.stage, ("asking", _asking()), ("said", _said()), _comparison()),
            aria_live="polite",
        ),
        title=t("Update customer details"),
        is_open=RegisterUpdateState.is_open & (RegisterUpdateState.customer == CUSTOMER),
        on_open_change=RegisterUpdateState.set_open,
        wide=True,
    )


def _asking() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            rx.el.span(class_name="spinner", custom_attrs={"aria-hidden": "true"}),
            t("Asking {register} …", register=VIEW.register),
            class_name="asking",
        ),
        _foot(),
    )


def _said() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            icon("warning"),
            rx.el.div(rx.el.p(VIEW.message), rx.cond(VIEW.explanation, rx.el.p(VIEW.explanation))),
            class_name="notice",
        ),
        _foot(rx.cond(VIEW.can_retry, button(t("Try again"), kind="primary", id="register-retry", on_click=ASK))),
    )


def _comparison() -> rx.Component:
    return rx.el.form(
        rx.cond(VIEW.warning, rx.el.p(icon("warning"), rx.el.span(VIEW.warning), class_name="notice")),
        rx.cond(VIEW.message, rx.el.p(icon("info"), rx.el.span(VIEW.message), class_name="notice calm")),
        rx.el.ul(rx.foreach(VIEW.rows, _row), class_name="plain comparison"),
        rx.el.p(RegisterUpdateState.problem, aria_live="assertive", class_name="field-error"),
        *[
            rx.el.input(type="hidden", name=name, value=value)
            for name, value in (
                ("customer_id", CUSTOMER),
                ("lookup_id", VIEW.lookup_id),
                ("customer_version", VIEW.customer_version),
                ("address_id", VIEW.address_id),
                ("address_version", VIEW.address_version),
            )
        ],
        _foot(rx.cond(VIEW.can_update, button(t("Update"), kind="primary", type="submit"))),
        on_submit=RegisterUpdateState.update,
        key=VIEW.lookup_id,
        no_validate=True,
    )


def _foot(*actions: rx.Component) -> rx.Component:
    return rx.el.footer(
        rx.el.span(class_name="spring"),
        button(t("Cancel"), on_click=RegisterUpdateState.set_open(False)),
        *actions,
        class_name="dialog-foot",
    )


def _row(row: rx.Var[UpdateRow]) -> rx.Component:
    """A field: its check box, today's value, and the register's in the writings that there are."""
    return rx.el.li(
        rx.el.div(
            checkbox(
                f"take.{row.field}",
                row.label,
                disabled=~row.can_be_chosen,
                custom_attrs={"aria-describedby": f"said-{row.field}"},
            ),
            class_name="comparison-head",
        ),
        rx.el.dl(
            _value(t("Today"), row.today),
            rx.el.div(
                rx.el.dt(t("In {register}", register=VIEW.register)),
                rx.el.dd(
                    rx.cond(
                        row.can_be_chosen & (row.ordinary != ""),
                        _writings(row),
                        rx.cond(row.said, rx.el.span(row.said)),
                    ),
                    rx.cond(row.note, rx.el.span(row.note, class_name="muted small")),
                ),
                id=f"said-{row.field}",
            ),
        ),
        key=row.field,
    )


def _value(label: rx.Var[str], value: rx.Var[str]) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(rx.cond(value, value, rx.el.span("–", class_name="none"))))


def _writings(row: rx.Var[UpdateRow]) -> rx.Component:
    """In ordinary writing, as proposed, or in capitals as the register has it."""
    return rx.el.fieldset(
        rx.el.legend(t("How it is written"), class_name="visually-hidden"),
        *[
            rx.el.label(
                rx.el.input(
                    type="radio",
                    name=f"writing.{row.field}",
                    value=writing,
                    default_checked=writing == ORDINARY,
                    aria_label=label,
                    custom_attrs={"aria-describedby": f"{writing}-{row.field}"},
                ),
                rx.el.span(
                    rx.el.span(value, id=f"{writing}-{row.field}"),
                    rx.el.small(label, class_name="muted"),
                    class_name="writing",
                ),
                class_name="check",
            )
            for writing, value, label in (
                (ORDINARY, row.ordinary, t("Ordinary writing")),
                (AS_REGISTERED, row.said, t("As in the register")),
            )
        ],
        class_name="writings",
        custom_attrs={"data-ticks": f"take.{row.field}"},
    )
