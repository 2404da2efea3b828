"""Where the browser of the tests is."""

from __future__ import annotations

import os
import shutil

SHELL = "chromium-headless-shell"
"""Chromium without its own windows, which otherwise are drawn though nobody sees them: a page takes a third of the
processor time."""


def chromium() -> str | None:
    """The program to start: ``CHROMIUM``, else the first that is installed, else Playwright's own by ``None``."""
    installed = (shutil.which(name) for name in (SHELL, "chromium", "google-chrome"))
    return os.environ.get("CHROMIUM") or next((path for path in installed if path), None)
