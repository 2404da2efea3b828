"""How the two values of a conflict read: as the card shows them, not as they are stored."""

from __future__ import annotations

from customer_card.views import addresses, card, contacts

STORED, READ = "+46701740601", "+46 70 174 06 01"


def test_a_telephone_number_reads_as_people_write_it() -> None:
    assert card.shown_value("phone", STORED, "sv", {}) == READ
    assert addresses.shown_value("phone", STORED, "sv") == READ
    assert contacts.shown_value("phones", [["mobile", STORED, True]], "sv", {}) == READ
    assert card.shown_value("phone", None, "sv", {}) == ""
