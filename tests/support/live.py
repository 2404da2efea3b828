"""The server process as production starts it, and pages that speak to it over real websockets.

The built pages are left out: what is tried here lies behind the websocket, and answers without them.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import socketio
from socketio.exceptions import SocketIOError

from customer_card import build
from customer_card.state.messages import MessagesState
from tests.support.engines import free_port
from tests.support.pipeline import ROOT, event_name, plain, router_data

NAMESPACE = "/_event"
PATIENCE_SECONDS = 60.0


class Lost(Exception):
    """The connection ended before the answer came."""


class LiveServer:
    """One server process after the other over the same database, on one port."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self._folder = folder
        self._port = free_port()
        self._url = database_url
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "web" / "build" / "client").mkdir(parents=True, exist_ok=True)

    @property
    def origin(self) -> str:
        """The address that browsers use."""
        return f"http://localhost:{self._port}"

    @property
    def log(self) -> str:
        """What every process so far has said."""
        return (self._folder / "server.log").read_text(errors="replace")

    def start(self) -> None:
        """Start a process, and wait until it answers."""
        environment = build.environment() | {
            "CUSTOMER_CARD_PORT": str(self._port),
            "CUSTOMER_CARD_DATA_DIR": str(self._folder),
            "CUSTOMER_CARD_DATABASE_URL": self._url,
            "REFLEX_WEB_WORKDIR": str(self._folder / "web"),
        }
        with (self._folder / "server.log").open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "customer_card.serve"],
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the server does not answer:\n{self.log[-4000:]}")

    def kill(self) -> None:
        """``kill -9``: no process of the server gets to do anything more."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(PATIENCE_SECONDS)
            self._process = None

    def sign_in(self, email: str, password: str) -> str:
        """The session cookie, as a Cookie header, that the sign-in form of this server sets."""
        answer = httpx.post(
            f"{self.origin}/auth/login",
            data={"email": email, "password": password},
            headers={"origin": self.origin},
            timeout=PATIENCE_SECONDS,
        )
        [(name, value)] = answer.cookies.items()
        return f"{name}={value}"

    def _answers(self) -> bool:
        assert self._process is not None
        try:
            return httpx.get(f"{self.origin}/_health", timeout=2).is_success
        except httpx.HTTPError:
            try:
                self._process.wait(0.05)
            except subprocess.TimeoutExpired:
                return False
            return False


class LivePage:
    """A browser tab over a real socket: sends events, and knows when the server has said that it is done."""

    def __init__(self, server: LiveServer, cookie: str | None, address: str, origin: str | None = None) -> None:
        self._server = server
        self._headers = {"Origin": server.origin if origin is None else origin}
        if cookie:
            self._headers["Cookie"] = cookie
        self._address = address
        self._socket = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        self._packets: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self._messages: dict[str, Any] = {}
        self._socket.on("event", self._packets.put, namespace=NAMESPACE)
        self._socket.on("disconnect", self._ended, namespace=NAMESPACE)

    async def open(self) -> None:
        """Connect as a page does, with its first event in the handshake, and wait for what it shows."""
        await self._socket.connect(
            f"{self._server.origin}?token={uuid4()}",
            headers=self._headers,
            transports=["websocket"],
            namespaces=[NAMESPACE],
            socketio_path=NAMESPACE,
            auth={"event": self._packet(f"{ROOT}.hydrate_and_load", {"vars": {}, "hashes": []})},
        )
        await self._next()

    async def send(self, handler: Any, /, **payload: Any) -> str:
        """Send an event, and wait until the page tells its outcome. Returns the alert, empty for none.

        Raises ``Lost`` when the connection ended first: then nobody knows whether it was done.
        """
        before = self._messages.get("sequence", 0)
        await self._emit(handler, payload)
        while self._messages.get("sequence", 0) <= before:
            await self._next()
        return self._messages.get("alert", "")

    async def told(self, handler: Any, /, **payload: Any) -> str:
        """Send an event that is refused without a word on the page. Returns what the browser is told to do."""
        await self._emit(handler, payload)
        while not (events := (await self._next()).get("events")):
            pass
        return str(events)

    async def say(self, event: str, packet: Any) -> None:
        """Send something that is not answered, as a browser that was tampered with could."""
        await self._socket.emit(event, packet, namespace=NAMESPACE)

    async def close(self) -> None:
        """Close the connection, if it still stands."""
        await self._socket.disconnect()

    async def _emit(self, handler: Any, payload: dict[str, Any]) -> None:
        try:
            await self._socket.emit("event", self._packet(event_name(handler), payload), namespace=NAMESPACE)
        except SocketIOError as error:
            raise Lost from error

    async def _next(self) -> dict[str, Any]:
        packet = await asyncio.wait_for(self._packets.get(), PATIENCE_SECONDS)
        if packet is None:
            raise Lost
        self._messages |= plain((packet.get("delta") or {}).get(MessagesState.get_full_name(), {}))
        return packet

    async def _ended(self, *_reason: Any) -> None:
        await self._packets.put(None)

    def _packet(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        return {"name": name, "payload": payload, "router_data": router_data(self._address)}
