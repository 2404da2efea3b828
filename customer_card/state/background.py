"""What a page does not wait for, and what is not to end with the event that began it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger(__name__)

_running: set[asyncio.Task[None]] = set()
"""The event loop itself holds its tasks weakly."""


def in_background(work: Coroutine[Any, Any, Any]) -> None:
    """Do something after the answer; a newer event that cancels the present one leaves it alone.

    Nobody is told of a failure, which goes to the log: only what nobody asked for is done so.
    """
    task = asyncio.create_task(_logged(work))
    _running.add(task)
    task.add_done_callback(_running.discard)


async def until_done() -> None:
    """Wait until nothing is being done."""
    while _running:
        await asyncio.wait(_running)


async def _logged(work: Coroutine[Any, Any, Any]) -> None:
    try:
        await work
    except Exception:
        log.exception("background_failed", work=work.__qualname__)
