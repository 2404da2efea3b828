"""Building the pages, and knowing when that has been done already."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from customer_card.i18n.catalogues import browser_module
from customer_card.settings import PROJECT_ROOT, settings

STAMP = "customer-card.stamp"

SOURCES = ("customer_card", "assets", "reflex.lock", "rxconfig.py", "requirements.lock")
KINDS = {".py", ".js", ".css", ".svg", ".png", ".po", ".json", ".lock"}


class BuildFailed(Exception):
    """The pages could not be built; what the build said is in ``output``."""

    def __init__(self, output: str) -> None:
        super().__init__("the pages could not be built")
        self.output = output


def web_dir() -> Path:
    """The folder that the pages are built in."""
    return Path(os.environ.get("REFLEX_WEB_WORKDIR", PROJECT_ROOT / ".web"))


def environment() -> dict[str, str]:
    """What the build and the server need of Reflex, so that whoever starts them sets nothing."""
    scripts = str(Path(sys.executable).parent)
    return os.environ | {
        "PATH": scripts + os.pathsep + os.environ.get("PATH", ""),
        # node and npm come with the environment; Reflex would otherwise fetch a runtime of its own.
        "REFLEX_USE_NPM": "1",
        # The lock that comes with the sources names packages, never where they were fetched from.
        "npm_config_omit_lockfile_registry_resolve": "true",
        "REFLEX_USE_GRANIAN": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "0",
        "REFLEX_ENV_MODE": "prod",
        "GRANIAN_WORKERS": str(settings.workers),
        # An empty folder: nothing of ours is ever uploaded through the framework.
        "REFLEX_UPLOADED_FILES_DIR": str(settings.data_dir / "no-uploads"),
    }


def is_current() -> bool:
    """Whether the built pages belong to these sources and to this address."""
    path = web_dir() / STAMP
    return path.exists() and path.read_text() == fingerprint()


def fingerprint() -> str:
    """A digest of everything that decides what the pages are."""
    digest = hashlib.sha256()
    digest.update(f"{settings.origin} {settings.default_language} {sys.version_info[:2]}".encode())
    for name in SOURCES:
        root = PROJECT_ROOT / name
        files = [root] if root.is_file() else sorted(root.rglob("*"))
        for path in files:
            if path.is_file() and path.suffix in KINDS and "generated" not in path.parts:
                digest.update(str(path.relative_to(PROJECT_ROOT)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def build() -> None:
    """Build the pages for production. Raises ``BuildFailed``."""
    write_catalogues()
    stamp = web_dir() / STAMP
    stamp.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"],
        cwd=PROJECT_ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BuildFailed(done.stdout)
    _tidy_lock()
    stamp.write_text(fingerprint())


def _tidy_lock() -> None:
    """The package manager orders its file anew each time; a build must not change the sources."""
    path = PROJECT_ROOT / "reflex.lock" / "package.json"
    if path.exists():
        packages = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(packages, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def write_catalogues() -> None:
    """Put the catalogues where the browser's module imports them from."""
    target = PROJECT_ROOT / "assets" / "generated" / "catalogues.js"
    target.parent.mkdir(parents=True, exist_ok=True)
    content = browser_module()
    if not target.exists() or target.read_text(encoding="utf-8") != content:
        target.write_text(content, encoding="utf-8")
