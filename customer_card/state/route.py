"""What the address says: its dynamic parts, which anybody can type."""

from __future__ import annotations

import reflex as rx


def route_argument(state: rx.State, name: str) -> str:
    """A dynamic part of the page's address; Reflex makes it an attribute when the page is added."""
    return str(getattr(state, name, ""))[:200]
