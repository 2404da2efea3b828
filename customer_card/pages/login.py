"""`/login` and `/setup`: before anybody is signed in."""

import reflex as rx

from customer_card.components.login import login, set_up
from customer_card.i18n import t
from customer_card.state.session import LoginState


@rx.page(route="/login", title=t("Sign in"), on_load=LoginState.load)
def login_page() -> rx.Component:
    """Signing in."""
    return login()


@rx.page(route="/setup", title=t("Create the first administrator"), on_load=LoginState.load)
def set_up_page() -> rx.Component:
    """The first administrator."""
    return set_up()
