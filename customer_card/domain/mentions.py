"""Where a text that people write as they like names a person, and the text without it.

Names count as whole words, in either order, whatever the case and the accents; telephone numbers by their
digits, however they are grouped; e-mail addresses as a whole. Nothing of the person is ever made a pattern,
so what a name is made of does not matter.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from customer_card.domain.contact_values import dialled_as
from customer_card.domain.text_keys import fold

FEWEST_LETTERS = 3
"""Shorter words are too often words of the language: «Bo», «Ek», «My» alone count only where they are the name."""

FEWEST_DIGITS = 6
"""Shorter numbers are found only as they stand: in groups, «4 711» is more often an amount."""

_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_BETWEEN_WORDS = frozenset("-‐‑–'’.,")
_BETWEEN_DIGITS = frozenset("-‐‑–./()")
_LONGEST_GAP = 3
_ENDINGS = frozenset(("s", "n", "in", "lle", "ille", "lta", "ilta", "lla", "illa", "ssa", "sta"))
"""A name stands in the genitive in Swedish and Norwegian, and in the cases that Finnish has for people."""


@dataclass(frozen=True, slots=True)
class Person:
    """What a person is called and reached by, now and formerly.

    ``names`` are pairs of first and last name. ``shared`` are folded words that may mean
    somebody or something else here, so that alone they do not count.
    """

    names: frozenset[tuple[str, str]]
    emails: frozenset[str]
    phones: frozenset[str]
    shared: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """Where in a text the person is named; ``alone`` for a first or a last name by itself."""

    start: int
    end: int
    alone: bool


@dataclass(frozen=True, slots=True)
class _Name:
    """Folded words that follow one another.

    ``alone`` is «first» or «last» for that part of a name by itself; ``capital`` asks for a
    capital letter in the text, as names have.
    """

    words: tuple[str, ...]
    alone: str = ""
    capital: bool = False


class Finder:
    """Finds one person in many texts."""

    def __init__(self, person: Person) -> None:
        self._names = list(_names(person))
        self._emails = sorted({fold(email) for email in person.emails if email})
        self._numbers = {digits for phone in person.phones for digits in dialled_as(phone)}
        self._longest = max(map(len, self._numbers), default=0)
        self._beginnings = tuple({name.words[0] for name in self._names})

    def hits(self, text: str) -> list[Hit]:
        """Every place where the person is named, in order, none overlapping another."""
        folded = text.translate(_FOLDS)
        taken: list[Hit] = []
        if any(email in folded for email in self._emails):
            _add(taken, self._found_emails(_Folded(text)))
        if self._numbers:
            _add(taken, self._found_numbers(text))
        if any(beginning in folded for beginning in self._beginnings):
            _add(taken, self._found_names(_Folded(text)))
        return sorted(taken, key=lambda hit: hit.start)

    def _found_emails(self, folded: _Folded) -> Iterator[Hit]:
        for email in self._emails:
            start = folded.text.find(email)
            while start >= 0:
                end = start + len(email)
                if _is_whole_address(folded.text, start, end):
                    yield folded.hit(start, end)
                start = folded.text.find(email, end)

    def _found_numbers(self, text: str) -> Iterator[Hit]:
        groups = list(_DIGITS.finditer(text))
        for first, group in enumerate(groups):
            digits, last = "", first
            while last < len(groups) and len(digits) < self._longest:
                if last > first and not _is_gap(text[groups[last - 1].end() : groups[last].start()], _BETWEEN_DIGITS):
                    break
                digits += "".join(str(unicodedata.decimal(one)) for one in groups[last].group())
                is_one_piece = last == first
                last += 1
                if digits in self._numbers and (is_one_piece or len(digits) >= FEWEST_DIGITS):
                    start, end = group.start(), groups[last - 1].end()
                    if not text[start - 1 : start].isalpha() and not text[end : end + 1].isalpha():
                        yield Hit(_from_its_sign(text, start), end, False)

    def _found_names(self, folded: _Folded) -> Iterator[Hit]:
        words = list(_WORD.finditer(folded.text))
        beginnings = [place for place, word in enumerate(words) if word.group().startswith(self._beginnings)]
        for first in beginnings:
            for name in self._names:
                last = first + len(name.words)
                end = _end_of(name, folded, words[first:last])
                if end and not (name.alone and _is_anothers(name.alone, folded, words, first, last)):
                    yield folded.hit(words[first].start(), end, alone=bool(name.alone))


def masked(text: str, hits: Iterable[Hit], word: str) -> str:
    """The text with a word in the place of each hit."""
    for hit in sorted(hits, key=lambda one: one.start, reverse=True):
        text = text[: hit.start] + word + text[hit.end :]
    return text


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a name, in order."""
    return tuple(_WORD.findall(fold(text)))


