"""`/customers/NUMBER/TAB`: a customer's card."""

import reflex as rx

from customer_card.components.card import card
from customer_card.components.shell import shell
from customer_card.i18n import t
from customer_card.state.card import CardState
from customer_card.state.card_page import CardPageState


@rx.page(route="/customers/[customer_number]/[card_tab]", title="Customer card", on_load=CardPageState.load)
def customer_card_page() -> rx.Component:
    """The card with its five tabs."""
    title = rx.cond(CardState.loaded_for, CardState.header.name, t("Customer card"))
    return shell(card(), title=title, refresh=CardPageState.reload)
