"""What the signed-in person has to do, across customers, and where the person is named."""

from __future__ import annotations

import reflex as rx

from customer_card.components.basics import button, empty, spinner_text
from customer_card.components.feed_form import feed_form
from customer_card.components.feed_rows import feed_rows
from customer_card.components.feed_sheet import feed_sheet
from customer_card.i18n import t
from customer_card.state.my_activities import MyActivitiesState
from customer_card.views.my_activities import DayGroup


def my_activities() -> rx.Component:
    """The page: what is to be done by day, and the mentions."""
    return rx.el.div(
        rx.el.header(rx.el.h1(t("Activities")), class_name="page-head"),
        rx.cond(
            MyActivitiesState.no_access,
            empty(t("You do not have permission to see customers.")),
            rx.cond(MyActivitiesState.loaded, _columns(), spinner_text()),
        ),
        feed_sheet(),
        feed_form(),
        class_name="my-activities",
    )


def _columns() -> rx.Component:
    return rx.el.div(
        rx.el.div(_to_do(), class_name="column main"),
        rx.el.div(_mentions(), class_name="column side"),
        class_name="columns",
    )


def _to_do() -> rx.Component:
    return rx.fragment(
        rx.cond(
            MyActivitiesState.groups.length() > 0,
            rx.foreach(MyActivitiesState.groups, _group),
            empty(t("You have nothing to do. Tasks that are given to you stand here.")),
        ),
        rx.cond(
            MyActivitiesState.has_more,
            button(t("Show more"), kind="quiet", on_click=MyActivitiesState.show_more, class_name="more"),
        ),
    )


def _group(group: rx.Var[DayGroup]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(
            group.heading,
            id=f"group-{group.key}",
            class_name=rx.cond(group.key == "overdue", "late", ""),
        ),
        feed_rows(group.lines, label=group.heading, with_customer=True),
        aria_labelledby=f"group-{group.key}",
        key=group.key,
        class_name="section",
    )


def _mentions() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("Mentions"), id="mentions-heading"),
        rx.cond(
            MyActivitiesState.mentions.length() > 0,
            feed_rows(MyActivitiesState.mentions, label=t("Mentions"), with_customer=True),
            empty(t("Nobody has mentioned you yet.")),
        ),
        rx.cond(
            MyActivitiesState.more_mentions,
            button(t("Show more"), kind="quiet", on_click=MyActivitiesState.show_more_mentions, class_name="more"),
        ),
        aria_labelledby="mentions-heading",
        class_name="section",
    )
