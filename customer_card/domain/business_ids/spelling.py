"""What somebody typed, freed of blanks and separators, and the country that it names itself."""

import re
import unicodedata
from dataclasses import dataclass

from customer_card.domain.business_ids.model import IdKind
from customer_card.domain.text_keys import plain_text

NORDIC = frozenset({"SE", "FI", "NO", "DK"})
# Prefixes of VAT numbers elsewhere in the European Union, with Greece's EL, Northern Ireland's XI and Great Britain.
_PREFIXES = "AT BE BG CY CZ DE EE EL ES FR GB GR HR HU IE IT LT LU LV MT NL PL PT RO SI SK XI"
OTHER_PREFIXES = frozenset(_PREFIXES.split())
_COUNTRY_OF_PREFIX = {"EL": "GR", "XI": "GB"}
_PREFIX_OF_COUNTRY = {"GR": "EL"}
# Territories with an ISO code of their own whose companies stand in another country's register.
_REGISTER_OF_TERRITORY = {"AX": "FI", "SJ": "NO", "EL": "GR", "UK": "GB", "XI": "GB", "IM": "GB", "MC": "FR"}
_MINUS_SIGN = "\u2212"


@dataclass(frozen=True, slots=True)
class Spelling:
    """A typed number taken apart.

    ``typed`` is the text with tidy blanks; ``body`` is upper-case, without prefix, blanks and dots, but with its
    hyphens, because they tell a Swedish number from a Polish one; ``prefix`` is the two letters it began with.
    """

    typed: str
    prefix: str | None
    body: str

    @property
    def compact(self) -> str:
        """The body without hyphens."""
        return self.body.replace("-", "")


def country_of(prefix: str) -> str:
    """Return the ISO code of the country that a VAT prefix names."""
    return _COUNTRY_OF_PREFIX.get(prefix, prefix)


def prefix_of(country: str) -> str:
    """Return the VAT prefix of a country."""
    return _PREFIX_OF_COUNTRY.get(country, country)


def register_country(country: str | None) -> str | None:
    """Return the country whose register numbers a company there, or None for what is no two-letter code."""
    code = (country or "").strip().upper()
    if not re.fullmatch("[A-Z]{2}", code, re.ASCII):
        return None
    return _REGISTER_OF_TERRITORY.get(code, code)


def spelling_of(text: str, kind: IdKind, chosen: str | None) -> Spelling:
    """Take a typed number apart.

    Raises ValueError("number_empty") for a text without any visible character.
    """
    typed = plain_text(text)
    if not typed:
        raise ValueError("number_empty")
    grouped = "".join(_separator_or_self(character) for character in typed.upper()).strip("-")
    match = re.fullmatch("([A-Z]{2})(.*)", grouped)
    if match and _names_country(match[1], match[2], kind, chosen):
        return Spelling(typed, match[1], match[2].lstrip("-"))
    return Spelling(typed, None, grouped)


def _separator_or_self(character: str) -> str:
    """Return nothing for a blank or a dot, a plain hyphen for any dash, and other characters as they are."""
    if character.isspace() or character in ".:,":
        return ""
    is_dash = character == _MINUS_SIGN or unicodedata.category(character) == "Pd"
    return "-" if is_dash else character


def _names_country(letters: str, rest: str, kind: IdKind, chosen: str | None) -> bool:
    """Return whether two leading letters are a country prefix and not part of the number («HRB 123», «ATU…»)."""
    body = rest.replace("-", "")
    if letters in NORDIC:
        return body[:1].isdigit()
    if letters == (chosen and prefix_of(chosen)) or letters == chosen:
        return kind is IdKind.VAT or body.isdigit()
    if letters not in OTHER_PREFIXES:
        return False
    if kind is IdKind.VAT:
        # Against a chosen country the rest must look like a VAT number: «HRB 12345» is German, not Croatian.
        return re.search(r"\d{7}" if chosen else r"\d", body, re.ASCII) is not None
    return body.isdigit()
