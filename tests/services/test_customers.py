"""Customers: numbers, fields in place, what the rules refuse, and what follows from what."""

from __future__ import annotations

import asyncio

import pytest

from customer_card.database import Database
from customer_card.domain.errors import Invalid, NotFound
from customer_card.models import Customer, SearchToken
from customer_card.services import customers
from customer_card.services.customers import CustomerDetails, NewCustomer
from customer_card.services.history import Base
from customer_card.views.card import FieldView, card_fields
from tests.support.people import actor
from tests.support.records import addresses_of, customer_id, row, rows, street

NEWEST = Base(1_000_000)


async def find(database: Database, number: str, who: str = "medarbetare") -> CustomerDetails:
    async with database.reading() as session:
        return await customers.find(session, await actor(who), number)


async def new(**values: str) -> Customer:
    """A customer made with these values and a name."""
    number = await customers.create(await actor("kundansvarig"), NewCustomer(name="Nykund AB", **values))  # pyright: ignore[reportArgumentType]
    return await row(Customer, await customer_id(number))


async def change(customer: Customer | int, field: str, text: str) -> Customer:
    changed = customer if isinstance(customer, int) else customer.id or 0
    return (await customers.change_field(await actor("kundansvarig"), changed, field, text, NEWEST)).customer


async def shown(database: Database, number: str, who: str = "kundansvarig") -> dict[str, FieldView]:
    return card_fields(await find(database, number, who), await actor(who))


async def problems(customer: Customer | int, field: str, text: str) -> dict[str, str]:
    with pytest.raises(Invalid) as invalid:
        await change(customer, field, text)
    return invalid.value.problems


@pytest.mark.asyncio
async def test_new_customers_are_numbered_one_after_the_other(firm: Database) -> None:
    assert [(await new()).number, (await new()).number] == ["1041", "1042"]


@pytest.mark.asyncio
async def test_numbers_that_somebody_gave_by_hand_are_skipped(firm: Database) -> None:
    given = await customer_id("1001")
    await change(given, "number", "1041")
    await change(given, "number", "1042")
    assert (await new()).number == "1043"


@pytest.mark.asyncio
async def test_customers_made_at_the_same_time_have_different_numbers(firm: Database) -> None:
    made = await asyncio.gather(*(new() for _ in range(5)))
    assert sorted(one.number for one in made) == ["1041", "1042", "1043", "1044", "1045"]


@pytest.mark.asyncio
async def test_whoever_makes_a_customer_owns_it(firm: Database) -> None:
    assert (await new()).owner_id == (await actor("kundansvarig")).user_id


@pytest.mark.asyncio
async def test_a_new_customers_address_is_its_head_office(firm: Database) -> None:
    command = NewCustomer(name="Nykund AB", address=street("Gatan 1"))
    number = await customers.create(await actor("kundansvarig"), command)
    customer = await row(Customer, await customer_id(number))
    [address] = await addresses_of(customer.id)
    assert customer.head_office_id == address.id


@pytest.mark.asyncio
async def test_every_wrong_field_of_a_new_customer_is_told_and_nothing_made(firm: Database) -> None:
    command = NewCustomer(
        name=" ",
        organisation_number="559910-1003",
        vat_number="SE1",
        country="SE",
        address=street("Gatan 1", phone="hej"),
    )
    with pytest.raises(Invalid) as invalid:
        await customers.create(await actor("kundansvarig"), command)
    assert set(invalid.value.problems) == {"name", "organisation_number", "vat_number", "phone"}
    assert len(await rows(Customer)) == 40


@pytest.mark.asyncio
async def test_a_number_with_a_prefix_settles_the_country(firm: Database) -> None:
    customer = await new(vat_number="FI23319727")
    assert (customer.country, customer.vat_number) == ("FI", "FI23319727")


@pytest.mark.asyncio
async def test_an_old_number_leads_to_the_customer(firm: Database) -> None:
    await change(await customer_id("1001"), "number", "B-77")
    assert (await find(firm, "1001")).customer.number == "B-77"
    assert (await find(firm, "b-77")).customer.number == "B-77"


@pytest.mark.asyncio
async def test_an_old_number_leads_elsewhere_once_it_is_used_again(firm: Database) -> None:
    first, second = await customer_id("1001"), await customer_id("1002")
    await change(first, "number", "B-77")
    await change(second, "number", "1001")
    assert (await find(firm, "1001")).customer.id == second
    assert (await find(firm, "1002")).customer.id == second


@pytest.mark.asyncio
async def test_a_customer_can_have_its_old_number_back(firm: Database) -> None:
    first = await customer_id("1001")
    await change(first, "number", "B-77")
    await change(first, "number", "1001")
    assert (await find(firm, "1001")).customer.number == "1001"
    assert (await find(firm, "B-77")).customer.id == first


@pytest.mark.asyncio
async def test_a_number_that_another_customer_has_is_refused(firm: Database) -> None:
    assert await problems(await customer_id("1001"), "number", "1002") == {"number": "number_taken"}


@pytest.mark.asyncio
async def test_two_customers_cannot_take_the_same_number_at_once(firm: Database) -> None:
    ids = [await customer_id("1001"), await customer_id("1002")]
    results = await asyncio.gather(*(change(one, "number", "B-77") for one in ids), return_exceptions=True)
    [refused] = [one for one in results if isinstance(one, Invalid)]
    assert refused.problems == {"number": "number_taken"}


