"""Amounts as integers of a currency's minor unit, and how people type them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel.numbers import get_currency_precision, is_currency

CURRENCY_OF_COUNTRY = {
    "SE": "SEK",
    "FI": "EUR",
    "NO": "NOK",
    "DK": "DKK",
    "IS": "ISK",
    "GB": "GBP",
    "US": "USD",
}

MAXIMUM_MINOR = 10**17
"""Larger amounts are typing mistakes, and would outgrow a 64-bit sum."""


def currency_for(country: str | None) -> str:
    """The currency that an amount without one is in, by the customer's country."""
    return CURRENCY_OF_COUNTRY.get(country or "", "EUR")


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in minor units, rounded half away from zero."""
    exponent = get_currency_precision(currency)
    return int((amount * 10**exponent).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def from_minor(minor: int, currency: str) -> Decimal:
    """The amount in major units, exact."""
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def parse_amount(text: str, default_currency: str) -> tuple[int, str]:
    """What somebody typed, such as ``1 200 000,50 SEK`` or ``12.5 EUR``, as minor units and currency.

    A comma and a point are both taken as the decimal separator when one to two digits follow
    the last of them, and as grouping otherwise. Raises ValueError for anything else.
    """
    cleaned = re.sub(r"[\s\u00a0\u202f']", "", text).upper().replace("\u2212", "-")
    match = re.fullmatch(r"([A-Z]{3})?(-?[\d.,]+)([A-Z]{3})?", cleaned)
    if not match or (match[1] and match[3]):
        raise ValueError("amount_invalid")
    currency = match[1] or match[3] or default_currency
    if not is_currency(currency):
        raise ValueError("currency_unknown")
    amount = _decimal(match[2])
    # Decimal rounds only so many digits: what is far too large is refused before it is converted.
    minor = to_minor(amount, currency) if abs(amount) <= MAXIMUM_MINOR else None
    if minor is None or abs(minor) > MAXIMUM_MINOR:
        raise ValueError("amount_invalid")
    return minor, currency


def _decimal(digits: str) -> Decimal:
    whole, separator, fraction = digits.rpartition(max(",", ".", key=digits.rfind))
    if separator and 1 <= len(fraction) <= 2:
        digits = f"{re.sub('[.,]', '', whole)}.{fraction}"
    else:
        digits = re.sub("[.,]", "", digits)
    try:
        return Decimal(digits)
    except InvalidOperation as error:
        raise ValueError("amount_invalid") from error
