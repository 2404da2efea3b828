"""The gettext catalogues, read once; message ids are the English sentences."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from customer_card.settings import LANGUAGES, settings

LOCALES = Path(__file__).parent / "locales"


@cache
def catalogue(language: str) -> dict[str, str]:
    """Message id → sentence in a language; empty for a language without a catalogue."""
    path = LOCALES / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale=language) if m.id and m.string}


def known(language: str | None) -> str:
    """The language itself when there is a catalogue for it, else the installation's default."""
    return language if language in LANGUAGES else settings.default_language


def gettext(language: str, message: str, /, **values: str | int) -> str:
    """A sentence in a language, its ``{names}`` filled in."""
    sentence = catalogue(known(language)).get(message, message)
    return sentence.format(**values) if values else sentence


def gettext_noop(message: str, /) -> str:
    """Marks a sentence for the catalogues; it is looked up when the language is known."""
    return message


def ngettext(language: str, one: str, other: str, n: int, /, **values: str | int) -> str:
    """The sentence for one or for another number; the four languages have these two forms."""
    return gettext(language, one if n == 1 else other, n=n, **values)


def browser_module() -> str:
    """The catalogues as the ES module that the browser loads."""
    catalogues = {language: catalogue(language) for language in LANGUAGES}
    return f"export default {json.dumps(catalogues, ensure_ascii=False, separators=(',', ':'))};\n"
