"""What PostgreSQL is asked again and again is read and planned once."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text

from customer_card.database import Database
from customer_card.models import Customer
from tests.support.engines import Engine

SMALL, MIDDLING, LARGE = 7, 70_000, 7_000_000_000


@pytest.mark.asyncio
async def test_a_statement_is_the_same_one_however_large_its_ids_are(postgres_engine: Engine) -> None:
    database = Database(postgres_engine.fresh("empty"))
    kept = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%customer.id IN%'")
    try:
        async with database.reading() as session:
            for ids in ([SMALL, MIDDLING, LARGE], [LARGE, SMALL, SMALL], [MIDDLING, LARGE, SMALL], [SMALL] * 3):
                for _ in range(2):
                    await session.scalar(select(func.count()).where(Customer.id.in_(ids)))
            assert await session.scalar(kept) == 1
    finally:
        await database.dispose()
