"""The locks install with every pip that a supported Python brings."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_extras_that_packages_ask_for_are_locked_with_them(lock):
    """Older releases of pip take «name[extra]» for another package than the «name» that is pinned."""
    locked = {
        line.name.lower(): line.extras
        for line in map(Requirement, re.findall(r"^[a-z][^ \\]+", _text(lock), re.MULTILINE))
    }
    missing = {
        str(asked)
        for name in locked
        for asked in _requirements(name)
        if asked.name.lower() in locked and asked.extras - locked[asked.name.lower()]
    }
    assert not missing
    assert any(locked.values())


def _text(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


def _requirements(name: str) -> list[Requirement]:
    try:
        asked = map(Requirement, metadata.requires(name) or [])
    except metadata.PackageNotFoundError:  # Locked for another operating system.
        return []
    return [one for one in asked if one.marker is None or one.marker.evaluate({"extra": ""})]
