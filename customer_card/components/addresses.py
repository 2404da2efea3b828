"""«Adresser»: the customer's addresses, the head office, and the dialog of one."""

from __future__ import annotations

import reflex as rx

from customer_card.components.basics import (
    badge,
    button,
    checkbox,
    empty,
    field_error,
    section,
    text_field,
)
from customer_card.components.conflicts import conflict_choices
from customer_card.components.drafts import count_of_form, draft, draft_bars, leaves
from customer_card.components.history import history_button
from customer_card.components.icons import icon
from customer_card.components.overlays import dialog
from customer_card.components.pickers import picker
from customer_card.i18n import t
from customer_card.state.addresses import AddressesState
from customer_card.state.card import CardState
from customer_card.state.history import HistoryState
from customer_card.state.session import SessionState
from customer_card.views.addresses import AddressCard

FORM = AddressesState.form
CUSTOMER_ID = CardState.header.id.to(int)


def addresses() -> rx.Component:
    """The section with every address."""
    return section(
        t("Addresses"),
        rx.cond(
            AddressesState.rows.length() > 0,
            rx.fragment(
                rx.el.ul(rx.foreach(AddressesState.rows, _row), class_name="rows"),
                _head_office_list(),
            ),
            empty(t("No address yet. Accounting integrations need a head office.")),
        ),
        address_dialog(),
        section_id="addresses",
        action=rx.cond(
            SessionState.edits_customers,
            button(icon("plus"), t("New address"), kind="quiet small", on_click=AddressesState.open_new),
        ),
    )


def _row(address: rx.Var[AddressCard]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.cond(address.lines, rx.el.span(address.lines, class_name="strong")),
                rx.el.span(address.place),
                rx.el.span(address.country, class_name="muted"),
                rx.cond(address.purposes, rx.el.span(address.purposes, class_name="muted small")),
                class_name="row-main",
            ),
            type="button",
            class_name="row-button",
            on_click=AddressesState.open_address(CUSTOMER_ID, address.id.to(int)),
        ),
        rx.cond(
            address.head_office,
            rx.el.span(
                badge(t("Head office"), "accent"),
                rx.cond(
                    SessionState.edits_customers & (AddressesState.rows.length() > 1),
                    button(
                        t("Change"),
                        kind="quiet small",
                        on_click=AddressesState.toggle_head_office_list,
                        custom_attrs={
                            "aria-expanded": rx.cond(AddressesState.choosing_head_office, "true", "false"),
                            "aria-controls": "head-office-list",
                        },
                    ),
                ),
                class_name="row-side",
            ),
        ),
        key=address.id,
        class_name="row",
    )


def _head_office_list() -> rx.Component:
    """The other addresses, to pick the head office from."""
    return rx.cond(
        AddressesState.choosing_head_office & SessionState.edits_customers,
        rx.el.div(
            rx.el.p(t("Choose the new head office"), id="head-office-label", class_name="muted"),
            rx.el.ul(
                rx.foreach(
                    AddressesState.rows,
                    lambda address: rx.cond(
                        address.head_office,
                        rx.fragment(key=address.id),
                        rx.el.li(
                            button(
                                address.summary,
                                kind="secondary small",
                                on_click=AddressesState.make_head_office(CUSTOMER_ID, address.id.to(int)),
                            ),
                            key=address.id,
                        ),
                    ),
                ),
                class_name="choices",
                aria_labelledby="head-office-label",
            ),
            id="head-office-list",
            class_name="inline-panel",
        ),
    )


def address_dialog() -> rx.Component:
    """The dialog of one address: its form, or the question before deleting it."""
    deleting = AddressesState.mode == "delete"
    return dialog(
        rx.el.div(_form(), hidden=deleting),
        rx.cond(deleting, _confirmation()),
        title=rx.cond(deleting, t("Delete address"), rx.cond(FORM.id, t("Address"), t("New address"))),
        is_open=AddressesState.is_open,
        on_open_change=AddressesState.set_open,
        role=rx.cond(deleting, "alertdialog", "dialog"),
    )


