"""A statement to SQLite in one trip to its thread.

SQLite answers a small statement sooner than one thread wakes another. SQLAlchemy's adapter of aiosqlite goes to the
connection's thread four times for each: for a cursor, for the statement, for its rows, and to close the cursor. See
docs/decisions/0019.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor
from sqlalchemy.util import EMPTY_DICT


@dataclass(frozen=True, slots=True)
class Answer:
    """What a cursor says of a statement that it has run."""

    description: Any = None
    rows: Sequence[Any] = ()
    rowcount: int = -1
    lastrowid: int | None = None


class OneTripCursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor that exists in the thread only while a statement runs there; all rows come back with it."""

    __slots__ = ("_answer",)
    _awaitable_cursor_close = False

    def __init__(self, adapt_connection: Any) -> None:
        # What the parent makes here is a cursor in the thread.
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._soft_closed_memoized = EMPTY_DICT
        self._rows = deque()
        self._answer = Answer()

    @property
    def description(self) -> Any:
        """The columns of the answer; None for a statement without any."""
        return self._answer.description

    @property
    def rowcount(self) -> int:
        """How many rows were changed; -1 where that is not known."""
        return self._answer.rowcount

    @property
    def lastrowid(self) -> Any:
        """The id of the row that was added last."""
        return self._answer.lastrowid

    def close(self) -> None:
        """Forget the rows; nothing is open."""
        self._rows.clear()

    def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        """The next rows; all of them where no size is given, since all are here."""
        return super().fetchmany(len(self._rows) if size is None else size)

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        await self._ask(_run, operation, parameters)

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        await self._ask(_run_for_each, operation, seq_of_parameters)

    async def _ask(self, run: Any, operation: str, parameters: Any) -> None:
        driver: Any = self._connection
        async with self._adapt_connection._execute_mutex:
            self._answer = await driver._execute(run, driver._conn, operation, parameters)
        self._rows = deque(self._answer.rows)


class OneTripConnection(AsyncAdapt_aiosqlite_connection):
    """A connection with such cursors; those that read rows as they come are the adapter's own."""

    __slots__ = ()
    _cursor_cls = OneTripCursor


def make_trips_once(engine: Engine) -> None:
    """Let the engine's connections have such cursors."""

    @event.listens_for(engine, "do_connect")
    def _connect(dialect: Any, _record: Any, arguments: Any, named: Any) -> Any:
        made = dialect.connect(*arguments, **named)
        return OneTripConnection(made.dbapi, made.driver_connection)


def _run(connection: sqlite3.Connection, operation: str, parameters: Any) -> Answer:
    with closing(connection.execute(operation, parameters or ())) as cursor:
        rows = cursor.fetchall() if cursor.description else ()
        return Answer(cursor.description, rows, cursor.rowcount, cursor.lastrowid)


def _run_for_each(connection: sqlite3.Connection, operation: str, parameters: Any) -> Answer:
    with closing(connection.executemany(operation, parameters)) as cursor:
        return Answer(None, (), cursor.rowcount, cursor.lastrowid)
