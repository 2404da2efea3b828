"""From a file to its rows, whether it is a text file or a workbook: what its columns mean, what each row holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from customer_card.domain.errors import Refused
from customer_card.services.imports import packages
from customer_card.services.imports.cells import rounded
from customer_card.services.imports.headers import Columns, field_of, letters, recognise
from customer_card.services.imports.records import Problem, Record
from customer_card.services.imports.sheets import Sheet, open_sheet
from customer_card.services.imports.text_files import TextFile, open_text_file
from customer_card.services.imports.workbooks import open_workbook

MAXIMUM_MEGABYTES = 200
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Row:
    """The filled-in cells of a row by field, or the one reason why it could not be read.

    ``numbers`` names the fields that a spreadsheet keeps as numbers, which have no leading zeros.
    """

    line: int
    position: int
    cells: dict[str, str]
    problem: Problem | None = None
    numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be read: how it is written, what its columns mean, and what to know about it."""

    path: Path
    table: TextFile | Sheet
    columns: Columns
    header_line: int
    notes: tuple[Problem, ...] = ()

    @property
    def size(self) -> int:
        """In the same bytes as the positions of the rows."""
        return self.table.size

    def rows(self) -> Iterator[Row]:
        """The rows below the header, empty ones left out; positions are in bytes, for showing progress.

        Raises ``Refused`` when the file is no longer what it was when it was looked at.
        """
        for record, position in self.table.records():
            if record.line > self.header_line:
                problem = record.problem or self._problem(record)
                if problem:
                    yield Row(record.line, position, {}, problem)
                else:
                    yield self._row(record, position)
                if problem and problem.code == "header_other":
                    return

    def _row(self, record: Record, position: int) -> Row:
        cells: dict[str, str] = {}
        numbers: set[str] = set()
        for column, (field, cell) in enumerate(zip(self.columns.fields, record.cells, strict=False)):
            if field and (text := cell.strip()):
                cells[field] = text
                if column in record.numbers:
                    numbers.add(field)
        if "revenue" in numbers:
            cells["revenue"] = rounded(cells["revenue"])
        return Row(record.line, position, cells, numbers=frozenset(numbers))

    def _problem(self, record: Record) -> Problem | None:
        """What is wrong with a row before its cells are looked at one by one."""
        fields = self.columns.fields
        for column, field in enumerate(fields):
            if field and column in record.problems:
                return replace(record.problems[column], field=field)
        if any(cell.strip() for cell in record.cells[len(fields) :]):
            # An unquoted separator inside a cell has moved every later cell into a wrong column.
            return Problem("", "cells_beyond_header", {})
        if isinstance(self.table, TextFile) and (other := self.table.other_delimiter(record, len(fields))):
            shown = {"\t": "tab"}
            own = self.table.delimiter
            return Problem("", "delimiter_other", {"found": shown.get(other, other), "own": shown.get(own, own)})
        return self._header_again(record.cells)

    def _header_again(self, cells: list[str]) -> Problem | None:
        """Files that were put together have a header in their midst, of the same columns or of others."""
        place = self.columns.fields.index("name")
        filled = [cell for cell in cells if cell.strip()]
        if place < len(cells) and letters(cells[place]) == letters(self.columns.titles["name"]):
            fields = [field_of(cell) for cell in cells]
            if all(found == field for found, field in zip(fields, self.columns.fields, strict=False) if field):
                return Problem("", "header_again", {})
        if len(filled) > 2 and all(map(field_of, filled)):
            return Problem("", "header_other", {})
        return None


def open_source(path: Path, encoding: str | None = None, delimiter: str | None = None) -> Source:
    """Look at a file: what it is by its content, and what its columns mean.

    Raises ``Refused`` for a file that cannot be read as a whole, before any row is looked at.
    """
    size = _size_of(path)
    start = _start_of(path)
    if start.startswith(_OLD_OFFICE):
        raise Refused("old_workbook")
    if start.startswith(_ZIP):
        return _open_workbook(path, size)
    table, header = open_text_file(path, size, encoding, delimiter)
    return Source(path, table, recognise(header.cells), header.line)


def _open_workbook(path: Path, size: int) -> Source:
    if size > packages.MAXIMUM_MEGABYTES * packages.MEGABYTE:
        raise Refused("file_too_large", {"maximum": str(packages.MAXIMUM_MEGABYTES)})
    workbook = open_workbook(path)
    sheet = open_sheet(workbook)
    header = next((record for record, _ in sheet.records()), None)
    if header is None:
        raise Refused("sheet_empty", {"sheet": workbook.sheet})
    if header.problem:
        raise Refused("header_unreadable")
    try:
        columns = recognise(header.cells)
    except Refused as refused:
        if refused.code == "name_column_missing" and workbook.others:
            raise Refused("name_column_missing_in_sheet", {"sheet": workbook.sheet}) from refused
        raise
    return Source(path, sheet, columns, header.line, tuple(_notes(sheet)))


def _notes(sheet: Sheet) -> Iterator[Problem]:
    if sheet.workbook.others:
        others = ", ".join(sheet.workbook.others[:10])
        yield Problem("", "one_sheet_read", {"sheet": sheet.workbook.sheet, "others": others})
    if sheet.has_hidden_rows:
        yield Problem("", "hidden_rows_read", {})


def _size_of(path: Path) -> int:
    try:
        if not path.is_file():
            raise Refused("file_missing", {"file": str(path)})
        size = path.stat().st_size
    except OSError as error:
        raise Refused("file_unreadable", {"file": str(path)}) from error
    if size > MAXIMUM_MEGABYTES * 1024 * 1024:
        raise Refused("file_too_large", {"maximum": str(MAXIMUM_MEGABYTES)})
    if size == 0:
        raise Refused("file_empty")
    return size


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(8)
    except OSError as error:
        raise Refused("file_unreadable", {"file": str(path)}) from error
