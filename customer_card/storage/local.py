"""Documents in a folder of this machine, outside anything that is served."""

from __future__ import annotations

import asyncio
import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from customer_card.storage.port import Incoming, NoRoom, NotStored, Stored

RESERVE = 256 * 1024 * 1024
"""So many bytes stay free, for the database and its journal stand on the same disk."""

LOOK_EVERY = 8 * 1024 * 1024
BUFFER = 1024 * 1024
INCOMING = "incoming"

_KEY = re.compile(r"[0-9a-f]{32}")


class LocalStore:
    """A folder with 256 folders in it, by the first two digits of the keys."""

    def __init__(self, folder: Path, reserve: int = RESERVE) -> None:
        self.folder = folder
        self._reserve = reserve

    async def begin(self, key: str, announced: int) -> Incoming:
        """Open a provisional file. Raises ``NoRoom``."""
        path = self._path(key, provisional=True)

        def opened() -> BinaryIO:
            with _no_room():
                self._prepare(path.parent)
                self.make_sure_of(announced)
                return _create(path)

        return _IncomingFile(self, path, await asyncio.to_thread(opened))

    async def keep(self, key: str) -> None:
        """Move a finished file to its final place."""
        source, target = self._path(key, provisional=True), self._path(key)

        def moved() -> None:
            self._prepare(target.parent)
            try:
                source.replace(target)
            except FileNotFoundError:
                if not target.exists():
                    raise NotStored(key) from None
            _sync_folder(target.parent)

        await asyncio.to_thread(moved)

    async def remove(self, key: str, *, provisional: bool = False) -> None:
        """Remove a file."""
        path = self._path(key, provisional=provisional)
        await asyncio.to_thread(path.unlink, missing_ok=True)

    async def open(self, key: str) -> BinaryIO:
        """Open a file; between the commit of its row and the move it is still provisional."""

        def opened() -> BinaryIO:
            for path in (self._path(key), self._path(key, provisional=True), self._path(key)):
                with suppress(FileNotFoundError):
                    return path.open("rb")
            raise NotStored(key)

        return await asyncio.to_thread(opened)

    def contents(self) -> Iterator[Stored]:
        """Everything in the folder that is named by a key."""
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            for entry in os.scandir(folder) if folder.is_dir() else ():
                if _KEY.fullmatch(entry.name):
                    # A file may be gone by now: whoever was writing it has finished or given up.
                    with suppress(FileNotFoundError):
                        changed = datetime.fromtimestamp(entry.stat().st_mtime, UTC)
                        yield Stored(entry.name, changed, folder.name == INCOMING)

    def put(self, key: str, content: bytes) -> None:
        """Write a whole content in one go, for the demo firm; it survives no power cut."""
        path = self._path(key)
        self._prepare(path.parent)
        path.write_bytes(content)

    def make_sure_of(self, size: int) -> None:
        """Raise ``NoRoom`` unless so many bytes fit and the reserve stays free."""
        if shutil.disk_usage(self.folder).free - size < self._reserve:
            raise NoRoom

    def _path(self, key: str, *, provisional: bool = False) -> Path:
        """Where a key's content is. Raises ``NotStored`` for what is no key."""
        if not _KEY.fullmatch(key):
            raise NotStored(key)
        return self.folder / (INCOMING if provisional else key[:2]) / key

    def _prepare(self, folder: Path) -> None:
        if not folder.is_dir():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)


class _IncomingFile:
    """A file that is being written, a large piece at a time, each in a thread."""

    def __init__(self, store: LocalStore, path: Path, file: BinaryIO) -> None:
        self._store = store
        self._path = path
        self._file = file
        self._pending = bytearray()
        self._since_look = 0

    async def write(self, chunk: bytes) -> None:
        """Add to the file, now or with the next piece."""
        self._pending += chunk
        if len(self._pending) >= BUFFER:
            await asyncio.to_thread(self._flush)

    async def finish(self) -> None:
        """Write the rest, and have the disk say that it has all of it."""

        def finished() -> None:
            self._flush()
            with _no_room():
                os.fsync(self._file.fileno())
                self._file.close()
                _sync_folder(self._path.parent)

        await asyncio.to_thread(finished)

    async def discard(self) -> None:
        """Close the file and remove it."""

        def gone() -> None:
            with suppress(OSError):
                self._file.close()
            self._path.unlink(missing_ok=True)

        await asyncio.to_thread(gone)

    def _flush(self) -> None:
        with _no_room():
            self._file.write(self._pending)
            self._since_look += len(self._pending)
            self._pending.clear()
            if self._since_look >= LOOK_EVERY:
                self._since_look = 0
                self._store.make_sure_of(0)


@contextmanager
def _no_room() -> Iterator[None]:
    """A full disk or a used-up quota in the store's own words."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise NoRoom from error
        raise


def _create(path: Path) -> BinaryIO:
    """A new file that only its owner reads; an existing one is an error."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(descriptor, "wb", buffering=0)


def _sync_folder(folder: Path) -> None:
    """Have the disk know the folder's entries too: a file without its name is no file."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
