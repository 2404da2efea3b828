"""What the open combobox offers."""

from __future__ import annotations

import reflex as rx

from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor, Need
from customer_card.domain.text_keys import search_words
from customer_card.i18n.formats import countries, language_name
from customer_card.services import feed_choices, pickers
from customer_card.services.customer_fields import COUNTRIES, CUSTOMER_LANGUAGES
from customer_card.services.pickers import Choice
from customer_card.state.marks import actor, allow
from customer_card.views.card import Option

OFFERED = 60

SEARCHES = {
    "owner": pickers.owners,
    "industry": pickers.industries,
    "segment": pickers.segments,
    "role": pickers.roles,
    "keyword": pickers.keywords,
}


OF_A_CUSTOMER = {"contact", "project", "viewer"}
"""These name the customer after their kind, and a viewer's place may be a project: «viewer.17.4.assignee»."""


class PickerState(rx.State):
    """The options of the combobox that was last opened or typed in."""

    options: list[Option] = []
    options_for: str = ""
    options_query: str = ""

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"picker": "owner", "query": "an"})
    async def search(self, picker: str, query: str):
        """Offer what begins with what was typed. A picker's kind stands before its first dot."""
        kind = picker.partition(".")[0]
        reader = actor()
        if kind in OF_A_CUSTOMER:
            found = [Option(str(choice.id), choice.name) for choice in await _of_a_customer(reader, picker, query)]
        elif kind in SEARCHES:
            found = [Option(str(choice.id), choice.name) for choice in await SEARCHES[kind](reader, query)]
        else:
            found = _known_words(kind, query, reader.language)
        self.options, self.options_for, self.options_query = found, picker[:100], query[:200]


async def _of_a_customer(reader: Actor, picker: str, query: str) -> list[Choice]:
    """The contacts or projects of a customer, or the colleagues who may see it or one of its projects."""
    kind, customer_id, project_id, *_ = [*picker.split("."), "", ""]
    if not _is_id(customer_id):
        raise NotFound
    if kind == "contact":
        return await feed_choices.contacts(reader, int(customer_id), query)
    if kind == "project":
        return await feed_choices.projects(reader, int(customer_id), query)
    return await feed_choices.viewers(reader, int(customer_id), int(project_id) if _is_id(project_id) else None, query)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _known_words(kind: str, query: str, language: str) -> list[Option]:
    """Countries and languages, whose names CLDR has."""
    if kind == "country":
        names = countries(language, frozenset(COUNTRIES))
    elif kind == "language":
        names = [(code, language_name(code, language)) for code in CUSTOMER_LANGUAGES]
    else:
        return []
    asked = search_words(query[:100])
    return [
        Option(code, name)
        for code, name in names
        if all(any(word.startswith(typed) for word in (*search_words(name), code.casefold())) for typed in asked)
    ][:OFFERED]
