"""Erasing a contact: nothing of the person stays anywhere, except on invoices that were issued."""

from __future__ import annotations

from pathlib import Path

import pytest

from customer_card.database import Database
from customer_card.domain.errors import NotFound
from customer_card.models import ChangeItem, Contact, ContactKeyword, ContactPoint, Invoice, Keyword
from customer_card.services import contacts, customer_list
from customer_card.services.contact_form import ContactFields, PointFields
from customer_card.services.history import Base
from tests.support.people import actor
from tests.support.records import contacts_of, customer_id, last_logged, row, rows
from tests.support.snapshot import columns_with

FIRST, LAST, LATER = "Xenofonia", "Quistgaardh", "Zwingelhoff"
EMAIL, OTHER_EMAIL = "xenofonia.quistgaardh@wyxq.example", "xq77@hemma.example"
PHONE, TITLE, NOTE = "+46980319299", "Övergeneralkommissarie", "Skriver helst brev på vellumpapper"
TRACES = ("xenofonia", "quistgaardh", "zwingelhoff", "wyxq", "xq77", "980319299", "kommissarie", "vellum")

ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""PostgreSQL keeps former versions of rows in its files until its own vacuum; there is nothing to look at."""


async def lived_through(number: str = "1004") -> tuple[int, int]:
    """A contact that was added, changed twice, and inactivated: the ids of the customer and of it."""
    customer, who = await customer_id(number), await actor("kundansvarig")
    keyword = (await rows(Keyword))[0]
    fields = ContactFields(
        first_name=FIRST,
        last_name=LAST,
        title=TITLE,
        description=NOTE,
        emails=[PointFields(value=EMAIL)],
        phones=[PointFields(value=PHONE)],
        keywords=[str(keyword.id)],
    )
    contact = await contacts.add(who, customer, fields)
    married = fields.model_copy(update={"last_name": LATER, "emails": [PointFields(value=OTHER_EMAIL)]})
    await contacts.change(who, customer, contact, married, Base(1))
    await contacts.change(who, customer, contact, married.model_copy(update={"title": ""}), Base(2))
    await contacts.set_active(who, customer, contact, False)
    return customer, contact


async def invoiced_contact() -> Contact:
    invoice = (await rows(Invoice, Invoice.contact_id.is_not(None)))[0]
    return await row(Contact, invoice.contact_id)


@pytest.mark.asyncio
async def test_the_traces_of_a_contact_are_found_before_it_is_erased(firm: Database) -> None:
    await lived_through()
    for trace in TRACES:
        assert await columns_with(firm, trace), trace


@pytest.mark.asyncio
async def test_no_column_of_any_table_holds_the_person_afterwards(firm: Database) -> None:
    customer, contact = await lived_through()
    await contacts.erase(await actor("kundansvarig"), customer, contact)
    assert [(trace, found) for trace in TRACES if (found := await columns_with(firm, trace))] == []


@pytest.mark.asyncio
async def test_the_row_stays_empty_in_its_place(firm: Database) -> None:
    customer, contact = await lived_through()
    await contacts.erase(await actor("kundansvarig"), customer, contact)
    left = await row(Contact, contact)
    assert left.erased_at is not None
    assert (left.customer_id, left.active, left.consent) == (customer, False, "unstated")
    assert (left.first_name, left.last_name, left.title, left.role_id) == (None, None, None, None)


@pytest.mark.asyncio
async def test_keywords_and_ways_to_reach_the_person_go_too(firm: Database) -> None:
    customer, contact = await lived_through()
    await contacts.erase(await actor("kundansvarig"), customer, contact)
    assert await rows(ContactPoint, ContactPoint.contact_id == contact) == []
    async with firm.reading() as session:
        assert await session.get(ContactKeyword, (contact, (await rows(Keyword))[0].id)) is None


@pytest.mark.asyncio
async def test_history_still_says_that_something_changed_but_not_what(firm: Database) -> None:
    customer, contact = await lived_through()
    before = await rows(ChangeItem, ChangeItem.contact_id == contact)
    await contacts.erase(await actor("kundansvarig"), customer, contact)
    items = await rows(ChangeItem, ChangeItem.contact_id == contact)
    assert [one.field for one in items] == [one.field for one in before]
    assert {(one.before, one.after) for one in items} == {(None, None)}


@pytest.mark.asyncio
async def test_history_says_who_erased_the_contact(firm: Database) -> None:
    customer, contact = await lived_through()
    who = await actor("kundansvarig")
    await contacts.erase(who, customer, contact)
    [item] = await last_logged()
    assert (item.use_case, item.actor_id, item.entity_id) == ("erase_contact", who.user_id, contact)
    assert (item.field, item.before, item.after, item.contact_id) == ("erased", False, True, None)


@pytest.mark.asyncio
async def test_issued_invoices_keep_the_name_they_were_issued_with(firm: Database) -> None:
    contact = await invoiced_contact()
    invoices = await rows(Invoice, Invoice.contact_id == contact.id)
    assert invoices[0].contact_name_as_issued == f"{contact.first_name} {contact.last_name}"
    await contacts.erase(await actor("kundansvarig"), contact.customer_id, contact.id)
    after = await rows(Invoice, Invoice.contact_id == contact.id)
    assert [one.model_dump() for one in after] == [one.model_dump() for one in invoices]


@pytest.mark.asyncio
async def test_the_name_of_an_invoiced_contact_stays_on_invoices_alone(firm: Database) -> None:
    contact = await invoiced_contact()
    who = await actor("kundansvarig")
    named = ContactFields(first_name=FIRST, last_name=LAST)
    await contacts.change(who, contact.customer_id, contact.id, named, Base(contact.version))
    async with firm.writing() as session:
        for invoice in await rows(Invoice, Invoice.contact_id == contact.id):
            (await session.get_one(Invoice, invoice.id)).contact_name_as_issued = f"{FIRST} {LAST}"
    await contacts.erase(who, contact.customer_id, contact.id)
    assert await columns_with(firm, LAST) == ["invoice.contact_name_as_issued"]


@pytest.mark.asyncio
async def test_an_erased_contact_is_found_by_no_search(firm: Database) -> None:
    customer, contact = await lived_through()
    who = await actor("kundansvarig")
    await contacts.erase(who, customer, contact)
    async with firm.reading() as session:
        for search in (FIRST, LATER, OTHER_EMAIL, PHONE):
            page = await customer_list.page_of(session, who, customer_list.CustomerQuery(search=search))
            assert page.rows == [], search


@pytest.mark.asyncio
async def test_an_erased_contact_can_be_neither_found_nor_changed_nor_erased_again(firm: Database) -> None:
    customer, contact = await lived_through()
    who = await actor("kundansvarig")
    await contacts.erase(who, customer, contact)
    with pytest.raises(NotFound):
        await contacts.change(who, customer, contact, ContactFields(last_name="Ek"), Base(1))
    with pytest.raises(NotFound):
        await contacts.set_active(who, customer, contact, True)
    with pytest.raises(NotFound):
        await contacts.erase(who, customer, contact)
    with pytest.raises(NotFound):
        async with firm.reading() as session:
            await contacts.find(session, who, customer, contact)


@pytest.mark.asyncio
async def test_erasing_one_contact_leaves_the_others_alone(firm: Database) -> None:
    customer, contact = await lived_through()
    others = [one for one in await contacts_of(customer) if one.id != contact]
    points = await rows(ContactPoint, ContactPoint.contact_id != contact)
    await contacts.erase(await actor("kundansvarig"), customer, contact)
    assert [one.id for one in await contacts_of(customer)] == [one.id for one in others]
    assert len(await rows(ContactPoint)) == len(points)


@ON_SQLITE
@pytest.mark.asyncio
async def test_no_byte_of_the_person_stays_in_sqlites_files(firm: Database) -> None:
    customer, contact = await lived_through()
    files = _files(firm)
    assert all(_found(files, trace) for trace in ("Xenofonia", "zwingelhoff", "xq77"))
    await contacts.erase(await actor("kundansvarig"), customer, contact)
    assert [trace for trace in (*TRACES, FIRST, LAST, LATER, TITLE, NOTE) if _found(files, trace)] == []


@ON_SQLITE
@pytest.mark.asyncio
async def test_no_byte_stays_of_people_who_came_with_much_else(firm: Database) -> None:
    customer, who = await customer_id("1001"), await actor("kundansvarig")
    people = {contact.id for contact in await contacts_of(customer)}
    emails = [one.value for one in await rows(ContactPoint) if one.contact_id in people and one.kind == "email"]
    files = _files(firm)
    assert all(_found(files, email) for email in emails)
    for contact in people:
        await contacts.erase(who, customer, contact or 0)
    assert [email for email in emails if _found(files, email)] == []


def _files(database: Database) -> list[Path]:
    path = Path(database.url.removeprefix("sqlite+aiosqlite:///"))
    return [path, path.with_name(path.name + "-wal")]


def _found(files: list[Path], text: str) -> bool:
    return any(text.encode() in file.read_bytes() for file in files if file.exists())
