"""What an import tells: a line per row and per remark, in the reader's language."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from customer_card.domain.errors import Refused
from customer_card.i18n.catalogues import gettext_noop
from customer_card.services.imports.headers import NAMES
from customer_card.services.imports.reading import Source
from customer_card.services.imports.reasons import REASONS
from customer_card.services.imports.records import Problem
from customer_card.services.imports.work import Outcome

Say = Callable[..., str]
"""A message id and what its ``{names}`` stand for → the sentence in the reader's language."""

OfForms = Callable[[str, Mapping[str, str]], str]
"""A code that the forms have too, and its details → the sentence."""

HEADER = tuple(map(gettext_noop, ("Line", "Result", "Customer number", "Column", "Reason")))
RESULTS = {
    "new": gettext_noop("new"),
    "updated": gettext_noop("updated"),
    "unchanged": gettext_noop("unchanged"),
}

# Spreadsheet programs take a cell that begins so for a formula, blanks before it or not.
_FORMULA_STARTS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


def safe_cell(text: str) -> str:
    """A cell that a spreadsheet program shows as the text it is."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) or text.lstrip().startswith(_FORMULA_STARTS) else text


class Wording:
    """Puts problems and results into words; columns are called what the file calls them."""

    def __init__(self, titles: Mapping[str, str], say: Say, of_forms: OfForms) -> None:
        self._titles = titles
        self._of_forms = of_forms
        self.say = say

    def column(self, field: str) -> str:
        """What a field is called: by the file's header, else by its own name."""
        if not field:
            return ""
        return self._titles.get(field) or self.say(NAMES[field])

    def reason(self, problem: Problem) -> str:
        """A problem as a sentence."""
        if problem.code not in REASONS:
            return self._of_forms(problem.code, problem.details)
        details = dict(problem.details)
        if "other" in details:
            details["other"] = self.column(details["other"])
        return self.say(REASONS[problem.code], **details)

    def notes(self, source: Source) -> Iterator[tuple[str, str]]:
        """What there is to know about the file as a whole: a column's name or nothing, and a sentence."""
        for note in source.notes:
            yield "", self.reason(note)
        for title in source.columns.unknown:
            yield title, self.say(REASONS["unknown_column"])

    def lines(self, outcome: Outcome) -> Iterator[tuple[str, str, str, str, str]]:
        """The report's lines about a row: what became of it, then what is worth knowing."""
        line, number = str(outcome.line), outcome.target.number if outcome.target else ""
        if outcome.result != "error":
            changed = ", ".join(self.column(field) for field in outcome.fields)
            yield line, self.say(RESULTS[outcome.result]), number, changed, ""
        for problem in outcome.errors:
            yield line, self.say("error"), number, self.column(problem.field), self.reason(problem)
        for problem in outcome.warnings:
            yield line, self.say("warning"), number, self.column(problem.field), self.reason(problem)


class ReportFile:
    """The report as a file for spreadsheet programs: UTF-8 with its mark, semicolons, no formulas."""

    def __init__(self, path: Path, source: Source, wording: Wording) -> None:
        self._path = path
        self._source = source
        self._wording = wording
        self._handle: TextIO | None = None

    def __enter__(self) -> Self:
        """Begin the file. Raises ``Refused`` when it cannot be written, or is the one that is read."""
        try:
            if self._path.exists() and self._path.samefile(self._source.path):
                raise Refused("report_is_source")
            self._handle = self._path.open("w", encoding="utf-8-sig", newline="")
        except OSError as error:
            raise Refused("report_unwritable", {"file": str(self._path)}) from error
        self._lines = csv.writer(self._handle, delimiter=";")
        self._write(*map(self._wording.say, HEADER))
        line = str(self._source.header_line)
        for column, sentence in self._wording.notes(self._source):
            self._write(line, self._wording.say("warning"), "", column, sentence)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """End the file."""
        try:
            if self._handle:
                self._handle.close()
        except OSError as error:
            raise Refused("report_unwritable", {"file": str(self._path)}) from error

    def add(self, outcome: Outcome) -> None:
        """Report a row."""
        for cells in self._wording.lines(outcome):
            self._write(*cells)

    def _write(self, *cells: str) -> None:
        try:
            self._lines.writerow([safe_cell(cell) for cell in cells])
        except OSError as error:
            raise Refused("report_unwritable", {"file": str(self._path)}) from error
