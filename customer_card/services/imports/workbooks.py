"""Which sheet of a workbook is read, and what its cells need: shared texts and number formats.

Nothing that a workbook points to outside itself is ever looked at.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl.styles.numbers import BUILTIN_FORMATS

from customer_card.domain.errors import Refused
from customer_card.domain.text_keys import plain_text
from customer_card.services.imports.packages import MEGABYTE, Handler, Package
from customer_card.services.imports.records import MAXIMUM_CELL

MAXIMUM_PART = 10 * MEGABYTE
MAXIMUM_TEXTS = 128 * MEGABYTE
MAXIMUM_TEXT_COUNT = 2_000_000
_MAXIMUM_FORMATS = 100_000


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheet that is read, the names of the others, and what cells refer to."""

    path: Path
    part: str
    sheet: str
    others: tuple[str, ...]
    texts: list[str] = field(repr=False)
    formats: list[str] = field(repr=False)
    from_1904: bool = False


def open_workbook(path: Path) -> Workbook:
    """Look at a workbook. The first sheet that is not hidden is the one that is read.

    Raises ``Refused`` when it is none, is damaged, or would unpack to too much.
    """
    with Package(path) as package:
        main = next(iter(_targets(package, "", "officeDocument").values()), "xl/workbook.xml")
        if not main.endswith(".xml") or not package.has(main):
            raise Refused("not_a_workbook")
        found = _Main()
        package.read_whole(main, found, MAXIMUM_PART)
        parts = _targets(package, main, "worksheet")
        sheets = [(name, parts[relation]) for name, relation in found.visible if relation in parts]
        if not sheets:
            raise Refused("no_visible_sheet")
        name, part = sheets[0]
        others = tuple(title for title, relation in found.all if parts.get(relation) != part)
        return Workbook(path, part, name, others, _texts(package, main), _formats(package, main), found.from_1904)


def _targets(package: Package, part: str, kind: str) -> dict[str, str]:
    """The parts of a kind to which a part is related, by the relations' ids."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if not package.has(relations):
        return {}
    found = _Relations(kind)
    package.read_whole(relations, found, MAXIMUM_PART)
    return {key: posixpath.normpath(posixpath.join("/", folder, target))[1:] for key, target in found.targets.items()}


def _texts(package: Package, main: str) -> list[str]:
    handler = _Texts()
    for part in _targets(package, main, "sharedStrings").values():
        package.read_whole(part, handler, MAXIMUM_TEXTS)
    return handler.texts


def _formats(package: Package, main: str) -> list[str]:
    handler = _Formats()
    for part in _targets(package, main, "styles").values():
        package.read_whole(part, handler, MAXIMUM_PART)
    return [handler.codes.get(key) or BUILTIN_FORMATS.get(key, "General") for key in handler.used]


class _Relations(Handler):
    """The relations of a part to others of a kind within the file."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self.targets: dict[str, str] = {}

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        is_wanted = attributes.get("Type", "").rpartition("/")[2] == self._kind
        if name == "Relationship" and is_wanted and attributes.get("TargetMode") != "External":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class _Main(Handler):
    """The names of the sheets, and from which year days are counted."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[tuple[str, str]] = []
        self.visible: list[tuple[str, str]] = []
        self.from_1904 = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "") in {"1", "true"}
        elif name == "sheet":
            sheet = (plain_text(attributes.get("name", "")[:100]), attributes.get("id", ""))
            self.all.append(sheet)
            if attributes.get("state", "visible") == "visible":
                self.visible.append(sheet)


class _Texts(Handler):
    """The texts that cells share, cut where a cell would be refused for its length."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._length = 0
        self._takes = self._is_reading = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._pieces, self._length, self._takes = [], 0, True
            if len(self.texts) >= MAXIMUM_TEXT_COUNT:
                raise Refused("workbook_too_large", {"maximum": str(MAXIMUM_TEXTS // MEGABYTE)})
        elif name == "rPh":
            self._takes = False  # How East Asian words are pronounced is no part of the text.
        elif name == "t":
            self._is_reading = self._takes

    def end(self, name: str) -> None:
        if name == "si":
            self.texts.append("".join(self._pieces))
        elif name == "rPh":
            self._takes = True
        elif name == "t":
            self._is_reading = False

    def text(self, content: str) -> None:
        if self._is_reading and self._length <= MAXIMUM_CELL:
            self._pieces.append(content)
            self._length += len(content)


class _Formats(Handler):
    """The number formats that cells use: their codes by id, and the id of each cell style."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[int, str] = {}
        self.used: list[int] = []
        self._is_of_cells = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "cellXfs":
            self._is_of_cells = True
        elif name == "numFmt" and len(self.codes) < _MAXIMUM_FORMATS:
            self.codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")[:200]
        elif name == "xf" and self._is_of_cells and len(self.used) < _MAXIMUM_FORMATS:
            self.used.append(int(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_of_cells = False
