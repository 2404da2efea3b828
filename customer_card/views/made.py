"""When something was created and last updated, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.i18n.formats import day_words, format_moment
from customer_card.models.base import Kept

CREATED = (gettext_noop("Created {date} by {name}"), gettext_noop("Created {date}"))
UPDATED = (gettext_noop("Updated {date} by {name}"), gettext_noop("Updated {date}"))


@dataclass(frozen=True, slots=True)
class Made:
    """The two lines, and the moments in full for hovering over them."""

    created: str = ""
    created_full: str = ""
    updated: str = ""
    updated_full: str = ""


NOT_MADE = Made()
"""Of something that does not exist yet."""


def made(row: Kept, created_by: str | None, updated_by: str | None, language: str) -> Made:
    """The lines for a row; an import has no name."""
    return Made(
        created=_line(language, CREATED, row.created_at, created_by),
        created_full=format_moment(row.created_at, language),
        updated=_line(language, UPDATED, row.updated_at, updated_by),
        updated_full=format_moment(row.updated_at, language),
    )


def _line(language: str, sentences: tuple[str, str], moment: datetime, name: str | None) -> str:
    with_name, without = sentences
    day = day_words(moment, language)
    if name:
        return gettext(language, with_name, date=day, name=name)
    return gettext(language, without, date=day)
