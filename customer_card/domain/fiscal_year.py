"""The firm's fiscal year, by which «this year» is meant wherever money is shown."""

from __future__ import annotations

from datetime import date


def fiscal_year(today: date) -> tuple[date, date]:
    """The first and the last day of the fiscal year that a day is in; the calendar year."""
    return date(today.year, 1, 1), date(today.year, 12, 31)
