"""`/customers`: the customer list."""

import reflex as rx

from customer_card.components.customers import customers
from customer_card.components.shell import shell
from customer_card.i18n import t
from customer_card.state.customers import CustomersState


@rx.page(route="/customers", title=t("Customers"), on_load=CustomersState.load)
def customers_page() -> rx.Component:
    """The list, with the dialog for a new customer."""
    return shell(customers(), refresh=CustomersState.load)
