"""Files that harm: whatever one holds, the report says it by row and column, and what it says is what is kept."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from typer.testing import Result

from customer_card.services.imports import running
from customer_card.services.imports.reasons import REASONS
from customer_card.services.imports.records import MAXIMUM_RECORD
from customer_card.settings import settings
from tests.services.test_import_command import Command, report_of
from tests.support.engines import Engine
from tests.support.workbooks import raw, saved, text_row

Make = Callable[..., Path]


@pytest.fixture
def command(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command over an empty database."""
    url = engine.fresh("empty")
    monkeypatch.setattr(settings, "database_url", url)
    return Command(url, tmp_path)


@pytest.fixture(params=["csv", "xlsx"])
def table(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Writes rows of cells as either kind of file."""

    def as_text(*rows: Sequence[Any]) -> Path:
        path = tmp_path / "customers.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
        return path

    def as_workbook(*rows: Sequence[Any]) -> Path:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(line, column)
                cell.value = value
                cell.data_type = "s"
        path = tmp_path / "customers.xlsx"
        book.save(path)
        return path

    return as_text if request.param == "csv" else as_workbook


def run(command: Command, path: Path, *options: str) -> tuple[Result, list[list[str]]]:
    """Run the command. Returns how it ended, and the lines of its report, without the reasons' own words."""
    report = command.desk.folder / "report.csv"
    report.unlink(missing_ok=True)
    result = command.run(path, "--language", "en", "--report", str(report), *options)
    return result, report_of(report)[1:] if report.exists() else []


def names(command: Command) -> list[object]:
    return command.scalars("SELECT name FROM customer ORDER BY id")


def bad(lines: list[list[str]]) -> list[tuple[str, str, str]]:
    """Row, column and reason of each bad row."""
    return [(line, column, reason) for line, result, _, column, reason in lines if result == "error"]


def test_formulas_are_kept_as_text_and_told_as_text(command: Command, table: Make) -> None:
    attack = "=cmd|'/C calc'!A0"
    result, lines = run(
        command,
        table(["Kundnr", "Namn", "@SUM(A1)"], ["-1", attack, "x"], ["2", "+46 AB", ""], ["3", "@B", ""]),
    )
    assert result.exit_code == 0
    assert names(command) == [attack, "+46 AB", "@B"]
    assert [line[2:4] for line in lines] == [["", "'@SUM(A1)"], ["'-1", ""], ["2", ""], ["3", ""]]


def test_a_cell_that_is_far_too_long_spoils_only_its_row(command: Command, table: Make) -> None:
    path = table(["Namn", "Beskrivning"], ["Före AB", "kort"], ["Stor AB", "x" * 500_000], ["Efter AB", ""])
    result, lines = run(command, path)
    assert result.exit_code == 1
    assert [(line, column) for line, column, _ in bad(lines)] == [("3", "Beskrivning")]
    assert names(command) == ["Före AB", "Efter AB"]


def test_cells_of_ten_megabytes_spoil_only_their_rows(command: Command) -> None:
    lines_within = '"' + ("y" * 19 + "\n") * 500_000 + '"'
    path = command.desk.file("Namn;Beskrivning", f"Stor AB;{'x' * 10_000_000}", f"Större AB;{lines_within}", "B;")
    result, lines = run(command, path)
    assert result.exit_code == 1
    assert [(line, reason) for line, _, reason in bad(lines)] == [
        (line, REASONS["row_too_long"].format(maximum=MAXIMUM_RECORD)) for line in ("2", "3")
    ]
    assert names(command) == ["B"]


def test_duplicate_numbers_and_missing_names_are_told_and_the_first_is_kept(command: Command, table: Make) -> None:
    result, lines = run(
        command, table(["Kundnr", "Namn"], ["7", "Åkeri AB"], ["7", "Bageri AB"], ["8", ""], ["", "  "], ["9", "C"])
    )
    assert result.exit_code == 1
    assert bad(lines) == [
        ("3", "Namn", REASONS["conflict_in_file"].format(line=2)),
        ("4", "Namn", REASONS["required"]),
    ]
    assert names(command) == ["Åkeri AB", "C"]
    assert "New: 2, updated: 0, unchanged: 0, bad rows: 2." in result.output


def test_a_header_in_the_midst_of_the_rows_is_left_out(command: Command, table: Make) -> None:
    header = ["Kundnr", "Namn", "Ort"]
    result, lines = run(command, table(header, ["1", "A", "Malmö"], header, ["2", "B", "Lund"]))
    assert result.exit_code == 1
    assert bad(lines) == [("3", "", REASONS["header_again"])]
    assert names(command) == ["A", "B"]


def test_rows_under_another_header_are_not_read_by_the_first_one(command: Command, table: Make) -> None:
    path = table(["Kundnr", "Namn", "Ort"], ["1", "A", "Malmö"], ["Namn", "Ort", "Kundnr"], ["B", "Lund", "2"])
    result, lines = run(command, path)
    assert result.exit_code == 1
    assert bad(lines) == [("3", "", REASONS["header_other"])]
    assert names(command) == ["A"]


def test_a_customer_called_like_a_column_is_no_header(command: Command, table: Make) -> None:
    result, _ = run(command, table(["Kundnr", "Namn", "Ort"], ["1", "Firma", "Stad"], ["2", "Kund", ""]))
    assert result.exit_code == 0
    assert names(command) == ["Firma", "Kund"]


def test_unknown_columns_are_told_and_what_they_hold_harms_nothing(command: Command, table: Make) -> None:
    result, lines = run(command, table(["Namn", "Skostorlek"], ["A", "x" * 200_000], ["B", "43"]))
    assert result.exit_code == 0
    assert lines[0] == ["1", "warning", "", "Skostorlek", REASONS["unknown_column"]]
    assert names(command) == ["A", "B"]


def test_a_file_whose_columns_mean_nothing_imports_nothing(command: Command, table: Make) -> None:
    result, lines = run(command, table(["Alfa", "Beta"], ["A", "B"]))
    assert (result.exit_code, lines, names(command)) == (2, [], [])
    assert REASONS["name_column_missing"] in result.stderr


def test_single_broken_bytes_spoil_their_rows_and_not_all_letters(command: Command) -> None:
    path = command.desk.folder / "customers.csv"
    good = [f"Åkeri {n} AB;Malmö" for n in range(3)]
    content = "\n".join(["Namn;Ort", *good, "Bageri AB;Växjö", "Ö AB;Ängelholm"]).encode()
    path.write_bytes(content.replace("Växjö".encode(), "Växjö".encode("cp1252")))
    result, lines = run(command, path)
    assert result.exit_code == 1
    assert bad(lines) == [("5", "Ort", REASONS["undecodable"].format(example="V\ufffdxj\ufffd"))]
    assert names(command) == ["Åkeri 0 AB", "Åkeri 1 AB", "Åkeri 2 AB", "Ö AB"]


def test_a_wrong_encoding_is_refused_with_the_line_that_shows_it(command: Command) -> None:
    path = command.desk.folder / "customers.csv"
    path.write_bytes("Namn;Ort\nA;Malmö\n".encode("cp1252"))
    result, _ = run(command, path, "--encoding", "utf-8")
    assert result.exit_code == 2
    assert REASONS["encoding_wrong"].format(encoding="utf-8", line=2) in result.stderr
    path.write_bytes(b"Namn;Ort\nA;B\nC;\x81\x8d\n")
    result, _ = run(command, path)
    assert "line 3" in result.stderr
    assert names(command) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_files_of_every_spreadsheet_program_are_read_with_or_without_a_mark(command: Command, encoding: str) -> None:
    path = command.desk.folder / "customers.csv"
    path.write_bytes("Namn;Ort\r\nÅkeri AB;Växjö\r\n".encode(encoding))
    result, _ = run(command, path)
    assert (result.exit_code, names(command)) == (0, ["Åkeri AB"])


def test_nul_bytes_are_told_by_row_and_column(command: Command) -> None:
    result, lines = run(command, command.desk.file("Kundnr;Namn;Ort", "1;A\0B;Lund", "2;C;Lund"))
    assert result.exit_code == 1
    assert bad(lines) == [("2", "Namn", REASONS["nul"])]
    assert names(command) == ["C"]


def test_a_quotation_mark_that_is_never_closed_keeps_what_stands_above_it(command: Command) -> None:
    rows = [f"{n};Kund {n}" for n in range(1200)]
    result, lines = run(command, command.desk.file("Kundnr;Namn", *rows, '1200;"Öppen', *rows))
    assert result.exit_code == 1
    assert bad(lines) == [("1202", "", REASONS["quote_open"])]
    assert len(names(command)) == 1200


def test_rows_with_another_separator_are_told(command: Command) -> None:
    result, lines = run(command, command.desk.file("Namn;Ort;Telefon", "A,Malmö,08-46500400", "Bil, Båt AB;Lund;"))
    assert result.exit_code == 1
    assert bad(lines) == [("2", "", REASONS["delimiter_other"].format(found=",", own=";"))]
    assert names(command) == ["Bil, Båt AB"]


def test_a_million_empty_rows_cost_nothing(command: Command) -> None:
    path = command.desk.folder / "customers.csv"
    path.write_text("Namn;Ort\n" + ";\n" * 1_000_000 + "A;Lund\n", encoding="utf-8")
    result, lines = run(command, path)
    assert result.exit_code == 0
    assert [line[:2] for line in lines] == [["1000002", "new"]]


def test_more_rows_than_an_import_may_remember_are_refused_before_any_is_imported(
    command: Command, table: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MAXIMUM_ROWS", 600)
    result, lines = run(command, table(["Namn"], *([f"Kund {n}"] for n in range(601))))
    assert (result.exit_code, lines, names(command)) == (2, [], [])
    assert REASONS["rows_too_many"].format(maximum=600) in result.stderr


def test_a_bomb_and_a_damaged_workbook_import_nothing(command: Command) -> None:
    bomb = raw(command.desk.folder, ["<sheetData>", text_row(1, "Namn"), *("<row/>" * 100_000 for _ in range(40))])
    result, lines = run(command, bomb)
    assert (result.exit_code, lines) == (2, [])
    assert REASONS["workbook_too_large"].split("{")[0] in result.stderr
    rows = "".join(text_row(line, f"Kund {line}") for line in range(2, 2000))
    damaged = raw(command.desk.folder, f"<sheetData>{text_row(1, 'Namn')}{rows}<row")
    result, _ = run(command, damaged)
    assert (result.exit_code, result.stderr) == (2, REASONS["workbook_damaged"] + "\n")
    assert names(command) == []


def test_what_the_spreadsheet_program_has_spoilt_is_told_by_row_and_column(command: Command) -> None:
    path = saved(command.desk.folder, ["Kundnr", "Namn"], [1, "=A1"], [12345678901234567, "B"], [2, "C"])
    result, lines = run(command, path)
    assert result.exit_code == 1
    assert [(line, column) for line, column, _ in bad(lines)] == [("2", "Namn"), ("3", "Kundnr")]
    assert names(command) == ["C"]


def test_zeros_that_a_spreadsheet_took_away_come_back_with_a_remark(command: Command) -> None:
    header = ["Namn", "Org.nr", "Land", "Postnr", "Ort"]
    path = saved(
        command.desk.folder, header, ["Lahti Oy", 1120389, "FI", 100, "Helsinki"], ["Oslo AS", None, "NO", 150, "Oslo"]
    )
    result, lines = run(command, path)
    assert result.exit_code == 0
    assert [line[3:] for line in lines if line[1] == "warning"] == [
        ["Postnr", REASONS["zeros_restored"].format(code="00100")],
        ["Postnr", REASONS["zeros_restored"].format(code="0150")],
    ]
    assert command.scalars("SELECT postal_code FROM address ORDER BY id") == ["00100", "0150"]
    assert command.scalars("SELECT organisation_number FROM customer ORDER BY id") == ["0112038-9", None]


def test_all_or_nothing_holds_for_hostile_files_too(command: Command, table: Make) -> None:
    path = table(["Kundnr", "Namn"], *([str(n), f"Kund {n}"] for n in range(600)), ["1", "Någon annan"])
    result, lines = run(command, path, "--all-or-nothing")
    assert result.exit_code == 2
    assert bad(lines) == [("602", "Namn", REASONS["conflict_in_file"].format(line=3))]
    assert names(command) == []


def test_when_the_database_fails_midway_what_was_told_is_what_is_kept(
    command: Command, table: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, batches = running.write, 0

    async def failing(*arguments: Any) -> None:
        nonlocal batches
        batches += 1
        await write(*arguments)
        if batches > 2:
            raise OSError

    monkeypatch.setattr(running, "write", failing)
    path = table(["Kundnr", "Namn", "Ort"], *([str(n), f"Kund {n}", "Lund"] for n in range(1700)))
    result, lines = run(command, path)
    assert result.exit_code == 1
    assert "OSError" in result.stderr
    assert [number for _, result, number, _, _ in lines if result == "new"] == [str(n) for n in range(1000)]
    assert command.scalars("SELECT number FROM customer ORDER BY id") == [str(n) for n in range(1000)]
    assert command.scalars("SELECT count(*) FROM address") == [1000]
