"""The gate: runs before every event, knows who is calling, and refuses what nobody allowed."""

from __future__ import annotations

import time
from http.cookies import CookieError, SimpleCookie
from typing import Any

import reflex as rx
import structlog
from reflex.event import Event
from reflex.state import State, StateUpdate
from reflex_base.registry import RegistrationContext

from customer_card.domain.permissions import Actor, Need
from customer_card.services import sessions
from customer_card.settings import settings
from customer_card.state.marks import Mark, current_actor, mark_of
from customer_card.state.messages import MessagesState, reload_page, to_sign_in
from customer_card.state.session import SessionState
from customer_card.state.watch import watch

log = structlog.get_logger(__name__)

FRAMEWORK_EVENTS = frozenset(
    {
        "reflex___state____state.hydrate",
        "reflex___state____state.hydrate_and_load",
        "reflex___state____state.set_is_hydrated",
        "reflex___state____state.reflex___state____on_load_internal_state.on_load_internal",
        "reflex___state____state.reflex___state____on_load_internal_state.set_is_hydrated",
        "reflex___state____state.reflex___state____update_vars_internal_state.update_vars_internal",
        "reflex___state____state.reflex___state____frontend_event_exception_state.handle_frontend_exception",
    }
)
"""The framework's own events that pages need, by their full names; every other one is refused."""

ANNOUNCING = (".on_load_internal", ".set_is_hydrated", ".update_vars_internal")
ANNOUNCEMENTS = frozenset(name for name in FRAMEWORK_EVENTS if name.endswith(ANNOUNCING))
"""Those that only announce what follows: where the page went, what the browser keeps, that all has come. They read
nothing. Each navigation has three of them around the event that does read, and that one is asked about like all."""


class Gate(rx.Middleware):
    """Resolves the actor anew for each event, and lets through only what is marked and allowed."""

    async def preprocess(self, app: rx.App, state: Any, event: Event) -> StateUpdate | None:
        """Refuse the event by returning what to send instead; None lets it through."""
        root: State = state._get_root_state()
        token = session_token(root.router.headers.cookie or "")
        if event.name in ANNOUNCEMENTS and await self._is_as_before(root, token):
            current_actor.set(None)
            return None
        actor = await sessions.resolve(token)
        current_actor.set(actor)
        watch.saw(actor, root.router.session.client_token)
        belongs = await self._belongs(root, actor, token)
        if event.name in FRAMEWORK_EVENTS:
            return None
        mark = mark_of_event(event.name)
        need = mark.need if mark else None
        if mark and mark.writes:
            (await root.get_state(SessionState))._wrote_at = time.monotonic()
        if need is None:
            log.warning("event_without_mark", event_name=event.name[:200])
            return StateUpdate(events=Event.from_event_type(MessagesState.refused()))
        if need is Need.NOTHING:
            return None
        if actor is None:
            return StateUpdate(events=Event.from_event_type(to_sign_in()))
        if not belongs:
            return StateUpdate(events=Event.from_event_type(reload_page()))
        if not actor.meets(need):
            return StateUpdate(events=Event.from_event_type(MessagesState.refused()))
        return None

    async def _is_as_before(self, root: State, token: str) -> bool:
        """Whether the caller shows the very cookie for which somebody was found at the page's last event."""
        session = await root.get_state(SessionState)
        return bool(token) and session._token_sha256 == sessions.digest(token)

    async def _belongs(self, root: State, actor: Actor | None, token: str) -> bool:
        """Whether the page's state was made for this session and these rights.

        A state that was made for another session, or for other rights, is emptied before
        anything of it can be sent. Client tokens are chosen by clients, and a browser tab
        outlives a sign-out.
        """
        session = await root.get_state(SessionState)
        key = actor.session_key if actor else ""
        kept = sessions.digest(token) if actor else ""
        if session._belongs_to == key:
            session._token_sha256 = kept
            return True
        fresh = not session._belongs_to
        if not fresh:
            root.reset()
        session._belongs_to, session._token_sha256 = key, kept
        return fresh


def mark_of_event(event_name: str) -> Mark | None:
    """The mark of an event's handler; None for one that is unknown or carries none."""
    registered = RegistrationContext.get().event_handlers.get(event_name)
    if registered is None:
        return None
    return mark_of(registered.handler.fn)


def session_token(cookie_header: str) -> str:
    """The session's token from a Cookie header; empty when there is none."""
    try:
        morsel = SimpleCookie(cookie_header).get(settings.session_cookie)
    except CookieError:
        return ""
    return morsel.value if morsel else ""
