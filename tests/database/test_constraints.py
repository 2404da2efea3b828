"""What the database refuses by itself, whoever writes to it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from customer_card.database import Database
from customer_card.models import Address, Contact, ContactPoint, Invoice
from tests.support.records import addresses_of, bare_customer, contacts_of, customer_id

ERASED = {
    "first_name": None,
    "last_name": None,
    "sort_key": None,
    "title": None,
    "language": None,
    "description": None,
    "role_id": None,
    "address_id": None,
    "consent_at": None,
    "active": False,
    "erased_at": datetime(2026, 11, 20, tzinfo=UTC),
}


async def write(database: Database, statement: Any) -> None:
    async with database.writing() as session:
        await session.execute(statement)


async def first_contact(number: str = "1001") -> Contact:
    return (await contacts_of(await customer_id(number)))[0]


def invoice(customer: int, **values: Any) -> Any:
    columns = {
        "number": "90001",
        "number_key": "90001",
        "customer_id": customer,
        "invoice_date": date(2026, 11, 1),
        "due_date": date(2026, 12, 1),
        "currency": "SEK",
        "net_minor": 10_000,
        "vat_minor": 2_500,
        "gross_minor": 12_500,
        "external_id": "90001",
    }
    return insert(Invoice).values(**(columns | values))


@pytest.mark.asyncio
async def test_two_customers_cannot_have_numbers_that_count_as_the_same(empty: Database) -> None:
    await bare_customer("K-ÅR 1")
    with pytest.raises(IntegrityError):
        await bare_customer("k-år 1")


@pytest.mark.parametrize("purpose", ["is_billing", "is_postal", "is_visiting"])
@pytest.mark.asyncio
async def test_a_customer_has_one_address_for_each_purpose(firm: Database, purpose: str) -> None:
    addresses = await addresses_of(await customer_id("1001"))
    holder = next(one for one in addresses if getattr(one, purpose))
    other = next(one for one in addresses if one.id != holder.id)
    with pytest.raises(IntegrityError):
        await write(firm, update(Address).where(Address.id == other.id).values({purpose: True}))


@pytest.mark.asyncio
async def test_an_erased_contact_may_keep_nothing_personal(firm: Database) -> None:
    contact = await first_contact()
    kept = {
        "first_name": "Eva",
        "last_name": "Ek",
        "sort_key": "ek  eva",
        "title": "vd",
        "language": "sv",
        "description": "x",
        "consent_at": date(2026, 1, 1),
        "active": True,
        "role_id": contact.role_id,
    }
    for name, value in kept.items():
        with pytest.raises(IntegrityError):
            await write(firm, update(Contact).where(Contact.id == contact.id).values(ERASED | {name: value}))


@pytest.mark.asyncio
async def test_an_emptied_contact_may_be_marked_as_erased(firm: Database) -> None:
    contact = await first_contact()
    await write(firm, update(Contact).where(Contact.id == contact.id).values(ERASED))
    assert contact.id not in [one.id for one in await contacts_of(contact.customer_id)]


@pytest.mark.asyncio
async def test_a_contact_that_was_not_erased_has_a_name(firm: Database) -> None:
    contact = await first_contact()
    with pytest.raises(IntegrityError):
        await write(
            firm,
            update(Contact).where(Contact.id == contact.id).values(first_name=None, last_name=None),
        )


@pytest.mark.parametrize("given", ["first_name", "last_name"])
@pytest.mark.asyncio
async def test_one_part_of_a_name_is_enough(firm: Database, given: str) -> None:
    contact = await first_contact()
    values = {"first_name": None, "last_name": None} | {given: "Cleo"}
    await write(firm, update(Contact).where(Contact.id == contact.id).values(values))
    assert getattr((await first_contact()), given) == "Cleo"


@pytest.mark.parametrize("kind", ["email", "phone"])
@pytest.mark.asyncio
async def test_a_contact_has_one_primary_value_of_each_kind(firm: Database, kind: str) -> None:
    contact = await first_contact()
    values = {"contact_id": contact.id, "kind": kind, "value": "x", "value_key": "x", "is_primary": True}
    async with firm.reading() as session:
        primary = await session.scalar(
            select(func.count())
            .select_from(ContactPoint)
            .where(ContactPoint.contact_id == contact.id, ContactPoint.kind == kind, ContactPoint.is_primary)
        )
    if not primary:
        await write(firm, insert(ContactPoint).values(**values))
    with pytest.raises(IntegrityError):
        await write(firm, insert(ContactPoint).values(**values))


@pytest.mark.asyncio
async def test_a_contact_uses_an_address_of_its_own_customer(firm: Database) -> None:
    contact = await first_contact("1001")
    [foreign] = await addresses_of(await customer_id("1002"))
    with pytest.raises(IntegrityError):
        await write(firm, update(Contact).where(Contact.id == contact.id).values(address_id=foreign.id))


@pytest.mark.asyncio
async def test_an_invoice_is_net_and_vat_together(empty: Database) -> None:
    customer = await bare_customer("1")
    await write(empty, invoice(customer))
    with pytest.raises(IntegrityError):
        await write(empty, invoice(customer, number="2", number_key="2", external_id="2", gross_minor=12_501))


@pytest.mark.asyncio
async def test_an_invoice_of_another_system_comes_in_once(empty: Database) -> None:
    customer = await bare_customer("1")
    await write(empty, invoice(customer, source="ledger"))
    with pytest.raises(IntegrityError):
        await write(empty, invoice(customer, source="ledger", number="2", number_key="2"))
