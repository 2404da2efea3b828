"""The customer card: its header, its menu and its five tabs."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.components.address import address_part
from customer_card.components.addresses import addresses
from customer_card.components.basics import (
    Text,
    avatar,
    badge,
    button,
    empty,
    icon_button,
    link,
    spinner_text,
    whole,
)
from customer_card.components.collaboration import collaboration
from customer_card.components.contacts import contacts
from customer_card.components.customer_deletion import customer_deletion
from customer_card.components.details import details
from customer_card.components.feed import feed
from customer_card.components.feed_form import feed_form
from customer_card.components.feed_sheet import feed_sheet
from customer_card.components.files import files
from customer_card.components.history import history
from customer_card.components.icons import icon
from customer_card.components.inplace import area_editor, editable, shown, text_editor
from customer_card.components.overlays import (
    menu,
    menu_item,
    menu_separator,
)
from customer_card.components.pickers import picker
from customer_card.components.registers import banner, history_of_lookups, update_dialog, update_item
from customer_card.components.tabs import tab, tab_list, tab_panel
from customer_card.components.turning import follows
from customer_card.i18n import t
from customer_card.state.card import CardState
from customer_card.state.card_figures import CardFiguresState
from customer_card.state.card_page import CardPageState
from customer_card.state.contacts import ContactsState
from customer_card.state.customer_deletion import DeletionState
from customer_card.state.feed import FeedState
from customer_card.state.history import HistoryState
from customer_card.state.neighbours import NeighboursState
from customer_card.state.session import SessionState

HEADER = CardState.header
SHOWN_TAB = address_part("card_tab")


def card() -> rx.Component:
    """The card of the customer that the address names, or that there is none."""
    return rx.cond(
        CardState.answers_to.contains(address_part("customer_number")),
        rx.cond(
            CardState.missing,
            _missing(),
            rx.el.div(
                _neighbours(),
                _header(),
                banner(),
                _tabs(),
                history(),
                update_dialog(),
                history_of_lookups(),
                customer_deletion(),
                feed_sheet(),
                feed_form(),
                class_name="card",
            ),
        ),
        _waiting(),
    )


def _waiting() -> rx.Component:
    """The card's outline, until the server has said what stands in it; the former customer's card never stands here."""
    return rx.el.div(
        rx.el.div(rx.el.div(class_name="skeleton-round"), spinner_text(2), class_name="card-head"),
        rx.el.div(class_name="tab-strip"),
        rx.el.div(
            rx.el.div(spinner_text(), class_name="column main"),
            rx.el.div(spinner_text(), class_name="column side"),
            class_name="columns",
        ),
        class_name="card waiting",
    )


def _missing() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("The customer does not exist, or you lack permission.")),
        link(t("To the customers"), to="/customers", class_name="button secondary"),
        class_name="empty page-empty",
    )


def _neighbours() -> rx.Component:
    """The way on through the list that the card was opened out of; beside the header, which is made anew."""
    return rx.cond(
        NeighboursState.back,
        rx.el.nav(
            link(icon("left"), t("Back to the list"), to=NeighboursState.back, class_name="button link small"),
            rx.el.span(class_name="spring"),
            _neighbour("up", t("Previous customer"), NeighboursState.previous, "k"),
            _neighbour("down", t("Next customer"), NeighboursState.following, "j"),
            aria_label=t("Customers of the list"),
            class_name="neighbours",
        ),
    )


def _neighbour(shape: str, label: Text, number: rx.Var[str], key: str) -> rx.Component:
    # The tab is read from the address when the key is pressed: what the server knows of it comes a moment later.
    tab = rx.Var("(window.location.pathname.split('/')[3] ?? 'contacts')", _var_type=str).to(str)
    return icon_button(
        shape,
        label,
        on_click=CardPageState.open(number, tab),
        disabled=number == "",
        custom_attrs={
            "data-hotkey": key,
            "aria-keyshortcuts": key,
            **follows(number, f"/customers/{number}/{{tab}}{NeighboursState.suffix}"),
        },
    )


def _header() -> rx.Component:
    return rx.el.header(
        avatar(HEADER.initials, HEADER.hue, "large"),
        whole(
            rx.el.div(
                rx.el.div(_name(), _number(), _inactive(), class_name="card-title"),
                rx.el.div(
                    rx.el.span(t("Account owner"), class_name="muted"),
                    _owner(),
                    rx.el.span(HEADER.made.created, title=HEADER.made.created_full, class_name="muted made"),
                    rx.el.span(HEADER.made.updated, title=HEADER.made.updated_full, class_name="muted made"),
                    class_name="card-meta",
                ),
                _description(),
                class_name="card-words",
            )
        ),
        _menu(),
        class_name="card-head",
        key=CardState.loaded_for,
    )


def _name() -> rx.Component:
    label = t("Customer name")
    return editable("name", label, rx.el.h1(HEADER.name), text_editor("name", label))


def _number() -> rx.Component:
    label = t("Customer number")
    return editable(
        "number",
        label,
        rx.el.span("#", HEADER.number, class_name="muted number"),
        text_editor("number", label),
    )


def _owner() -> rx.Component:
    label = t("Account owner")
    editor = picker(
        "value",
        label,
        kind="owner",
        where="card",
        value=CardState.fields["owner_id"].chosen,
        hide_label=True,
        auto_focus=True,
        error=CardState.edit_error,
    )
    return editable("owner_id", label, shown("owner_id", t("Nobody")), editor)


def _inactive() -> rx.Component:
    return rx.cond(HEADER.active, None, badge(t("Inactive"), "warning"))


def _description() -> rx.Component:
    label = t("Description")
    text = CardState.fields["description"].shown
    return rx.cond(
        (text != "") | (CardState.editing == "description"),
        rx.el.div(
            rx.cond(
                CardState.show_description | (CardState.editing == "description"),
                editable(
                    "description",
                    label,
                    rx.el.p(text, class_name="description"),
                    area_editor("description", label),
                ),
            ),
            rx.cond(
                CardState.editing != "description",
                button(
                    rx.cond(CardState.show_description, t("Hide description"), t("Show description")),
                    kind="link small",
                    on_click=CardState.toggle_description,
                    custom_attrs={"aria-expanded": rx.cond(CardState.show_description, "true", "false")},
                ),
            ),
        ),
        rx.cond(
            SessionState.edits_customers,
            button(
                t("Add description"),
                kind="link small",
                id="edit-description",
                on_click=CardState.edit("description"),
            ),
        ),
    )


def _menu() -> rx.Component:
    customer_id = HEADER.id.to(int)
    return menu(
        icon_button("more", t("Menu"), id="card-menu"),
        rx.cond(
            SessionState.edits_customers,
            rx.fragment(
                update_item(),
                rx.cond(
                    HEADER.active,
                    menu_item(t("Inactivate customer"), CardState.set_active(customer_id, False)),
                    menu_item(t("Activate customer"), CardState.set_active(customer_id, True)),
                ),
            ),
        ),
        menu_item(t("History"), HistoryState.open_customer(customer_id)),
        rx.cond(
            SessionState.deletes_customers,
            rx.fragment(
                menu_separator(),
                menu_item(t("Delete customer"), DeletionState.ask(customer_id), kind="danger"),
            ),
        ),
    )


def _tabs() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            tab_list(
                _tab("contacts", t("Contact information"), "contacts", "overdue"),
                _tab("sales", t("Sales & projects")),
                _tab("collaboration", t("Collaboration"), "tasks"),
                _tab("financials", t("Financials")),
                _tab("settings", t("Customer settings")),
                label=t("Customer card"),
            ),
            _figures(
                "contacts",
                _figure("contacts", ContactsState.figure, rx.call_script("customerCard.showSoon('contacts')")),
                _figure("overdue", CardFiguresState.overdue, FeedState.show_overdue, "late"),
            ),
            _figures(
                "collaboration",
                _figure("tasks", CardFiguresState.open_tasks, rx.call_script("customerCard.showSoon('board')")),
            ),
            class_name="tab-strip",
        ),
        tab_panel(
            {
                "contacts": _once_read("contacts", _contacts_tab()),
                "sales": empty(t("Sales cases and projects will stand here; this part has not been delivered yet.")),
                "collaboration": _once_read("collaboration", collaboration(files())),
                "financials": empty(t("Forecast and invoices will stand here; this part has not been delivered yet.")),
                "settings": empty(
                    t("Invoicing and customer grouping will stand here; this part has not been delivered yet.")
                ),
            },
            SHOWN_TAB,
        ),
    )


def _figures(tab: str, *figures: tuple[str, rx.Var[str], Any, str]) -> rx.Component:
    """The figures under a tab, each a link to its list.

    A link within a link is none, and a list of tabs holds nothing but tabs: they stand beside the list, and the style
    sheet puts them into the tab. Its name takes them in.
    """
    return rx.el.div(
        *[
            rx.cond(
                figure,
                link(
                    figure,
                    to=_address(tab),
                    on_click=on_click,
                    id=f"figure-{name}",
                    stays=True,
                    class_name=f"figure {kind}".strip(),
                ),
            )
            for name, figure, on_click, kind in figures
        ],
        class_name=f"tab-figures at-{_POSITIONS[tab]}",
    )


def _figure(name: str, figure: rx.Var[str], on_click: Any, kind: str = "") -> tuple[str, rx.Var[str], Any, str]:
    return name, figure, on_click, kind


def _address(tab: str) -> str:
    return f"/customers/{HEADER.number}/{tab}{NeighboursState.suffix}"


def _tab(name: str, label: Text, *figures: str) -> rx.Component:
    return tab(
        name,
        label,
        to=_address(name),
        shown=SHOWN_TAB,
        hotkey=str(_POSITIONS[name]),
        also_named_by=[f"figure-{figure}" for figure in figures],
    )


_POSITIONS = {"contacts": 1, "sales": 2, "collaboration": 3, "financials": 4, "settings": 5}


def _contacts_tab() -> rx.Component:
    return rx.el.div(
        rx.el.div(feed(), class_name="column main"),
        rx.el.div(details(), addresses(), contacts(), files(), class_name="column side"),
        class_name="columns",
    )


def _once_read(name: str, content: rx.Component) -> rx.Component:
    """A tab's content once it was read; what it showed before stays there while it is read again."""
    return rx.cond(CardPageState.tabs_shown.contains(name), content, spinner_text())
