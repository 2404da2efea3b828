"""The engine, and units of work that read or write.

A unit of work is one transaction. A writing one takes SQLite's write lock at once: a
transaction that starts by reading and then wants to write is refused by SQLite when
somebody else wrote in between, whatever the time-out says.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import structlog
from psycopg.types.numeric import Int8Dumper
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from customer_card.settings import settings
from customer_card.sqlite_cursor import make_trips_once

BUSY_TIMEOUT_MS = 15_000

PING_AFTER_SECONDS = 2.0

POOL: dict[str, Any] = {"pool_size": 6, "max_overflow": 0, "pool_use_lifo": True}
"""A handful serves hundreds: what many pages ask for at once is asked in turn, sooner than by many connections that
take the processor from each other (thirty clients open 72 cards a second over eight, and 40 over sixteen). The last one
that came back goes out first: it has the statements at hand that it was prepared for. No unit of work may open another
one within itself: it would wait for itself."""

log = structlog.get_logger(__name__)


def configure_sqlite(engine: Engine) -> None:
    """Make SQLite keep its promises: foreign keys, a journal for readers, deleted text overwritten."""

    @event.listens_for(engine, "connect")
    def _on_connect(dbapi_connection: Any, _record: Any) -> None:
        # The driver's own idea of when a transaction begins is switched off; _on_begin says it.
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "cache_size=-16000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def make_engine(url: str) -> AsyncEngine:
    """An engine for either database."""
    if url.startswith("sqlite"):
        engine = create_async_engine(url, **POOL, hide_parameters=True)
        make_trips_once(engine.sync_engine)
        configure_sqlite(engine.sync_engine)
        return engine
    # Compiling a statement takes PostgreSQL longer than any of ours takes to run, and planning it anew for each
    # set of values longer than most: they are walks along an index whatever the values are.
    options = {"options": "-c jit=off -c plan_cache_mode=force_generic_plan", "prepare_threshold": 1}
    engine = create_async_engine(url, **POOL, hide_parameters=True, connect_args=options)
    ping_after_a_rest(engine.sync_engine)
    send_integers_alike(engine.sync_engine)
    return engine


def send_integers_alike(engine: Engine) -> None:
    """Send every whole number as eight bytes.

    The driver sends small ones in two or four, and to the server a statement is another one for each mixture of them:
    one that asks for fifty ids was read and planned anew each time.
    """

    @event.listens_for(engine, "connect")
    def _on_connect(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.driver_connection.adapters.register_dumper(int, Int8Dumper)


def ping_after_a_rest(engine: Engine) -> None:
    """Ask a connection that has not been used for a while whether it still holds, and make another where it does not.

    The pool's own ping asks before every use, which is a third of what a small statement costs.
    """

    @event.listens_for(engine, "checkin")
    def _on_checkin(_dbapi_connection: Any, record: Any) -> None:
        record.info["used_at"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _on_checkout(dbapi_connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("used_at", time.monotonic()) < PING_AFTER_SECONDS:
            return
        try:
            engine.dialect.do_ping(dbapi_connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error


class Database:
    """One database: its engine and the two kinds of unit of work."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, autoflush=False)
        # PostgreSQL's readers see what was committed before each statement, in a transaction or without one,
        # so the two messages that would begin and end it are saved. SQLite's see one moment throughout.
        reader = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._reading_sessions = async_sessionmaker(reader, expire_on_commit=False, autoflush=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether the data lives in a file of ours."""
        return self.url.startswith("sqlite")

    @asynccontextmanager
    async def reading(self, *, streaming: bool = False) -> AsyncIterator[AsyncSession]:
        """A unit of work that only reads; ``streaming`` when it reads rows as they come, which needs a transaction."""
        async with (self._sessions if streaming else self._reading_sessions)() as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A unit of work that writes: all of it, or nothing."""
        async with self._sessions() as session, session.begin():
            await session.connection(execution_options={"writing": True})
            yield session

    async def scrub(self) -> None:
        """After an erasure: write SQLite's file anew, and empty its journal.

        Deleted text is overwritten where it stood, but older copies of it can linger where rows
        were moved about as pages filled; only a new file is free of them. It takes about a second
        for 200 MB. Best effort by design: while somebody else is busy the next erasure does it.
        """
        if not self.is_sqlite:
            return
        async with self.engine.connect() as connection:
            raw = await connection.get_raw_connection()
            # The driver itself is asked, since neither can run within a transaction.
            driver: Any = raw.driver_connection
            try:
                async with driver.execute("VACUUM"):
                    pass
                async with driver.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
                    is_busy, *_ = await cursor.fetchone()
            except sqlite3.OperationalError:
                is_busy = True
            if is_busy:
                log.warning("scrub_postponed")

    async def dispose(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


Result = TypeVar("Result")


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a use case from outside an event loop, over connections of its own that end with it."""

    async def finished() -> Result:
        use_database(Database(settings.async_database_url))
        try:
            return await work
        finally:
            await database().dispose()
            use_database(None)

    return asyncio.run(finished())


_current: Database | None = None


def database() -> Database:
    """The program's database; the engine is made at first use, after a server has forked its workers."""
    global _current
    if _current is None:
        _current = Database(settings.async_database_url)
    return _current


def use_database(replacement: Database | None) -> None:
    """Put another database in place of the program's: for tests and the command line."""
    global _current
    _current = replacement
