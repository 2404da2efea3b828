"""Amounts: how people type them, and that nothing is lost between typing, keeping and showing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from customer_card.domain.money import MAXIMUM_MINOR, currency_for, from_minor, parse_amount, to_minor

CURRENCIES = ("SEK", "EUR", "NOK", "DKK", "GBP", "USD")
LANGUAGES = ("sv", "en_GB", "fi", "nb", "de")

minors = st.integers(-MAXIMUM_MINOR, MAXIMUM_MINOR)


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("1200000", 120_000_000, "SEK"),
        ("1 200 000", 120_000_000, "SEK"),
        ("1\u00a0200\u202f000,50 SEK", 120_000_050, "SEK"),
        ("1.200.000,50", 120_000_050, "SEK"),
        ("1,200,000.50", 120_000_050, "SEK"),
        ("12.5 EUR", 1250, "EUR"),
        ("eur 12,5", 1250, "EUR"),
        ("1.200", 120_000, "SEK"),
        ("1,200", 120_000, "SEK"),
        ("1'200.05 usd", 120_005, "USD"),
        ("-5", -500, "SEK"),
        ("\u22125,00", -500, "SEK"),
        ("0", 0, "SEK"),
        ("250000 JPY", 250_000, "JPY"),
        ("2,5 ISK", 3, "ISK"),
    ],
)
def test_an_amount_is_read_as_people_type_it(text: str, minor: int, currency: str) -> None:
    assert parse_amount(text, "SEK") == (minor, currency)


@pytest.mark.parametrize(
    "text", ["", "SEK", "tolv", "12 kr", "SEK 12 EUR", "1-2", "--1", ",", "1e9", "12 SEK SEK", "£12"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(amount_invalid|currency_unknown)$"):
        parse_amount(text, "SEK")


def test_an_unknown_currency_is_named_as_the_problem() -> None:
    with pytest.raises(ValueError, match=r"^currency_unknown$"):
        parse_amount("12 XQQ", "SEK")


@pytest.mark.parametrize("text", [str(MAXIMUM_MINOR), "9" * 60, "-" + "9" * 40])
def test_an_amount_that_outgrows_the_database_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^amount_invalid$"):
        parse_amount(text, "SEK")


@given(minors, st.sampled_from(CURRENCIES))
def test_an_amount_shown_as_it_is_typed_is_read_back(minor: int, currency: str) -> None:
    shown = f"{from_minor(minor, currency).normalize():f} {currency}"
    assert parse_amount(shown, "JPY") == (minor, currency)


@given(minors, st.sampled_from(CURRENCIES), st.sampled_from(LANGUAGES))
def test_an_amount_written_in_any_language_is_read_back(minor: int, currency: str, language: str) -> None:
    written = format_decimal(from_minor(minor, currency), "#,##0.00", locale=language)
    assert parse_amount(written, currency) == (minor, currency)


@given(minors, st.sampled_from((*CURRENCIES, "JPY")))
def test_minor_units_survive_the_way_to_major_ones_and_back(minor: int, currency: str) -> None:
    assert to_minor(from_minor(minor, currency), currency) == minor


@pytest.mark.parametrize(
    ("amount", "minor"), [("0.005", 1), ("-0.005", -1), ("0.004", 0), ("1.005", 101), ("2.675", 268)]
)
def test_half_a_minor_unit_rounds_away_from_zero(amount: str, minor: int) -> None:
    assert to_minor(Decimal(amount), "SEK") == minor


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_an_amount_or_a_refusal(text: str) -> None:
    try:
        minor, currency = parse_amount(text, "SEK")
    except ValueError:
        return
    assert abs(minor) <= MAXIMUM_MINOR
    assert len(currency) == 3


@pytest.mark.parametrize(
    ("country", "currency"), [("SE", "SEK"), ("FI", "EUR"), ("NO", "NOK"), ("DE", "EUR"), (None, "EUR")]
)
def test_an_amount_without_a_currency_is_in_the_countrys(country: str | None, currency: str) -> None:
    assert currency_for(country) == currency
