"""What one typed line means: «@Anna ring om avtalet #4012 fre» is a task for Anna, of a project, by Friday.

Pure: who and what can be meant is handed in. Whatever means nothing stays in the text as it was typed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from customer_card.domain.day_words import day_at
from customer_card.domain.text_keys import search_words

MAXIMUM = 500
LONGEST_NAME = 4

ChipKind = Literal["colleague", "contact", "project", "day"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody or something that a line can name."""

    kind: Literal["colleague", "contact", "project"]
    id: int
    name: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """What a part of the line was taken for; ``typed`` is that part, word for word."""

    kind: ChipKind
    typed: str
    id: int = 0
    name: str = ""
    day: date | None = None
    is_week: bool = False


@dataclass(frozen=True, slots=True)
class QuickAdd:
    """A line that was understood: the text that is left, and what was taken out of it."""

    text: str
    chips: tuple[Chip, ...]


def named(line: str) -> tuple[list[str], list[str]]:
    """The first words after each «@» and each «#», folded: what candidates are looked up by."""
    people: list[str] = []
    projects: list[str] = []
    for word in line[:MAXIMUM].split():
        into = {"@": people, "#": projects}.get(word[0])
        folded = search_words(word[1:])
        if into is not None and folded:
            into.append(folded[0])
    return people, projects


def understand(
    line: str,
    candidates: Sequence[Candidate],
    today: date,
    language: str,
    *,
    past: bool = False,
    ignored: Collection[str] = (),
) -> QuickAdd:
    """Take people, one project and one day out of a line.

    ``past`` says that the line tells what happened, so that days lie behind, and that names within the sentence
    stay part of it. What is ``ignored``, word for word, is text.
    """
    words = line[:MAXIMUM].split()
    kept: list[str] = []
    chips: list[Chip] = []
    at = 0
    while at < len(words):
        chip, taken = _chip_at(words[at:], candidates, today, language, past)
        if chip is None or chip.typed in ignored or _is_second(chip, chips):
            kept.append(words[at])
            at += 1
            continue
        chips.append(chip)
        at += taken
        if past and chip.name and kept and at < len(words) and chip.kind != "project":
            kept.append(chip.name)
    return QuickAdd(" ".join(kept), tuple(chips))


def unknown(found: QuickAdd, ignored: Collection[str] = ()) -> list[str]:
    """The words that stand behind a sign and were taken for nobody and nothing; those ``ignored`` are text."""
    texts = {word for one in ignored for word in one.split()}
    return [word for word in found.text.split() if word not in texts and any(named(word))]


def _is_second(chip: Chip, chips: list[Chip]) -> bool:
    """One day and one project; everybody once."""
    if chip.kind in {"day", "project"}:
        return any(one.kind == chip.kind for one in chips)
    return any((one.kind, one.id) == (chip.kind, chip.id) for one in chips)


def _chip_at(
    words: list[str], candidates: Sequence[Candidate], today: date, language: str, past: bool
) -> tuple[Chip | None, int]:
    sign = words[0][0]
    if sign in "@#":
        wanted = {"project"} if sign == "#" else {"colleague", "contact"}
        return _named_at(words, [one for one in candidates if one.kind in wanted])
    found = day_at(words, today, language, past=past)
    if found is None:
        return None, 0
    day, taken, is_week = found
    return Chip("day", " ".join(words[:taken]), day=day, is_week=is_week), taken


def _named_at(words: list[str], candidates: Sequence[Candidate]) -> tuple[Chip | None, int]:
    """The candidate that fits the most words; of equals, the one whose word is typed whole, then the first."""
    best: tuple[tuple[int, int], Candidate] | None = None
    for candidate in candidates:
        taken, whole = _fit(words, candidate)
        if taken and (best is None or (taken, whole) > best[0]):
            best = (taken, whole), candidate
    if best is None:
        return None, 0
    (taken, _), candidate = best
    return Chip(candidate.kind, " ".join(words[:taken]), candidate.id, candidate.name), taken


def _fit(words: list[str], candidate: Candidate) -> tuple[int, int]:
    """How many of the words name the candidate, and whether the first is a whole word of the name.

    The first word may be a beginning; a further one must be a whole word of the name, or the beginning of one
    with a capital letter, as in «@Anna L».
    """
    typed = search_words(words[0][1:])
    if not typed:
        return 0, 0
    if candidate.number and "".join(typed) == "".join(search_words(candidate.number)):
        return 1, 2
    left = search_words(candidate.name)
    for part in typed:
        match = next((one for one in left if one == part), None) or next((o for o in left if o.startswith(part)), None)
        if match is None:
            return 0, 0
        left.remove(match)
    whole = int(typed[0] in search_words(candidate.name))
    taken = 1
    for word in words[1:LONGEST_NAME]:
        folded = search_words(word)
        if len(folded) != 1:
            break
        match = next((o for o in left if o == folded[0] or (word[0].isupper() and o.startswith(folded[0]))), None)
        if match is None:
            break
        left.remove(match)
        taken += 1
    return taken, whole


_NOTE_KINDS = {
    "call": "ringde ring samtal telefonsamtal pratade talade called call phoned spoke soitin soitti puhelu puhuin"
    " ringte samtale snakket",
    "meeting": "mote motet traff traffade traffades lunch besok besokte meeting met visit visited tapaaminen tapasin"
    " kaynti lounas lunsj besoek moetet motte",
    "email": "mejl mejlade mail mailade epost email emailed mailed sahkoposti mailasin sendte",
}


def note_kind(line: str) -> str:
    """The kind of a note by its first word: «Ringde …» tells of a call. «note» when nothing tells."""
    first = next(iter(search_words(line.replace("-", ""))), "")
    return next((kind for kind, words in _NOTE_KINDS.items() if first in words.split()), "note")
