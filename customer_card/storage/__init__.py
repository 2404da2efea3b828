"""Where the contents of documents are kept, beside the database."""

from __future__ import annotations

from customer_card.settings import settings
from customer_card.storage.local import LocalStore
from customer_card.storage.port import Incoming, NoRoom, NotStored, Store, Stored, new_key

__all__ = ["Incoming", "LocalStore", "NoRoom", "NotStored", "Store", "Stored", "new_key", "store", "use_store"]

_current: Store | None = None


def store() -> Store:
    """The program's store: a folder beside the database, until another kind is asked for."""
    global _current
    if _current is None:
        _current = LocalStore(settings.documents_dir)
    return _current


def use_store(replacement: Store | None) -> None:
    """Put another store in place of the program's: for tests."""
    global _current
    _current = replacement
