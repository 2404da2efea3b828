"""The program's own event pipeline over the demo firm."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from customer_card.database import Database
from customer_card.services import sessions
from tests.support.engines import Engine
from tests.support.pipeline import Page, Pipeline, running
from tests.support.records import user_id
from tests.support.world import World, the_world

SignIn = Callable[..., Awaitable[Page]]


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    """One engine is enough here: what differs between them is tested where it is asked."""
    return sqlite_engine


@pytest_asyncio.fixture
async def server(firm: Database) -> AsyncIterator[Pipeline]:
    """The program running over the demo firm."""
    async with running() as pipeline:
        yield pipeline


@pytest_asyncio.fixture
async def world(firm: Database) -> World:
    """The records that examples speak of."""
    return await the_world()


@pytest.fixture
def sign_in(server: Pipeline) -> SignIn:
    """Open a page for the demo user of an account, at an address when one is given."""

    async def opened(account: str, address: str = "/customers", client_token: str | None = None) -> Page:
        page = server.page(await sessions.start_session(await user_id(account)), client_token)
        await page.open(address)
        return page

    return opened
