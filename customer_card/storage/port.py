"""What the program asks of a store of documents, whatever it is made of.

A content is written under a provisional place first, and gets its final one once the row that
speaks of it is in the database. A crash in between leaves traces that a sweep understands: what
is provisional and has a row is finished, what has none is removed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol


class NoRoom(Exception):
    """The store is full, or would be."""


class NotStored(Exception):
    """The store holds nothing under this key."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Something that the store holds; ``changed_at`` is when it was last written to."""

    key: str
    changed_at: datetime
    provisional: bool


class Incoming(Protocol):
    """A content on its way in."""

    async def write(self, chunk: bytes) -> None:
        """Add to it. Raises ``NoRoom``."""
        ...

    async def finish(self) -> None:
        """Have all of it on disk, still provisional. Raises ``NoRoom``."""
        ...

    async def discard(self) -> None:
        """Leave nothing of it behind."""
        ...


class Store(Protocol):
    """A store of documents, each under a random key."""

    async def begin(self, key: str, announced: int) -> Incoming:
        """Take in a content of about so many bytes. Raises ``NoRoom``."""
        ...

    async def keep(self, key: str) -> None:
        """Give a finished content its final place; doing it twice changes nothing. Raises ``NotStored``."""
        ...

    async def remove(self, key: str, *, provisional: bool = False) -> None:
        """Remove a content; one that is not there is removed already."""
        ...

    async def open(self, key: str) -> BinaryIO:
        """A content for reading, provisional or not. Raises ``NotStored``."""
        ...

    def contents(self) -> Iterator[Stored]:
        """Everything that is held. Blocks: for a thread."""
        ...


def new_key() -> str:
    """A key that says nothing about what it stands for."""
    return secrets.token_hex(16)
