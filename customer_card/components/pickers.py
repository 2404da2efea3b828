"""The comboboxes whose options the server finds."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.components.basics import Text
from customer_card.components.combobox import combobox
from customer_card.state.picker import PickerState


def picker(name: str, label: Text, *, kind: str, where: str, value: Any, **props: Any) -> rx.Component:
    """A combobox of one kind (owner, country, role …); ``where`` tells fields of a kind apart."""
    return combobox(
        name,
        label,
        picker=f"{kind}.{where}",
        value=value,
        options=PickerState.options,
        options_for=PickerState.options_for,
        options_query=PickerState.options_query,
        on_search=PickerState.search,
        **props,
    )
