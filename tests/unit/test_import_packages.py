"""Workbook files that were made to harm: refused or read, within bounds, and never anything else."""

from __future__ import annotations

import random
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from customer_card.domain.errors import Refused
from customer_card.services.imports import packages, sheets, workbooks
from customer_card.services.imports.reading import open_source
from tests.support.workbooks import raw, relations, saved, shared_texts, text_row


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        open_source(path)
    return refused.value.code


def test_memory_stays_small_whatever_a_sheet_holds(tmp_path: Path) -> None:
    wide = "".join(f'<row r="{line}">{"<c/>" * 5000}</row>' for line in range(2, 30))
    long = text_row(30, "B", random.Random(1).randbytes(5_000_000).hex())
    path = raw(tmp_path, f"<sheetData>{text_row(1, 'Namn', 'Beskrivning')}{wide}{long}{text_row(31, 'C')}</sheetData>")
    tracemalloc.start()
    rows = list(open_source(path).rows())
    assert [(row.line, row.problem.code if row.problem else "good") for row in rows] == [
        (30, "cell_too_long"),
        (31, "good"),
    ]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = raw(tmp_path, ("<row/>" * 100_000 for _ in range(40)))
    assert path.stat().st_size < 100_000
    assert refusal(path) == "workbook_too_large"


def test_a_part_that_says_it_is_smaller_than_it_is_is_damaged(tmp_path: Path) -> None:
    path = raw(tmp_path, f"<sheetData>{text_row(1, 'Namn')}{text_row(2, 'A') * 1000}</sheetData>")
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        true_size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(content.replace(true_size.to_bytes(4, "little"), (500).to_bytes(4, "little")))
    assert refusal(path) == "workbook_damaged"


def test_an_archive_of_very_many_files_is_refused_before_they_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "customers.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(packages.MAXIMUM_ENTRIES + 1):
            archive.writestr(str(number), b"")
    assert refusal(path) == "workbook_entries"


@pytest.mark.parametrize("limit", ["MAXIMUM_TEXT_COUNT", "MAXIMUM_TEXTS"])
def test_more_shared_texts_than_memory_should_hold_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(workbooks, limit, 50)
    path = raw(tmp_path, f"<sheetData>{text_row(1, 'Namn')}</sheetData>", parts=shared_texts(*map(str, range(100))))
    assert refusal(path) == "workbook_too_large"


def test_a_larger_sheet_and_more_merged_cells_than_can_be_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    merges = "".join(f'<mergeCell ref="A{line}:A{line + 1}"/>' for line in range(1, 40, 2))
    path = raw(tmp_path, f"<sheetData>{text_row(1, 'Namn')}</sheetData><mergeCells>{merges}</mergeCells>")
    monkeypatch.setattr(sheets, "MAXIMUM_MERGES", 10)
    assert refusal(path) == "merges_too_many"
    monkeypatch.setattr(sheets, "MAXIMUM_SHEET", 100)
    assert refusal(path) == "workbook_too_large"


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><row/>',
        "<sheetData>" + "<a>" * 1000 + "</a>" * 1000 + "</sheetData>",
        "<sheetData>" + "".join(f"<a{number}/>" for number in range(3000)) + "</sheetData>",
        f'<sheetData><row r="1" spans="{"1" * 3_000_000}"/></sheetData>',
        f"<sheetData>{text_row(5, 'Namn')}{text_row(5, 'A')}</sheetData>",
        f"<sheetData>{text_row(5, 'Namn')}{text_row(4, 'A')}</sheetData>",
        f"<sheetData>{text_row(2_000_000, 'Namn')}</sheetData>",
        f'<sheetData><row r="{"9" * 5000}"/></sheetData>',
        "<sheetData><row><c><v>ett</v></c></row></sheetData>",
        '<sheetData><row><c t="s"><v>7</v></c></row></sheetData>',
        '<sheetData><row><c t="s"><v>-1</v></c></row></sheetData>',
        "<sheetData><row><c><v>inf</v></c></row></sheetData>",
        "<sheetData><row><c><v>&#0;</v></c></row></sheetData>",
        "<sheetData><row>",
    ],
)
def test_a_sheet_that_no_spreadsheet_program_writes_is_damaged(tmp_path: Path, body: str) -> None:
    assert refusal(raw(tmp_path, body)) == "workbook_damaged"


def test_entities_and_addresses_in_the_parts_around_the_sheet_are_refused_too(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook>&a;</workbook>'
    assert refusal(raw(tmp_path, "", parts={"xl/workbook.xml": bomb})) == "workbook_damaged"
    outside = relations("worksheet", 'http://example.com/a.xml" TargetMode="External')
    assert refusal(raw(tmp_path, "", parts={"xl/_rels/workbook.xml.rels": outside})) == "no_visible_sheet"
    above = relations("worksheet", "../../../etc/passwd")
    assert refusal(raw(tmp_path, "", parts={"xl/_rels/workbook.xml.rels": above})) == "workbook_damaged"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04", "workbook_damaged"),
        (b"PK\x03\x04" + bytes(100), "workbook_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_workbook"),
    ],
)
def test_what_only_begins_like_a_workbook_is_told_apart(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "customers.xlsx"
    path.write_bytes(content)
    assert refusal(path) == code


def test_another_archive_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "customers.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    assert refusal(path) == "not_a_workbook"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_the_ordinary_packing_is_unpacked(tmp_path: Path, method: int) -> None:
    path = tmp_path / "customers.xlsx"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert refusal(path) == "workbook_damaged"


def test_a_workbook_that_changes_while_it_is_read_is_told(tmp_path: Path) -> None:
    source = open_source(saved(tmp_path, ["Namn"], ["Åkeri AB"]))
    source.path.write_bytes(b"PK")
    with pytest.raises(Refused, match="file_changed"):
        list(source.rows())


def test_whatever_bytes_of_a_workbook_change_it_is_read_or_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, ["Kundnr", "Namn", "Ort"], [1, "Åkeri AB", "Malmö"], ["2", "=A1", 3.5])
    whole, chance = path.read_bytes(), random.Random(10)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if "theme" not in name}

    def changed(content: bytes) -> bytes:
        place, junk = chance.randrange(len(content)), (b"<", b">", b'"', b"&", b"-1", b"9" * 30, b"nan", b"\xff")
        return content[:place] + chance.choice(junk) + content[place + chance.randrange(20) :]

    for _ in range(300):
        if chance.random() < 0.3:
            path.write_bytes(changed(whole))
        else:
            name = chance.choice(sorted(parts))
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                for part, content in parts.items():
                    archive.writestr(part, changed(content) if part == name else content)
        try:
            lines = [row.line for row in open_source(path).rows()]
        except Refused:
            continue
        assert lines == sorted(set(lines))
