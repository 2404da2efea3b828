"""Whatever a register says, comparing never fails, blanks nothing, and proposes only what can be kept."""

from __future__ import annotations

from urllib.parse import urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from customer_card.models import Address, Customer
from customer_card.registers import Brreg, RegisterAddress, RegisterRecord, Situation
from customer_card.registers.http import Caller
from customer_card.services.addresses import AddressFields
from customer_card.services.register_comparison import FIELDS, Standing, compare
from customer_card.services.register_gateway import dumped, loaded

TEXT = st.text(max_size=30) | st.sampled_from(["", "OSLO", "Storgatan 1", "www.x.example", "javascript:alert(1)", "NO"])
ADDRESSES = st.builds(
    RegisterAddress,
    lines=st.lists(TEXT, max_size=4).map(tuple),
    postal_code=TEXT,
    city=TEXT,
    city_sv=TEXT,
    country=TEXT,
)
RECORDS = st.builds(
    RegisterRecord,
    register_id=st.just("310000019"),
    name=TEXT | st.text(min_size=190, max_size=230),
    name_sv=TEXT,
    address=st.none() | ADDRESSES,
    email=TEXT | st.just("post@x.example"),
    website=TEXT,
    situation=st.sampled_from(Situation),
    in_vat_register=st.sampled_from([None, True, False]),
)
REGISTER = Brreg(Caller("http://127.0.0.1:9"))


@given(RECORDS, st.sampled_from(["sv", "fi", None]))
@settings(deadline=None, max_examples=100)
def test_what_is_proposed_can_be_kept_and_blanks_nothing(record: RegisterRecord, language: str | None) -> None:
    customer = Customer(name="Kund AB", email="a@b.example", website="https://b.example", language=language)
    office = Address(line1="Storgatan 1", line2="Plan 4", postal_code="111 22", city="Stockholm", country="SE")
    compared = compare(customer, office, record, REGISTER)
    assert tuple(one.field for one in compared) == FIELDS
    for one in compared:
        proposes = one.standing in {Standing.DIFFERS, Standing.EQUAL}
        assert bool(one.writings) is proposes
        for value in one.writings.values():
            if isinstance(value, AddressFields):
                value.checked()
                assert all((value.line1, value.postal_code, value.city, value.country))
                assert value.line2 == "Plan 4" or value.line1 != office.line1 or value.line2
            else:
                assert value.strip() == value != ""
        if one.field == "website" and proposes:
            assert urlsplit(str(one.value("registered"))).scheme in {"http", "https"}


@given(RECORDS)
def test_a_record_is_kept_word_for_word(record: RegisterRecord) -> None:
    assert loaded(dumped(record)) == record
