"""What a signature does to a contact form that somebody has begun to fill in."""

from __future__ import annotations

from customer_card.domain.signatures import Signature, SignaturePhone
from customer_card.views.contacts import ContactForm, PointRow
from customer_card.views.signatures import filled_form, filled_rows

ANNA = Signature(
    "Anna",
    "Lind",
    "Ekonomichef",
    ("anna@provkund.example", "info@provkund.example"),
    (SignaturePhone("mobile", "+46 70 174 06 05"),),
)
EMPTY = [PointRow(key="new0", is_primary=True)]


def rows(kind: str, before: list[PointRow], typed: dict[str, str], maximum: int = 10) -> list[PointRow]:
    return filled_rows(kind, before, typed, ANNA, iter(("a", "b", "c")), maximum)


def test_an_empty_form_is_filled() -> None:
    form = filled_form(ContactForm(), {}, ANNA)
    assert (form.first_name, form.last_name, form.title) == ("Anna", "Lind", "Ekonomichef")
    assert rows("email", EMPTY, {}) == [
        PointRow(key="a", value="anna@provkund.example", is_primary=True),
        PointRow(key="b", value="info@provkund.example"),
    ]
    assert rows("phone", EMPTY, {}) == [PointRow("a", "mobile", "+46 70 174 06 05", is_primary=True)]


def test_what_was_typed_stays() -> None:
    form = filled_form(ContactForm(title="Vd"), {"first_name": "Annika", "title": "  "}, ANNA)
    assert (form.first_name, form.last_name, form.title) == ("Annika", "Lind", "Ekonomichef")
    typed = {"email.new0.value": "annika@provkund.example"}
    assert [row.key for row in rows("email", EMPTY, typed)] == ["new0", "a", "b"]
    assert not any(row.is_primary for row in rows("email", EMPTY, typed)[1:])


def test_a_value_that_stands_there_is_not_added_again() -> None:
    assert rows("phone", EMPTY, {"phone.new0.value": "070-174 06 05"}) == EMPTY
    typed = {"email.new0.value": "ANNA@provkund.example"}
    assert [row.value for row in rows("email", EMPTY, typed)] == ["", "info@provkund.example"]


def test_there_are_never_too_many_rows() -> None:
    assert len(rows("email", EMPTY, {"email.new0.value": "x@provkund.example"}, maximum=2)) == 2
