"""Raw websocket clients: what the server alone does, without a browser's work."""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect

from bench.servers import Server

ROOT = "reflex___state____state"
LOADING = f"{ROOT}.reflex___state____on_load_internal_state.on_load_internal"
KEEPING = f"{ROOT}.reflex___state____update_vars_internal_state.update_vars_internal"
OPENING = f"{ROOT}.customer_card___state___card_page____card_page_state.open"
LANGUAGE = f"{ROOT}.customer_card___state___session____locale_state.choice_rx_state_"
SAVING = f"{ROOT}.customer_card___state___card____card_state.save_field"
PAGING = f"{ROOT}.customer_card___state___feed____feed_state.show_more"
SEARCHING = f"{ROOT}.customer_card___state___customers____customers_state.search_for"

PAGED = '"done_rx_state_"'
SHOWN = '"is_hydrated_rx_state_":true'
ANSWERED = '"_call_script"'

USER = "kundansvarig@demo.example"
MEMBER = "medarbetare@demo.example"
"""Somebody who sees the projects that they are a member of, and no other."""
READERS = {"a member": MEMBER, "admin": "admin@demo.example"}
"""Who opens the crowded customer's card: who sees a tenth of its projects, and who sees all of them."""
PASSWORD = "kundkort"
CLIENTS = 30
CONNECTED = 100
WARMING = 20
MEGABYTE = 1_000_000
PAUSE_SECONDS = 0.1
PREFIXES = ("b", "be", "ber", "s", "sto", "ek", "da", "tra", "v", "as", "mal", "m", "hel", "ha", "no")
"""What is typed: beginnings of words that between a twentieth and half of the generated customers have."""


def sign_in(server: Server, user: str = USER) -> str:
    """The cookie of a session, as a browser would send it."""
    form = {"email": user, "password": PASSWORD}
    answer = httpx.post(f"{server.base}/auth/login", data=form, headers={"Origin": server.base}, timeout=30)
    return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())


class Page:
    """One browser tab, as the server knows it."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._address: dict[str, Any] = {}

    @classmethod
    async def open(cls, stack: AsyncExitStack, server: Server, cookie: str, path: str) -> tuple[Page, str]:
        """Connect as a page does that was just loaded. Returns it with everything it was sent."""
        url = f"{server.base.replace('http', 'ws')}/_event/?token={uuid4()}&EIO=4&transport=websocket"
        headers = {"Cookie": cookie}
        socket = await stack.enter_async_context(
            connect(url, additional_headers=headers, origin=server.base, max_size=50 * MEGABYTE)  # pyright: ignore[reportArgumentType]
        )
        page = cls(socket)
        await socket.recv()
        page._address = _router_data(path)
        hydrate = {"name": f"{ROOT}.hydrate_and_load", "payload": {"vars": {}, "hashes": []}}
        boot = hydrate | {"router_data": page._address}
        await socket.send("40/_event," + json.dumps({"event": boot}))
        return page, await page._until(SHOWN)

    async def open_card(self, number: str) -> str:
        """Follow a link to a card, by the events that a browser sends: one at the click, and those of its page."""
        await self._send(OPENING, {"number": number, "tab": "contacts"})
        return await self.go(f"/customers/{number}/contacts")

    async def go(self, path: str) -> str:
        """Follow a link within the program, by the events that a browser sends."""
        self._address = _router_data(path)
        await self._send(KEEPING, {"vars": {LANGUAGE: "sv"}})
        await self._send(LOADING)
        return await self._until(SHOWN)

    async def call(self, name: str, payload: dict[str, Any], ending: str = "") -> str:
        """Send an event whose answer ends with a script, or with something else that is known by its name."""
        await self._send(name, payload)
        return await self._until(ending or ANSWERED)

    async def _send(self, name: str, payload: dict[str, Any] | None = None) -> None:
        event = {"name": name, "payload": payload or {}, "router_data": self._address}
        await self._socket.send("42/_event," + json.dumps(["event", event]))

    async def _until(self, ending: str) -> str:
        received: list[str] = []
        while True:
            frame = str(await asyncio.wait_for(self._socket.recv(), 30))
            if frame == "2":
                await self._socket.send("3")
                continue
            received.append(frame)
            if ending in frame:
                return "".join(received)


def _router_data(path: str) -> dict[str, Any]:
    steps = path.strip("/").split("/")
    query = {"customer_number": steps[1], "card_tab": steps[2]} if len(steps) == 3 else {"view": "all"}
    return {"pathname": path, "asPath": path if len(steps) == 3 else f"{path}?view=all", "query": query}


async def server_times(server: Server, numbers: list[str], repetitions: int) -> dict[str, list[float]]:
    """Milliseconds from an event's frame to the last frame of its answer, by gesture, one client alone."""
    times: dict[str, list[float]] = {"open a card": [], "switch a tab": [], "save a field": [], "list search": []}
    cookie = sign_in(server)
    async with AsyncExitStack() as stack:
        page, _ = await Page.open(stack, server, cookie, "/customers/")

        async def timed(gesture: str, work: Callable[[], Awaitable[str]]) -> str:
            # Nobody clicks at once: what a page still does after it stands there is not the next gesture's time.
            await asyncio.sleep(PAUSE_SECONDS)
            started = time.perf_counter()
            answer = await work()
            times[gesture].append((time.perf_counter() - started) * 1000)
            return answer

        for turn in range(-2, repetitions):
            number, prefix = numbers[turn % len(numbers)], PREFIXES[turn % len(PREFIXES)]
            shown = await timed("open a card", lambda at=number: page.open_card(at))
            await timed("switch a tab", lambda at=f"/customers/{number}/sales": page.go(at))
            form = _field_form(shown, str(turn + 100))
            await timed("save a field", lambda form=form: page.call(SAVING, {"form": form}))
            await page.go("/customers/")
            await timed("list search", lambda text=prefix: page.call(SEARCHING, {"text": text}))
    # The first ones fill caches of compiled statements, as they do once in a server's life.
    return {gesture: values[2:] for gesture, values in times.items()}


