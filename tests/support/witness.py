"""Noticing at once that something was written to a SQLite database."""

from __future__ import annotations

import sqlite3

from customer_card.database import Database
from tests.support.snapshot import snapshot


class Witness:
    """Notices whether anything was written to a database since it was last asked."""

    def __init__(self, database: Database, digest: str) -> None:
        self._database = database
        self._digest = digest
        self._connection = sqlite3.connect(database.url.partition("///")[2])
        self._version = self._data_version()

    async def saw_nothing(self) -> bool:
        """Without a commit nothing can have changed; after one, every row is looked at."""
        return self.saw_no_commit() or await snapshot(self._database) == self._digest

    def saw_no_commit(self) -> bool:
        """Whether no other connection has committed anything."""
        former, self._version = self._version, self._data_version()
        return former == self._version

    def _data_version(self) -> int:
        return self._connection.execute("PRAGMA data_version").fetchone()[0]
