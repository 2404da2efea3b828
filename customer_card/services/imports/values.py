"""Words in cells that stand for a choice: yes and no, consents, countries, languages."""

from __future__ import annotations

from functools import cache, lru_cache

from babel import Locale

from customer_card.domain.text_keys import unique_key
from customer_card.services.customer_fields import COUNTRIES, CUSTOMER_LANGUAGES
from customer_card.services.imports.headers import letters
from customer_card.settings import LANGUAGES

_YES = "ja, yes, kyllä, sant, true, tosi, on, 1, x, j, y, k, aktiv, active, aktiivinen"
_NO = "nej, no, nei, ei, falskt, false, epätosi, off, 0, n, e, inaktiv, inactive, passiivinen"
_GIVEN = "samtycke, consent, lupa annettu, samtykke, given"
_DECLINED = "avböjt, declined, kielletty, avslått, opted out"
_UNSTATED = "ej angivet, not stated, ei tiedossa, ikke oppgitt, unstated, okänt, unknown"
_OTHER_COUNTRY_NAMES = {
    "uk": "GB",
    "greatbritain": "GB",
    "england": "GB",
    "us": "US",
    "usa": "US",
    "unitedstatesofamerica": "US",
    "holland": "NL",
}


def _set(words: str) -> frozenset[str]:
    return frozenset(letters(word) for word in words.split(","))


_YES_WORDS, _NO_WORDS = _set(_YES), _set(_NO)
_CONSENTS = {
    "given": _set(_GIVEN) | _YES_WORDS,
    "declined": _set(_DECLINED) | _NO_WORDS,
    "unstated": _set(_UNSTATED),
}


@lru_cache(maxsize=10_000)
def key_of(text: str) -> str:
    """The key under which two spellings are one; a row asks for the same ones many times."""
    return unique_key(text)


@lru_cache(maxsize=2000)
def yes_or_no(text: str) -> bool:
    """What a cell that answers a question says. Raises ValueError("yes_no")."""
    word = letters(text)
    if word in _YES_WORDS:
        return True
    if word in _NO_WORDS:
        return False
    raise ValueError("yes_no")


def consent(text: str) -> str:
    """A consent to marketing: given, declined or unstated. Raises ValueError("not_a_choice").

    «No» in a column of consents counts as declined, which is the reading that mails nobody by mistake.
    """
    word = letters(text)
    for value, words in _CONSENTS.items():
        if word in words:
            return value
    raise ValueError("not_a_choice")


@lru_cache(maxsize=2000)
def country_code(text: str) -> str | None:
    """The ISO 3166 code that a cell holds or names in one of the four languages, or None."""
    code = text.strip().upper()
    if code in COUNTRIES:
        return code
    return _country_names().get(letters(text))


@lru_cache(maxsize=2000)
def language_code(text: str) -> str | None:
    """The language that a cell holds by its code, with or without a region, or by its name; or None."""
    code = text.strip().lower().replace("_", "-").split("-")[0]
    code = "nb" if code == "no" else code
    if code in CUSTOMER_LANGUAGES:
        return code
    return _language_names().get(letters(text))


@cache
def _country_names() -> dict[str, str]:
    names: dict[str, str] = dict(_OTHER_COUNTRY_NAMES)
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in COUNTRIES:
                names[letters(name)] = str(code)
    return names


@cache
def _language_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for known in map(Locale, LANGUAGES):
        # Norwegian without more is written as bokmål.
        names[letters(known.languages["no"])] = "nb"
        names |= {letters(known.languages[code]): code for code in CUSTOMER_LANGUAGES}
    return names
