"""People at the same customer in the same moment: they take turns, and nobody's work is lost."""

from __future__ import annotations

import asyncio

import pytest

from customer_card.database import Database
from customer_card.domain.errors import Conflict, NotFound
from customer_card.models import ChangeItem, Contact, Customer
from customer_card.services import addresses, contacts, customers
from customer_card.services.contact_form import ContactFields
from customer_card.services.history import Base
from tests.support.people import actor
from tests.support.records import addresses_of, bare_customer, contacts_of, customer_id, row, rows, street

LATE = Base(10**6)


@pytest.mark.asyncio
async def test_two_first_addresses_at_once_make_exactly_one_head_office(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    ids = await asyncio.gather(
        *(addresses.add(who, customer, street(f"Gatan {number}")) for number in range(2))
    )
    head = (await row(Customer, customer)).head_office_id
    assert head in ids
    assert [address.head_office_id for address in await addresses_of(customer)] == [head, head]


@pytest.mark.asyncio
async def test_twenty_edits_at_once_lose_nothing(firm: Database) -> None:
    customer, who = await customer_id("1002"), await actor("ekonomi")
    start = (await row(Customer, customer)).version
    texts = [f"Beskrivning {number}" for number in range(20)]
    await asyncio.gather(
        *(customers.change_field(who, customer, "description", text, LATE) for text in texts)
    )
    items = await rows(
        ChangeItem,
        ChangeItem.entity == "customer",
        ChangeItem.entity_id == customer,
        ChangeItem.version_after > start,
    )
    assert sorted(item.after for item in items) == sorted(f'"{text}"' for text in texts)
    assert [item.version_after for item in items] == list(range(start + 1, start + 21))
    assert [item.before for item in items[1:]] == [item.after for item in items[:-1]]


@pytest.mark.asyncio
async def test_of_two_who_change_the_same_field_at_once_one_is_asked(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("ekonomi")
    results = await asyncio.gather(
        *(customers.change_field(who, customer, "name", name, Base(1)) for name in ("Ett AB", "Två AB")),
        return_exceptions=True,
    )
    [conflict] = [one for one in results if isinstance(one, Conflict)]
    assert {conflict.fields[0].mine, conflict.fields[0].theirs} == {"Ett AB", "Två AB"}


@pytest.mark.asyncio
async def test_ten_contacts_added_at_once_are_all_kept(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    names = [f"Ek{number}" for number in range(10)]
    await asyncio.gather(*(contacts.add(who, customer, ContactFields(last_name=name)) for name in names))
    assert sorted(contact.last_name or "" for contact in await contacts_of(customer)) == names


@pytest.mark.asyncio
async def test_whoever_changes_a_contact_while_it_is_erased_brings_nothing_back(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    contact = await contacts.add(who, customer, ContactFields(last_name="Ek"))
    results = await asyncio.gather(
        contacts.erase(who, customer, contact),
        contacts.change(who, customer, contact, ContactFields(last_name="Alm"), LATE),
        return_exceptions=True,
    )
    assert results[0] is None
    assert results[1] is None or isinstance(results[1], NotFound)
    assert (await row(Contact, contact)).last_name is None
    items = await rows(ChangeItem, ChangeItem.contact_id == contact)
    assert {(item.before, item.after) for item in items} == {(None, None)}


@pytest.mark.asyncio
async def test_of_two_who_delete_the_last_address_at_once_one_finds_none(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    address = await addresses.add(who, customer, street("Gatan 1"))
    results = await asyncio.gather(
        *(addresses.remove(who, customer, address) for _ in range(2)), return_exceptions=True
    )
    assert len([one for one in results if isinstance(one, NotFound)]) == 1
    assert (await row(Customer, customer)).head_office_id is None
