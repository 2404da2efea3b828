"""How the browser starts the pages: Reflex's own entry, but for how it turns from one page to the next."""

from __future__ import annotations

from typing import Any

import reflex as rx

ENTRY = "app/entry.client.js"
ROUTER = "createElement(HydratedRouter)"
TURNS_AT_ONCE = "createElement(HydratedRouter, { useTransitions: false })"


class PagesTurnAtOnce(rx.plugins.Plugin):
    """Has a page that is turned to drawn in one go.

    React Router otherwise lets React draw it in pieces of five milliseconds, and between them the browser puts out
    frames in which there is nothing new.
    """

    def pre_compile(self, **context: Any) -> None:
        """Change the entry after Reflex has written it."""
        context["add_modify_task"](ENTRY, turning_at_once)


def turning_at_once(entry: str) -> str:
    """The text of the entry, changed; once is enough. Raises ``ValueError`` where it is not the entry that we know."""
    if TURNS_AT_ONCE not in entry and ROUTER not in entry:
        raise ValueError(f"{ENTRY} does not start the router as it used to")
    return entry.replace(ROUTER, TURNS_AT_ONCE)
