"""Days and times of day where the firm is, as moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from customer_card.domain.clock import now
from customer_card.settings import settings


def today() -> date:
    """The date where the firm is."""
    return now().astimezone(settings.zone).date()


def moment(day: date, at: time = time()) -> datetime:
    """When a time of day comes on a day where the firm is; by default the day's first moment."""
    return datetime.combine(day, at, settings.zone).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The first moment after a day."""
    return moment(day + timedelta(days=1))


def local(at: datetime) -> datetime:
    """A moment as the clocks of the firm show it."""
    return at.astimezone(settings.zone)
