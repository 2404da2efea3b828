"""A statement to SQLite is one trip to its thread, and says all that one in four trips said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiosqlite
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from customer_card.database import Database
from tests.support.engines import Engine


@pytest_asyncio.fixture
async def database(sqlite_engine: Engine) -> AsyncIterator[Database]:
    """A database with one table of three rows."""
    database = Database(sqlite_engine.fresh("blank"))
    async with database.writing() as session:
        await session.execute(text("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"))
        await session.execute(
            text("INSERT INTO thing (name) VALUES (:name)"), [{"name": "one"}, {"name": "two"}, {"name": "three"}]
        )
    yield database
    await database.dispose()


@pytest.mark.asyncio
async def test_a_statement_goes_to_the_thread_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    trips: list[Any] = []
    real = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, work: Any, *arguments: Any, **named: Any) -> Any:
        trips.append(work)
        return await real(self, work, *arguments, **named)

    async with database.reading() as session:
        await session.execute(text("SELECT 1"))
        monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
        assert (await session.execute(text("SELECT id, name FROM thing ORDER BY id"))).all() == [
            (1, "one"), (2, "two"), (3, "three"),
        ]  # fmt: skip
        assert len(trips) == 1


@pytest.mark.asyncio
async def test_what_was_changed_is_counted_and_what_was_added_has_its_id(database: Database) -> None:
    async with database.writing() as session:
        changed: Any = await session.execute(text("UPDATE thing SET name = name || '!' WHERE id > 1"))
        added: Any = await session.execute(text("INSERT INTO thing (name) VALUES ('four')"))
        returned = await session.execute(text("DELETE FROM thing WHERE id < 3 RETURNING name"))
        assert (changed.rowcount, added.lastrowid) == (2, 4)
        assert sorted(returned.scalars()) == ["one", "two!"]


@pytest.mark.asyncio
async def test_a_failure_is_the_one_that_it_was_and_the_connection_goes_on(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            await session.execute(text("INSERT INTO thing (name) VALUES ('one')"))
    async with database.reading() as session:
        with pytest.raises(OperationalError):
            await session.execute(text("SELECT nothing FROM nowhere"))
        assert await session.scalar(text("SELECT count(*) FROM thing")) == 3


@pytest.mark.asyncio
async def test_what_is_cancelled_midway_leaves_connections_to_those_who_come_after(database: Database) -> None:
    slow = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT max(i) FROM n")

    async def ask() -> None:
        async with database.reading() as session:
            await session.scalar(slow)

    for _ in range(30):
        asked = [asyncio.create_task(ask()) for _ in range(3)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        for one in asked:
            one.cancel()
        assert all(isinstance(r, asyncio.CancelledError) for r in await asyncio.gather(*asked, return_exceptions=True))
    async with database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM thing")) == 3


@pytest.mark.asyncio
async def test_rows_are_still_read_as_they_come_where_that_is_asked_for(database: Database) -> None:
    async with database.reading(streaming=True) as session:
        rows = await session.stream(text("SELECT name FROM thing ORDER BY id"))
        assert [row.name async for row in rows] == ["one", "two", "three"]
