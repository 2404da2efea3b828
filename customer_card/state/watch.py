"""Tells idle pages that their session has ended or that their rights have changed.

An open websocket keeps the cookie of its handshake, and a page that nobody touches sends
no events. So each process remembers which pages belong to which session, asks the database
about all of them once a second, and sends those that no longer hold away.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import structlog
from reflex.event import Event
from reflex.state import StateUpdate

from customer_card.services import sessions
from customer_card.state.messages import reload_page, to_sign_in

if TYPE_CHECKING:
    import reflex as rx

    from customer_card.domain.permissions import Actor

EVERY_SECONDS = 1.0
CHUNK = 500

log = structlog.get_logger(__name__)


class Watch:
    """The pages of this process by client token, each with its session and key."""

    def __init__(self) -> None:
        self._pages: dict[str, tuple[int, str]] = {}

    def saw(self, actor: Actor | None, client_token: str) -> None:
        """A page was heard from: it belongs to this actor's session, or to nobody."""
        if actor is None:
            self._pages.pop(client_token, None)
        else:
            self._pages[client_token] = (actor.session_id, actor.session_key)

    def session_of(self, client_token: str) -> int | None:
        """The session that a page was last heard from with."""
        page = self._pages.get(client_token)
        return page[0] if page else None

    async def look(self, app: rx.App) -> None:
        """Ask about every open page once, and send away those that no longer hold."""
        namespace = app.event_namespace
        if namespace is None:
            return
        connected = set(namespace.token_to_sid)
        self._pages = {token: page for token, page in self._pages.items() if token in connected}
        asked = dict(self._pages)
        live = await self._live()
        for token, page in asked.items():
            session_id, key = page
            # A page that was heard from while the database answered was not asked about.
            if live.get(session_id) == key or self._pages.get(token) != page:
                continue
            del self._pages[token]
            event = reload_page() if session_id in live else to_sign_in()
            update = StateUpdate(events=Event.from_event_type(event))
            await namespace.emit_update(update, token)

    async def _live(self) -> dict[int, str]:
        session_ids = sorted({session_id for session_id, _ in self._pages.values()})
        live: dict[int, str] = {}
        for start in range(0, len(session_ids), CHUNK):
            live |= await sessions.liveness(session_ids[start : start + CHUNK])
        return live


watch = Watch()


def watching(app: rx.App):
    """The lifespan task that keeps looking for as long as the server runs."""

    @asynccontextmanager
    async def idle_pages() -> AsyncIterator[None]:
        task = asyncio.create_task(_keep_looking(app))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    return idle_pages


async def _keep_looking(app: rx.App) -> None:
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            await watch.look(app)
        except Exception:
            # A database that is away for a moment must not end the watch for good.
            log.exception("watch_failed")
