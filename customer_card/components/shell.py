"""The frame around every page: the rail, the user's menu, messages, and the state of the connection."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.style import color_mode, set_color_mode
from reflex_components_core.core.banner import has_connection_errors
from reflex_components_core.el.elements.forms import Form

from customer_card.components.basics import avatar, button, icon_button, link
from customer_card.components.icons import icon, mark
from customer_card.components.overlays import menu, menu_check, menu_item, menu_label, menu_separator
from customer_card.components.shortcuts import shortcuts
from customer_card.i18n import t
from customer_card.i18n.text import LocaleRoot
from customer_card.state.feed_actions import FeedActionsState
from customer_card.state.mentions import MentionsState
from customer_card.state.messages import MessagesState
from customer_card.state.session import LocaleState, SessionState
from customer_card.state.shortcuts import ShortcutsState
from customer_card.state.undo import UndoState

LANGUAGE_NAMES = {"sv": "Svenska", "en": "English", "fi": "Suomi", "nb": "Norsk"}


def locale_root(_stateful: bool) -> rx.Component:
    """The root in whose language everything is drawn."""
    return LocaleRoot.create(language=LocaleState.language)


def shell(*content: Any, refresh: Any) -> rx.Component:
    """A page for somebody who is signed in. ``refresh`` shows its data anew, in a new language."""
    return rx.el.div(
        link(t("Skip to content"), to="#content", stays=True, class_name="skip"),
        _rail(refresh),
        rx.el.div(
            demo_banner(),
            rx.el.main(*content, id="content", tab_index=-1),
            class_name="page",
        ),
        messages(),
        shortcuts(),
        class_name="shell",
        custom_attrs={
            "data-ready": rx.cond(rx.State.is_hydrated, "true", "false"),
            "data-single-keys": rx.cond(SessionState.single_keys, "on", "off"),
        },
    )


def _rail(refresh: Any) -> rx.Component:
    return rx.el.header(
        link(
            mark(),
            rx.el.span(t("Customer card")),
            to="/customers",
            aria_label=t("Customer card"),
            class_name="brand",
        ),
        rx.el.nav(
            rx.cond(
                SessionState.reads_customers,
                rx.fragment(
                    _rail_link("customers", t("Customers"), "/customers"),
                    _rail_link("contacts", t("Contacts"), "/contacts"),
                    _activities_link(),
                ),
            ),
            rx.cond(
                SessionState.administers | SessionState.keeps_registers,
                link(
                    icon("administration"),
                    rx.el.span(t("Administration")),
                    to=rx.cond(SessionState.administers, "/admin/users", "/admin/keywords"),
                    aria_label=t("Administration"),
                    class_name="rail-link",
                ),
            ),
            aria_label=t("Main menu"),
            class_name="rail-nav",
        ),
        _user_menu(refresh),
        class_name="rail",
    )


def _rail_link(name: str, label: rx.Var[str], to: str) -> rx.Component:
    return link(icon(name), rx.el.span(label), to=to, aria_label=label, class_name="rail-link")


def _activities_link() -> rx.Component:
    """The way to one's own activities, with how many mentions wait there."""
    return link(
        icon("activities"),
        rx.el.span(t("Activities")),
        rx.cond(MentionsState.unread, rx.el.span(MentionsState.unread, class_name="count-badge")),
        to="/activities",
        aria_label=rx.cond(
            MentionsState.unread,
            t("Activities, unread mentions: {n}", n=MentionsState.unread),
            t("Activities"),
        ),
        class_name="rail-link",
    )


def _user_menu(refresh: Any) -> rx.Component:
    return rx.el.div(
        menu(
            rx.el.button(
                avatar(SessionState.initials, SessionState.hue),
                rx.el.span(SessionState.name, class_name="user-name"),
                type="button",
                aria_label=t("User menu"),
                class_name="user-button",
            ),
            menu_label(rx.el.strong(SessionState.name), rx.el.span(SessionState.email)),
            menu_separator(),
            menu_label(t("Language")),
            *[
                menu_check(name, LocaleState.language == code, [SessionState.choose_language(code), refresh])
                for code, name in LANGUAGE_NAMES.items()
            ],
            menu_separator(),
            menu_label(t("Appearance")),
            *[
                menu_check(label, color_mode == mode, set_color_mode(mode))
                for mode, label in (
                    ("system", t("As the system")),
                    ("light", t("Light")),
                    ("dark", t("Dark")),
                )
            ],
            menu_separator(),
            menu_item(t("Keyboard shortcuts"), ShortcutsState.set_open(True)),
            menu_check(
                t("Use single-key shortcuts"),
                SessionState.single_keys,
                SessionState.use_single_keys(~SessionState.single_keys),
            ),
            menu_separator(),
            menu_item(t("Sign out"), rx.call_script("document.getElementById('sign-out').requestSubmit()")),
            align="start",
        ),
        sign_out_form(),
        class_name="rail-user",
    )


class PlainForm(Form):
    """A form that the browser itself posts: cookies are set by an answer, not by a websocket."""

    @classmethod
    def create(cls, *children: Any, **props: Any) -> rx.Component:
        """A form without Reflex's handler, which would keep it from being posted."""
        form = super().create(*children, **props)
        form.event_triggers.pop("on_submit", None)
        return form


def sign_out_form() -> rx.Component:
    """Signing out is a post, so that no link or image can do it."""
    return PlainForm.create(action="/auth/logout", method="post", id="sign-out", hidden=True)


def demo_banner() -> rx.Component:
    """A warning while anybody can sign in with the public password."""
    return rx.cond(
        SessionState.demo,
        rx.el.aside(
            icon("info"),
            rx.el.p(t("Demo data: anyone who can reach this address can sign in with the demo password.")),
            aria_label=t("Demo data"),
            class_name="demo-banner",
        ),
    )


def messages() -> rx.Component:
    """What was done and what went wrong, in live regions that are always there."""
    return rx.el.div(
        _message(MessagesState.status, "status", "polite"),
        _message(MessagesState.alert, "alert", "assertive"),
        class_name="messages",
    )


def _message(text: rx.Var[str], role: str, live: str) -> rx.Component:
    return rx.el.div(
        rx.cond(
            text,
            rx.el.div(
                icon("check" if role == "status" else "warning"),
                rx.el.span(text),
                _undo() if role == "status" else None,
                icon_button("cross", t("Close"), on_click=MessagesState.dismiss),
                key=MessagesState.sequence.to_string(),
                class_name=rx.cond(MessagesState.undo_change > 0, f"message {role} undoable", f"message {role}"),
            ),
        ),
        role=role,
        custom_attrs={"aria-live": live, "aria-atomic": "true"},
    )


def _undo() -> rx.Component:
    """The way back from what the message tells of."""
    return rx.cond(
        MessagesState.undo_change > 0,
        button(
            t("Undo"),
            kind="small",
            on_click=rx.cond(
                MessagesState.undo_in_feed,
                FeedActionsState.undo(MessagesState.undo_customer, MessagesState.undo_change),
                UndoState.undo(MessagesState.undo_customer, MessagesState.undo_change),
            ),
        ),
    )


def connection_bar(_stateful: bool) -> rx.Component:
    """Says that the server cannot be reached, and that what was typed is still there."""
    return rx.fragment(
        rx.cond(
            has_connection_errors,
            rx.el.div(
                icon("warning"),
                t("The connection was lost. What you have typed stays; it is sent when the connection is back."),
                role="alert",
                class_name="connection-bar",
            ),
        )
    )
