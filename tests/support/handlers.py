"""Every event handler of the program, with its mark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import reflex as rx
from reflex_base.registry import RegisteredEventHandler

from customer_card.domain.permissions import BUILT_IN_PROFILES, meets
from customer_card.state.marks import Mark, mark_of
from tests.support.pipeline import the_app
from tests.support.world import World

PACKAGE = "customer_card"


@dataclass(frozen=True, slots=True)
class Handler:
    """A handler as tests speak of it."""

    state: type[rx.State]
    event_name: str
    mark: Mark
    supersedes: bool

    def __str__(self) -> str:
        return f"{self.state.__name__}.{self.event_name.rpartition('.')[2]}"

    def arguments(self, world: World) -> Mapping[str, Any]:
        """Arguments with which the handler can be tried."""
        return self.mark.example(world)


def registered() -> dict[str, RegisteredEventHandler]:
    """Everything that a browser can call, the framework's own included, by name."""
    return dict(the_app()._registration_context.event_handlers)


def ours() -> dict[str, RegisteredEventHandler]:
    """What stands in the program's own states, what the framework puts there included."""
    return {
        name: entry
        for name, entry in registered().items()
        if any(state.__module__.split(".")[0] == PACKAGE for state in entry.states)
    }


def marked() -> list[Handler]:
    """The handlers that carry a mark."""
    found = []
    for name, entry in ours().items():
        mark = mark_of(entry.handler.fn)
        if mark is not None:
            found.append(Handler(entry.states[0], name, mark, entry.handler.supersedes))
    return found


def allowed(handler: Handler) -> list[str]:
    """The built-in profiles that meet what a handler needs."""
    return [name for name, profile in BUILT_IN_PROFILES.items() if meets(profile, handler.mark.need)]


def by_state(handlers: list[Handler]) -> pytest.MarkDecorator:
    """One test for each state with its handlers: for what takes longer to set up than to ask."""
    states: dict[str, list[Handler]] = {}
    for handler in handlers:
        states.setdefault(handler.state.__name__, []).append(handler)
    return pytest.mark.parametrize("handlers", states.values(), ids=states)


def grid(pairs: list[tuple[Handler, str]]) -> pytest.MarkDecorator:
    """One test for each pair of a handler and a profile, named by both."""
    return pytest.mark.parametrize(
        ("handler", "profile"), pairs, ids=[f"{handler}-{profile}" for handler, profile in pairs]
    )
