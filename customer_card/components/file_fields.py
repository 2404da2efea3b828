"""The fields that a file or link has in the bar above the list and in its dialog."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.components.basics import option
from customer_card.components.combobox import combobox
from customer_card.i18n import t
from customer_card.state.files import FilesState


def place_picker(name: str, value: rx.Var[list[Any]], **props: Any) -> rx.Component:
    """The field «Koppla till»: the customer, or one of its projects."""
    return combobox(
        name,
        t("Attach to"),
        value=value,
        options=FilesState.places,
        options_for=FilesState.places_for,
        options_query=FilesState.places_query,
        on_search=FilesState.search_places,
        required=True,
        **props,
    )


def kind_options(*, proposed: bool) -> list[rx.Component]:
    """The kinds; the first one leaves it to the words in the name."""
    by_name = [option("", t("By its name"))] if proposed else []
    return [
        *by_name,
        option("contract", t("Contract")),
        option("quote", t("Proposal")),
        option("invoice", t("Invoice")),
        option("other", t("Other")),
    ]
