"""When a due date has passed: payment on a day when banks are closed is on time on the next banking day.

Saturdays and Sundays are known here. Public holidays are not: they need the holiday calendar of
the firm's country, so an invoice that was due on one counts as overdue up to some days early.
"""

from __future__ import annotations

from datetime import date, timedelta

_SATURDAY = 5


def next_banking_day(day: date) -> date:
    """The day itself when banks are open, else the first banking day after it; weekends only."""
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day


def last_overdue_due_date(today: date) -> date:
    """The latest due date that is past today: what was due then or earlier is overdue if unpaid.

    Moving to the next banking day keeps the order of dates, so one comparison in SQL is enough.
    """
    day = today - timedelta(days=1)
    while next_banking_day(day) >= today:
        day -= timedelta(days=1)
    return day
