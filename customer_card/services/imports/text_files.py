"""Text files of separated cells: how they are encoded and separated. They are read as streams."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from customer_card.domain.errors import Refused
from customer_card.services.imports.headers import count_known
from customer_card.services.imports.records import Record, records

DELIMITERS = (";", ",", "\t", "|")
_BLOCK = 1 << 20
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_LOST_BYTE = re.compile(r"[\udc80-\udcff]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class TextFile:
    """A separated file. Where ``is_damaged``, bytes that its encoding does not know become surrogates."""

    path: Path
    size: int
    encoding: str
    delimiter: str
    is_damaged: bool = False

    def records(self) -> Iterator[tuple[Record, int]]:
        """The records that are not empty, and how many bytes are done.

        Raises ``Refused`` when the file is no longer what it was when it was looked at.
        """
        try:
            with _opened(self.path, self.encoding, is_damaged=self.is_damaged) as handle:
                for record in records(handle, self.delimiter):
                    yield record, handle.buffer.tell()
        except (OSError, UnicodeError) as error:
            raise Refused("file_changed") from error

    def other_delimiter(self, record: Record, width: int) -> str | None:
        """Which separator would give a record that has none as many cells as the header, or None."""
        if len(record.cells) != 1 or width < 3:
            return None
        others = (other for other in DELIMITERS if other != self.delimiter)
        return next((other for other in others if record.cells[0].count(other) == width - 1), None)


def open_text_file(
    path: Path, size: int, encoding: str | None = None, delimiter: str | None = None
) -> tuple[TextFile, Record]:
    """Find out how a file is encoded and separated. Returns it with its header's record.

    Raises ``Refused`` for a file that cannot be read as a whole, before any row is looked at.
    """
    if encoding:
        known, is_damaged = _checked_encoding(path, encoding), False
    else:
        known, is_damaged = _found_encoding(path)
    found, header = _header(path, known, _checked_delimiter(delimiter), is_damaged=is_damaged)
    return TextFile(path, size, known, found, is_damaged), header


def _found_encoding(path: Path) -> tuple[str, bool]:
    """The encoding, and whether single bytes do not belong to it.

    By its mark; else UTF-8 when the whole file is that, or all but a few bytes of it, which
    then make bad rows instead of a whole file of wrong letters; else Windows-1252.
    """
    with _bytes_of(path) as file:
        start = file.read(400)
    marked = next((name for mark, name in _BOMS.items() if start.startswith(mark)), None) or _unmarked_utf_16(start)
    if marked and _undecodable_line(path, marked) is None:
        return marked, False
    if not marked and _undecodable_line(path, "utf-8") is None:
        return "utf-8", False
    if marked in {None, "utf-8-sig"} and _is_mostly_utf_8(path):
        return marked or "utf-8", True
    line = _undecodable_line(path, marked or "cp1252")
    if line is None:
        return "cp1252", False
    raise Refused("encoding_unknown", {"line": str(line)})


def _unmarked_utf_16(start: bytes) -> str | None:
    """UTF-16 without a mark: in text of European languages every other byte is zero."""
    for codec, zeros, others in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        if zeros.count(0) * 2 > len(zeros) and not others.count(0):
            return codec
    return None


def _is_mostly_utf_8(path: Path) -> bool:
    """Whether more letters beyond ASCII are right in UTF-8 than bytes are wrong.

    In text of another encoding hardly any sequence of bytes happens to be right.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    balance = 0
    with _bytes_of(path) as file:
        while block := file.read(_BLOCK):
            text = decoder.decode(block)
            balance += sum(1 for _ in _BEYOND_ASCII.finditer(text)) - sum(1 for _ in _LOST_BYTE.finditer(text))
    return balance > 0


def _checked_encoding(path: Path, name: str) -> str:
    try:
        canonical = codecs.lookup(name).name
        "".encode(canonical)
    except (LookupError, UnicodeError) as error:
        raise Refused("encoding_name", {"encoding": name}) from error
    # A mark at the beginning is no part of the first header, whether or not it was expected.
    usable = "utf-8-sig" if canonical == "utf-8" else canonical
    line = _undecodable_line(path, usable)
    if line is not None:
        raise Refused("encoding_wrong", {"encoding": name, "line": str(line)})
    return usable


def _undecodable_line(path: Path, encoding: str) -> int | None:
    """The first line that is not in this encoding, or None."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with _bytes_of(path) as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
                line += block.count(b"\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            return line + error.object[: error.start].count(b"\n")
        except UnicodeError:
            return line
    return None


def _bytes_of(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise Refused("file_unreadable", {"file": str(path)}) from error


def _opened(path: Path, encoding: str, *, is_damaged: bool) -> TextIO:
    try:
        # Without translation of line ends, a quoted line end inside a cell stays what it is.
        return path.open(encoding=encoding, errors="surrogateescape" if is_damaged else "strict", newline="")
    except OSError as error:
        raise Refused("file_unreadable", {"file": str(path)}) from error


def _checked_delimiter(text: str | None) -> str | None:
    if not text:
        return None
    delimiter = {"tab": "\t", "\\t": "\t"}.get(text.lower(), text)
    if len(delimiter) != 1 or delimiter.isalnum() or delimiter in '"\r\n\0 ':
        raise Refused("delimiter_unknown")
    return delimiter


def _header(path: Path, encoding: str, delimiter: str | None, *, is_damaged: bool) -> tuple[str, Record]:
    """The separator under which most of the header's words are known, and the header."""
    with _opened(path, encoding, is_damaged=is_damaged) as handle:
        directive = re.fullmatch(r'\ufeff?"?sep=(.)"?\s*', handle.readline(20), re.IGNORECASE)
        if directive:
            # Spreadsheet programs write and read this line above the header.
            delimiter = delimiter or directive[1]
        best: tuple[int, int] = (-1, 0)
        header: tuple[str, Record] | None = None
        for candidate in (delimiter,) if delimiter else DELIMITERS:
            handle.seek(0)
            record = _first_record(handle, candidate, 2 if directive else 1)
            if record is None:
                continue
            score = (count_known(record.cells), len(record.cells))
            if score > best:
                best, header = score, (candidate, record)
    if header is None:
        raise Refused("file_empty")
    return header


def _first_record(handle: TextIO, delimiter: str, from_line: int) -> Record | None:
    for record in records(handle, delimiter):
        if record.line >= from_line:
            if record.problem or record.problems:
                raise Refused("header_unreadable")
            return record
    return None
