"""When an unpaid invoice is overdue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from customer_card.domain.banking_days import last_overdue_due_date, next_banking_day
from customer_card.domain.fiscal_year import fiscal_year

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(("later", "moved"), [(0, 0), (1, 3), (2, 3), (3, 3), (4, 4)])
def test_a_weekend_moves_to_monday(later: int, moved: int) -> None:
    assert next_banking_day(FRIDAY + timedelta(days=later)) == FRIDAY + timedelta(days=moved)


def test_the_last_overdue_day_agrees_with_moving_each_due_date() -> None:
    for offset in range(800):
        today = date(2026, 1, 1) + timedelta(days=offset)
        last = last_overdue_due_date(today)
        for due in (last - timedelta(days=1), last, last + timedelta(days=1), today):
            assert (due <= last) == (next_banking_day(due) < today), (today, due)


def test_what_was_due_on_saturday_is_not_overdue_on_monday() -> None:
    assert last_overdue_due_date(FRIDAY + timedelta(days=3)) == FRIDAY
    assert last_overdue_due_date(FRIDAY + timedelta(days=4)) == FRIDAY + timedelta(days=3)


def test_the_fiscal_year_is_the_calendar_year() -> None:
    assert fiscal_year(FRIDAY) == (date(2026, 1, 1), date(2026, 12, 31))
