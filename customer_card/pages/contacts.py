"""`/contacts`: contacts across customers."""

import reflex as rx

from customer_card.components.contact_list import contact_list
from customer_card.components.shell import shell
from customer_card.i18n import t
from customer_card.state.contact_list import ContactListState


@rx.page(route="/contacts", title=t("Contacts"), on_load=ContactListState.load)
def contacts_page() -> rx.Component:
    """The list, with the dialog for copying it as an e-mail list."""
    return shell(contact_list(), refresh=ContactListState.load)
