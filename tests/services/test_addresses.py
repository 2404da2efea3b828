"""Addresses: the first one, the head office, its successor, and what serves which purpose."""

from __future__ import annotations

import pytest

from customer_card.database import Database
from customer_card.domain.errors import Invalid, NotFound, Refused
from customer_card.models import Address, Contact, Customer
from customer_card.services import addresses, contacts
from customer_card.services.contact_form import ContactFields
from customer_card.services.history import Base
from tests.support.people import actor
from tests.support.records import addresses_of, bare_customer, customer_id, row, rows, street


async def with_addresses(*lines: str) -> tuple[int, list[int]]:
    """A new customer with these addresses."""
    new, who = await bare_customer("9001"), await actor("kundansvarig")
    return new, [await addresses.add(who, new, street(line)) for line in lines]


async def head_office(customer: int) -> int | None:
    return (await row(Customer, customer)).head_office_id


@pytest.mark.asyncio
async def test_the_first_address_becomes_the_head_office_by_itself(firm: Database) -> None:
    customer, [first, _second] = await with_addresses("Gatan 1", "Gatan 2")
    assert await head_office(customer) == first


@pytest.mark.asyncio
async def test_the_head_office_stands_first_and_the_others_by_city(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("medarbetare")
    editor = await actor("kundansvarig")
    for city in ("Umeå", "Örebro", "Arvika", "Ängelholm"):
        await addresses.add(editor, customer, street("Gatan 1", city=city))
    async with firm.reading() as session:
        found = await addresses.of_customer(session, who, customer)
    assert [one.address.city for one in found] == ["Umeå", "Arvika", "Ängelholm", "Örebro"]
    assert [one.is_head_office for one in found] == [True, False, False, False]


@pytest.mark.asyncio
async def test_another_address_can_be_made_the_head_office(firm: Database) -> None:
    customer, [first, second] = await with_addresses("Gatan 1", "Gatan 2")
    await addresses.make_head_office(await actor("kundansvarig"), customer, second)
    assert await head_office(customer) == second
    assert (await row(Address, first)).head_office_id == second


@pytest.mark.asyncio
async def test_deleting_the_head_office_asks_for_a_successor_while_there_are_others(firm: Database) -> None:
    customer, [first, _second] = await with_addresses("Gatan 1", "Gatan 2")
    with pytest.raises(Refused) as refused:
        await addresses.remove(await actor("kundansvarig"), customer, first)
    assert refused.value.code == "successor_needed"
    assert len(await addresses_of(customer)) == 2


@pytest.mark.asyncio
async def test_an_address_cannot_succeed_itself(firm: Database) -> None:
    customer, [first, _second] = await with_addresses("Gatan 1", "Gatan 2")
    with pytest.raises(Refused):
        await addresses.remove(await actor("kundansvarig"), customer, first, first)


@pytest.mark.asyncio
async def test_another_customers_address_cannot_be_the_successor(firm: Database) -> None:
    customer, [first, _second] = await with_addresses("Gatan 1", "Gatan 2")
    [foreign] = await addresses_of(await customer_id("1002"))
    with pytest.raises(NotFound):
        await addresses.remove(await actor("kundansvarig"), customer, first, foreign.id)
    assert await head_office(customer) == first


@pytest.mark.asyncio
async def test_a_deleted_head_office_is_followed_by_the_named_successor(firm: Database) -> None:
    customer, [first, second, third] = await with_addresses("Gatan 1", "Gatan 2", "Gatan 3")
    await addresses.remove(await actor("kundansvarig"), customer, first, third)
    assert await head_office(customer) == third
    assert [address.id for address in await addresses_of(customer)] == [second, third]


@pytest.mark.asyncio
async def test_deleting_another_address_leaves_the_head_office_alone(firm: Database) -> None:
    customer, [first, second] = await with_addresses("Gatan 1", "Gatan 2")
    await addresses.remove(await actor("kundansvarig"), customer, second)
    assert await head_office(customer) == first


@pytest.mark.asyncio
async def test_deleting_the_last_address_leaves_a_customer_without_head_office(firm: Database) -> None:
    customer, [first] = await with_addresses("Gatan 1")
    await addresses.remove(await actor("kundansvarig"), customer, first)
    assert await head_office(customer) is None


@pytest.mark.asyncio
async def test_after_the_last_one_the_next_address_is_a_first_one_again(firm: Database) -> None:
    customer, [first] = await with_addresses("Gatan 1")
    who = await actor("kundansvarig")
    await addresses.remove(who, customer, first)
    following = await addresses.add(who, customer, street("Gatan 9"))
    assert await head_office(customer) == following


@pytest.mark.asyncio
async def test_contacts_of_a_deleted_address_inherit_the_head_offices(firm: Database) -> None:
    customer, [_first, second] = await with_addresses("Gatan 1", "Gatan 2")
    who = await actor("kundansvarig")
    fields = ContactFields(last_name="Ek", address_id=str(second))
    contact = await contacts.add(who, customer, fields)
    await addresses.remove(who, customer, second)
    assert (await row(Contact, contact)).address_id is None


@pytest.mark.asyncio
async def test_a_new_address_takes_a_purpose_over_from_the_one_that_had_it(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    await addresses.add(who, customer, street("Gatan 1", is_billing=True, is_postal=True))
    await addresses.add(who, customer, street("Gatan 2", is_billing=True))
    purposes = [(one.is_billing, one.is_postal) for one in await addresses_of(customer)]
    assert purposes == [(False, True), (True, False)]


@pytest.mark.asyncio
async def test_a_changed_address_takes_a_purpose_over_from_the_one_that_had_it(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    await addresses.add(who, customer, street("Gatan 1", is_billing=True))
    second = await addresses.add(who, customer, street("Gatan 2"))
    await addresses.change(who, customer, second, street("Gatan 2", is_billing=True), Base(1))
    assert [one.is_billing for one in await addresses_of(customer)] == [False, True]


@pytest.mark.asyncio
async def test_the_address_that_lost_a_purpose_has_a_new_version(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    await addresses.add(who, customer, street("Gatan 1", is_billing=True))
    await addresses.add(who, customer, street("Gatan 2", is_billing=True))
    assert [one.version for one in await addresses_of(customer)] == [2, 1]


@pytest.mark.asyncio
async def test_a_postal_code_keeps_its_leading_zero(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    added = await addresses.add(who, customer, street("Katu 1", postal_code="00100", country="FI"))
    assert (await row(Address, added)).postal_code == "00100"


@pytest.mark.asyncio
async def test_every_wrong_field_of_an_address_is_told_at_once(firm: Database) -> None:
    customer = await bare_customer("9001")
    fields = street("", postal_code="", city="", region="x" * 101, country="QQ", phone="abc")
    with pytest.raises(Invalid) as invalid:
        await addresses.add(await actor("kundansvarig"), customer, fields)
    assert set(invalid.value.problems) == {"line1", "region", "country", "phone"}
    assert await addresses_of(customer) == []


@pytest.mark.asyncio
async def test_an_unchanged_address_keeps_its_version(firm: Database) -> None:
    customer, [first] = await with_addresses("Gatan 1")
    await addresses.change(await actor("kundansvarig"), customer, first, street("Gatan  1 "), Base(1))
    assert (await row(Address, first)).version == 1


@pytest.mark.asyncio
async def test_an_address_is_not_found_under_another_customer(firm: Database) -> None:
    _customer, [first] = await with_addresses("Gatan 1")
    other, who = await customer_id("1002"), await actor("kundansvarig")
    with pytest.raises(NotFound):
        await addresses.change(who, other, first, street("Gatan 2"), Base(1))
    with pytest.raises(NotFound):
        await addresses.remove(who, other, first)
    with pytest.raises(NotFound):
        await addresses.make_head_office(who, other, first)
    assert (await row(Address, first)).line1 == "Gatan 1"


@pytest.mark.asyncio
async def test_the_head_offices_dialog_counts_the_contacts_that_inherit_it(firm: Database) -> None:
    customer = await customer_id("1004")
    active = await rows(Contact, Contact.customer_id == customer, Contact.active)
    head = await head_office(customer)
    using = [one for one in active if one.address_id in (None, head)]
    async with firm.reading() as session:
        details, names, more = await addresses.find(session, await actor("medarbetare"), customer, head or 0)
    assert details.is_head_office
    assert len(names) + more == len(using)
    assert len(names) == addresses.SHOWN_USERS


@pytest.mark.asyncio
async def test_an_address_shows_who_made_and_who_changed_it(firm: Database) -> None:
    customer, [first] = await with_addresses("Gatan 1")
    await addresses.change(await actor("ledning"), customer, first, street("Gatan 2"), Base(1))
    async with firm.reading() as session:
        details, _names, _more = await addresses.find(session, await actor("ekonomi"), customer, first)
    assert (details.created_by, details.updated_by) == ("Anna Lind", "Henrik Nordlund")
