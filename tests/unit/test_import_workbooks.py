"""Finding the rows of a workbook: which sheet, what its cells show, and what no file can make the reader do."""

from __future__ import annotations

import re
import time
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from customer_card.domain.errors import Refused
from customer_card.services.imports.cells import number_text
from customer_card.services.imports.reading import Row, open_source
from tests.support.workbooks import MAIN, raw, relations, saved, shared_texts, text_row


def rows_of(path: Path) -> list[Row]:
    return list(open_source(path).rows())


def told(rows: list[Row]) -> list[tuple[int, str, str]]:
    return [(row.line, row.problem.field, row.problem.code) if row.problem else (row.line, "", "good") for row in rows]


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        open_source(path)
    return refused.value.code


def test_a_workbook_is_known_by_its_content_and_not_by_its_name(tmp_path: Path) -> None:
    path = saved(tmp_path, ["Kundnr", "Namn", "Ort"], ["0012", "Åkeri; AB", "Malmö"], name="customers.csv")
    [row] = rows_of(path)
    assert (row.line, row.cells) == (2, {"number": "0012", "name": "Åkeri; AB", "address.city": "Malmö"})


def test_a_text_file_is_no_workbook_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "customers.xlsx"
    path.write_text("Namn;Ort\nÅkeri AB;Malmö\n", encoding="utf-8")
    assert [row.cells["name"] for row in rows_of(path)] == ["Åkeri AB"]


