"""Workbook files for tests: ordinary ones as a spreadsheet library writes them, and made-up ones from bare XML."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def saved(folder: Path, *rows: Sequence[Any], name: str = "customers.xlsx") -> Path:
    """A workbook of one sheet with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))  # pyright: ignore[reportOptionalMemberAccess]
    path = folder / name
    book.save(path)
    return path


def raw(folder: Path, sheet: str | Iterable[str], *, parts: dict[str, str] | None = None) -> Path:
    """A workbook whose only sheet has this XML between ``<worksheet>`` and ``</worksheet>``, and these parts."""
    path = folder / "customers.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        everything = {
            "_rels/.rels": relations("officeDocument", "xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels": relations("worksheet", "worksheets/sheet1.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
            '<sheets><sheet name="Kunder" sheetId="1" r:id="rId1"/></sheets></workbook>',
        } | (parts or {})
        for name, content in everything.items():
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f'<worksheet xmlns="{MAIN}">'.encode())
            for piece in [sheet] if isinstance(sheet, str) else sheet:
                part.write(piece.encode())
            part.write(b"</worksheet>")
    return path


def relations(kind: str, target: str, more: str = "") -> str:
    """A part's relation to another."""
    return (
        f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/{kind}" Target="{target}"/>{more}</Relationships>'
    )


def text_row(line: int, *cells: str) -> str:
    """The XML of a row of texts."""
    inner = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' if cell else "<c/>" for cell in cells)
    return f'<row r="{line}">{inner}</row>'


def shared_texts(*texts: str) -> dict[str, str]:
    """The parts of a workbook whose cells share these texts."""
    more = '<Relationship Id="rId9" Type="x/sharedStrings" Target="/xl/texts.xml"/>'
    return {
        "xl/_rels/workbook.xml.rels": relations("worksheet", "worksheets/sheet1.xml", more),
        "xl/texts.xml": f"<sst>{''.join(f'<si>{text}</si>' for text in texts)}</sst>",
    }
