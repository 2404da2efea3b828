"""Statements on many rows at once, past the session, which would handle each row as an object."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, Table, func, insert, literal_column, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from customer_card.services.customer_fields import Values


def table_of(model: Any) -> Table:
    """The table of a model."""
    return model.__table__


async def reserve_ids(connection: AsyncConnection, model: Any, count: int) -> list[int]:
    """Ids for rows yet to be inserted, so that rows which point at each other can be inserted in bulk.

    On SQLite they follow the largest that there is, or ever was where the table remembers it,
    and stay free because the transaction holds the write lock.
    """
    if not count:
        return []
    own = table_of(model)
    if connection.dialect.name == "postgresql":
        sequence = func.nextval(func.pg_get_serial_sequence(own.name, "id"))
        drawn = await connection.scalars(select(sequence).select_from(func.generate_series(1, count)))
        return list(drawn.all())
    last = await connection.scalar(select(func.max(own.c.id))) or 0
    if await connection.scalar(text("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")):
        remembered = select(literal_column("seq", Integer)).select_from(table("sqlite_sequence"))
        last = max(last, await connection.scalar(remembered.where(literal_column("name") == own.name)) or 0)
    return list(range(last + 1, last + 1 + count))


async def insert_rows(connection: AsyncConnection, model: Any, rows: list[Values]) -> None:
    """Insert rows, all with the same columns; none is no statement."""
    await run_for_each(connection, insert(table_of(model)), rows)


async def run_for_each(connection: AsyncConnection, statement: Any, rows: list[Values]) -> None:
    """Run a statement once for each row of values; for no row, not at all."""
    if rows:
        await connection.execute(statement, rows)