def test_numbers_keep_the_zeros_and_hyphens_that_they_show(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Kundnr", "Namn", "Org.nr", "Postnr", "Anställda", "Omsättning", "Aktiv"])
    sheet.append([12, 4711, 5560125790, 1234, 7.0, 12500.126, True])
    for cell, code in (("A2", "00000"), ("C2", r"000000\-0000"), ("D2", '[$-41D]000" "00')):
        sheet[cell].number_format = code
    path = tmp_path / "customers.xlsx"
    book.save(path)
    [row] = rows_of(path)
    assert row.cells == {
        "number": "00012", "name": "4711", "organisation_number": "556012-5790", "address.postal_code": "012 34",
        "employees": "7", "revenue": "12500.13", "active": "true",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("stored", "code", "shown"),
    [
        ("5560125790", "General", "5560125790"),
        ("5.56012579E9", "General", "5560125790"),
        ("0.30000000000000004", "General", "0.3"),
        ("1E-7", "General", "0.0000001"),
        ("1234567", "#,##0", "1234567"),
        ("12345", "00", "12345"),
        ("0", "0000", "0000"),
        ("-5", "000", "-5"),
    ],
)
def test_a_number_is_told_as_it_is_meant(stored: str, code: str, shown: str) -> None:
    assert number_text(stored, code) == shown


def test_what_a_spreadsheet_has_spoilt_is_told_with_its_column(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Kundnr", "Namn", "Org.nr", "Okänd"])
    sheet.append([datetime(2026, 1, 2), "Datum AB", None, None])  # noqa: DTZ001 — a spreadsheet knows no zones.
    sheet.append([1, "=A1&A2", None, None])
    sheet.append([2, "#N/A", None, None])
    sheet.append([3, "Stort AB", 12345678901234567890, None])
    sheet.append([4, "Bra AB", None, "=NOW()"])
    sheet["B4"].data_type = "e"
    path = tmp_path / "customers.xlsx"
    book.save(path)
    rows = rows_of(path)
    assert told(rows) == [
        (2, "number", "cell_is_date"),
        (3, "name", "formula_without_result"),
        (4, "name", "cell_is_error"),
        (5, "organisation_number", "number_too_long"),
        (6, "", "good"),
    ]
    assert [row.problem.details.get("example") for row in rows if row.problem] == [
        "2026-01-02", None, "#N/A", "1.234567890123457e+19",
    ]  # fmt: skip


def test_a_formula_counts_as_what_it_showed_when_the_file_was_saved(tmp_path: Path) -> None:
    body = (
        text_row(1, "Namn", "Ort")
        + '<row r="2"><c r="A2" t="str"><f>HYPERLINK("http://x")</f><v>Åkeri AB</v></c>'
        + '<c r="B2" t="str"><f>[1]Annan!A1</f><v></v></c></row>'
    )
    links = relations(
        "worksheet", "worksheets/sheet1.xml", '<Relationship Id="rId2" Type="x/externalLink" Target="e"/>'
    )
    [row] = rows_of(raw(tmp_path, f"<sheetData>{body}</sheetData>", parts={"xl/_rels/workbook.xml.rels": links}))
    assert row.cells == {"name": "Åkeri AB"}


def test_texts_in_several_styles_and_with_escapes_are_whole(tmp_path: Path) -> None:
    styled = "<r><t>Åke</t></r><r><rPr><b/></rPr><t>ri_x000A_AB_x005F_</t></r><rPh><t>yomi</t></rPh>"
    parts = shared_texts("<t>Namn</t>", styled)
    body = '<row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row>'
    [row] = rows_of(raw(tmp_path, f"<sheetData>{body}</sheetData>", parts=parts))
    assert row.cells == {"name": "Åkeri\nAB_"}


def test_the_first_sheet_that_is_not_hidden_is_read_and_that_is_told(tmp_path: Path) -> None:
    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.title, hidden.sheet_state = "Listor", "hidden"
    hidden.append(["Namn"])
    for title, name in (("Kunder", "Åkeri AB"), ("Gamla", "Bageri AB")):
        sheet = book.create_sheet(title)
        sheet.append(["Namn"])
        sheet.append([name])
    book["Kunder"].row_dimensions[2].hidden = True
    path = tmp_path / "customers.xlsx"
    book.save(path)
    source = open_source(path)
    assert [row.cells["name"] for row in source.rows()] == ["Åkeri AB"]
    assert [(note.code, note.details) for note in source.notes] == [
        ("one_sheet_read", {"sheet": "Kunder", "others": "Listor, Gamla"}),
        ("hidden_rows_read", {}),
    ]


def test_a_first_sheet_without_customers_is_named(tmp_path: Path) -> None:
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "Omslag"
    book.create_sheet("Kunder").append(["Namn"])
    path = tmp_path / "customers.xlsx"
    book.save(path)
    assert refusal(path) == "sheet_empty"
    cover.append(["Välkommen"])
    book.save(path)
    assert refusal(path) == "name_column_missing_in_sheet"


def test_a_cell_merged_over_several_rows_counts_for_each_of_them(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Namn", "Ort", "Efternamn"],
        ["Åkeri AB", "Malmö", "Ek"],
        [None, None, "Al"],
        [],
        ["Bageri", "", "Alm"],
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("B5:C5")
    path = tmp_path / "customers.xlsx"
    book.save(path)
    assert [(row.line, row.cells) for row in rows_of(path)] == [
        (2, {"name": "Åkeri AB", "address.city": "Malmö", "contact.last_name": "Ek"}),
        (3, {"name": "Åkeri AB", "contact.last_name": "Al"}),
        (5, {"name": "Bageri"}),
    ]


def test_a_million_empty_rows_are_passed_over(tmp_path: Path) -> None:
    pieces = (f'<row r="{line}" ht="15"/>' for line in range(3, 1_000_003))
    path = raw(tmp_path, ["<sheetData>", text_row(1, "Namn"), text_row(2, "A"), *pieces, "</sheetData>"])
    began = time.perf_counter()
    assert told(rows_of(path)) == [(2, "", "good")]
    assert time.perf_counter() - began < 60


def test_a_row_of_too_many_filled_cells_is_an_error_of_its_own(tmp_path: Path) -> None:
    body = text_row(1, "Namn") + '<row r="2"><c r="A2"><v>1</v></c><c r="XFD2"><v>1</v></c></row>' + text_row(3, "B")
    assert told(rows_of(raw(tmp_path, f"<sheetData>{body}</sheetData>"))) == [
        (2, "", "too_many_cells"),
        (3, "", "good"),
    ]


def test_a_workbook_whose_names_have_prefixes_is_read(tmp_path: Path) -> None:
    plain = f"<sheetData>{text_row(1, 'Namn')}{text_row(2, 'Åkeri AB')}</sheetData>"
    prefixed = re.sub("<(/?)", r"<\1x:", plain)
    parts = {
        "xl/_rels/workbook.xml.rels": relations("worksheet", "prefixed.xml"),
        "xl/prefixed.xml": f'<x:worksheet xmlns:x="{MAIN}">{prefixed}</x:worksheet>',
    }
    assert [row.cells for row in rows_of(raw(tmp_path, "", parts=parts))] == [{"name": "Åkeri AB"}]
