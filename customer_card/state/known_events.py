"""The websocket's first question: is this an event at all?

The framework keeps something of each event until its handler is done. One whose name belongs
to no handler is never done, and would be kept for as long as the process runs.
"""

from __future__ import annotations

from typing import Any

import reflex as rx
import structlog
from reflex.app import EventNamespace

log = structlog.get_logger(__name__)


class KnownEvents(EventNamespace):
    """Passes on what names a handler, and drops everything else before anything is kept of it."""

    async def on_event(self, sid: str, data: Any) -> None:
        """Take one message of a page. What was sent is not logged: anybody can put anything there."""
        if self._names_a_handler(data):
            await super().on_event(sid, data)
        else:
            log.warning("event_without_handler")

    def _names_a_handler(self, data: Any) -> bool:
        if not isinstance(data, dict) or not isinstance(data.get("router_data", {}), dict):
            return False
        name = data.get("name")
        return isinstance(name, str) and name in self.app._registration_context.event_handlers


def listen_to_known_events(app: rx.App) -> None:
    """Put ``KnownEvents`` in the place of the framework's own namespace."""
    former = app.event_namespace
    assert former is not None
    assert app.sio is not None
    app._event_namespace = KnownEvents(former.namespace, app)
    app.sio.register_namespace(app._event_namespace)
