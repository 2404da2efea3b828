"""Real databases for tests: templates made once, copies made for each test."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest
from alembic import command
from sqlalchemy import Engine as SyncEngine
from sqlalchemy import create_engine, pool
from sqlalchemy.ext.asyncio import AsyncEngine

from customer_card import database as program
from customer_card.database import Database, configure_sqlite, use_database
from customer_card.services import bootstrap, migrations
from customer_card.services.demo import load_demo

STATEMENTS = 10_000

POSTGRES_OPTIONS = (
    "-c listen_addresses=127.0.0.1",
    # What the tests make is thrown away: nothing needs to survive a power cut.
    "-c fsync=off",
    "-c full_page_writes=off",
    "-c synchronous_commit=off",
    "-c max_wal_size=512MB",
)


class Engine(Protocol):
    """A database engine that can make fresh databases."""

    name: str

    def fresh(self, template: str) -> str:
        """The address of a new database like the template: ``blank``, ``empty`` or ``firm``."""
        ...

    def drop(self, url: str) -> None:
        """Remove a database that ``fresh`` made."""
        ...


def migrate(url: str, target: str = "head") -> None:
    """Migrate a database up or down to a revision, by Alembic over a connection to it."""
    sync_url = url.replace("+aiosqlite", "")
    engine = create_engine(sync_url, poolclass=pool.NullPool)
    if engine.dialect.name == "sqlite":
        configure_sqlite(engine)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # To the driver itself, outside any transaction, where alone SQLite listens to it.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        config = migrations.config()
        config.attributes["connection"] = connection
        (command.downgrade if target == "base" else command.upgrade)(config, target)
        connection.commit()
    engine.dispose()


def fill(url: str, template: str, today: date) -> None:
    """Put what a template holds into a blank database."""
    if template == "blank":
        return
    migrate(url)

    async def load() -> None:
        database = Database(url)
        use_database(database)
        try:
            await bootstrap.ensure_base_data()
            if template == "firm":
                await load_demo(today)
        finally:
            await database.dispose()
            use_database(None)

    asyncio.run(load())


class SqliteEngine:
    """SQLite files, copied whole."""

    name = "sqlite"

    def __init__(self, folder: Path, today: date) -> None:
        self._folder = folder
        self._today = today
        self._numbers = itertools.count()

    def fresh(self, template: str) -> str:
        """A copy of the template's file."""
        copy = self._folder / f"test{next(self._numbers)}.db"
        if template != "blank":
            shutil.copy(self._template(template), copy)
        return f"sqlite+aiosqlite:///{copy}"

    def drop(self, url: str) -> None:
        """Remove a test's file."""
        path = Path(url.split(":///", 1)[1])
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)

    def _template(self, template: str) -> Path:
        path = self._folder / f"{template}.db"
        if not path.exists():
            in_a_thread(fill, f"sqlite+aiosqlite:///{path}", template, self._today)
        return path


class PostgresEngine:
    """PostgreSQL databases, copied by the server."""

    name = "postgres"

    def __init__(self, server: str, today: date) -> None:
        self._server = server
        self._today = today
        self._made: set[str] = set()
        self._numbers = itertools.count()

    def fresh(self, template: str) -> str:
        """A new database from the template."""
        if template != "blank" and template not in self._made:
            self._create(f"template_{template}")
            in_a_thread(fill, self._url(f"template_{template}"), template, self._today)
            self._made.add(template)
        name = f"test_{next(self._numbers)}"
        self._create(name, "template0" if template == "blank" else f"template_{template}")
        return self._url(name)

    def drop(self, url: str) -> None:
        """Remove a test's database: hundreds of copies are gigabytes."""
        name = url.rsplit("/", 1)[-1]
        with psycopg.connect(f"{self._server}/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # pyright: ignore[reportArgumentType, reportCallIssue]

    def _create(self, name: str, template: str = "template0") -> None:
        with psycopg.connect(f"{self._server}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # pyright: ignore[reportArgumentType, reportCallIssue]

    def _url(self, name: str) -> str:
        return f"{self._server}/{name}".replace("postgresql://", "postgresql+psycopg://")


def share_compiled_statements() -> None:
    """Let the thousands of engines that tests make share one cache of compiled statements for each kind.

    SQLAlchemy compiles a statement once for each engine, since it compiles for a dialect, and every engine makes one of
    its own; that took a quarter of the tests' time. So an engine takes over the dialect of one that has connected.
    """
    first: dict[str, SyncEngine] = {}
    make = program.make_engine

    def make_sharing(url: str) -> AsyncEngine:
        engine = make(url)
        own = engine.sync_engine
        known = first.get(own.dialect.name)
        if known is None or getattr(known.dialect, "server_version_info", None) is None:
            own._compiled_cache.capacity = STATEMENTS
            first[own.dialect.name] = own
        else:
            own.dialect, own._compiled_cache = known.dialect, known._compiled_cache
        return engine

    program.make_engine = make_sharing


def in_a_thread(work: Callable[..., object], *arguments: object) -> None:
    """Run something that starts an event loop of its own, whether or not one runs here."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(work, *arguments).result()


def start_postgres() -> Iterator[str]:
    """Start a server on a free port over a folder of its own, and stop it afterwards.

    The folder is the server's account's, outside the test runner's own folders: those are
    rotated away when another run begins.
    """
    binaries = _postgres_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed, so its tests were not run")
    folder, port = Path(tempfile.mkdtemp(prefix="customer-card-postgres-")), free_port()
    as_root = os.getuid() == 0
    if as_root:
        shutil.chown(folder, "postgres")
    # The server refuses to run as root.
    account: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if as_root else {}
    data = folder / "data"

    def call(program: str, *arguments: str) -> None:
        command_line = [str(binaries / program), "-D", str(data), *arguments]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command_line, check=True, cwd="/", **quiet, **account)

    call("initdb", "-U", "tests", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    options = " ".join([f"-p {port}", f"-c unix_socket_directories={folder}", *POSTGRES_OPTIONS])
    call("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://tests@127.0.0.1:{port}"
    finally:
        os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
