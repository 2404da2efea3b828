"""Whatever address leads nowhere."""

import reflex as rx

from customer_card.components.basics import link
from customer_card.components.login import outside
from customer_card.i18n import t

MISSING = t("The page does not exist, or you lack permission.")


@rx.page(route="404", title=MISSING)
def not_found_page() -> rx.Component:
    """The same for everybody: it says nothing about who asks."""
    return outside(MISSING, link(t("Customers"), to="/customers"))
