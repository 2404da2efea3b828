"""A browser on the program over the demo firm."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from customer_card.database import Database
from tests.support.engines import Engine
from tests.support.web import browser


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    """One engine is enough for what happens before it is asked."""
    return sqlite_engine


@pytest_asyncio.fixture
async def visitor(firm: Database) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is not signed in yet."""
    async with browser() as client:
        yield client