class _Folded:
    """A text folded, which knows where in the original each of its characters stood."""

    def __init__(self, text: str) -> None:
        self.original = text
        self.text = text.translate(_FOLDS)
        self._origin = [index for index, character in enumerate(text) for _ in _FOLDS[ord(character)]]

    def hit(self, start: int, end: int, *, alone: bool = False) -> Hit:
        """The place in the original; accents that are characters of their own belong to their letter."""
        original_end = self.at(end - 1) + 1
        while original_end < len(self.original) and unicodedata.category(self.original[original_end])[0] == "M":
            original_end += 1
        return Hit(self.at(start), original_end, alone)

    def at(self, position: int) -> int:
        """Where in the original a character of the folded text stood."""
        return self._origin[position]


class _Folds(dict[int, str]):
    """Each character folded, learnt when it is first met: most texts name nobody, and are to be read fast."""

    def __missing__(self, number: int) -> str:
        character = chr(number)
        # What cannot be seen, as a soft hyphen, would otherwise part a word in two.
        self[number] = "" if unicodedata.category(character) == "Cf" else fold(character)
        return self[number]


_FOLDS = _Folds()


def _names(person: Person) -> set[_Name]:
    names: set[_Name] = set()
    for first, last in person.names:
        parts = [words for words in (words_of(first), words_of(last)) if words]
        whole = {tuple(word for words in order for word in words) for order in (parts, parts[::-1])}
        names |= {_Name(words, capital=sum(map(len, words)) < FEWEST_LETTERS) for words in whole if words}
        if first and last:
            names |= {*_alone("first", first, person.shared), *_alone("last", last, person.shared)}
    return names


def _alone(which: str, part: str, shared: frozenset[str]) -> Iterator[_Name]:
    """A first or a last name by itself, and each of its words that is written as a name."""
    capitals = [words_of(word) for word in re.split(r"[\s\-‐‑–]+", part) if word[:1].isupper()]
    for words in {words_of(part), *capitals}:
        is_a_name = words in capitals or part[:1].isupper()
        if is_a_name and sum(map(len, words)) >= FEWEST_LETTERS and not shared.issuperset(words):
            yield _Name(words, which, True)


def _end_of(name: _Name, folded: _Folded, words: list[re.Match[str]]) -> int:
    """Where in the folded text the name ends that begins with these words; 0 when it does not stand there."""
    *others, final = words
    if len(words) < len(name.words) or tuple(word.group() for word in others) != name.words[:-1]:
        return 0
    if not final.group().startswith(name.words[-1]):
        return 0
    ending = final.group()[len(name.words[-1]) :]
    if ending and (ending not in _ENDINGS or (name.alone and ending != "s")):
        return 0
    if name.capital and not folded.original[folded.at(words[0].start())].isupper():
        return 0
    if any(not _is_gap(folded.text[one.end() : other.start()], _BETWEEN_WORDS) for one, other in pairwise(words)):
        return 0
    return final.end() - len(ending)


def _is_anothers(which: str, folded: _Folded, words: list[re.Match[str]], first: int, last: int) -> bool:
    """Whether a first name has another last name after it, or a last name another first name before it."""
    one, other = (last - 1, last) if which == "first" else (first - 1, first)
    if one < 0 or other >= len(words) or folded.text[words[one].end() : words[other].start()].strip(" -"):
        return False
    neighbour = words[other if which == "first" else one]
    return folded.original[folded.at(neighbour.start())].isupper()


def _is_gap(between: str, characters: frozenset[str]) -> bool:
    return len(between) <= _LONGEST_GAP and all(one in characters or one.isspace() for one in between)


def _is_whole_address(text: str, start: int, end: int) -> bool:
    """Whether an address is not merely the end or the beginning of a longer one."""
    before, after = text[max(start - 2, 0) : start], text[end : end + 2]
    if before and (before[-1].isalnum() or before[-1] in "_+%" or (before[-1] in ".-" and before[:1].isalnum())):
        return False
    return not after or not (after[0].isalnum() or after[0] in "_@" or (after[0] in ".-" and after[1:].isalnum()))


def _from_its_sign(text: str, start: int) -> int:
    """The plus and the bracket before a number belong to it."""
    while start and text[start - 1] in "+(":
        start -= 1
    return start


def _add(taken: list[Hit], found: Iterable[Hit]) -> None:
    """Keep the hits that overlap none that was found before, the longest first."""
    taken.sort(key=lambda hit: hit.start)
    for hit in sorted(found, key=lambda one: (one.alone, one.start - one.end, one.start)):
        place = bisect_left(taken, hit.start, key=lambda one: one.start)
        before, after = taken[place - 1 : place], taken[place : place + 1]
        if not (before and before[0].end > hit.start) and not (after and after[0].start < hit.end):
            taken.insert(place, hit)