async def crowded_times(server: Server, user: str, repetitions: int) -> dict[str, tuple[list[float], list[float]]]:
    """Milliseconds for opening the crowded customer's card and the sparse one's, in turns, and for paging its feed."""
    opening: dict[str, list[float]] = {server.crowded: [], server.sparse: []}
    paging: dict[str, list[float]] = {server.crowded: [], server.sparse: []}

    async def timed(work: Awaitable[str], found: list[float]) -> None:
        await asyncio.sleep(PAUSE_SECONDS)
        started = time.perf_counter()
        await work
        found.append((time.perf_counter() - started) * 1000)

    async with AsyncExitStack() as stack:
        page, _ = await Page.open(stack, server, sign_in(server, user), "/customers/")
        for _ in range(repetitions + 2):
            for number, opened in opening.items():
                await timed(page.open_card(number), opened)
                await timed(page.call(PAGING, {"part": "done"}, PAGED), paging[number])
    pairs = {"open a card": opening, "page the feed": paging}
    return {gesture: (found[server.crowded][2:], found[server.sparse][2:]) for gesture, found in pairs.items()}


def _field_form(shown: str, value: str) -> dict[str, str]:
    """What the form of the number of employees posts, for the customer that was just shown."""
    header = re.search(r'"header_rx_state_":(\{.*?"number":.*?\})', shown)
    assert header
    row_id = re.search(r'"id":"(\d+)"', header[1])
    version = re.search(r'"version":"(\d+)"', header[1])
    assert row_id and version
    return {"id": row_id[1], "version": version[1], "field": "employees", "field_employees": value, "value": value}


async def cards_a_second(server: Server, numbers: list[str], seconds: float) -> tuple[float, float]:
    """Whole cards that so many people open in a second, each as soon as the former one is there.

    Returns them with the milliseconds of processor time that the server took for each.
    """
    cookie = sign_in(server)
    opened = 0
    async with AsyncExitStack() as stack:
        pages = [(await Page.open(stack, server, cookie, "/customers/"))[0] for _ in range(CLIENTS)]
        ends, used = time.perf_counter() + seconds, server.processor_seconds

        async def keep_opening(page: Page, offset: int) -> None:
            nonlocal opened
            turn = offset
            while time.perf_counter() < ends:
                await page.open_card(numbers[turn % len(numbers)])
                opened += time.perf_counter() < ends
                turn += 1

        await asyncio.gather(*(keep_opening(page, 7 * n) for n, page in enumerate(pages)))
        used = server.processor_seconds - used
    return opened / seconds, used * 1000 / max(opened, 1)


async def memory_of_a_user(server: Server, numbers: list[str]) -> float:
    """Resident kB that each further connected user with an open card takes."""
    cookie = sign_in(server)
    async with AsyncExitStack() as stack:

        async def connected(count: int) -> None:
            for n in range(count):
                await Page.open(stack, server, cookie, f"/customers/{numbers[n % len(numbers)]}/contacts")

        await connected(WARMING)
        before = server.memory_kb
        await connected(CONNECTED)
        return (server.memory_kb - before) / CONNECTED


async def some_numbers(server: Server, count: int) -> list[str]:
    """Customer numbers spread over the list, as the list itself shows them."""
    cookie = sign_in(server)
    numbers: list[str] = []
    async with AsyncExitStack() as stack:
        page, _ = await Page.open(stack, server, cookie, "/customers/")
        name = SEARCHING.replace("search_for", "go_to_page")
        for turn in range(1, 3):
            shown = await page.call(name, {"page": turn})
            numbers += re.findall(r'"number":"(\d+)"', shown)
    return numbers[:count]


def p95(values: list[float]) -> float:
    """The value that nineteen of twenty stay below."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]
