"""`/admin/SECTION`: users, permission profiles, and the firm's lists of words."""

import reflex as rx

from customer_card.components.admin_page import administration
from customer_card.components.shell import shell
from customer_card.i18n import t
from customer_card.state.admin_page import AdministrationState


@rx.page(route="/admin/[admin_section]", title=t("Administration"), on_load=AdministrationState.load)
def administration_page() -> rx.Component:
    """One page of the administration, with the way to the others."""
    return shell(administration(), refresh=AdministrationState.load)
