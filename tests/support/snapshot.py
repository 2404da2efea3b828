"""Looking at a whole database at once: whether anything changed, and where a text stands."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import String, cast, func, select

from customer_card.database import Database
from customer_card.models import metadata

OF_THE_VISIT = {"user_session", "attempt"}
"""Tables that a mere visit writes to."""


async def snapshot(database: Database) -> str:
    """A digest of every row of every table, sessions and failed sign-ins aside."""
    digest = hashlib.sha256()
    async with database.reading() as session:
        for table in sorted(metadata.tables.values(), key=lambda one: one.name):
            if table.name in OF_THE_VISIT:
                continue
            rows = await session.execute(select(table).order_by(*table.primary_key.columns))
            digest.update(table.name.encode())
            for row in rows:
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


async def columns_with(database: Database, text: str) -> list[str]:
    """The text columns, as ``table.column``, that hold a text anywhere, in whatever case."""
    found: list[str] = []
    async with database.reading() as session:
        for table in metadata.tables.values():
            for column in table.columns:
                if not isinstance(column.type, String):
                    continue
                holds = func.lower(cast(column, String)).like(f"%{text.lower()}%")
                if await session.scalar(select(func.count()).select_from(table).where(holds)):
                    found.append(f"{table.name}.{column.name}")
    return sorted(found)


async def everything(database: Database) -> str:
    """All that any table holds, as text in lower case."""
    async with database.reading() as session:
        tables = [(await session.execute(select(table))).all() for table in metadata.tables.values()]
    return "\n".join(repr(tuple(row)) for rows in tables for row in rows).lower()


def raw_bytes(database: Database) -> bytes:
    """The bytes of SQLite's file and of whatever journal stands beside it."""
    path = Path(database.url.removeprefix("sqlite+aiosqlite:///"))
    beside = [path, *(path.with_name(path.name + suffix) for suffix in ("-wal", "-journal", "-shm"))]
    return b"\n".join(file.read_bytes() for file in beside if file.exists())
