"""The demo firm in a database file of its own, for the tests that look at it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from customer_card.database import Database, use_database
from customer_card.models import metadata
from customer_card.services import bootstrap, migrations
from customer_card.services.demo import load_demo

TODAY = date(2026, 11, 20)

T = TypeVar("T")


@dataclass(frozen=True)
class DemoFile:
    """A database file with the demo firm in it, and how long the loading took."""

    path: Path
    seconds: float


def within(path: Path, work: Callable[[], Awaitable[T]]) -> T:
    """Run something with the program's database in this file."""

    async def run() -> T:
        db = Database(f"sqlite+aiosqlite:///{path}")
        use_database(db)
        try:
            return await work()
        finally:
            use_database(None)
            await db.dispose()

    return asyncio.run(run())


def loaded(path: Path, today: date) -> DemoFile:
    """Make a fresh database file and load the demo firm into it."""
    config = migrations.config()
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()

    async def load() -> float:
        await bootstrap.ensure_base_data()
        began = time.process_time()
        await load_demo(today)
        return time.process_time() - began

    return DemoFile(path, within(path, load))


def count(session: Session, table: Any, *conditions: Any) -> int:
    """How many rows of a table meet the conditions."""
    return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def rows_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, without what is random on purpose."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        everything = {
            table.name: [
                tuple(row)
                for row in connection.execute(
                    select(*(c for c in table.columns if c.name != "password_hash")).order_by(
                        *table.primary_key.columns
                    )
                )
            ]
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return everything
