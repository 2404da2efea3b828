"""What is measured: the production server over generated data, PostgreSQL, and the empty page."""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from psycopg import sql

from customer_card import build

ROOT = Path(__file__).resolve().parents[1]
EMPTY_APP = Path(__file__).resolve().parent / "empty_app"
DATA = Path(os.environ.get("BENCH_DATA", Path(tempfile.gettempdir()) / "customer-card-bench"))
PORT = int(os.environ.get("BENCH_PORT", "3971"))
EMPTY_PORT = PORT + 1
SECONDS_TO_START = 240
MEGABYTE = 1_000_000

LARGE = 100_000
OFTEN = 10
ACTIVITIES = int(os.environ.get("ACTIVITIES", str(OFTEN)))
"""How many activities and notes each generated customer has."""
CROWDS = {"crowded": 500_000, "sparse": 500}
"""How many activities and notes two customers of a large database have, to compare."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    base: str
    pid: int
    crowded: str = ""
    """The number of a customer with half a million activities and notes, most of them of projects that a member of few
    does not see; empty where there is none."""
    sparse: str = ""
    """One of the same kind with five hundred."""

    @property
    def memory_kb(self) -> int:
        """The resident memory of the server's processes together, in kB."""
        return sum(_resident_kb(pid) for pid in _family(self.pid))

    @property
    def processor_seconds(self) -> float:
        """Processor time that the server's processes have used; unlike the clock's, others do not lengthen it."""
        return sum(_processor_ticks(pid) for pid in _family(self.pid)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def customer_card(engine: str, size: int, postgres: str) -> Iterator[Server]:
    """The program over so many generated customers; built where the sources have changed."""
    environment, crowds = _data(engine, size, postgres)
    _read_through(environment)
    with _serving([sys.executable, "-m", "customer_card", "run"], ROOT, environment, PORT, "/login") as server:
        yield replace(server, **crowds)


@contextmanager
def empty_page() -> Iterator[Server]:
    """The little app that bench carries itself."""
    environment = build.environment() | {
        "EMPTY_APP_PORT": str(EMPTY_PORT),
        "REFLEX_WEB_WORKDIR": str(ROOT / ".web-bench-empty"),
        "PYTHONPATH": str(EMPTY_APP),
    }
    stamp = ROOT / ".web-bench-empty" / "bench.stamp"
    sources = "".join(path.read_text() for path in sorted(EMPTY_APP.rglob("*.py"))) + str(EMPTY_PORT)
    if not stamp.exists() or stamp.read_text() != sources:
        command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
        subprocess.run(command, cwd=EMPTY_APP, env=environment, check=True, stdout=subprocess.DEVNULL)
        stamp.write_text(sources)
    command = [sys.executable, str(EMPTY_APP / "serve.py")]
    with _serving(command, EMPTY_APP, environment, EMPTY_PORT, "/") as server:
        yield server


@contextmanager
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server of the bench's own, whose data stays for the next run."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not binaries:
        raise SystemExit("PostgreSQL is not installed; run with ENGINES=sqlite.")
    folder, port = DATA / "postgres", _free_port()
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []

    def call(program: str, *arguments: str) -> None:
        subprocess.run(
            [*as_postgres, str(binaries[-1] / program), *arguments], check=True, capture_output=True, cwd="/"
        )

    if not folder.exists():
        folder.mkdir(parents=True)
        if as_postgres:
            DATA.chmod(0o755)
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        call("initdb", "-D", str(folder / "data"), "-U", "bench", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c shared_buffers=256MB"
    call("pg_ctl", "-D", str(folder / "data"), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://bench@127.0.0.1:{port}"
    finally:
        call("pg_ctl", "-D", str(folder / "data"), "-m", "fast", "-w", "stop")


def _data(engine: str, size: int, postgres: str) -> tuple[dict[str, str], dict[str, str]]:
    """The environment that names a data folder and database, and the crowded and the sparse customer's numbers.

    Filled when that has not been done.
    """
    folder = DATA / (f"{engine}-{size}" if ACTIVITIES == OFTEN else f"{engine}-{size}-with-{ACTIVITIES}")
    ready = folder / "ready"
    environment = os.environ | {
        "CUSTOMER_CARD_PORT": str(PORT),
        "CUSTOMER_CARD_DATA_DIR": str(folder),
        "CUSTOMER_CARD_DEMO": "0",
        "CUSTOMER_CARD_DATABASE_URL": "",
        "REFLEX_WEB_WORKDIR": str(ROOT / ".web-bench"),
    }
    if engine == "postgres":
        environment["CUSTOMER_CARD_DATABASE_URL"] = f"{postgres}/{folder.name}"
    if not ready.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if engine == "postgres":
            with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
                name = sql.Identifier(folder.name)
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
                connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        _run(environment, "demo")
        _run(environment, "generate", "--customers", str(size), "--activities", str(ACTIVITIES))
        ready.write_text(json.dumps(_crowds(environment) if size >= LARGE else {}))
    return environment, json.loads(ready.read_text())


def _read_through(environment: Mapping[str, str]) -> None:
    """Read the database's files once, so that the system has them in memory as it has those of a server in use.

    What is measured else depends on what was done before on the same machine: a first search, fetched from a disk,
    takes several times as long as the second.
    """
    url, folder = environment["CUSTOMER_CARD_DATABASE_URL"], Path(environment["CUSTOMER_CARD_DATA_DIR"])
    if url:
        with psycopg.connect(url) as connection:
            asked = "SELECT oid::text FROM pg_database WHERE datname = current_database()"
            [number] = connection.execute(asked).fetchone() or [""]
        folder = DATA / "postgres" / "data" / "base" / number
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                while file.read(MEGABYTE):
                    pass


def _crowds(environment: Mapping[str, str]) -> dict[str, str]:
    """Add the crowded and the sparse customer. Returns their numbers."""
    found = {}
    for name, activities in CROWDS.items():
        said = _run(environment, "generate", "--customers", "1", "--projects", "50", "--activities", str(activities))
        found[name] = re.findall(r"\d+", said)[-1]
    return found


def _run(environment: Mapping[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "customer_card", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


@contextmanager
def _serving(
    command: list[str], folder: Path, environment: Mapping[str, str], port: int, path: str
) -> Iterator[Server]:
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            server = Server(f"http://localhost:{port}", process.pid)
            if not _answers(process, server.base + path):
                log.seek(0)
                raise SystemExit(f"The server did not start:\n{log.read()[-4000:]}")
            yield server
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


def _answers(process: subprocess.Popen[bytes], url: str) -> bool:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False


def _family(pid: int) -> list[int]:
    """A process and all that it has started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _family(int(child))
    return found


def _resident_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def _processor_ticks(pid: int) -> int:
    # The name in brackets may hold blanks; user and system time are the twelfth and thirteenth field after it.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
