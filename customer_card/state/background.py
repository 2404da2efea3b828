"""What a page does not wait for, and what is not to end with the event that began it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger(__name__)

AT_MOST = 1_000
"""What comes when so much waits already is not done: the database is out of reach."""

_waiting: list[asyncio.Task[None]] = []
"""What is being done and what waits, in the order in which it came; the event loop itself holds tasks weakly."""


def in_background(work: Coroutine[Any, Any, Any]) -> None:
    """Do something after the answer; a newer event that cancels the present one leaves it alone.

    One thing is done after the other, so that all of them together never take more than one connection from those who
    wait for an answer. Nobody is told of a failure, which goes to the log: only what nobody asked for is done so.
    """
    if len(_waiting) >= AT_MOST:
        log.error("background_full")
        work.close()
        return
    former = _waiting[-1] if _waiting else None
    task = asyncio.create_task(_after(former, work))
    _waiting.append(task)
    task.add_done_callback(_waiting.remove)


async def until_done() -> None:
    """Wait until nothing is being done."""
    while _waiting:
        await asyncio.wait(_waiting)


async def _after(former: asyncio.Task[None] | None, work: Coroutine[Any, Any, Any]) -> None:
    if former is not None:
        await asyncio.wait([former])
    try:
        await work
    except Exception:
        log.exception("background_failed", work=work.__qualname__)
