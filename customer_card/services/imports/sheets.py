"""The rows of a workbook's sheet, as the records that a separated file would have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from customer_card.domain.errors import Refused
from customer_card.domain.text_keys import plain_text
from customer_card.services.imports.cells import date_text, is_date, number_text
from customer_card.services.imports.packages import MEGABYTE, Handler, Package
from customer_card.services.imports.records import (
    MAXIMUM_CELL,
    MAXIMUM_CELLS,
    MAXIMUM_RECORD,
    Problem,
    Record,
)
from customer_card.services.imports.workbooks import Workbook

MAXIMUM_SHEET = 500 * MEGABYTE
MAXIMUM_ROWS = 1_048_576
MAXIMUM_MERGES = 200_000

# A character that XML cannot hold is written as its number; those that are no text stay as they stand.
_ESCAPED = re.compile(r"_x(0009|000A|000D|00[2-9A-F][0-9A-F]|0[1-9A-F][0-9A-F]{2}|[1-9A-CEF][0-9A-F]{3})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]+")
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that can be read: every row of it has been looked at once.

    ``last_line`` is the last row that is not empty. ``merges`` holds, by the row in which they
    begin, the columns whose cells are merged with those below, and the last row of each.
    """

    workbook: Workbook
    size: int
    last_line: int
    merges: dict[int, list[tuple[int, int]]]
    has_hidden_rows: bool

    def records(self) -> Iterator[tuple[Record, int]]:
        """The rows that are not empty, and how many bytes are done.

        Raises ``Refused`` when the file is no longer what it was when it was looked at.
        """
        merged: _Merged | None = None
        try:
            for record, done in _read(self.workbook, _Rows(self.workbook)):
                # The first row is the header, whose words are no values for rows below it.
                yield merged.filled(record) if merged else record, done
                merged = merged or _Merged(self.merges)
                if record.line == self.last_line:
                    return  # What follows is empty, and may be a million rows.
        except (Refused, OSError) as error:
            raise Refused("file_changed") from error


def open_sheet(workbook: Workbook) -> Sheet:
    """Look at a whole sheet, so that what is wrong with the file is known before a row is imported."""
    handler = _Rows(workbook)
    size = last_line = 0
    for record, done in _read(workbook, handler):
        size, last_line = done, record.line
    return Sheet(workbook, size, last_line, handler.merges, handler.has_hidden_rows)


def _read(workbook: Workbook, handler: _Rows) -> Iterator[tuple[Record, int]]:
    with Package(workbook.path) as package:
        for done in package.read(workbook.part, handler, MAXIMUM_SHEET):
            ready, handler.ready = handler.ready, []
            for record in ready:
                yield record, done


