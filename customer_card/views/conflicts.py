"""Both values of a field that two people changed, for the one who came second to choose from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from customer_card.domain.errors import Conflict
from customer_card.i18n.catalogues import gettext
from customer_card.i18n.formats import day_words


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One field in conflict: what stands in the form, and what stands in the database."""

    field: str
    label: str
    mine: str
    theirs: str
    changed: str
    version: str


def conflict_lines(
    conflict: Conflict,
    language: str,
    *,
    label: Callable[[str], str],
    shown: Callable[[str, object], str],
    names: dict[int, str],
) -> list[ConflictLine]:
    """The choices of a conflict. ``shown`` words a value of a field; empty ones are said to be empty."""

    def worded(name: str, value: object) -> str:
        return shown(name, value) or gettext(language, "(empty)")

    return [
        ConflictLine(
            field=one.field,
            label=label(one.field),
            mine=worded(one.field, one.mine),
            theirs=worded(one.field, one.theirs),
            changed=_changed(one.changed_at, names.get(one.changed_by or 0), language),
            version=str(conflict.version),
        )
        for one in conflict.fields
    ]


def _changed(changed_at: str, name: str | None, language: str) -> str:
    day = day_words(datetime.fromisoformat(changed_at), language)
    if name:
        return gettext(language, "Updated {date} by {name}", date=day, name=name)
    return gettext(language, "Updated {date}", date=day)
