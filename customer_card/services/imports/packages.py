"""The parts of a workbook file, a ZIP archive of XML.

What a part would unpack to is known and bounded before anything is unpacked, and its XML is
read as a stream that keeps nothing, so that no file can make the program large or slow.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from customer_card.domain.errors import Refused

MEGABYTE = 1 << 20
MAXIMUM_MEGABYTES = 50
MAXIMUM_ENTRIES = 2000
MAXIMUM_RATIO = 200
MAXIMUM_DEPTH = 50
MAXIMUM_NAMES = 2000
MAXIMUM_TOKEN = MEGABYTE

_RATIO_FROM = 10 * MEGABYTE
_MAXIMUM_DIRECTORY = MEGABYTE
_CHUNK = 64 * 1024
_END_OF_DIRECTORY = 22
_ENCRYPTED = 1
# The other methods unpack a little input into any amount of output at once.
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    SAXException,
    DefusedXmlException,
    EOFError,
    ValueError,
    RuntimeError,
    struct.error,
)


class Handler(ContentHandler):
    """What is done with the XML of a part; names come without their namespaces' prefixes.

    Raises ``Refused`` for XML that is nested or named as no spreadsheet program does it: the
    parser would remember every level and every name.
    """

    def __init__(self) -> None:
        super().__init__()
        self.events = 0
        self._depth = 0
        self._local: dict[str, str] = {}

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 — the library's name
        """An element begins."""
        self.events += 1
        self._depth += 1
        if self._depth > MAXIMUM_DEPTH:
            raise Refused("workbook_damaged")
        known = self._local
        attributes = {known.get(key) or self._learnt(key): value for key, value in attrs.items()}
        self.begin(known.get(name) or self._learnt(name), attributes)

    def endElement(self, name: str) -> None:  # noqa: N802 — the library's name
        """An element ends."""
        self._depth -= 1
        self.end(self._local[name])

    def characters(self, content: str) -> None:
        """Text, or a piece of it."""
        self.events += 1
        self.text(content)

    def _learnt(self, name: str) -> str:
        if len(self._local) >= MAXIMUM_NAMES:
            raise Refused("workbook_damaged")
        return self._local.setdefault(name, name.rpartition(":")[2])

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, content: str) -> None:
        """A piece of text."""


class Package:
    """An open workbook file. Every failure to read it is ``Refused("workbook_damaged")``."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        """Open the archive, once its list of contents is known to be short."""
        try:
            _check_directory(self._path)
            self._archive = zipfile.ZipFile(self._path)
        except _BROKEN as error:
            raise Refused("workbook_damaged") from error
        except OSError as error:
            raise Refused("file_unreadable", {"file": str(self._path)}) from error
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """Close the archive."""
        self._archive.close()

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name in self._archive.NameToInfo

    def size(self, name: str, maximum: int) -> int:
        """How many bytes a part unpacks to; never more, whatever the packed data holds.

        Raises ``Refused`` when that is too much.
        """
        info = self._archive.NameToInfo.get(name)
        if info is None or info.compress_type not in _METHODS or info.flag_bits & _ENCRYPTED:
            raise Refused("workbook_damaged")
        bomb = info.file_size > _RATIO_FROM and info.file_size > MAXIMUM_RATIO * info.compress_size
        if bomb or info.file_size > maximum:
            raise Refused("workbook_too_large", {"maximum": str(maximum // MEGABYTE)})
        return info.file_size

    def read(self, name: str, handler: Handler, maximum: int) -> Iterator[int]:
        """Hand a part's XML to the handler, piece by piece. Gives how many bytes are done."""
        self.size(name, maximum)
        try:
            yield from self._parse(name, handler)
        except (*_BROKEN, OSError) as error:
            raise Refused("workbook_damaged") from error

    def read_whole(self, name: str, handler: Handler, maximum: int) -> None:
        """Hand all of a part's XML to the handler."""
        for _ in self.read(name, handler, maximum):
            pass

    def _parse(self, name: str, handler: Handler) -> Iterator[int]:
        parser = create_parser(forbid_dtd=True)
        parser.setContentHandler(handler)
        done = silent = 0
        with self._archive.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                before = handler.events
                parser.feed(chunk)
                done += len(chunk)
                # A tag without an end is parsed anew with every piece of it.
                silent = 0 if handler.events != before else silent + len(chunk)
                if silent > MAXIMUM_TOKEN:
                    raise Refused("workbook_damaged")
                yield done
        parser.close()


def _check_directory(path: Path) -> None:
    """Refuse an archive whose list of contents alone would fill the memory.

    The large form of the list is for archives of more than 4 GB or 65,535 files.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 0xFFFF - _END_OF_DIRECTORY))
        tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < _END_OF_DIRECTORY:
        raise zipfile.BadZipFile
    entries, directory = struct.unpack_from("<HL", tail, place + 10)
    large_form = tail[max(0, place - 20) : place].startswith(b"PK\x06\x07")
    if large_form or entries > MAXIMUM_ENTRIES or directory > _MAXIMUM_DIRECTORY:
        raise Refused("workbook_entries", {"maximum": str(MAXIMUM_ENTRIES)})
