"""``customer-card import customers``: what it prints, what it writes down, how it ends."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from openpyxl import Workbook
from sqlalchemy import create_engine, text
from typer.testing import CliRunner, Result

from customer_card.cli_import import MOST_LINES_SHOWN, app
from customer_card.database import Database, database, use_database
from customer_card.i18n.catalogues import gettext
from customer_card.services.imports.reasons import REASONS
from customer_card.services.imports.report import safe_cell
from customer_card.settings import LANGUAGES, settings
from tests.services.import_desk import Desk, add_user
from tests.support.engines import Engine

T = TypeVar("T")

HEADER = "Kundnr;Namn;Org.nr;Land;E-post"
GOOD = "1;Åkeri AB;556012-5790;SE;"
BAD = "2;Bageri AB;;SE;fel"


class Command:
    """The command over a database of its own."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.desk = Desk(folder)

    def __call__(self, *lines: str, options: tuple[str, ...] = (), language: str = "en") -> Result:
        """Run the command on a file with these lines."""
        return self.run(self.desk.file(*lines), *options, "--language", language)

    def run(self, path: Path, *options: str) -> Result:
        """Run the command on a file; an error that it does not catch would be a traceback."""
        return CliRunner().invoke(app, ["customers", str(path), *options], catch_exceptions=False)

    def within(self, work: Callable[[], Awaitable[T]]) -> T:
        """Run something with the program's database in this one."""

        async def run() -> T:
            use_database(Database(self.url))
            try:
                return await work()
            finally:
                await database().dispose()
                use_database(None)

        return asyncio.run(run())

    def scalars(self, statement: str) -> list[object]:
        """The first column of what a statement gives."""
        engine = create_engine(self.url.replace("+aiosqlite", ""))
        with engine.connect() as connection:
            found = list(connection.execute(text(statement)).scalars())
        engine.dispose()
        return found


