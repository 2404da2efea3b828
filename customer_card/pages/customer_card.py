"""`/customers/NUMBER/TAB`: a customer's card."""

import reflex as rx

from customer_card.components.card import card
from customer_card.components.files import drop_anywhere_on_the_card
from customer_card.components.shell import shell
from customer_card.i18n import t
from customer_card.state.card import CardState
from customer_card.state.card_page import CardPageState

TITLE = rx.cond(CardState.loaded_for, CardState.header.name, t("Customer card"))


@rx.page(route="/customers/[customer_number]/[card_tab]", title=TITLE, on_load=CardPageState.load)
def customer_card_page() -> rx.Component:
    """The card with its five tabs."""
    return shell(card(), drop_anywhere_on_the_card(), refresh=CardPageState.reload)
