"""Which register a customer is looked up in: by its VAT number, else its organisation number, else its head office."""

from __future__ import annotations

import pytest

from customer_card.domain.business_ids import IdProblem
from customer_card.domain.register_targets import register_target


@pytest.mark.parametrize(
    ("vat", "organisation", "country", "office", "expected"),
    [
        ("FI01120389", None, None, None, ("FI", "0112038-9")),
        (None, "0112038-9", "FI", None, ("FI", "0112038-9")),
        (None, "112038-9", "FI", None, ("FI", "0112038-9")),
        (None, "01120389", None, "FI", ("FI", "0112038-9")),
        (None, "0112038-9", None, "AX", ("FI", "0112038-9")),
        ("NO991825827MVA", None, None, None, ("NO", "991825827")),
        (None, "991 825 827", "NO", None, ("NO", "991825827")),
        (None, "991.825.827", None, "NO", ("NO", "991825827")),
        ("NO991825827MVA", "556012-5790", "SE", "SE", ("NO", "991825827")),
        ("SE556012579001", "991825827", "NO", "NO", None),
        ("DK25313763", None, None, "NO", None),
        (None, "01120389", None, None, None),
        (None, None, "SE", "FI", ("FI", "")),
        (None, None, None, "NO", ("NO", "")),
        ("", "", None, "SJ", ("NO", "")),
        (None, None, "FI", None, None),
        (None, None, None, "SE", None),
        ("\u200b", None, None, None, None),
    ],
)
def test_the_register_follows_from_the_numbers(
    vat: str | None, organisation: str | None, country: str | None, office: str | None, expected: tuple | None
) -> None:
    target = register_target(vat, organisation, country, office)
    assert (target and (target.country, target.register_id)) == expected
    assert target is None or target.problem is None


@pytest.mark.parametrize(
    ("vat", "organisation", "country", "problem"),
    [
        (None, "1234567-8", "FI", IdProblem.WRONG_CHECKSUM),
        ("NO112233445MVA", "991825827", "NO", IdProblem.WRONG_CHECKSUM),
        (None, "99182582", "NO", IdProblem.WRONG_LENGTH),
    ],
)
def test_a_number_that_cannot_be_right_is_never_asked_for(
    vat: str | None, organisation: str | None, country: str, problem: IdProblem
) -> None:
    target = register_target(vat, organisation, country, None)
    assert target is not None
    assert (target.register_id, target.problem, bool(target.example)) == ("", problem, True)