@pytest.fixture
def command(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command over an empty database."""
    url = engine.fresh("empty")
    monkeypatch.setattr(settings, "database_url", url)
    return Command(url, tmp_path)


def report_of(path: Path) -> list[list[str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def test_it_ends_with_0_when_all_rows_are_good(command: Command) -> None:
    result = command(HEADER, GOOD)
    assert (result.exit_code, result.output) == (
        0,
        "Imported. New: 1, updated: 0, unchanged: 0, bad rows: 0.\n",
    )
    assert command.scalars("SELECT name FROM customer") == ["Åkeri AB"]


def test_it_ends_with_1_when_some_rows_are_bad_and_says_which(command: Command) -> None:
    result = command(HEADER, GOOD, BAD)
    assert result.exit_code == 1
    assert "3 · error · E-post · This is not an e-mail address." in result.output
    assert command.scalars("SELECT name FROM customer") == ["Åkeri AB"]


def test_all_or_nothing_ends_with_2_when_a_row_is_bad(command: Command) -> None:
    result = command(HEADER, GOOD, BAD, options=("--all-or-nothing",))
    assert result.exit_code == 2
    assert "Nothing was imported. Unchanged: 0, bad rows: 1." in result.output
    assert command.scalars("SELECT name FROM customer") == []


def test_a_dry_run_shows_every_row_and_writes_nothing(command: Command) -> None:
    result = command(HEADER, GOOD, BAD, options=("--dry-run",))
    assert result.exit_code == 1
    assert result.output.splitlines()[0] == "2 · new · 1"
    assert "Nothing was written. New: 1, updated: 0, unchanged: 0, bad rows: 1." in result.output
    assert command.scalars("SELECT name FROM customer") == []


def test_the_report_tells_what_became_of_each_row(command: Command) -> None:
    report = command.desk.folder / "report.csv"
    command(f"{HEADER};Skostorlek", f"{GOOD};43", f"{BAD};", "1;;556012-5791;;info@akeri.se;")
    command(
        f"{HEADER};Skostorlek",
        f"{GOOD};43",
        f"{BAD};",
        "3;Cykel AB;556012-5791;SE;;",
        "1;;;;info@akeri.se;",
        options=("--report", str(report)),
    )
    header, *lines = report_of(report)
    assert header == ["Line", "Result", "Customer number", "Column", "Reason"]
    assert [line[:4] for line in lines] == [
        ["1", "warning", "", "Skostorlek"],
        ["2", "unchanged", "1", ""],
        ["3", "error", "", "E-post"],
        ["4", "new", "3", ""],
        ["4", "warning", "3", "Org.nr"],
        ["5", "updated", "1", "E-post"],
    ]
    assert lines[4][4] == REASONS["id_wrong_checksum"].format(example="556012-5790")


def test_no_cell_of_the_report_is_a_formula(command: Command) -> None:
    report = command.desk.folder / "report.csv"
    command("Kundnr;Namn;=2+3", "-7;Åkeri AB;x", options=("--report", str(report)))
    assert [line[2:4] for line in report_of(report)[1:]] == [["", "'=2+3"], ["'-7", ""]]


@pytest.mark.parametrize("start", [*"=+-@\t\r", " =", *"\uff1d\uff0b\uff0d\uff20"])
def test_whatever_begins_like_a_formula_is_made_text(start: str) -> None:
    assert safe_cell(f"{start}1") == f"'{start}1"
    assert safe_cell("1-2=") == "1-2="


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_four_languages(command: Command, language: str) -> None:
    result = command("Kundnr;Namn;Org.nr;Land", "1;Åkeri AB;1;SE", "1;Bageri AB;;", language=language)
    say = partial(gettext, language)
    length = say(REASONS["id_wrong_length"], example="556012-5790")
    conflict = say(REASONS["conflict_in_file"], line="2")
    assert f"2 · {say('warning')} · 1 · Org.nr · {length}\n" in result.output
    assert f"3 · {say('error')} · 1 · Namn · {conflict}\n" in result.output


def test_the_default_language_is_the_firms(command: Command) -> None:
    result = command.run(command.desk.file(HEADER, GOOD))
    sentence = "Imported. New: {new}, updated: {updated}, unchanged: {unchanged}, bad rows: {bad}."
    assert result.output == gettext("sv", sentence, new=1, updated=0, unchanged=0, bad=0) + "\n"


@pytest.mark.parametrize(
    ("lines", "options", "code"),
    [
        (("Kundnr;Ort", "1;Malmö"), (), "name_column_missing"),
        (("Namn;Ort;Postort", "A;B;C"), (), "duplicate_column"),
        ((HEADER, GOOD), ("--encoding", "klingon"), "encoding_name"),
        ((HEADER, GOOD), ("--delimiter", "ab"), "delimiter_unknown"),
        ((HEADER, GOOD), ("--as", "nobody@example.com"), "user_unknown"),
        ((HEADER, GOOD), ("--report", "/no/such/folder/report.csv"), "report_unwritable"),
    ],
)
def test_wrong_files_and_arguments_end_with_2_before_anything_is_done(
    command: Command, lines: tuple[str, ...], options: tuple[str, ...], code: str
) -> None:
    result = command(*lines, options=options)
    assert result.exit_code == 2
    assert REASONS[code].split("{")[0].split("“")[0] in result.stderr
    assert command.scalars("SELECT name FROM customer") == []


def test_what_there_is_to_know_about_a_workbook_is_shown_and_reported(command: Command) -> None:
    book = Workbook()
    book.create_sheet("Gamla")
    sheet = book.worksheets[0]
    sheet.title = "Kunder"
    for row in (["Kundnr", "Namn", "Skostorlek"], ["1", "Åkeri AB", 43]):
        sheet.append(row)
    path, report = command.desk.folder / "customers.xlsx", command.desk.folder / "report.csv"
    book.save(path)
    result = command.run(path, "--report", str(report), "--language", "en")
    assert result.exit_code == 0
    assert "Only the sheet “Kunder” was read, not Gamla.\n" in result.output
    assert [line[:4] for line in report_of(report)[1:]] == [
        ["1", "warning", "", ""],
        ["1", "warning", "", "Skostorlek"],
        ["2", "new", "1", ""],
    ]


def test_an_update_is_asked_for_and_so_is_leaving_out_what_does_not_exist(command: Command) -> None:
    command("Kundnr;Namn", "1;Åkeri AB")
    lines = ("Namn;Bransch", "Åkeri AB;Fiske", "Bageri AB;")
    strict = command(*lines, options=("--update-only",))
    assert strict.exit_code == 1
    assert "2 · error · 1 · Bransch · There is no such industry.\n" in strict.output
    assert "3 · error · Namn · There is no such customer.\n" in strict.output
    lenient = command(*lines, options=("--leave-out-unknown",))
    assert lenient.exit_code == 0
    assert "2 · warning · 1 · Bransch · There is no such industry.\n" in lenient.output
    assert command.scalars("SELECT name FROM customer ORDER BY id") == ["Åkeri AB", "Bageri AB"]


def test_a_missing_file_and_an_unknown_language_end_with_2(command: Command) -> None:
    missing = command.run(command.desk.folder / "nothing.csv", "--language", "en")
    assert (missing.exit_code, missing.stderr[:16]) == (2, "There is no file")
    assert command(HEADER, GOOD, language="tlh").exit_code == 2


def test_the_report_cannot_replace_the_file_that_is_imported(command: Command) -> None:
    path = command.desk.file(HEADER, GOOD)
    result = command.run(path, "--report", str(path))
    assert result.exit_code == 2
    assert path.read_text(encoding="utf-8") == f"{HEADER}\n{GOOD}\n"


def test_a_database_of_another_shape_is_left_alone(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "database_url", engine.fresh("blank"))
    result = Command("", tmp_path)(HEADER, GOOD)
    assert (result.exit_code, result.stderr) == (2, REASONS["database_old"] + "\n")


def test_a_database_that_does_not_answer_is_told_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "database_url", f"sqlite+aiosqlite:///{tmp_path}/no/folder/firm.db")
    result = Command("", tmp_path)(HEADER, GOOD)
    assert result.exit_code == 2
    assert result.stderr.startswith("The database does not answer")


def test_the_history_names_the_user_who_was_given(command: Command) -> None:
    user_id = command.within(partial(add_user, "Eva Ek", "eva@example.com"))
    assert command(HEADER, GOOD, options=("--as", "EVA@example.com")).exit_code == 0
    assert command(HEADER, f"{GOOD}a@akeri.se").exit_code == 0
    assert command.scalars("SELECT actor_id FROM change ORDER BY id") == [user_id, None]
    assert command.scalars("SELECT created_by FROM customer") == [user_id]
    batches = command.scalars("SELECT batch_id FROM change")
    assert len(set(batches)) == 2
    emails = command.scalars("SELECT after FROM change_item WHERE field = 'email'")
    assert [json.loads(str(email)) for email in emails] == ["a@akeri.se"]


def test_a_user_who_may_not_change_customers_imports_nothing(command: Command) -> None:
    command.within(partial(add_user, "Nils Näs", "nils@example.com", "employee"))
    result = command(HEADER, GOOD, options=("--as", "nils@example.com"))
    assert (result.exit_code, result.stderr) == (2, "This user may not change customers.\n")


def test_of_very_many_remarks_only_the_first_are_shown(command: Command) -> None:
    result = command("Namn;E-post", *(f"Kund {n};fel" for n in range(MOST_LINES_SHOWN + 50)))
    lines = result.output.splitlines()
    assert len(lines) == MOST_LINES_SHOWN + 2
    assert "--report" in lines[-2]
    assert "\x1b" not in result.output
