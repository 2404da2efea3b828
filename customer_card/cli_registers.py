"""``customer-card registers``: looking after what public registers say of the customers."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Annotated

import typer
from alembic.script import ScriptDirectory
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError

from customer_card.database import run as run_use_case
from customer_card.domain.errors import Refused
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.services import migrations, register_watch
from customer_card.services.imports.reasons import REASONS
from customer_card.services.register_watch import Summary
from customer_card.settings import LANGUAGES, settings
from customer_card.views.registers import NAMES

INCOMPLETE = 1
NOTHING_DONE = 2

_DONE = gettext_noop("Checked: {checked}, with news: {found}, not found: {not_found}, without an answer: {unanswered}.")
_STOPPED = gettext_noop("{register} did not answer. The next run goes on from there.")
_ALREADY = gettext_noop("The registers are being checked already.")

app = typer.Typer(no_args_is_help=True)


@app.callback()
def registers() -> None:
    """Look after what public registers say."""


@app.command()
def check(
    language: Annotated[
        str, typer.Option(help="The language of the messages: sv, en, fi or nb.")
    ] = settings.default_language,
) -> None:
    """Check every active Finnish and Norwegian customer in its public register.

    What is new, such as another name, another address or a bankruptcy, stands as a banner on the
    customer's card; nothing of a customer is changed. The check keeps a slow pace and can be
    stopped at any time: the next one goes on where it was. Only one runs at a time.

    Ends with 0 when all were checked, with 1 when there was no answer about some, with 2 when
    nothing was done.
    """
    if language not in LANGUAGES:
        typer.echo(gettext("", REASONS["language_unknown"]), err=True)
        raise typer.Exit(NOTHING_DONE)
    say = partial(gettext, language)
    try:
        _check_database()
        with _progress() as progress:
            summary = run_use_case(_checked(progress))
    except Refused as refused:
        sentence = _ALREADY if refused.code == "already_running" else REASONS[refused.code]
        typer.echo(say(sentence, **refused.details), err=True)
        raise typer.Exit(NOTHING_DONE) from None
    except asyncio.CancelledError:
        # Ended by the signal itself, the process counts as stopped and not as failed.
        signal.raise_signal(signal.SIGTERM)
    else:
        _conclude(summary, say)


async def _checked(progress: Callable[[int, int], None]) -> Summary:
    """A check that SIGTERM, by which systemd stops a service, ends as Ctrl+C does: what it holds is given back.

    By itself the signal would leave the leases, and a check that is started right afterwards would be refused.
    """
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None

    def stop() -> None:
        # A second one strikes at once.
        loop.remove_signal_handler(signal.SIGTERM)
        task.cancel()

    loop.add_signal_handler(signal.SIGTERM, stop)
    try:
        return await register_watch.check(progress)
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


def _check_database() -> None:
    """Refuse a database of another shape: to change it is not for this command to decide."""
    try:
        here = migrations.current_revision()
    except SQLAlchemyError as error:
        raise Refused("database_failed", {"error": type(error).__name__}) from error
    if here != ScriptDirectory.from_config(migrations.config()).get_current_head():
        raise Refused("database_old")


def _conclude(summary: Summary, say: Callable[..., str]) -> None:
    counts = {"checked": summary.checked, "found": summary.found, "not_found": summary.not_found}
    typer.echo(say(_DONE, **counts, unanswered=summary.unanswered))
    for register in summary.stopped_by:
        typer.echo(say(_STOPPED, register=NAMES[register]), err=True)
    raise typer.Exit(INCOMPLETE if summary.unanswered else 0)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; nothing where nobody watches, as in an unattended run."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")
        yield lambda done, total: bar.update(task, completed=done, total=total)
