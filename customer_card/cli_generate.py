"""``customer-card generate``: many invented customers, for trying the program at size."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from customer_card.database import Database, database, use_database
from customer_card.domain.errors import Refused
from customer_card.services import bootstrap, migrations
from customer_card.services.generate import generate
from customer_card.services.generated_places import PerCustomer
from customer_card.settings import settings

app = typer.Typer()

errors = Console(stderr=True)


@app.command("generate")
def generate_customers(
    customers: Annotated[int, typer.Option(min=1, help="How many customers to add.")] = 1_000,
    contacts: Annotated[int, typer.Option(min=0, max=10_000, help="Contacts of each customer.")] = 3,
    projects: Annotated[int, typer.Option(min=0, max=1_000, help="Projects of each customer.")] = 0,
    invoices: Annotated[int, typer.Option(min=0, max=1_000, help="Invoices of each customer.")] = 0,
    activities: Annotated[int, typer.Option(min=0, max=1_000_000, help="Activities and notes of each customer.")] = 0,
) -> None:
    """Add invented customers with addresses, contacts and all that search needs.

    Owners, industries, roles and segments are those that exist. For load tests: never on real data.
    """
    migrations.upgrade()
    each = PerCustomer(contacts=contacts, projects=projects, invoices=invoices, activities=activities)
    try:
        first, last = asyncio.run(_generate(customers, each))
    except Refused:
        errors.print("Projects need sales statuses, and there are none: load the demo firm first.")
        raise typer.Exit(2) from None
    print(f"Added the customers {first} to {last}.")


async def _generate(customers: int, each: PerCustomer) -> tuple[str, str]:
    """Generate over a database connection of its own, which ends with it. Returns the first and the last number."""
    use_database(Database(settings.async_database_url))
    try:
        await bootstrap.ensure_base_data()
        with Progress(console=errors, transient=True, disable=not sys.stderr.isatty()) as bar:
            task = bar.add_task("Generating", total=customers)
            return await generate(customers, each, lambda done, _total: bar.update(task, completed=done))
    finally:
        await database().dispose()
        use_database(None)
