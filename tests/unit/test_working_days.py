"""Days on which nobody is expected to work."""

from __future__ import annotations

from datetime import date

import pytest

from customer_card.domain.working_days import is_day_off, next_working_day


@pytest.mark.parametrize(
    ("country", "day", "working"),
    [
        ("SE", date(2026, 12, 24), date(2026, 12, 24)),
        ("SE", date(2026, 12, 25), date(2026, 12, 28)),
        ("SE", date(2026, 6, 6), date(2026, 6, 8)),
        ("FI", date(2027, 1, 6), date(2027, 1, 7)),
        ("NO", date(2026, 5, 17), date(2026, 5, 18)),
        ("NO", date(2027, 1, 6), date(2027, 1, 6)),
        ("XX", date(2026, 11, 21), date(2026, 11, 23)),
        ("XX", date(2026, 12, 25), date(2026, 12, 25)),
    ],
)
def test_the_next_working_day_is_the_countrys_own(country: str, day: date, working: date) -> None:
    assert next_working_day(day, country) == working
    assert is_day_off(day, country) == (day != working)
