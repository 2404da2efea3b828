"""Pictures of documents, made by processes that may fail without anybody noticing more than that."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

WORKER = Path(__file__).with_name("render_worker.py")
SECONDS = 15.0
LARGEST = 24 * 1024 * 1024
"""A picture of more bytes than this is none that anybody asked for."""

BEGINNINGS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}

AT_ONCE = 2
WAITING = 24


class NotRendered(Exception):
    """There is no picture: broken, too large, made to explode, or too many are asked for at once."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a process made, and what it is."""

    media_type: str
    content: bytes


class Renderer:
    """Starts one process for each picture, a few at a time."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._places = asyncio.Semaphore(AT_ONCE)
        self._asked = 0

    async def picture(self, content: BinaryIO, what: Literal["image", "pdf"], page: int) -> Picture:
        """An image drawn anew, or a page of a PDF. Raises ``NotRendered``."""
        made = await self._run(content, what, page)
        for beginning, media_type in BEGINNINGS.items():
            if made.startswith(beginning):
                return Picture(media_type, made)
        raise NotRendered

    async def pages(self, content: BinaryIO) -> int:
        """How many pages a PDF has. Raises ``NotRendered``."""
        made = await self._run(content, "pages", 0)
        if not made.isdigit():
            raise NotRendered
        return int(made)

    async def _run(self, content: BinaryIO, what: str, page: int) -> bytes:
        if self._asked >= WAITING:
            raise NotRendered
        self._asked += 1
        try:
            async with self._places:
                return await self._made_by_a_process(content, what, page)
        finally:
            self._asked -= 1

    async def _made_by_a_process(self, content: BinaryIO, what: str, page: int) -> bytes:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            str(WORKER),
            what,
            str(page),
            stdin=content,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # Nothing of the program's settings, which hold the way into the database.
            env={},
        )
        assert process.stdout is not None
        try:
            async with asyncio.timeout(self._seconds):
                made = await process.stdout.read(-1 if what == "pages" else LARGEST + 1)
                while made and len(made) <= LARGEST and (more := await process.stdout.read(LARGEST)):
                    made += more
                code = 1 if len(made) > LARGEST else await process.wait()
        except TimeoutError:
            raise NotRendered from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if code != 0:
            raise NotRendered
        return made


renderer = Renderer()
