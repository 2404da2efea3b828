"""Reading answers of which nothing can be taken for granted: a missing or mistyped part is no part at all."""

from __future__ import annotations

from typing import Any

from customer_card.domain.text_keys import plain_text

LONGEST = 500
"""Of a longer text nothing is believed: no name, street or address of a site is that long."""


def text_at(value: Any, *path: str) -> str:
    """The text at the end of a path of keys, in one line; empty for anything else."""
    found = at(value, *path)
    if not isinstance(found, str) or len(found) > LONGEST:
        return ""
    return plain_text(found)


def truth_at(value: Any, *path: str) -> bool | None:
    """The truth value at the end of a path of keys, or None."""
    found = at(value, *path)
    return found if isinstance(found, bool) else None


def objects_at(value: Any, *path: str) -> list[dict[str, Any]]:
    """The objects of the list at the end of a path of keys; what is no object is left out."""
    found = at(value, *path)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def texts_at(value: Any, *path: str) -> list[str]:
    """The texts of the list at the end of a path of keys, without blank ones."""
    found = at(value, *path)
    if not isinstance(found, list):
        return []
    return [text for one in found if (text := text_at({"": one}, ""))]


def at(value: Any, *path: str) -> Any:
    """Whatever is at the end of a path of keys, or None."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def code_at(value: Any, *path: str) -> str:
    """A code at the end of a path of keys, which one register writes as a number here and as a text there."""
    found = at(value, *path)
    is_whole = isinstance(found, int) and not isinstance(found, bool)
    return str(found) if is_whole and abs(found) < 10**9 else text_at(value, *path)
