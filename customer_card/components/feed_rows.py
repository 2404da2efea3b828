"""Rows of activities and notes, wherever they stand: on the card, on a project's board, on one's own page."""

from __future__ import annotations

import reflex as rx

from customer_card.components.basics import Text, avatar, badge, link
from customer_card.components.icons import icon
from customer_card.i18n import t
from customer_card.state.feed_actions import FeedActionsState
from customer_card.state.feed_sheet import FeedSheetState
from customer_card.state.messages import MessagesState
from customer_card.views.feed import FeedLine


def feed_rows(lines: rx.Var[list[FeedLine]], *, label: Text, with_customer: bool = False) -> rx.Component:
    """A list of rows; ``with_customer`` where those of several customers stand together."""
    return rx.el.ul(
        rx.foreach(lines, lambda line: feed_row(line, with_customer=with_customer)),
        aria_label=label,
        class_name="rows feed-rows",
    )


def feed_row(line: rx.Var[FeedLine], *, with_customer: bool = False) -> rx.Component:
    """One activity or note: its check box or what it is, its words, and when and whose it is."""
    return rx.el.li(
        rx.cond(line.is_task, done_box(line), kind_icon(line)),
        rx.el.div(_title(line), _about(line, with_customer), class_name="row-main"),
        rx.el.div(
            # Where rows stand by their days, the heading above them says it.
            None if with_customer else rx.cond(line.overdue, badge(t("Overdue"), "warning")),
            rx.el.span(
                line.when,
                title=line.when_full,
                class_name=rx.cond(line.overdue, "when late nowrap", "when muted nowrap"),
            ),
            rx.cond(
                line.assignee,
                rx.el.span(
                    avatar(line.initials, line.hue),
                    rx.el.span(line.assignee, class_name="visually-hidden"),
                    title=line.assignee,
                ),
                rx.el.span(class_name="avatar none-there", custom_attrs={"aria-hidden": "true"}),
            ),
            class_name="row-side",
        ),
        key=line.id,
        class_name=rx.cond(line.done & line.is_task, "row feed-row finished", "row feed-row"),
    )


def done_box(line: rx.Var[FeedLine]) -> rx.Component:
    """The check box that finishes a task or opens it again.

    The browser ticks it at once; it is made anew when the server says otherwise, by a row that differs or an alert.
    """
    refused = rx.cond(MessagesState.alert, MessagesState.sequence, 0)
    return rx.el.input(
        type="checkbox",
        key=f"{line.done}-{refused}",
        default_checked=line.done,
        disabled=~line.may_change,
        on_change=FeedActionsState.set_done(line.customer_id.to(int), line.id.to(int), ~line.done),
        aria_label=t("Done"),
        title=rx.cond(line.done, t("Reopen"), t("Done")),
        class_name="done-box",
    )


def kind_icon(line: rx.Var[FeedLine]) -> rx.Component:
    """What a note or an entry is, as an icon with its name."""
    return rx.el.span(
        rx.match(
            line.kind,
            ("call", icon("phone")),
            ("meeting", icon("people")),
            ("email", icon("mail")),
            ("event", icon("calendar")),
            icon("note"),
        ),
        rx.el.span(line.label, class_name="visually-hidden"),
        title=line.label,
        class_name="kind-icon",
    )


def _title(line: rx.Var[FeedLine]) -> rx.Component:
    return rx.el.button(
        line.title,
        rx.cond(line.unread, badge(t("New"), "accent")),
        type="button",
        id=f"feed-item-{line.id}",
        on_click=FeedSheetState.open_item(line.customer_id.to(int), line.id.to(int)),
        class_name="feed-title",
    )


def _about(line: rx.Var[FeedLine], with_customer: bool) -> rx.Component:
    return rx.el.div(
        rx.cond(line.customer, link(line.customer, to=line.customer_href)) if with_customer else None,
        rx.cond(line.project, link(line.project, to=line.project_href)),
        rx.cond(line.people, rx.el.span(line.people)),
        rx.cond(line.place, rx.el.span(line.place)),
        rx.cond(line.answers, rx.el.span(line.answers)),
        class_name="feed-about muted small",
    )
