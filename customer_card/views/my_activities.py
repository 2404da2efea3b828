"""What somebody has to do, grouped by when, and where somebody is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from customer_card.domain.permissions import Actor
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.models import FeedItem
from customer_card.services import local_time
from customer_card.services.feed import FeedPart
from customer_card.services.feed_fields import UNDATED
from customer_card.services.my_activities import COUNTED, Mention
from customer_card.views.feed import FeedLine, feed_line, is_overdue

GROUPS = {
    "overdue": gettext_noop("Overdue activities"),
    "today": gettext_noop("Today"),
    "week": gettext_noop("This week"),
    "later": gettext_noop("Later"),
    "undated": gettext_noop("Without a day"),
}


@dataclass(frozen=True, slots=True)
class DayGroup:
    """The rows of one stretch of time, under its heading."""

    key: str
    heading: str
    lines: list[FeedLine]


def by_day(page: FeedPart, actor: Actor, shown: list[DayGroup]) -> list[DayGroup]:
    """The groups with the rows of one more page."""
    groups = {group.key: list(group.lines) for group in shown}
    for row in page.rows:
        groups.setdefault(group_of(row.item), []).append(feed_line(row, actor))
    return [DayGroup(key, gettext(actor.language, GROUPS[key]), groups[key]) for key in GROUPS if key in groups]


def group_of(item: FeedItem) -> str:
    """When an open item is due or takes place."""
    today = local_time.today()
    if is_overdue(item):
        return "overdue"
    if item.sort_at >= UNDATED:
        return "undated"
    if item.sort_at < local_time.end_of(today):
        return "today"
    sunday = today + timedelta(days=6 - today.weekday())
    return "week" if item.sort_at < local_time.end_of(sunday) else "later"


def mention_lines(found: list[Mention], actor: Actor) -> list[FeedLine]:
    """The items that name the actor, newest first."""
    return [feed_line(one.row, actor, unread=not one.seen) for one in found]


def unread_text(count: int) -> str:
    """The figure on the badge; nothing for none."""
    return f"{COUNTED}+" if count > COUNTED else str(count or "")
