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


class Arrival(rx.Component):
    """Turns the page when the card that was asked for at a click has come."""

    library = "$/public/turning.js"
    tag = "Arrival"

    numbers: rx.Var[list[str]]


def follows(number: rx.Var[str] | str, to: rx.Var[str] | str = "") -> dict[str, Any]:
    """The attributes of what leads to a customer's card and asks for it at the click.

    A button says by ``to`` whither; in it «{tab}» is the tab that is open.
    """
    return {"data-follows": number} | ({} if isinstance(to, str) and not to else {"data-to": to})


def turning(_stateful: bool) -> rx.Component:
    """What turns pages, around all of them; the list and the card are ahead, between which people go all day."""
    return rx.fragment(
        PagesAhead.create(pages=["/customers", CARD]),
        Arrival.create(numbers=CardState.answers_to),
    )
