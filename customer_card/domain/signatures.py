"""Reading a person out of a pasted e-mail signature: name, title, e-mail addresses and telephone numbers.

Rather nothing than something wrong: what is not recognised for certain is left for people to fill
in. Company, postal address and website are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, PhoneNumberType

from customer_card.domain.contact_values import parse_email
from customer_card.domain.signature_words import (
    DEGREES,
    FINNISH_PHONE_LABELS,
    GREETINGS,
    MOBILE_LABELS,
    NOT_A_PHONE,
    PARTICLES,
    PHONE_LABELS,
    TITLE_ENDINGS,
    TITLE_WORDS,
)
from customer_card.domain.text_keys import fold, name_core, plain_text, search_digits, search_words

MAXIMUM_TEXT = 6_000
MAXIMUM_LINES = 80
MAXIMUM_LINE = 500
MAXIMUM_VALUES = 5
MAXIMUM_TITLE = 100
MAXIMUM_NAME_WORDS = 5
FEWEST_DIGITS = 7

_REGIONS = ("SE", "FI", "NO", "DK")
_EMAIL = re.compile(r"[^\s<>()\[\],;:|\"]+@[^\s<>()\[\],;:|\"]+\.[^\W\d_]{2,}")
_WEBSITE = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:se|fi|no|dk|com|net|org|eu)\b\S*", re.IGNORECASE
)
_BETWEEN_PIECES = re.compile(r"\s*[|•·,;\t]\s*|\s+[-–—/]\s+|\s{3,}")
_NEXT_NUMBER = re.compile(r"(?<=\d)\s+(?=0\d{1,3}-\d|\+\d)")
_NAME_WORD = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:[-'’][^\W\d_]+)*\.?")
_GREETING = re.compile(
    "|".join(re.escape(one) for one in sorted(GREETINGS, key=len, reverse=True)).join((r"^(?:", r")\b[\s,.!:]*"))
)


@dataclass(frozen=True, slots=True)
class SignaturePhone:
    """A telephone number in international form, and the type of row that it belongs in."""

    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature says of a person; empty where it says nothing."""

    first_name: str = ""
    last_name: str = ""
    title: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[SignaturePhone, ...] = ()


def parse_signature(text: str, country: str | None) -> Signature:
    """The person of a signature; numbers without a country's prefix are read in ``country`` unless it tells another."""
    whole = text[:MAXIMUM_TEXT].replace("\u00a0", " ").splitlines()
    lines = [line[:MAXIMUM_LINE] for line in whole if line.strip()][:MAXIMUM_LINES]
    emails = _emails(lines)
    regions = _regions(lines, emails, country)
    phones: dict[str, SignaturePhone] = {}
    pieces: list[str] = []
    for line in lines:
        rest = _NEXT_NUMBER.sub(" | ", _WEBSITE.sub(" | ", _EMAIL.sub(" | ", line)))
        for phone, start, end in _phones(rest, regions):
            rest = rest[:start] + "|" * (end - start) + rest[end:]
            if phone is not None:
                phones.setdefault(phone.value, phone)
        pieces += _pieces(rest)
    position = _name_position(pieces, emails)
    if position is None:
        return Signature(emails=emails, phones=tuple(phones.values())[:MAXIMUM_VALUES])
    first, last = _name(pieces[position], emails)
    title = next((piece for piece in pieces[position + 1 : position + 5] if _is_title(piece)), "")
    return Signature(first, last, title, emails, tuple(phones.values())[:MAXIMUM_VALUES])