def column_index(reference: str, default: int) -> int:
    """The column of a cell's reference, counted from 0; «A1» is 0."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return default
    index = 0
    for letter in match[1]:
        index = 26 * index + ord(letter) - ord("A") + 1
    return index - 1


class _Merged:
    """Repeats the text of a cell that is merged with those below it in the rows that have texts of their own."""

    def __init__(self, merges: dict[int, list[tuple[int, int]]]) -> None:
        self._merges = merges
        self._open: dict[int, tuple[int, str]] = {}

    def filled(self, record: Record) -> Record:
        cells = record.cells
        if self._open:
            self._open = {column: kept for column, kept in self._open.items() if kept[0] >= record.line}
            for column, (_, text) in self._open.items():
                cells += [""] * (column + 1 - len(cells))
                cells[column] = cells[column] or text
        for column, last in self._merges.get(record.line, ()):
            if column < len(cells) and cells[column]:
                self._open[column] = (last, cells[column])
        return record


class _Rows(Handler):
    """Gathers the rows of a sheet: in ``ready`` those that are finished and not empty."""

    def __init__(self, workbook: Workbook) -> None:
        super().__init__()
        self.ready: list[Record] = []
        self.merges: dict[int, list[tuple[int, int]]] = {}
        self.has_hidden_rows = False
        self._merge_count = 0
        self._workbook = workbook
        self._line = 0
        self._is_hidden = False
        self._begin_row()
        self._begin_cell({}, -1)
        self._is_reading = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._begin_cell(attributes, self._column + 1)
        elif name in {"v", "t"}:
            self._is_reading = self._takes
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._takes = False
        elif name == "row":
            line = int(attributes.get("r", self._line + 1))
            # Two rows of one number would be taken for one.
            if not self._line < line <= MAXIMUM_ROWS:
                raise Refused("workbook_damaged")
            self._line = line
            self._is_hidden = attributes.get("hidden", "") in {"1", "true"}
            self._begin_row()
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._is_reading = False
        elif name == "rPh":
            self._takes = True
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()

    def text(self, content: str) -> None:
        if self._is_reading and self._length <= MAXIMUM_CELL:
            self._pieces.append(content)
            self._length += len(content)

    def _begin_row(self) -> None:
        self._column = -1
        self._cells: dict[int, str] = {}
        self._numbers: set[int] = set()
        self._problems: dict[int, Problem] = {}
        self._size = 0
        self._problem: Problem | None = None

    def _begin_cell(self, attributes: dict[str, str], following: int) -> None:
        self._column = column_index(attributes.get("r", ""), following)
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._pieces: list[str] = []
        self._length = 0
        self._takes = True
        self._has_formula = False

    def _end_cell(self) -> None:
        text = "".join(self._pieces)
        problem: Problem | None = None
        # A formula whose result is an empty text says that it is a text.
        if self._has_formula and not text and self._type != "str":
            problem = Problem("", "formula_without_result", {})
        elif text:
            text, problem = self._value(text)
        if not problem and not text.strip():
            return
        if self._column >= MAXIMUM_CELLS:
            self._problem = Problem("", "too_many_cells", {"maximum": str(MAXIMUM_CELLS)})
            return
        if len(text) > MAXIMUM_CELL:
            text, problem = "", Problem("", "cell_too_long", {"maximum": str(MAXIMUM_CELL)})
        self._size += len(text)
        if self._size > MAXIMUM_RECORD:
            self._problem = Problem("", "row_too_long", {"maximum": str(MAXIMUM_RECORD)})
            return
        self._cells[self._column] = text
        if problem:
            self._problems[self._column] = problem

    def _value(self, stored: str) -> tuple[str, Problem | None]:
        """A cell's text, as it shows where that matters; and what keeps it from being imported."""
        if self._type == "s":
            index = int(stored)
            if not 0 <= index < len(self._workbook.texts):
                raise Refused("workbook_damaged")
            return _unescaped(self._workbook.texts[index]), None
        if self._type in {"str", "inlineStr"}:
            return _unescaped(stored), None
        if self._type == "b":
            return "true" if stored.strip() == "1" else "false", None
        if self._type == "e":
            return stored, Problem("", "cell_is_error", {"example": plain_text(stored[:20])})
        if self._type == "d":
            return stored, Problem("", "cell_is_date", {"example": plain_text(stored[:20])})
        return self._number(stored)

    def _number(self, stored: str) -> tuple[str, Problem | None]:
        style = int(self._style)
        code = self._workbook.formats[style] if 0 <= style < len(self._workbook.formats) else "General"
        if is_date(code):
            shown = plain_text(date_text(stored, from_1904=self._workbook.from_1904))
            return shown, Problem("", "cell_is_date", {"example": shown})
        self._numbers.add(self._column)
        try:
            return number_text(stored, code), None
        except OverflowError:
            return stored, Problem("", "number_too_long", {"example": stored[:25]})

    def _end_row(self) -> None:
        if not self._cells and not self._problem:
            return
        self.has_hidden_rows |= self._is_hidden
        cells = [""] * (max(self._cells, default=-1) + 1)
        for column, text in self._cells.items():
            cells[column] = text
        self.ready.append(
            Record(
                self._line,
                [] if self._problem else cells,
                self._problem,
                problems={} if self._problem else self._problems,
                numbers=frozenset(self._numbers),
            )
        )

    def _merge(self, reference: str) -> None:
        match = _RANGE.fullmatch(reference)
        if not match or match[2] == match[3]:
            return
        self._merge_count += 1
        if self._merge_count > MAXIMUM_MERGES:
            raise Refused("merges_too_many", {"maximum": str(MAXIMUM_MERGES)})
        column = column_index(f"{match[1]}1", 0)
        if column < MAXIMUM_CELLS:
            self.merges.setdefault(int(match[2]), []).append((column, int(match[3])))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
