"""The one-time link that makes the first administrator."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select

from customer_card.database import Database
from customer_card.models import SetupToken, User
from customer_card.services import bootstrap, sessions
from customer_card.settings import settings
from tests.support.web import browser

NEW = {"email": "first@firm.example", "name": "First Administrator", "password": "long enough"}


@pytest_asyncio.fixture
async def stranger(empty: Database) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody at an installation without users."""
    async with browser() as client:
        yield client


async def users(database: Database) -> list[str]:
    async with database.reading() as session:
        return list(await session.scalars(select(User.email)))


@pytest.mark.asyncio
async def test_the_link_makes_an_administrator_and_signs_in_once(stranger: httpx.AsyncClient, empty: Database) -> None:
    token = await bootstrap.new_setup_token()
    response = await stranger.post("/auth/setup", data=NEW | {"token": token})
    assert (response.status_code, response.headers["location"]) == (303, "/customers")
    reader = await sessions.resolve(response.cookies[settings.session_cookie])
    assert reader
    assert reader.profile.administration
    again = await stranger.post("/auth/setup", data=NEW | {"token": token, "email": "second@firm.example"})
    assert again.headers["location"] == "/setup?error=link&token="
    assert "set-cookie" not in again.headers
    assert await users(empty) == ["first@firm.example"]


@pytest.mark.asyncio
async def test_the_link_still_works_after_a_field_was_wrong(stranger: httpx.AsyncClient, empty: Database) -> None:
    token = await bootstrap.new_setup_token()
    for wrong in ({"password": "short"}, {"email": "no"}, {"name": " "}, {"name": "x" * 900}):
        response = await stranger.post("/auth/setup", data=NEW | {"token": token} | wrong)
        assert response.headers["location"] == f"/setup?error=fields&token={token}"
    assert await users(empty) == []
    response = await stranger.post("/auth/setup", data=NEW | {"token": token})
    assert response.headers["location"] == "/customers"


@pytest.mark.asyncio
@pytest.mark.parametrize("token", ["", "x", "x" * 5_000, "\x00", "%"])
async def test_a_wrong_link_makes_nobody(token: str, stranger: httpx.AsyncClient, empty: Database) -> None:
    await bootstrap.new_setup_token()
    response = await stranger.post("/auth/setup", data=NEW | {"token": token})
    assert response.headers["location"] == "/setup?error=link&token="
    assert await users(empty) == []


@pytest.mark.asyncio
async def test_a_form_of_another_site_makes_nobody(stranger: httpx.AsyncClient, empty: Database) -> None:
    token = await bootstrap.new_setup_token()
    foreign = {"origin": "https://evil.example"}
    response = await stranger.post("/auth/setup", data=NEW | {"token": token}, headers=foreign)
    assert "error=origin" in response.headers["location"]
    assert await users(empty) == []


@pytest.mark.asyncio
async def test_only_the_newest_link_works(stranger: httpx.AsyncClient, empty: Database) -> None:
    old, new = await bootstrap.new_setup_token(), await bootstrap.new_setup_token()
    response = await stranger.post("/auth/setup", data=NEW | {"token": old})
    assert response.headers["location"] == "/setup?error=link&token="
    response = await stranger.post("/auth/setup", data=NEW | {"token": new})
    assert response.headers["location"] == "/customers"


@pytest.mark.asyncio
async def test_there_is_no_link_once_somebody_has_an_account(visitor: httpx.AsyncClient, firm: Database) -> None:
    assert await bootstrap.new_setup_token() is None
    async with firm.writing() as session:
        session.add(SetupToken(token_sha256=sessions.digest("left over")))
    response = await visitor.post("/auth/setup", data=NEW | {"token": "left over"})
    assert response.headers["location"] == "/setup?error=link&token="
    assert "first@firm.example" not in await users(firm)
