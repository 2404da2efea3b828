"""Reflex's own event pipeline in this process: what a browser sends, and everything that it is sent.

The socket is the only part that is not the framework's: a packet begins as the JSON text that
a browser sends and ends as the JSON text that it gets, on both sides of the real namespace,
processor, middlewares and state manager.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote
from uuid import uuid4

import reflex as rx
from reflex.utils import format as wire_format
from reflex_base.registry import RegistrationContext

from customer_card.customer_card import app
from customer_card.settings import settings
from customer_card.state import background
from customer_card.state.known_events import KnownEvents
from customer_card.state.messages import MessagesState

PATIENCE_SECONDS = 15.0
ROOT = "reflex___state____state"
LOADING = f"{ROOT}.reflex___state____on_load_internal_state.on_load_internal"
SUFFIX = "_rx_state_"


@cache
def the_app() -> rx.App:
    """The program with its pages, which are added once in a process; nothing is compiled."""
    app._apply_decorated_pages()
    return app


def event_name(handler: Any) -> str:
    """The name by which a browser calls a handler such as ``CardState.edit``."""
    return handler if isinstance(handler, str) else wire_format.format_event_handler(handler)


@dataclass(slots=True)
class Answer:
    """What one event made the server send to one page."""

    packets: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything that was sent, as it was sent."""
        return "\n".join(self.packets)

    @property
    def updates(self) -> list[dict[str, Any]]:
        """The packets, read."""
        return [json.loads(packet) for packet in self.packets]

    @property
    def events(self) -> list[dict[str, Any]]:
        """What the browser is told to do."""
        return [event for update in self.updates for event in update.get("events") or []]

    @property
    def scripts(self) -> list[str]:
        """The scripts that the browser is told to run."""
        return [event["payload"]["javascript_code"] for event in self.events if event["name"] == "_call_script"]

    @property
    def redirects(self) -> list[str]:
        """Where the browser is told to go without a full load."""
        return [event["payload"]["path"] for event in self.events if event["name"] == "_redirect"]

    def changed(self, state: type[rx.State]) -> dict[str, Any]:
        """The variables of one state that were sent, the last value of each."""
        found: dict[str, Any] = {}
        for update in self.updates:
            found |= plain((update.get("delta") or {}).get(state.get_full_name(), {}))
        return found

    @property
    def alert(self) -> str:
        """The alert that the page now shows, empty for none."""
        return self.changed(MessagesState).get("alert", "")

    @property
    def status(self) -> str:
        """The polite message that the page now shows, empty for none."""
        return self.changed(MessagesState).get("status", "")

    @property
    def leaves_for_sign_in(self) -> bool:
        """Whether the page is sent away to sign in."""
        return any("/login?next=" in script for script in self.scripts)

    @property
    def reloads(self) -> bool:
        """Whether the page is loaded anew."""
        return any("location.reload()" in script for script in self.scripts)


class Wire(KnownEvents):
    """The app's namespace with pages of this process at the other end instead of sockets."""

    def __init__(self, program: rx.App) -> None:
        super().__init__("/_event", program)
        self.pages: dict[str, Page] = {}

    async def emit(self, event: str, data: Any = None, to: str | None = None, **_rest: Any) -> None:
        """Hand a packet to the page it is for, as text, exactly as the socket would."""
        page = self.pages.get(to or "")
        if page is not None and event == "event":
            page.receive(wire_format.json_dumps(data))


class Pipeline:
    """The running program without its sockets; ``page`` opens a tab on it."""

    def __init__(self, program: rx.App, wire: Wire) -> None:
        self.app = program
        self.wire = wire
        self._numbers = itertools.count(1)

    def page(self, token: str | None = None, client_token: str | None = None) -> Page:
        """A tab whose handshake carries a session's token, or nobody's."""
        sid = f"socket{next(self._numbers)}-{uuid4().hex}"
        page = Page(self, sid, client_token or str(uuid4()), token)
        self.wire.pages[sid] = page
        return page

    async def settle(self) -> None:
        """Wait until no event is queued or running, and nothing is done behind them."""
        await asyncio.wait_for(self._until_idle(), PATIENCE_SECONDS)

    async def _until_idle(self) -> None:
        processor = self.app.event_processor
        while True:
            await processor.join()
            running = list(processor._tasks.values())
            if not running and not processor._token_queues:
                break
            await asyncio.wait(running)
        await background.until_done()