def _form() -> rx.Component:
    errors = AddressesState.errors
    may_edit = SessionState.edits_customers
    return rx.el.form(
        draft_bars(),
        conflict_choices(AddressesState.conflicts),
        rx.el.fieldset(
            text_field("line1", t("Address"), errors=errors, default_value=FORM.line1, wide=True, auto_focus=True),
            text_field("line2", t("C/o or second line"), errors=errors, default_value=FORM.line2, wide=True),
            text_field("postal_code", t("Postal code"), errors=errors, default_value=FORM.postal_code),
            text_field("city", t("City"), errors=errors, default_value=FORM.city),
            text_field("region", t("Region"), errors=errors, default_value=FORM.region),
            rx.el.div(
                picker(
                    "country",
                    t("Country"),
                    kind="country",
                    where="address",
                    value=FORM.country,
                    error=errors["country"],
                ),
                class_name="field",
            ),
            text_field("phone", t("Phone"), errors=errors, default_value=FORM.phone, type="tel"),
            rx.el.div(
                checkbox("is_billing", t("Billing address"), default_checked=FORM.is_billing),
                checkbox("is_postal", t("Postal address"), default_checked=FORM.is_postal),
                checkbox("is_visiting", t("Visiting address"), default_checked=FORM.is_visiting),
                class_name="field wide checks",
            ),
            disabled=~may_edit,
            class_name="form-grid",
        ),
        rx.el.input(type="hidden", name="customer_id", value=CardState.header.id),
        rx.el.input(type="hidden", name="address_id", value=FORM.id),
        rx.el.input(type="hidden", name="version", value=FORM.version),
        count_of_form(AddressesState.opened),
        rx.cond(FORM.id, _about()),
        rx.el.footer(
            rx.cond(
                may_edit & (FORM.id != ""),
                button(t("Delete"), kind="quiet danger-text", on_click=AddressesState.set_mode("delete")),
            ),
            rx.el.span(class_name="spring"),
            button(t("Cancel"), on_click=AddressesState.set_open(False), custom_attrs=leaves()),
            rx.cond(may_edit, button(t("Save"), kind="primary", type="submit")),
            class_name="dialog-foot",
        ),
        on_submit=AddressesState.save,
        key=AddressesState.opened.to_string(),
        no_validate=True,
        custom_attrs=draft(rx.cond(FORM.id, f"address:{FORM.id}", f"address:new:{CardState.header.id}")),
    )


def _about() -> rx.Component:
    """Who uses the address, and who made and changed it."""
    return rx.el.div(
        rx.cond(FORM.used_by, rx.el.p(t("Used by {names}", names=FORM.used_by))),
        rx.el.p(FORM.made.created, title=FORM.made.created_full),
        rx.el.p(FORM.made.updated, title=FORM.made.updated_full),
        history_button("address", HistoryState.open_address(CUSTOMER_ID, FORM.id.to(int))),
        class_name="about",
    )


def _confirmation() -> rx.Component:
    """Takes the form's place; the head office needs a successor when there are others."""
    others = AddressesState.rows.length() > 1
    return rx.el.form(
        rx.el.p(t("The address is deleted. Contacts that use it use the head office from then on.")),
        rx.cond(
            FORM.head_office & others,
            rx.el.fieldset(
                rx.el.legend(t("Choose the new head office")),
                rx.foreach(
                    AddressesState.rows,
                    lambda address: rx.cond(
                        address.head_office,
                        rx.fragment(key=address.id),
                        rx.el.label(
                            rx.el.input(type="radio", name="successor", value=address.id),
                            rx.el.span(address.summary),
                            key=address.id,
                            class_name="check",
                        ),
                    ),
                ),
                field_error(AddressesState.errors["successor"], "successor-error"),
                class_name="choice-list",
            ),
        ),
        rx.el.input(type="hidden", name="customer_id", value=CardState.header.id),
        rx.el.input(type="hidden", name="address_id", value=FORM.id),
        rx.el.footer(
            rx.el.span(class_name="spring"),
            button(t("Cancel"), on_click=AddressesState.set_mode("form"), auto_focus=True),
            button(t("Delete address"), kind="danger", type="submit"),
            class_name="dialog-foot",
        ),
        on_submit=AddressesState.delete,
    )
