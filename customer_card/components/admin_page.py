"""The administration: the way to its pages, and the one that is shown."""

from __future__ import annotations

import reflex as rx

from customer_card.components.admin_profiles import profiles
from customer_card.components.admin_terms import terms
from customer_card.components.admin_users import users
from customer_card.components.basics import Text, empty, link, spinner_text
from customer_card.i18n import t
from customer_card.state.admin_page import AdministrationState
from customer_card.state.session import SessionState

SECTION = AdministrationState.section


def administration() -> rx.Component:
    """One page of the administration under its heading."""
    return rx.el.div(
        rx.el.header(rx.el.h1(t("Administration")), class_name="page-head"),
        _ways(),
        rx.cond(
            AdministrationState.missing,
            empty(t("The page does not exist, or you lack permission.")),
            rx.match(
                SECTION,
                ("users", users()),
                ("profiles", profiles()),
                ("keywords", terms(t("Keywords"), t("New keyword"), t("Contacts"))),
                ("roles", terms(t("Roles"), t("New role"), t("Contacts"))),
                ("industries", terms(t("Industries"), t("New industry"), t("Customers"))),
                spinner_text(),
            ),
        ),
        class_name="administration",
    )


def _ways() -> rx.Component:
    """The pages that this reader may open."""
    return rx.el.nav(
        rx.cond(
            SessionState.administers,
            rx.fragment(_way("users", t("Users")), _way("profiles", t("Permission profiles"))),
        ),
        rx.cond(
            SessionState.keeps_registers,
            rx.fragment(
                _way("keywords", t("Keywords")), _way("roles", t("Roles")), _way("industries", t("Industries"))
            ),
        ),
        aria_label=t("Administration"),
        class_name="subnav",
    )


def _way(section: str, label: Text) -> rx.Component:
    return link(
        label,
        to=f"/admin/{section}",
        custom_attrs={"aria-current": rx.cond(section == SECTION, "page", "false")},
    )
