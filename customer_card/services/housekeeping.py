"""What the server puts in order by itself, for as long as it runs."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

from customer_card.services import document_sweep, sessions
from customer_card.services.document_sweep import Swept

log = structlog.get_logger(__name__)

FIRST_AFTER_SECONDS = 60
EVERY_SECONDS = 3600
TIDY_EVERY = 24
"""Looking through all contents takes longer than deleting what is due, and is done in each so many rounds."""


OBJECTS_BETWEEN_COLLECTIONS = 5_000


@asynccontextmanager
async def keeping_house():
    """Keep house as long as the server runs. Several servers may do so at once."""
    set_program_aside()
    task = asyncio.create_task(_keep_house())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def set_program_aside() -> None:
    """Take what was made while starting out of the garbage collector's sight.

    Some two hundred thousand objects stay as long as the server does. Every hundred cards or so all were looked
    through for something to forget, and everybody waited for a sixth of a second.
    """
    gc.collect()
    gc.freeze()
    _, *older = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *older)


async def put_in_order(number: int) -> None:
    """One round, the first being 0: old sessions and failed sign-ins, removed documents, contents without a row.

    A database or a disk that is away for a moment ends neither the rest of the round nor the next ones.
    """
    await _tried("sessions", sessions.sweep)
    await _tried("purge", lambda: document_sweep.purge(Swept()))
    if number % TIDY_EVERY == 0:
        await _tried("tidy", lambda: document_sweep.tidy(Swept()))


async def _keep_house() -> None:
    await asyncio.sleep(FIRST_AFTER_SECONDS)
    number = 0
    while True:
        await put_in_order(number)
        number += 1
        await asyncio.sleep(EVERY_SECONDS)


async def _tried(name: str, job: Callable[[], Awaitable[None]]) -> None:
    try:
        await job()
    except Exception:
        log.exception("housekeeping_failed", job=name)