def _emails(lines: list[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for candidate in _EMAIL.findall("\n".join(lines)):
        try:
            address = parse_email(candidate.strip(".'"))
        except ValueError:
            continue
        found.setdefault(address.key, address.value)
    return tuple(found.values())[:MAXIMUM_VALUES]


def _regions(lines: list[str], emails: tuple[str, ...], country: str | None) -> list[str]:
    """The countries in which a number without a prefix is tried, the likeliest first.

    What the signature itself says outweighs the given country: colleagues abroad are common.
    """
    speaks_finnish = bool(FINNISH_PHONE_LABELS & set(search_words("\n".join(lines))))
    ends = [email.rpartition(".")[2].upper() for email in emails]
    own = [*(end for end in ends if end in _REGIONS), *(["FI"] if speaks_finnish else [])]
    tried = [*own, (country or "").upper(), *_REGIONS]
    return [region for region in dict.fromkeys(tried) if region in phonenumbers.SUPPORTED_REGIONS]


def _phones(line: str, regions: list[str]) -> Iterator[tuple[SignaturePhone | None, int, int]]:
    """The numbers of a line with where they stand; None for one that is something else than a telephone's."""
    region = next((one for one in regions if _matches(line, one)), None)
    end = 0
    for match in _matches(line, region) if region else []:
        label = search_words(re.split(r"[|•·;]", line[end : match.start])[-1])[-4:]
        begins = match.raw_string.lstrip("(")[:1]
        end = match.end
        if NOT_A_PHONE & set(label):
            yield None, match.start, match.end
        # A number may follow a name, but one without «+» or «0» after other words is a postal box or a year.
        elif begins in "+0" or not label or label[-1] in PHONE_LABELS:
            yield _phone(match.number, label), match.start, match.end


def _matches(line: str, region: str) -> list[phonenumbers.PhoneNumberMatch]:
    """The numbers that a country's plan knows; its short ones are as often something else."""
    found = PhoneNumberMatcher(line, region, leniency=Leniency.VALID)
    return [match for match in found if len(search_digits(match.raw_string)) >= FEWEST_DIGITS]


def _phone(number: phonenumbers.PhoneNumber, label: list[str]) -> SignaturePhone:
    mobile = phonenumbers.number_type(number) == PhoneNumberType.MOBILE or bool(MOBILE_LABELS & set(label[-1:]))
    value = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    return SignaturePhone("mobile" if mobile else "work", value)


def _pieces(line: str) -> list[str]:
    """The parts of a line without the greeting before them; «Anna Lind | Projektledare» has two."""
    parts = (plain_text(part).strip(" .:*_-–—|<>") for part in _BETWEEN_PIECES.split(line))
    bare = (_without_greeting(part) for part in parts if part)
    return [part for part in bare if part]


def _without_greeting(piece: str) -> str:
    folded = fold(piece)
    greeting = _GREETING.match(folded)
    # Folding makes two letters of «æ», so the place in the folded text holds only where all before it is the same.
    is_same_place = greeting is not None and fold(piece[: greeting.end()]) == folded[: greeting.end()]
    return piece[greeting.end() :].strip() if greeting and is_same_place else piece


def _name_position(pieces: list[str], emails: tuple[str, ...]) -> int | None:
    """Which piece is the name: the first that agrees with an e-mail address, else the first that looks like one."""
    candidates = [n for n, piece in enumerate(pieces) if _looks_like_a_name(piece, emails)]
    agreeing = [n for n in candidates if any(_agrees(pieces[n], email) for email in emails)]
    return next(iter([*agreeing, *candidates]), None)


def _looks_like_a_name(piece: str, emails: tuple[str, ...]) -> bool:
    words = [word for word in piece.split() if fold(word).strip(".") not in DEGREES]
    if not 2 <= len(words) <= MAXIMUM_NAME_WORDS or not all(_NAME_WORD.fullmatch(word) for word in words):
        return False
    if not all(word[0].isupper() or fold(word) in PARTICLES for word in words) or _is_title(piece):
        return False
    is_company = name_core(piece) != " ".join(search_words(piece)) or _is_domain(piece, emails)
    return not is_company and not (set(search_words(piece)) & (PHONE_LABELS - {"m", "p", "t", "d"}))


def _is_domain(piece: str, emails: tuple[str, ...]) -> bool:
    """Whether the words are those of the e-mail's domain: the company's name."""
    joined = "".join(search_words(piece))
    return any(joined == re.sub(r"[\W_]", "", email.rpartition("@")[2].partition(".")[0]) for email in emails)


def _agrees(piece: str, email: str) -> bool:
    local = re.sub(r"[\W\d_]", "", fold(email.partition("@")[0]))
    words = search_words(piece.replace("-", ""))
    return any(len(word) > 2 and word in local for word in words)


def _name(piece: str, emails: tuple[str, ...]) -> tuple[str, str]:
    """First and last name. Particles belong to the last name; an e-mail tells «Mäkinen Matti» from «Matti Mäkinen»."""
    words = [word for word in piece.split() if fold(word).strip(".") not in DEGREES]
    if piece.isupper():
        words = ["-".join(part.capitalize() for part in word.split("-")) for word in words]
    start = next((n for n, word in enumerate(words) if n and fold(word) in PARTICLES), len(words) - 1)
    first, last = " ".join(words[:start]), " ".join(words[start:])
    parts = [search_words(email.partition("@")[0]) for email in emails]
    if len(words) == 2 and [fold(last), fold(first)] in parts:
        return last, first
    return first, last


def _is_title(piece: str) -> bool:
    """Whether a piece has a word for what people do in a firm."""
    words = search_words(piece)
    if not words or len(piece) > MAXIMUM_TITLE or any(character.isdigit() for character in piece):
        return False
    has_word = any(word in TITLE_WORDS or word.endswith(TITLE_ENDINGS) for word in words)
    return has_word and name_core(piece) == " ".join(words)