class Page:
    """One browser tab: its address, its cookie, and what it has been sent."""

    def __init__(self, pipeline: Pipeline, sid: str, client_token: str, token: str | None) -> None:
        self._pipeline = pipeline
        self.sid = sid
        self.client_token = client_token
        self.token = token
        self.address = "/login"
        self.received: list[str] = []
        self.state: dict[str, dict[str, Any]] = {}
        self._news = asyncio.Event()

    def receive(self, packet: str) -> None:
        """Take a packet, and show what it holds as the browser's stores would."""
        self.received.append(packet)
        for name, values in (json.loads(packet).get("delta") or {}).items():
            self.state.setdefault(name, {}).update(plain(values))
        self._news.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds for what the page shows, while its events still run."""
        while not holds():
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), PATIENCE_SECONDS)

    def shown(self, state: type[rx.State]) -> dict[str, Any]:
        """The variables of one state as the page has them now."""
        return self.state.get(state.get_full_name(), {})

    async def open(self, address: str) -> Answer:
        """Load an address: connect, hydrate, and run what the page loads with."""
        self.address = address
        boot = self._packet(f"{ROOT}.hydrate_and_load", {"vars": {}, "hashes": []})
        return await self._collected(self._connect(boot))

    async def go(self, address: str) -> Answer:
        """Follow a link within the program."""
        self.address = address
        return await self.send(LOADING)

    async def send(self, handler: Any, /, **payload: Any) -> Answer:
        """Send one event, and wait for everything that follows from it."""
        return await self.send_packet(self._packet(event_name(handler), payload))

    async def send_packet(self, packet: Any) -> Answer:
        """Send a packet as it stands."""
        data = json.loads(json.dumps(packet))
        return await self._collected(self._pipeline.wire.on_event(self.sid, data))

    async def idle(self, work: Any) -> Answer:
        """What reaches this page during something that it did not ask for."""
        return await self._collected(work)

    async def close(self) -> None:
        """Close the tab's connection."""
        task = self._pipeline.wire.on_disconnect(self.sid)
        if task is not None:
            await asyncio.wait_for(task, PATIENCE_SECONDS)

    async def connect(self) -> None:
        """Open the connection, and say nothing yet."""
        await self._pipeline.wire.on_connect(self.sid, self._environ())

    async def _connect(self, boot: dict[str, Any]) -> None:
        wire = self._pipeline.wire
        if self.sid in wire.sid_to_token:
            await wire.on_event(self.sid, boot)
        else:
            await wire.on_connect(self.sid, self._environ(), {"event": boot})

    def _environ(self) -> dict[str, Any]:
        """The handshake as the server in front of the program hands it over."""
        headers = [(b"host", b"localhost:3000"), (b"origin", settings.origin.encode())]
        if self.token is not None:
            headers.append((b"cookie", f"{settings.session_cookie}={self.token}".encode()))
        scope = {"headers": headers, "client": ("127.0.0.1", 50_000)}
        return {"QUERY_STRING": f"token={self.client_token}", "asgi.scope": scope}

    async def _collected(self, work: Any) -> Answer:
        before = len(self.received)
        await asyncio.wait_for(work, PATIENCE_SECONDS)
        await self._pipeline.settle()
        return Answer(self.received[before:])

    def _packet(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        return {"name": name, "payload": payload, "router_data": router_data(self.address)}


def router_data(address: str) -> dict[str, Any]:
    """What the browser says of its address: path, whole address, and parameters."""
    path, _, search = address.partition("?")
    query = dict(parse_qsl(search, keep_blank_values=True))
    steps = path.strip("/").split("/")
    if len(steps) == 3 and steps[0] == "customers":
        query |= {"customer_number": unquote(steps[1]), "card_tab": unquote(steps[2])}
    if len(steps) == 2 and steps[0] == "admin":
        query |= {"admin_section": unquote(steps[1])}
    return {"pathname": path, "asPath": address, "query": query}


@asynccontextmanager
async def running() -> AsyncIterator[Pipeline]:
    """The program, with its event processor running, until the block is left."""
    program = the_app()
    former, wire = program._event_namespace, Wire(program)
    program._event_namespace = wire
    registration = RegistrationContext.set(program._registration_context)
    try:
        async with program._setup_event_processor():
            yield Pipeline(program, wire)
        await background.until_done()
    finally:
        program._event_namespace = former
        program._event_processor = None
        RegistrationContext.reset(registration)


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Variables by the names that they have in Python."""
    return {name.removesuffix(SUFFIX): value for name, value in values.items()}
