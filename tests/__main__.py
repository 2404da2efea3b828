"""``make test``: the tests in two runs at once, since the browser's has an event loop of its own.

What the tests need beyond Python is looked for first, and installed where that is possible;
what cannot be had is said aloud by the tests that are skipped for it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.browsers import SHELL, chromium

ROOT = Path(__file__).resolve().parent.parent

MEMORY = Path("/dev/shm")
ROOM_BYTES = 3 * 1024**3

IN_PROCESS = ["tests/unit", "tests/database", "tests/services", "tests/state", "tests/http", "tests/durability"]
IN_BROWSER = ["tests/e2e"]


def main(arguments: list[str]) -> int:
    """Run both; the exit status says whether either failed."""
    install_what_is_missing()
    runs = [arguments] if any(not a.startswith("-") for a in arguments) else [
        ["-n", "2", "--dist", "loadfile", *IN_PROCESS, *arguments],
        [*IN_BROWSER, *arguments],
    ]  # fmt: skip
    with in_memory() as environment, tempfile.TemporaryFile("w+") as beside:
        # The browser's tests mostly wait for a page. Both runs share the machine, and the browser goes first.
        first = subprocess.Popen(_pytest(runs[-1]), cwd=ROOT, env=environment, stdout=beside if runs[1:] else None)
        results = [
            subprocess.run(["nice", *_pytest(run)], cwd=ROOT, env=environment, check=False).returncode
            for run in runs[:-1]
        ]
        results.append(first.wait())
        beside.seek(0)
        print(beside.read(), end="", flush=True)
    return max(results)


def _pytest(arguments: list[str]) -> list[str]:
    return [sys.executable, "-m", "pytest", *arguments]


@contextmanager
def in_memory() -> Iterator[dict[str, str]]:
    """An environment whose temporary folder is in memory, where there is room for it.

    Nearly every test has a database of its own; copying one of PostgreSQL's makes hundreds of
    files, which takes ten times as long on a disk.
    """
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM_BYTES:
        yield dict(os.environ)
        return
    with tempfile.TemporaryDirectory(prefix="customer-card-tests-", dir=MEMORY, ignore_cleanup_errors=True) as folder:
        # The database server runs under an account of its own, and has to reach its folder within.
        Path(folder).chmod(0o755)
        yield os.environ | {"TMPDIR": folder}


def install_what_is_missing() -> None:
    """A browser and a database server from Debian's packages, where we may install them."""
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return
    wanted = []
    # Where there is another browser, its packages' list is only asked whether it has the quicker one.
    if not chromium() or not (shutil.which(SHELL) or os.environ.get("CHROMIUM") or _is_unknown(SHELL)):
        wanted.append(SHELL)
    if not (list(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb")):
        wanted.append("postgresql")
    if wanted:
        _apt_get("update", "-qq")
    for package in wanted:
        print(f"Installing {package} for the tests …", flush=True)
        installed = _apt_get("install", "-y", "-qq", "--no-install-recommends", package)
        if package == SHELL and not installed and not chromium():
            _apt_get("install", "-y", "-qq", "--no-install-recommends", "chromium")


def _is_unknown(package: str) -> bool:
    return subprocess.run(["apt-cache", "show", package], check=False, capture_output=True).returncode != 0


def _apt_get(*arguments: str) -> bool:
    return not subprocess.run(
        ["apt-get", *arguments],
        check=False,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
