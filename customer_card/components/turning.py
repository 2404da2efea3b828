"""Turning pages quickly: having the next ones ready, and drawing them once (assets/turning.js)."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.state.card import CardState

CARD = "/customers/0/contacts"
"""Any card's address will do: all cards are one page."""


class PagesAhead(rx.Component):
    """Has the scripts of other pages ready."""

    library = "$/public/turning.js"
    tag = "PagesAhead"

    pages: rx.Var[list[str]]


class Hold(rx.Component):
    """Keeps the former page in sight for a moment, until what belongs to this one is there."""

    library = "$/public/turning.js"
    tag = "Hold"

    there: rx.Var[bool]
    of: rx.Var[str]


class Arrival(rx.Component):
    """Tells ``Hold``, from the page that is left, that the card was read."""

    library = "$/public/turning.js"
    tag = "Arrival"

    numbers: rx.Var[list[str]]


def follows(number: rx.Var[str] | str) -> dict[str, Any]:
    """The attributes of what leads to a customer's card and asks for it at the click."""
    return {"data-follows": number}


def pages_ahead() -> rx.Component:
    """The list and the card, between which people go all day."""
    return rx.fragment(
        PagesAhead.create(pages=["/customers", CARD]),
        Arrival.create(numbers=CardState.answers_to),
    )
