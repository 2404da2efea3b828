"""Setting what a page shows, where it differs: whatever is set is sent, and drawn anew by the browser."""

from __future__ import annotations

from typing import Any

import reflex as rx


def put(state: rx.State, /, **values: Any) -> None:
    """Give variables of a state these values; one that is equal stays as it is, and is not sent."""
    for name, value in values.items():
        if getattr(state, name) != value:
            setattr(state, name, value)


def empty(state: rx.State) -> None:
    """Give every variable of a state its default, as ``reset`` does; one that has it already is not sent."""
    own = type(state)
    put(state, **{name: own.get_fields()[name].default_value() for name in own.__annotations__})
