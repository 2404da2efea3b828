"""Shared by all tests: real databases on both engines, and the demo firm in them.

Each test gets a database of its own, copied from a template that was migrated (and, for
``firm``, filled) once, so that no test sees what another one did.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

_SCRATCH = tempfile.mkdtemp(prefix="customer-card-tests-")
os.environ.setdefault("CUSTOMER_CARD_DATA_DIR", _SCRATCH)
# No test ever asks a public register: nothing listens here, unless a test starts a stand-in and says so.
for _name in ("CUSTOMER_CARD_PRH_URL", "CUSTOMER_CARD_BRREG_URL"):
    os.environ[_name] = "http://127.0.0.1:9"

import pytest  # noqa: E402 — the settings are read at import, so the folder comes first.
import pytest_asyncio  # noqa: E402
from argon2 import PasswordHasher  # noqa: E402

from customer_card.database import Database, use_database  # noqa: E402
from customer_card.services import passwords  # noqa: E402
from customer_card.storage import LocalStore, use_store  # noqa: E402
from tests.support.engines import Engine, PostgresEngine, SqliteEngine, share_compiled_statements, start_postgres  # noqa: E402

share_compiled_statements()

# The same Argon2id with the least work it can be asked for: thousands of tests sign somebody in.
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

TODAY = date(2026, 11, 20)
"""The day on which the demo firm of the tests was loaded."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of the tests' own; skipped aloud where none can be had."""
    yield from start_postgres()


@pytest.fixture(scope="session")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """SQLite with its templates."""
    return SqliteEngine(Path(tmp_path_factory.mktemp("sqlite")), TODAY)


@pytest.fixture(scope="session")
def postgres_engine(postgres: str) -> Engine:
    """PostgreSQL with its templates."""
    return PostgresEngine(postgres, TODAY)


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Both engines, one after the other."""
    return request.getfixturevalue(f"{request.param}_engine")


@pytest_asyncio.fixture
async def empty(engine: Engine) -> AsyncIterator[Database]:
    """A migrated database with the base data and nothing else, in use by the program."""
    async for database in _in_use(engine, "empty"):
        yield database


@pytest_asyncio.fixture
async def firm(engine: Engine) -> AsyncIterator[Database]:
    """A database with the demo firm, in use by the program."""
    async for database in _in_use(engine, "firm"):
        yield database


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[LocalStore]:
    """An empty store of the test's own, in use by the program."""
    store = LocalStore(tmp_path / "documents")
    use_store(store)
    yield store
    use_store(None)


async def _in_use(engine: Engine, template: str) -> AsyncIterator[Database]:
    url = engine.fresh(template)
    database = Database(url)
    use_database(database)
    try:
        yield database
    finally:
        await database.dispose()
        use_database(None)
        engine.drop(url)
