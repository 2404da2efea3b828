"""From a file to its rows: encoding, separator and header. The file is read as a stream."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from customer_card.domain.errors import Refused
from customer_card.services.imports.headers import Columns, count_known, recognise
from customer_card.services.imports.records import Problem, Record, records

MAXIMUM_MEGABYTES = 200
DELIMITERS = (";", ",", "\t", "|")
_BLOCK = 1 << 20
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True, slots=True)
class Row:
    """The filled-in cells of a row by field, or the one reason why it could not be read."""

    line: int
    position: int
    cells: dict[str, str]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be read: how it is written, and what its columns mean."""

    path: Path
    size: int
    encoding: str
    delimiter: str
    columns: Columns
    header_line: int

    def rows(self) -> Iterator[Row]:
        """The rows below the header, empty ones left out; positions are in bytes, for showing progress.

        Raises ``Refused`` when the file is no longer what it was when it was looked at.
        """
        try:
            with _opened(self.path, self.encoding) as handle:
                for record in records(handle, self.delimiter):
                    if record.line > self.header_line:
                        yield self._row(record, handle.buffer.tell())
        except (OSError, UnicodeError) as error:
            raise Refused("file_changed") from error

    def _row(self, record: Record, position: int) -> Row:
        if record.problem:
            return Row(record.line, position, {}, record.problem)
        fields = self.columns.fields
        if any(cell.strip() for cell in record.cells[len(fields) :]):
            # An unquoted separator inside a cell has moved every later cell into a wrong column.
            return Row(record.line, position, {}, Problem("", "cells_beyond_header", {}))
        cells = {
            field: text for field, cell in zip(fields, record.cells, strict=False) if field and (text := cell.strip())
        }
        return Row(record.line, position, cells)


def open_source(path: Path, encoding: str | None = None, delimiter: str | None = None) -> Source:
    """Look at a file: how it is encoded and separated, and what its columns mean.

    Raises ``Refused`` for a file that cannot be read as a whole, before any row is looked at.
    """
    size = _size_of(path)
    known_encoding = _checked_encoding(path, encoding) if encoding else _found_encoding(path)
    try:
        header_line, titles, found = _header(path, known_encoding, _checked_delimiter(delimiter))
    except csv.Error as error:
        raise Refused("header_unreadable") from error
    return Source(path, size, known_encoding, found, recognise(titles), header_line)


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


def _found_encoding(path: Path) -> str:
    """The encoding by its mark, else UTF-8 when the whole file is that, else Windows-1252."""
    with _bytes_of(path) as file:
        start = file.read(4)
    marked = next((name for mark, name in _BOMS.items() if start.startswith(mark)), None)
    for candidate in (marked,) if marked else ("utf-8", "cp1252"):
        if _decodes(path, candidate):
            return candidate
    raise Refused("encoding_unknown")


def _checked_encoding(path: Path, name: str) -> str:
    try:
        canonical = codecs.lookup(name).name
        "".encode(canonical)
    except (LookupError, UnicodeError) as error:
        raise Refused("encoding_name", {"encoding": name}) from error
    # A mark at the beginning is no part of the first header, whether or not it was expected.
    usable = "utf-8-sig" if canonical == "utf-8" else canonical
    if not _decodes(path, usable):
        raise Refused("encoding_wrong", {"encoding": name})
    return usable


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with _bytes_of(path) as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def _bytes_of(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise Refused("file_unreadable", {"file": str(path)}) from error


def _opened(path: Path, encoding: str) -> TextIO:
    try:
        # Without translation of line ends, a quoted line end inside a cell stays what it is.
        return path.open(encoding=encoding, newline="")
    except OSError as error:
        raise Refused("file_unreadable", {"file": str(path)}) from error


def _checked_delimiter(text: str | None) -> str | None:
    if not text:
        return None
    delimiter = {"tab": "\t", "\\t": "\t"}.get(text.lower(), text)
    if len(delimiter) != 1 or delimiter.isalnum() or delimiter in '"\r\n\0 ':
        raise Refused("delimiter_unknown")
    return delimiter


def _header(path: Path, encoding: str, delimiter: str | None) -> tuple[int, list[str], str]:
    """The header's line and cells, and the separator under which most of its words are known."""
    with _opened(path, encoding) as handle:
        directive = re.fullmatch(r'\ufeff?"?sep=(.)"?\s*', handle.readline(20), re.IGNORECASE)
    if directive:
        # Spreadsheet programs write and read this line above the header.
        delimiter = delimiter or directive[1]
    best: tuple[int, int] = (-1, 0)
    header: tuple[int, list[str], str] | None = None
    for candidate in (delimiter,) if delimiter else DELIMITERS:
        record = _first_record(path, encoding, candidate, 2 if directive else 1)
        if record is None:
            continue
        score = (count_known(record.cells), len(record.cells))
        if score > best:
            best, header = score, (record.line, record.cells, candidate)
    if header is None:
        raise Refused("file_empty")
    return header


def _first_record(path: Path, encoding: str, delimiter: str, from_line: int) -> Record | None:
    with _opened(path, encoding) as handle:
        for record in records(handle, delimiter):
            if record.line >= from_line:
                if record.problem:
                    raise Refused("header_unreadable")
                return record
    return None
