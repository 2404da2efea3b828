"""When an unpaid invoice is overdue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from customer_card.domain.banking_days import last_overdue_due_date, next_banking_day
from customer_card.domain.fiscal_year import fiscal_year

FRIDAY = date(2026, 11, 20)

COUNTRIES = ("SE", "FI", "NO", "DK", "XX")


@pytest.mark.parametrize(("later", "moved"), [(0, 0), (1, 3), (2, 3), (3, 3), (4, 4)])
@pytest.mark.parametrize("country", COUNTRIES)
def test_a_weekend_moves_to_monday(country: str, later: int, moved: int) -> None:
    assert next_banking_day(FRIDAY + timedelta(days=later), country) == FRIDAY + timedelta(days=moved)


@pytest.mark.parametrize(
    ("country", "due", "paid"),
    [
        ("SE", date(2026, 4, 3), date(2026, 4, 7)),  # Good Friday to Easter Monday
        ("SE", date(2026, 6, 19), date(2026, 6, 22)),  # Midsummer Eve: a day off for banks
        ("SE", date(2026, 12, 24), date(2026, 12, 28)),
        ("SE", date(2026, 12, 23), date(2026, 12, 23)),  # banks close early, but they open
        ("SE", date(2026, 5, 25), date(2026, 5, 25)),
        ("NO", date(2026, 5, 25), date(2026, 5, 26)),  # Whit Monday
        ("NO", date(2026, 5, 15), date(2026, 5, 15)),
        ("FI", date(2027, 12, 6), date(2027, 12, 7)),  # Independence Day
        ("DK", date(2026, 4, 2), date(2026, 4, 7)),  # Maundy Thursday
        ("XX", date(2026, 12, 25), date(2026, 12, 25)),
    ],
)
def test_a_holiday_of_the_firms_country_moves_to_the_next_banking_day(country: str, due: date, paid: date) -> None:
    assert next_banking_day(due, country) == paid


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_last_overdue_day_agrees_with_moving_each_due_date(country: str) -> None:
    for offset in range(800):
        today = date(2026, 1, 1) + timedelta(days=offset)
        last = last_overdue_due_date(today, country)
        for due in (last - timedelta(days=1), last, last + timedelta(days=1), today):
            assert (due <= last) == (next_banking_day(due, country) < today), (today, due)


def test_what_was_due_on_saturday_is_not_overdue_on_monday() -> None:
    assert last_overdue_due_date(FRIDAY + timedelta(days=3), "SE") == FRIDAY
    assert last_overdue_due_date(FRIDAY + timedelta(days=4), "SE") == FRIDAY + timedelta(days=3)


def test_the_fiscal_year_is_the_calendar_year() -> None:
    assert fiscal_year(FRIDAY) == (date(2026, 1, 1), date(2026, 12, 31))
