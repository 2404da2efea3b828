"""The records of a separated file, and the physical line on which each began.

Records are put together here and only split by ``csv``, because that alone tells on which
line a record began, keeps its size bounded whatever the quotation marks say, and finds the
way back to the next record after one that is too large.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

from customer_card.domain.text_keys import plain_text

MAXIMUM_CELL = 100_000
MAXIMUM_CELLS = 200
MAXIMUM_RECORD = 2_000_000
"""Characters of a whole row; no row of sensible cells comes near it."""

# NUL, and what stands for bytes that the file's encoding does not know.
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, or worth knowing: a field's name, a code, and what its sentence needs."""

    field: str
    code: str
    details: dict[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of a record that began on a physical line, counted from 1; or what is wrong with it.

    ``problems`` says by column what is wrong with single cells, which matters only where the
    column means something; ``numbers`` holds the columns whose cells a spreadsheet keeps as numbers.
    """

    line: int
    cells: list[str]
    problem: Problem | None = None
    problems: dict[int, Problem] = field(default_factory=dict)
    numbers: frozenset[int] = frozenset()


def records(handle: TextIO, delimiter: str) -> Iterator[Record]:
    """The records of a file, those without any text left out."""
    csv.field_size_limit(MAXIMUM_RECORD)
    lines = _Lines(handle, delimiter)
    blank = f" \t\r\n\u00a0\ufeff{delimiter}"
    while (text := lines.next()) is not None:
        if text.strip(blank):
            yield _record(lines, text, delimiter)


def _record(lines: _Lines, text: str, delimiter: str) -> Record:
    problem: Problem | None = None
    if lines.is_open:
        problem = Problem("", "quote_open", {})
    elif lines.is_cut:
        problem = Problem("", "row_too_long", {"maximum": str(MAXIMUM_RECORD)})
    if problem:
        return Record(lines.began, [], problem)
    cells = next(csv.reader([text], delimiter=delimiter))
    if len(cells) > MAXIMUM_CELLS:
        return Record(lines.began, [], Problem("", "too_many_cells", {"maximum": str(MAXIMUM_CELLS)}))
    is_suspect = len(text) > MAXIMUM_CELL or _NO_TEXT.search(text)
    return Record(lines.began, cells, problems=_problems_of(cells) if is_suspect else {})


def _problems_of(cells: list[str]) -> dict[int, Problem]:
    found: dict[int, Problem] = {}
    for column, cell in enumerate(cells):
        if len(cell) > MAXIMUM_CELL:
            found[column] = Problem("", "cell_too_long", {"maximum": str(MAXIMUM_CELL)})
        elif "\0" in cell:
            found[column] = Problem("", "nul", {})
        elif _NO_TEXT.search(cell):
            found[column] = Problem("", "undecodable", {"example": plain_text(_NO_TEXT.sub("\ufffd", cell[:40]))})
    return found


class _Lines:
    """A file's records as text, with the physical line on which the latest began.

    ``is_open`` tells that the file ended within quotation marks, ``is_cut`` that the record
    was longer than may be kept.
    """

    def __init__(self, handle: TextIO, delimiter: str) -> None:
        self._handle = handle
        self._opening = re.compile(f'(?:^|{re.escape(delimiter)})"')
        self._ended = 0
        self.began = 0
        self.is_open = self.is_cut = False

    def next(self) -> str | None:
        """The next record's text, or None at the end."""
        text = self._handle.readline(MAXIMUM_RECORD)
        if not text:
            return None
        self.began = self._ended + 1
        self.is_open = self.is_cut = False
        if '"' not in text and self._is_whole(text):
            self._ended += 1
            return text
        return self._collect(text)

    def _collect(self, text: str) -> str:
        kept, size, quoted = [text], len(text), self._still_quoted(text, quoted=False)
        while quoted or not self._is_whole(text):
            self._ended += self._is_whole(text)
            text = self._handle.readline(MAXIMUM_RECORD)
            if not text:
                self.is_open = quoted
                break
            quoted = self._still_quoted(text, quoted=quoted)
            size += len(text)
            if size <= MAXIMUM_RECORD:
                kept.append(text)
        self._ended += 1
        self.is_cut = size > MAXIMUM_RECORD
        return "".join(kept)

    @staticmethod
    def _is_whole(text: str) -> bool:
        return text.endswith(("\n", "\r"))

    def _still_quoted(self, text: str, *, quoted: bool) -> bool:
        """Whether a cell's quotation mark is open at the end of the text, by the rules that ``csv`` has.

        Only a mark that begins a cell opens it; two in a row inside are one that belongs to the text.
        """
        place = 0
        while True:
            if quoted:
                place = text.find('"', place)
                if place < 0:
                    return True
                doubled = text.startswith('""', place)
                quoted, place = doubled, place + 1 + doubled
            else:
                # Inside a line the «^» of the pattern never matches again: the search starts beyond it.
                opening = self._opening.search(text, place)
                if not opening:
                    return False
                quoted, place = True, opening.end()
