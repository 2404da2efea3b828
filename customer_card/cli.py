"""The command line: running the program, and what the person who runs it needs beside it."""

from __future__ import annotations

import getpass
import os
import sys
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from customer_card import build as builder
from customer_card.cli_files import app as files_app
from customer_card.cli_generate import app as generate_app
from customer_card.cli_import import app as import_app
from customer_card.cli_registers import app as registers_app
from customer_card.database import run as run_use_case
from customer_card.domain.errors import Invalid, Refused
from customer_card.i18n.catalogues import gettext
from customer_card.services import bootstrap, migrations, users
from customer_card.services.demo import load_demo
from customer_card.services.users import NewUser
from customer_card.settings import is_loopback, settings
from customer_card.views.problems import problem_texts

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The customer card.")
app.add_typer(import_app, name="import", help="Bring data in from files.")
app.add_typer(registers_app, name="registers", help="Look after what public registers say.")
app.add_typer(generate_app)
app.add_typer(files_app)

console = Console()
errors = Console(stderr=True)


def main() -> None:
    """The entry point of the command ``customer-card``."""
    app()


@app.command()
def run() -> None:
    """Migrate, load the demo firm where asked for, build where needed, and serve."""
    _prepare()
    _check_exposure()
    _offer_set_up()
    if not builder.is_current():
        console.print("Building the pages …")
        _build()
    _serve()


@app.command()
def migrate() -> None:
    """Bring the database to the shape that this version expects."""
    console.print("Migrated." if _migrate() else "Nothing to migrate.")
    run_use_case(bootstrap.ensure_base_data())


@app.command()
def build() -> None:
    """Build the pages for production."""
    _build()


@app.command()
def demo() -> None:
    """Load the demo firm into an empty database."""
    _migrate()
    try:
        run_use_case(_load_demo())
    except Refused:
        errors.print("The database is not empty; the demo firm is only for an empty one.")
        raise typer.Exit(2) from None


users_app = typer.Typer(invoke_without_command=True, help="List the users.")
app.add_typer(users_app, name="users")


@users_app.callback()
def list_users() -> None:
    """List the users with their profiles."""
    table = Table("E-mail", "Name", "Profile", "Unit", "Language", "Active")
    for user in run_use_case(users.listed()):
        table.add_row(
            user.email,
            user.name,
            user.profile,
            user.unit or "",
            user.language,
            "yes" if user.active else "no",
        )
    console.print(table)


@app.command("create-admin")
def create_admin(
    email: Annotated[str, typer.Option(help="The address to sign in with.")],
    name: Annotated[str, typer.Option(help="First and last name.")],
    language: Annotated[str, typer.Option(help="sv, en, fi or nb.")] = settings.default_language,
) -> None:
    """Make an administrator; the password is asked for, or read from standard input."""
    _migrate()
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")

    async def make() -> None:
        await bootstrap.ensure_base_data()
        new = NewUser(email=email, name=name, password=password, language=language)
        await users.create_administrator(new)

    try:
        run_use_case(make())
    except Invalid as invalid:
        for field, text in problem_texts("en", invalid.problems, invalid.details).items():
            errors.print(f"{field}: {text}")
        raise typer.Exit(2) from None
    console.print(f"{email} can sign in.")


def _prepare() -> None:
    _migrate()
    run_use_case(bootstrap.ensure_base_data())
    if settings.demo and run_use_case(bootstrap.is_empty()):
        console.print("Loading the demo firm …")
        run_use_case(_load_demo())


async def _load_demo() -> None:
    await bootstrap.ensure_base_data()
    await load_demo(datetime.now(settings.zone).date())


def _migrate() -> bool:
    try:
        return migrations.upgrade()
    except migrations.NewerDatabase as newer:
        errors.print(f"The database has the shape {newer}, which is newer than this version knows.")
        raise typer.Exit(2) from None


def _check_exposure() -> None:
    """While the public password works, only this machine is served unless somebody insists."""
    if not run_use_case(users.demo_password_works()):
        return
    errors.print("[bold]Warning:[/bold] a demo sign-in with its public password works.")
    if not is_loopback(settings.host) and not settings.demo_exposed:
        errors.print(
            f"Refusing to listen on {settings.host}. Change the demo passwords, use HOST=127.0.0.1,"
            " or set CUSTOMER_CARD_DEMO_EXPOSED=1."
        )
        raise typer.Exit(2)


def _offer_set_up() -> None:
    """An empty installation prints the link that makes its first administrator."""
    token = run_use_case(bootstrap.new_setup_token())
    if token:
        sentence = gettext(settings.default_language, "Create the first administrator")
        console.print(f"{sentence}: {settings.origin}/setup?token={token}", soft_wrap=True)


def _build() -> None:
    try:
        builder.build()
    except builder.BuildFailed as failed:
        errors.print(failed.output, markup=False, highlight=False)
        errors.print(str(failed))
        raise typer.Exit(1) from None


def _serve() -> None:
    """Become the server process, with the pages that were built."""
    console.print(f"The customer card answers at [bold]{settings.origin}[/bold]")
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, "-m", "customer_card.serve"], builder.environment())
