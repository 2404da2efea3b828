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
    ("document", "name"): gettext_noop("Name of a file or link"),
    ("feed_item", "title"): gettext_noop("Activity or note"),
    ("feed_item", "place"): gettext_noop("Place of a calendar entry"),
    ("feed_item", "text"): gettext_noop("Text of an activity or note"),
}
"""Where a text stands, for every column that is declared as free text, by record and field of the change log."""

CONTEXT = 32
"""So much of the text is shown on either side of a hit."""

HITS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class MentionPiece:
    """A part of an excerpt: what names the person, or words around it."""

    key: str
    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class MentionLine:
    """An excerpt of a text with the first of its hits. ``more`` says how many others it has."""

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
        pieces=_pieces(mention.text, hits[:HITS_SHOWN]),
        more=ngettext(language, "and {n} more place", "and {n} more places", rest) if rest > 0 else "",
    )


def _place(mention: Mention, language: str) -> str:
    sentence = PLACES.get((mention.entity, mention.field), gettext_noop("Text"))
    name = mention.about or gettext(language, "Deleted contact")
    place = gettext(language, sentence, name=name)
    if mention.at is None:
        return place
    return gettext(language, "History, {date}: {place}", date=day_words(mention.at, language), place=place)


def _pieces(text: str, hits: list[Hit]) -> list[MentionPiece]:
    """The hits with some words before and after each; what is left out between them is shown by dots."""
    pieces: list[MentionPiece] = []
    shown = 0
    for index, hit in enumerate(hits):
        start, end = max(_word_before(text, hit.start), shown), _word_after(text, hit.end)
        if index + 1 < len(hits):
            end = min(end, hits[index + 1].start)
        gap = "… " if start > shown else ""
        pieces.append(MentionPiece(f"{hit.start}-before", gap + text[start : hit.start], False))
        pieces.append(MentionPiece(f"{hit.start}", text[hit.start : hit.end], True))
        pieces.append(MentionPiece(f"{hit.start}-after", text[hit.end : end], False))
        shown = end
    if hits and shown < len(text):
        pieces.append(MentionPiece("end", " …", False))
    return pieces


def _word_before(text: str, place: int) -> int:
    """Where the words begin that are shown before a place."""
    if place <= CONTEXT:
        return 0
    blank = text.find(" ", place - CONTEXT, place)
    return blank + 1 if blank >= 0 else place - CONTEXT


def _word_after(text: str, place: int) -> int:
    """Where the words end that are shown after a place."""
    if place + CONTEXT >= len(text):
        return len(text)
    blank = text.rfind(" ", place, place + CONTEXT)
    return blank if blank > place else place + CONTEXT
