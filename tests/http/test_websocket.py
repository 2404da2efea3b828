"""The websocket of the server process: who may open it, and what it takes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from socketio.exceptions import ConnectionError as NotConnected

from customer_card.database import Database
from customer_card.state.card import CardState
from tests.support.live import LivePage, LiveServer, Lost
from tests.support.pipeline import ROOT
from tests.support.snapshot import snapshot

LIST = "/customers"
CANARY = "Kanarieson"


@pytest_asyncio.fixture
async def server(firm: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveServer]:
    """A server process over the demo firm."""
    live = LiveServer(tmp_path_factory.mktemp("live"), firm.url)
    try:
        live.start()
        yield live
    finally:
        live.kill()


@pytest.mark.asyncio
async def test_the_websocket_answers_only_its_own_pages_and_takes_no_endless_message(
    server: LiveServer, firm: Database
) -> None:
    cookie = server.sign_in("admin@demo.example", "kundkort")
    own = LivePage(server, cookie, LIST)
    await own.open()
    await of_another_origin(server, cookie)
    await without_a_websocket(server, cookie)
    await of_nobody(server, firm)
    await too_much_at_once(own, firm)
    assert "Traceback" not in server.log


@pytest.mark.asyncio
async def test_the_server_writes_down_nothing_that_was_typed(server: LiveServer) -> None:
    cookie = server.sign_in("admin@demo.example", "kundkort")
    address = f"/customers?search={CANARY}"
    async with httpx.AsyncClient(base_url=server.origin, headers={"origin": server.origin}) as client:
        await client.get(address)
        await client.get(f"/{CANARY}")
        await client.get(address, headers={"host": f"{CANARY}.example"})
        await client.post("/auth/login", data={"email": f"{CANARY}@a.example", "password": CANARY, "next": CANARY})
        await client.post("/auth/setup", data={"token": CANARY, "name": CANARY, "email": CANARY, "password": CANARY})
    page = LivePage(server, cookie, address)
    await page.open()
    await page.say(CANARY, {"name": CANARY})
    for packet in (CANARY, [CANARY], {"name": CANARY}, {"name": f"{ROOT}.hydrate", "payload": CANARY}):
        await page.say("event", packet)
    await page.say("client_error", {"error_type": CANARY, "message": CANARY, "substate": CANARY})
    assert await page.send(CardState.set_active, customer_id=CANARY, active=CANARY)
    await page.close()
    assert CANARY not in server.log
    assert "event_without_handler" in server.log


async def of_another_origin(server: LiveServer, cookie: str) -> None:
    """A page of another site gets no socket, even where a browser would send the cookie along."""
    for origin in ("https://evil.example", "null", f"{server.origin}.evil.example", "http://localhost:1"):
        with pytest.raises(NotConnected):
            await LivePage(server, cookie, LIST, origin).open()


async def without_a_websocket(server: LiveServer, cookie: str) -> None:
    """There is no second way in beside the websocket, where other rules for origins hold."""
    async with httpx.AsyncClient(base_url=server.origin, headers={"cookie": cookie}) as client:
        for method in ("GET", "POST"):
            answer = await client.request(method, "/_event/", params={"EIO": "4", "transport": "polling"})
            assert answer.is_client_error
            assert "sid" not in answer.text


async def of_nobody(server: LiveServer, firm: Database) -> None:
    """Without a session a socket can be opened, for the sign-in page; it changes nothing."""
    before = await snapshot(firm)
    stranger = LivePage(server, None, "/login")
    await stranger.open()
    form = {"id": "1", "version": "1", "field": "website", "value": "www.stranger.example"}
    assert "/login?next=" in await stranger.told(CardState.save_field, form=form)
    await stranger.close()
    assert await snapshot(firm) == before


async def too_much_at_once(page: LivePage, firm: Database) -> None:
    """A message of more than a megabyte ends the connection and is not read."""
    before = await snapshot(firm)
    form = {"id": "1", "version": "1", "field": "description", "value": "x" * 1_100_000}
    with pytest.raises(Lost):
        await page.send(CardState.save_field, form=form)
    await page.close()
    assert await snapshot(firm) == before