@pytest.mark.parametrize("number", ["a/b", "a?b", "..", "ö ü%", "x" * 31])
@pytest.mark.asyncio
async def test_a_number_that_could_not_stand_in_an_address_line_is_refused(firm: Database, number: str) -> None:
    assert set(await problems(await customer_id("1001"), "number", number)) == {"number"}


@pytest.mark.asyncio
async def test_an_unknown_number_is_not_found(firm: Database) -> None:
    with pytest.raises(NotFound):
        await find(firm, "7777")


WRONG = (
    ("SE", "organisation_number", "559910-1003", "id_wrong_checksum"),
    ("SE", "organisation_number", "559910-100", "id_wrong_length"),
    ("SE", "vat_number", "SE559910100301", "id_wrong_checksum"),
    ("FI", "organisation_number", "9900002-7", "id_wrong_checksum"),
    ("FI", "vat_number", "FI9900002", "id_wrong_length"),
    ("NO", "organisation_number", "310 000 010", "id_wrong_checksum"),
    ("NO", "vat_number", "NO31000001MVA", "id_wrong_length"),
    ("DK", "organisation_number", "99000016", "id_wrong_checksum"),
    ("DK", "vat_number", "DK9900001", "id_wrong_length"),
)


@pytest.mark.asyncio
async def test_wrong_nordic_numbers_are_refused_at_their_field_with_an_example(firm: Database) -> None:
    customer = await new()
    for country, field, text, code in WRONG:
        await change(customer, "country", country)
        with pytest.raises(Invalid) as invalid:
            await change(customer, field, text)
        assert (text, invalid.value.problems) == (text, {field: code})
        assert invalid.value.details[field]["example"]


@pytest.mark.asyncio
async def test_bare_digits_without_a_country_ask_which_one(firm: Database) -> None:
    customer = await new()
    found = await problems(customer, "organisation_number", "99000015")
    assert found == {"organisation_number": "id_country_needed"}


@pytest.mark.asyncio
async def test_other_countries_numbers_are_kept_as_they_come(firm: Database) -> None:
    customer = await new(country="DE")
    assert (await change(customer, "organisation_number", "HRB 1")).organisation_number == "HRB 1"


@pytest.mark.asyncio
async def test_an_unusual_swedish_ending_only_warns(firm: Database) -> None:
    customer = await new(country="SE")
    await change(customer, "vat_number", "SE559910100202")
    assert (await shown(firm, customer.number))["vat_number"].note


@pytest.mark.asyncio
async def test_a_wrong_number_that_came_with_an_import_blocks_no_other_field(firm: Database) -> None:
    wrong = await customer_id("1016")
    assert (await change(wrong, "email", "ny@grasparven.example")).email == "ny@grasparven.example"
    assert (await row(Customer, wrong)).organisation_number == "559917-0004"
    assert (await shown(firm, "1016"))["organisation_number"].note == "Ogiltigt format"


@pytest.mark.parametrize(
    ("country", "organisation", "vat"),
    [
        ("SE", "559910-1002", "SE559910100201"),
        ("FI", "9900002-6", "FI99000026"),
        ("NO", "310 000 019", "NO310000019MVA"),
        ("DK", "99000015", "DK99000015"),
    ],
)
@pytest.mark.asyncio
async def test_each_number_proposes_the_other(firm: Database, country: str, organisation: str, vat: str) -> None:
    customer = await new(country=country, organisation_number=organisation)
    assert (await shown(firm, customer.number))["vat_number"].proposal == vat
    await change(customer, "organisation_number", "")
    await change(customer, "vat_number", vat)
    assert (await shown(firm, customer.number))["organisation_number"].proposal == organisation


@pytest.mark.asyncio
async def test_a_sole_traders_numbers_are_masked_for_a_reader_and_not_for_an_editor(firm: Database) -> None:
    assert (await shown(firm, "1013"))["organisation_number"].raw == "710231-1235"
    masked = (await shown(firm, "1013", "medarbetare"))["organisation_number"]
    assert (masked.raw, masked.shown) == ("", "71••••-••••")


@pytest.mark.asyncio
async def test_a_personal_number_entered_later_makes_a_sole_trader(firm: Database) -> None:
    customer = await new(country="SE")
    await change(customer, "organisation_number", "710231-1235")
    assert (await row(Customer, customer.id)).sole_trader
    tokens = await rows(SearchToken, SearchToken.token == "7102311235")
    assert {one.source for one in tokens} == {"private"}


@pytest.mark.asyncio
async def test_an_inactivated_customer_can_be_activated_again(firm: Database) -> None:
    customer, who = await customer_id("1001"), await actor("kundansvarig")
    assert (await customers.set_active(who, customer, False)).customer.active is False
    assert (await customers.set_active(who, customer, True)).customer.active is True


@pytest.mark.asyncio
async def test_inactivating_twice_changes_nothing_the_second_time(firm: Database) -> None:
    customer, who = await customer_id("1001"), await actor("kundansvarig")
    first = await customers.set_active(who, customer, False)
    again = await customers.set_active(who, customer, False)
    assert (again.change_id, again.customer.version) == (None, first.customer.version)


@pytest.mark.asyncio
async def test_a_new_customer_with_a_known_number_is_told_of_the_one_that_has_it(firm: Database) -> None:
    who = await actor("kundansvarig")
    [same] = await customers.similar(who, "5599101002", "", "SE")
    assert (same.number, same.reason) == ("1001", "organisation_number")
    assert await customers.similar(who, "", " ", "SE") == []


@pytest.mark.asyncio
async def test_an_unknown_field_is_not_found(firm: Database) -> None:
    with pytest.raises(NotFound):
        await change(await customer_id("1001"), "version", "7")
