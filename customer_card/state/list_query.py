"""The list's query as it stands in addresses: of the list itself, and of cards opened out of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

import reflex as rx
from pydantic import ValidationError

from customer_card.services.customer_order import SORTS
from customer_card.services.customer_query import CustomerQuery
from customer_card.state.marks import storable

IDS = ("owner", "industry", "segment")
FILTERS = ("search", "view", *IDS, "country", "active", "sort", "page")
MAXIMUM_LENGTH = 1_500


def query_of(asked: dict[str, Any]) -> CustomerQuery:
    """The query that somebody's words mean; what is not understood counts as not said."""
    known = {name: asked[name] for name in FILTERS if asked.get(name) is not None}
    if known.get("sort") not in SORTS:
        known.pop("sort", None)
    for name in IDS:
        chosen = str(known.get(name, ""))
        if not chosen.isascii() or not chosen.isdigit() or len(chosen) > 18:
            known.pop(name, None)
    while True:
        try:
            return CustomerQuery.model_validate(known)
        except ValidationError as error:
            wrong = {str(problem["loc"][0]) for problem in error.errors()}
            known = {name: value for name, value in known.items() if name not in wrong}


def address_of(query: CustomerQuery) -> str:
    """The query as the list's address holds it. The view is always said, since the first one differs by user."""
    asked = query.model_dump()
    defaults = CustomerQuery().model_dump() | {"view": ""}
    return urlencode({name: asked[name] for name in FILTERS if asked[name] not in (None, defaults[name])})


def card_suffix(query: CustomerQuery) -> str:
    """What a card's address ends with when the card is opened out of this list."""
    return "?" + urlencode({"list": address_of(query.model_copy(update={"page": 1}))})


def list_of(state: rx.State) -> CustomerQuery | None:
    """The list that the card was opened out of, by its address; None for none."""
    parameters = storable(dict(parse_qsl(state.router.url.query)))
    asked = dict(parse_qsl(parameters.get("list", "")[:MAXIMUM_LENGTH]))
    return query_of(asked) if asked else None


def suffix_of(state: rx.State) -> str:
    """The end of the card's address that names its list; nothing without one."""
    query = list_of(state)
    return card_suffix(query) if query else ""
