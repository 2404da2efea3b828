"""The board of project tasks as the browser gets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from customer_card.domain.permissions import Actor
from customer_card.i18n.catalogues import gettext, ngettext
from customer_card.i18n.formats import format_count, format_full_day, format_moment, near_day
from customer_card.models import FeedItem
from customer_card.services import local_time
from customer_card.services.board import BoardColumn
from customer_card.services.feed import COUNTED, FeedRow
from customer_card.views.feed import COLUMNS, is_overdue
from customer_card.views.people import hue, initials


@dataclass(frozen=True, slots=True)
class CardView:
    """A project task on the board."""

    id: str
    version: str
    title: str
    project: str
    project_href: str
    assignee: str
    initials: str
    hue: int
    due: str
    due_full: str
    overdue: bool
    days: str
    days_full: str
    may_move: bool


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column with its first cards; ``cards`` is what is shown of ``count``."""

    key: str = ""
    count: str = ""
    cards: list[CardView] = field(default_factory=list)
    has_more: bool = False
    is_cut: bool = False


def column_view(key: str, column: BoardColumn, actor: Actor, customer_number: str) -> ColumnView:
    """A column of the board."""
    return ColumnView(
        key=key,
        count=_count(column.count, actor.language),
        cards=[_card(row, actor, customer_number) for row in column.cards],
        has_more=column.has_more,
        is_cut=column.is_cut,
    )


def figure(open_tasks: int, language: str) -> str:
    """How many project tasks are open; nothing when none is."""
    if not open_tasks:
        return ""
    if open_tasks > COUNTED:
        return gettext(language, "over {n} tasks", n=format_count(COUNTED, language))
    return ngettext(language, "{n} task", "{n} tasks", open_tasks)


def column_name(key: str, language: str) -> str:
    """What a column is called."""
    return gettext(language, COLUMNS[key])


def _count(number: int, language: str) -> str:
    return format_count(COUNTED, language) + "+" if number > COUNTED else format_count(number, language)


def _card(row: FeedRow, actor: Actor, customer_number: str) -> CardView:
    item, language = row.item, actor.language
    days, since = _days_in_column(item, language)
    project = row.project
    # When something should have been done says nothing any more once it is.
    due = None if item.state == "done" else item.due_on
    return CardView(
        id=str(item.id),
        version=str(item.version),
        title=item.title,
        project=f"{project.number} {project.name}" if project else "",
        project_href=f"/customers/{quote(customer_number, safe='')}/sales",
        assignee=row.assignee or "",
        initials=initials(row.assignee or ""),
        hue=hue(item.assignee_id),
        due=near_day(due, language) if due else "",
        due_full=format_full_day(due, language) if due else "",
        overdue=is_overdue(item),
        days=days,
        days_full=since,
        may_move=row.may_change,
    )


def _days_in_column(item: FeedItem, language: str) -> tuple[str, str]:
    """Whole days since the task came into its column, by the calendar of the firm; and since when."""
    if item.board_at is None:
        return "", ""
    days = (local_time.today() - local_time.local(item.board_at).date()).days
    since = gettext(language, "In the column since {moment}", moment=format_moment(item.board_at, language))
    # A clock that was set back makes no negative days.
    return (ngettext(language, "{n} day", "{n} days", days) if days > 0 else gettext(language, "new here")), since
