"""Working days of a country: dates that the program proposes never fall on a day off."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

_SATURDAY = 5


@lru_cache(maxsize=8)
def _holidays_of(country: str) -> holidays.HolidayBase | None:
    """The public holidays of a country, or None for one that the library does not know."""
    if country not in holidays.list_supported_countries():
        return None
    return holidays.country_holidays(country)


def is_day_off(day: date, country: str) -> bool:
    """Whether a day is a Saturday, a Sunday or a public holiday of the country."""
    if day.weekday() >= _SATURDAY:
        return True
    known = _holidays_of(country)
    return known is not None and day in known


def next_working_day(day: date, country: str) -> date:
    """The day itself, or the first working day after it."""
    while is_day_off(day, country):
        day += timedelta(days=1)
    return day
