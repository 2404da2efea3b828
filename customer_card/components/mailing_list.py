"""The dialog «Kopiera e-postlista»."""

from __future__ import annotations

import reflex as rx

from customer_card.components.basics import Text, button, checkbox, field
from customer_card.components.icons import icon
from customer_card.components.overlays import dialog
from customer_card.i18n import t
from customer_card.state.mailing_list import TEXT_ID, MailingListState
from customer_card.views.mailing_list import LeftOut


def mailing_list() -> rx.Component:
    """A purpose, what it means for the list, and the addresses."""
    state = MailingListState
    return dialog(
        rx.el.div(
            rx.el.p(t("The contacts of the list as it is filtered now, all pages of it."), class_name="muted"),
            _purposes(),
            rx.cond(state.purpose == "marketing", _unstated()),
            rx.cond(state.purpose != "", rx.cond(state.addresses, _copied(), _summary())),
            key=state.opened.to_string(),
            class_name="mailing",
        ),
        _foot(),
        title=t("Copy email list"),
        is_open=state.is_open,
        on_open_change=state.set_open,
    )


def _purposes() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("Purpose")),
        _purpose("marketing", t("Marketing"), auto_focus=True),
        _purpose("service", t("Service information")),
        class_name="choice-list",
    )


def _purpose(purpose: str, label: Text, *, auto_focus: bool = False) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="purpose",
            value=purpose,
            on_change=lambda _: MailingListState.choose(purpose, MailingListState.unstated),
            auto_focus=auto_focus,
        ),
        rx.el.span(label),
        class_name="check",
    )


def _unstated() -> rx.Component:
    return rx.el.div(
        checkbox(
            "unstated",
            t("Include contacts without a stated consent"),
            default_checked=MailingListState.unstated,
            on_change=lambda ticked: MailingListState.choose("marketing", ticked),
            custom_attrs={"aria-describedby": "unstated-about"},
        ),
        rx.el.p(
            t(
                "They have neither consented nor declined; in Norway a named person must have consented"
                " before marketing is sent by email."
            ),
            id="unstated-about",
            class_name="muted small",
        ),
    )


def _summary() -> rx.Component:
    summary = MailingListState.summary
    told = rx.fragment(
        rx.el.p(rx.el.strong(summary.addresses), role="status"),
        rx.cond(summary.limit, rx.el.p(icon("info"), summary.limit, class_name="notice")),
        rx.cond(
            summary.left_out.length() > 0,
            rx.fragment(
                rx.el.h3(t("Contacts left out")),
                rx.el.dl(rx.foreach(summary.left_out, _left_out), class_name="left-out"),
            ),
        ),
        rx.el.p(
            t("History keeps who copied the list, when, by which filters, and how many."), class_name="muted small"
        ),
    )
    return rx.cond(MailingListState.counting, rx.el.p(t("Counting …"), class_name="muted", role="status"), told)


def _left_out(one: rx.Var[LeftOut]) -> rx.Component:
    return rx.el.div(rx.el.dt(one.reason), rx.el.dd(one.number), key=one.reason)


def _copied() -> rx.Component:
    return rx.fragment(
        rx.el.p(MailingListState.outcome, role="status"),
        field(
            TEXT_ID,
            t("Email addresses"),
            rx.el.textarea(
                id=TEXT_ID, value=MailingListState.addresses, read_only=True, rows="6", class_name="input area"
            ),
            wide=True,
        ),
    )


def _foot() -> rx.Component:
    state = MailingListState
    again = rx.call_script(f"customerCard.copyFrom('{TEXT_ID}')", callback=MailingListState.copied)
    ready = (state.purpose != "") & ~state.counting & state.summary.any
    return rx.el.footer(
        rx.el.span(class_name="spring"),
        rx.cond(
            state.addresses,
            button(icon("copy"), t("Copy again"), on_click=again),
            rx.fragment(
                button(t("Cancel"), on_click=state.set_open(False)),
                button(
                    icon("copy"),
                    t("Copy addresses"),
                    kind="primary",
                    disabled=~ready,
                    on_click=state.copy(state.purpose, state.unstated),
                ),
            ),
        ),
        class_name="dialog-foot",
    )
