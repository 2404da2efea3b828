"""Which public register a customer can be looked up in, and under which number."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from customer_card.domain.business_ids import BusinessId, IdProblem, parse_organisation_number, parse_vat_number
from customer_card.domain.business_ids.spelling import register_country

COUNTRIES = ("FI", "NO")
"""The countries whose registers can be asked."""

_DIGITS = {"FI": 8, "NO": 9}


@dataclass(frozen=True, slots=True)
class RegisterTarget:
    """A country's register and the number to ask for there.

    ``register_id`` is empty when there is no number, or a wrong one: then ``problem`` says what
    is wrong with ``number``, and ``example`` how a right one looks.
    """

    country: str
    register_id: str = ""
    number: str = ""
    problem: IdProblem | None = None
    example: str = ""


def register_target(
    vat_number: str | None, organisation_number: str | None, country: str | None, head_office_country: str | None
) -> RegisterTarget | None:
    """The register of a customer by its VAT number, else its organisation number, else its head office; or None.

    A bare number is read in the customer's country, else in the head office's.
    """
    for parse, number in ((parse_vat_number, vat_number), (parse_organisation_number, organisation_number)):
        parsed = _parsed(parse, number, country or head_office_country)
        if parsed is not None and parsed.country is not None:
            return target_of(parsed)
    if vat_number or organisation_number:
        return None
    of_office = register_country(head_office_country)
    return RegisterTarget(of_office) if of_office in COUNTRIES else None


def target_of(parsed: BusinessId) -> RegisterTarget | None:
    """Where a number that was read can be looked up, or None for one of another country."""
    country = parsed.country
    if country not in COUNTRIES:
        return None
    if parsed.refused:
        return RegisterTarget(country, "", parsed.value, parsed.problem, parsed.example)
    digits = re.sub(r"\D", "", parsed.key)[: _DIGITS[country]]
    register_id = f"{digits[:7]}-{digits[7:]}" if country == "FI" else digits
    return RegisterTarget(country, register_id, parsed.value)


def _parsed(
    parse: Callable[[str, str | None], BusinessId], number: str | None, country: str | None
) -> BusinessId | None:
    try:
        return parse(number[:60], country) if number else None
    except ValueError:
        return None  # Nothing visible was stored, as an import may do.
