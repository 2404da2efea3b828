"""The pages before anybody is signed in: signing in, and the first administrator."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.components.basics import button
from customer_card.components.icons import icon, mark
from customer_card.components.shell import LANGUAGE_NAMES, PlainForm
from customer_card.i18n import t
from customer_card.state.session import LocaleState, LoginState


def login() -> rx.Component:
    """E-mail and password, posted by the browser itself."""
    return outside(
        t("Sign in"),
        _failure(),
        PlainForm.create(
            _input("email", t("Email"), type="email", auto_complete="username", auto_focus=True),
            _input("password", t("Password"), type="password", auto_complete="current-password"),
            rx.el.input(type="hidden", name="next", value=LoginState.next),
            button(t("Sign in"), kind="primary large", type="submit"),
            action="/auth/login",
            method="post",
        ),
    )


def set_up() -> rx.Component:
    """The first administrator of an empty installation, by the link from the log."""
    return outside(
        t("Create the first administrator"),
        _failure(),
        PlainForm.create(
            _input("name", t("Name"), auto_complete="name", auto_focus=True),
            _input("email", t("Email"), type="email", auto_complete="username"),
            _input("password", t("Password"), type="password", auto_complete="new-password"),
            rx.el.input(type="hidden", name="token", value=LoginState.token),
            button(t("Create"), kind="primary large", type="submit"),
            action="/auth/setup",
            method="post",
        ),
    )


def outside(title: rx.Var[str], *content: Any) -> rx.Component:
    """What stands outside the frame of the signed-in pages, and can be read in another language there."""
    return rx.el.main(
        rx.el.div(
            rx.el.div(mark(), rx.el.span(t("Customer card")), class_name="brand"),
            rx.el.h1(title),
            *content,
            class_name="login-box",
        ),
        rx.el.div(
            *[
                rx.el.button(
                    name,
                    type="button",
                    lang=code,
                    class_name="link small",
                    on_click=LoginState.choose_language(code),
                    custom_attrs={"aria-pressed": rx.cond(LocaleState.language == code, "true", "false")},
                )
                for code, name in LANGUAGE_NAMES.items()
            ],
            role="group",
            aria_label=t("Language"),
            class_name="languages",
        ),
        class_name="login",
        custom_attrs={"data-ready": rx.cond(rx.State.is_hydrated, "true", "false")},
    )


def _failure() -> rx.Component:
    """Why the last try did not succeed; a wrong e-mail and a wrong password read alike."""
    return rx.cond(
        LoginState.error,
        rx.el.p(
            icon("warning"),
            rx.match(
                LoginState.error,
                ("too_many", t("Too many attempts. Try again in a quarter of an hour.")),
                ("origin", t("The form came from another page. Try again.")),
                ("fields", t("Fill in a name, an e-mail address and a password of at least 8 characters.")),
                ("link", t("This link has been used or is no longer valid.")),
                t("The e-mail address or the password is wrong."),
            ),
            role="alert",
            class_name="login-error",
        ),
    )


def _input(name: str, label: rx.Var[str], **props: Any) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.input(id=name, name=name, required=True, class_name="input", **props),
        class_name="field",
    )
