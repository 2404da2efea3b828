"""When a due date has passed: payment on a day when banks are closed is on time on the next banking day."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta
from functools import cache

import holidays

_SATURDAY = 5


@cache
def bank_holidays(country: str) -> Container[date]:
    """The days other than weekends on which a country's banks are closed; none are known of some countries.

    Public holidays, and the days that are kept like them, as Midsummer Eve in Sweden. The calendar's
    days of banks are not asked for: among them are those on which banks merely close early.
    """
    try:
        known = holidays.country_holidays(country).supported_categories
    except NotImplementedError:
        return frozenset()
    return holidays.country_holidays(country, categories=tuple({holidays.PUBLIC, holidays.DE_FACTO} & set(known)))


def next_banking_day(day: date, country: str) -> date:
    """The day itself when the country's banks are open, else the first banking day after it."""
    closed = bank_holidays(country)
    while day.weekday() >= _SATURDAY or day in closed:
        day += timedelta(days=1)
    return day


def last_overdue_due_date(today: date, country: str) -> date:
    """The latest due date that is past today: what was due then or earlier is overdue if unpaid.

    Moving to the next banking day keeps the order of dates, so one comparison in SQL is enough.
    """
    day = today - timedelta(days=1)
    while next_banking_day(day, country) >= today:
        day -= timedelta(days=1)
    return day
