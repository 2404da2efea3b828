"""What the open combobox offers."""

from __future__ import annotations

import reflex as rx

from customer_card.domain.permissions import Need
from customer_card.domain.text_keys import search_words
from customer_card.i18n.formats import countries, language_name
from customer_card.services import pickers
from customer_card.services.customer_fields import COUNTRIES, CUSTOMER_LANGUAGES
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
        if kind in SEARCHES:
            found = [Option(str(choice.id), choice.name) for choice in await SEARCHES[kind](reader, query)]
        else:
            found = _known_words(kind, query, reader.language)
        self.options, self.options_for, self.options_query = found, picker[:100], query[:200]


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
