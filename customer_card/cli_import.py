"""``customer-card import``: bringing customers in from files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from alembic.script import ScriptDirectory
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError

from customer_card.database import run as run_use_case
from customer_card.domain.errors import Refused
from customer_card.domain.permissions import Actor
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.services import migrations
from customer_card.services.imports.mandate import Mandate
from customer_card.services.imports.reading import Source, open_source
from customer_card.services.imports.reasons import REASONS
from customer_card.services.imports.report import ReportFile, Say, Wording
from customer_card.services.imports.running import Import, Summary, Tell, acting_user
from customer_card.services.imports.work import Outcome
from customer_card.settings import LANGUAGES, settings
from customer_card.views.problems import problem_text

SOME_BAD = 1
NOTHING_DONE = 2

MOST_LINES_SHOWN = 100

_MORE = gettext_noop("There is more to tell; --report FILE keeps all of it.")
_TRIED = gettext_noop("Nothing was written. New: {new}, updated: {updated}, unchanged: {unchanged}, bad rows: {bad}.")
_IMPORTED = gettext_noop("Imported. New: {new}, updated: {updated}, unchanged: {unchanged}, bad rows: {bad}.")
_NOT_IMPORTED = gettext_noop("Nothing was imported. Unchanged: {unchanged}, bad rows: {bad}.")

app = typer.Typer(no_args_is_help=True)


@app.callback()
def import_records() -> None:
    """Bring data in from files."""


@app.command()
def customers(
    file: Annotated[Path, typer.Argument(help="A workbook (.xlsx), or a text file with ; , | or tab between cells.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would happen, write nothing.")] = False,
    all_or_nothing: Annotated[
        bool, typer.Option("--all-or-nothing", help="Import nothing when any row is bad.")
    ] = False,
    update_only: Annotated[
        bool, typer.Option("--update-only", help="Make no new customers: a row that finds none is bad.")
    ] = False,
    leave_out_unknown: Annotated[
        bool,
        typer.Option(
            "--leave-out-unknown",
            help="Leave out owners, industries, roles and keywords that do not exist; else their rows are bad.",
        ),
    ] = False,
    report: Annotated[Path | None, typer.Option(help="Keep what became of each row in this CSV file.")] = None,
    encoding: Annotated[str | None, typer.Option(help="How the file is encoded, when it is not found out.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="What separates cells, when it is not found out.")] = None,
    language: Annotated[
        str, typer.Option(help="The language of the messages: sv, en, fi or nb.")
    ] = settings.default_language,
    acting: Annotated[
        str | None, typer.Option("--as", metavar="EMAIL", help="The user whose name stands in the history.")
    ] = None,
) -> None:
    """Import customers with their addresses and contacts.

    A row finds its customer by customer number, organisation number or VAT number, else by a name
    that exactly one customer has, and its filled cells update that customer; a row that finds none
    makes a new one. Bad rows are reported and the good ones imported. Without --as the import acts
    for the administrator of this machine.

    Ends with 0 when all rows are good, with 1 when some are bad, with 2 when nothing was done.
    """
    say = partial(gettext, language)
    try:
        _check_language(language)
        source = open_source(file, encoding, delimiter)
        _check_database()
        wording = Wording(source.columns.titles, say, partial(problem_text, language))
        mandate = Mandate(update_only=update_only, leave_out_unknown=leave_out_unknown)
        summary = run_use_case(
            _import(source, wording, mandate, acting, report, dry_run=dry_run, all_or_nothing=all_or_nothing)
        )
    except Refused as refused:
        typer.echo(say(REASONS[refused.code], **refused.details), err=True)
        raise typer.Exit(NOTHING_DONE) from None
    _conclude(summary, say, dry_run=dry_run)
    raise typer.Exit(exit_code(summary, all_or_nothing=all_or_nothing))


def exit_code(summary: Summary, *, all_or_nothing: bool) -> int:
    """0 when all went well, 1 when some rows are bad and the others are in, 2 when nothing was done."""
    if summary.stopped:
        return SOME_BAD if summary.written else NOTHING_DONE
    if summary.error:
        return NOTHING_DONE if all_or_nothing else SOME_BAD
    return 0


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise Refused("language_unknown")


def _check_database() -> None:
    """Refuse a database of another shape: to change it is not for this command to decide."""
    try:
        here = migrations.current_revision()
    except SQLAlchemyError as error:
        raise Refused("database_failed", {"error": type(error).__name__}) from error
    if here != ScriptDirectory.from_config(migrations.config()).get_current_head():
        raise Refused("database_old")


async def _import(
    source: Source,
    wording: Wording,
    mandate: Mandate,
    acting: str | None,
    report: Path | None,
    *,
    dry_run: bool,
    all_or_nothing: bool,
) -> Summary:
    mandate = replace(mandate, actor=await _actor(acting))
    with ExitStack() as stack:
        tells: list[Tell] = [_Shown(source, wording, everything=dry_run and report is None).add]
        if report:
            tells.append(stack.enter_context(ReportFile(report, source, wording)).add)
        progress = stack.enter_context(_progress())

        def tell(outcome: Outcome) -> None:
            for each in tells:
                each(outcome)

        job = Import(source, mandate=mandate, tell=tell, progress=progress)
        return await job.run(dry_run=dry_run, all_or_nothing=all_or_nothing)


async def _actor(email: str | None) -> Actor | None:
    if not email:
        return None
    try:
        actor = await acting_user(email)
    except SQLAlchemyError as error:
        raise Refused("database_failed", {"error": type(error).__name__}) from error
    if actor is None:
        raise Refused("user_unknown")
    if not actor.may_edit_customers:
        raise Refused("user_may_not")
    return actor


class _Shown:
    """The lines on the terminal: bad rows and remarks, or every row when no report keeps them."""

    def __init__(self, source: Source, wording: Wording, *, everything: bool) -> None:
        self._wording = wording
        self._everything = everything
        self._count = 0
        for note in wording.notes(source):
            self._show(*note)

    def add(self, outcome: Outcome) -> None:
        """Show what became of a row, when somebody needs to know."""
        if self._everything or outcome.errors or outcome.warnings:
            for cells in self._wording.lines(outcome):
                self._show(*cells)

    def _show(self, *cells: str) -> None:
        self._count += 1
        if self._everything or self._count <= MOST_LINES_SHOWN:
            typer.echo(" · ".join(filter(None, cells)))
        elif self._count == MOST_LINES_SHOWN + 1:
            typer.echo(self._wording.say(_MORE))


def _conclude(summary: Summary, say: Say, *, dry_run: bool) -> None:
    sentence = _TRIED if dry_run else _IMPORTED if summary.written else _NOT_IMPORTED
    counts = {"new": summary.new, "updated": summary.updated, "unchanged": summary.unchanged}
    typer.echo(say(sentence, **counts, bad=summary.error))
    if summary.stopped:
        typer.echo(say(REASONS[summary.stopped], **summary.details), err=True)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; nothing where nobody watches, as in an unattended run."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    columns = (BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    # On a terminal the lines go above the bar; sent elsewhere, they go there and past it.
    with Progress(*columns, console=console, transient=True, redirect_stdout=sys.stdout.isatty()) as bar:
        task = bar.add_task("")
        yield lambda done, total: bar.update(task, completed=done, total=total)
