"""The texts that name a person who is about to be erased, as the browser gets them."""

from __future__ import annotations

from dataclasses import dataclass

from customer_card.domain.mentions import Hit
from customer_card.i18n.catalogues import gettext, gettext_noop, ngettext
from customer_card.i18n.formats import day_words
from customer_card.services.free_text import Mention, Mentions

PLACES = {
    ("customer", "description"): gettext_noop("The customer's description"),
    ("contact", "description"): gettext_noop("Description of {name}"),
}
"""Where a text stands, for every column that is declared as free text."""

CONTEXT = 32
"""So much of the text is shown on either side of a hit."""

HITS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class MentionPiece:
    """A hit with the words around it."""

    key: str
    before: str
    hit: str
    after: str


@dataclass(frozen=True, slots=True)
class MentionLine:
    """A text with the first of its hits. ``more`` says how many others it has."""

    key: str
    place: str
    pieces: list[MentionPiece]
    more: str


def mention_lines(found: Mentions, language: str, *, alone: bool) -> list[MentionLine]:
    """The texts with whole names, e-mails and phones, or those with a first or a last name ``alone``."""
    lines = [_line(index, one, language, alone) for index, one in enumerate(found.shown)]
    return [line for line in lines if line.pieces]


def more_text(found: Mentions, language: str) -> str:
    """How many texts are not listed."""
    return ngettext(language, "and {n} more text", "and {n} more texts", found.more) if found.more else ""


def _line(index: int, mention: Mention, language: str, alone: bool) -> MentionLine:
    hits = [hit for hit in mention.hits if hit.alone == alone]
    rest = len(hits) - HITS_SHOWN
    return MentionLine(
        key=str(index),
        place=_place(mention, language),
        pieces=[_piece(mention.text, hit) for hit in hits[:HITS_SHOWN]],
        more=ngettext(language, "and {n} more place", "and {n} more places", rest) if rest > 0 else "",
    )


def _place(mention: Mention, language: str) -> str:
    sentence = PLACES.get((mention.entity, mention.field), gettext_noop("Text"))
    name = mention.about or gettext(language, "Deleted contact")
    place = gettext(language, sentence, name=name)
    if mention.at is None:
        return place
    return gettext(language, "History, {date}: {place}", date=day_words(mention.at, language), place=place)


def _piece(text: str, hit: Hit) -> MentionPiece:
    start, end = max(hit.start - CONTEXT, 0), hit.end + CONTEXT
    before, after = " ".join(text[start : hit.start].split()), " ".join(text[hit.end : end].split())
    # The blanks beside the hit were taken away with the others.
    before += " " * text[: hit.start].endswith((" ", "\n", "\t"))
    after = " " * text[hit.end :].startswith((" ", "\n", "\t")) + after
    return MentionPiece(
        key=str(hit.start),
        before=f"… {before}" if start else before,
        hit=text[hit.start : hit.end],
        after=f"{after} …" if end < len(text) else after,
    )
