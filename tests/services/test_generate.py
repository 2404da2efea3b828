"""Generated customers: whole, found by search, the same each time, and numbered beside the real ones."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text
from sqlmodel import SQLModel

from customer_card.database import Database
from customer_card.domain.errors import Refused
from customer_card.models import (
    Address,
    Contact,
    ContactPoint,
    Customer,
    CustomerSegment,
    FeedItem,
    FeedText,
    Invoice,
    InvoiceLine,
    Project,
    SearchToken,
)
from customer_card.services import customer_list, customers, search_index
from customer_card.services.customer_query import CustomerQuery
from customer_card.services.customers import NewCustomer
from customer_card.services.generate import generate
from customer_card.services.generated_places import PerCustomer
from tests.support.people import actor

EACH = PerCustomer(contacts=2, projects=1, invoices=1, activities=4)
MADE = 30


async def count(database: Database, table: type[SQLModel]) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def generated(database: Database) -> list[Customer]:
    """The customers beyond the demo firm's forty."""
    async with database.reading() as session:
        return list(await session.scalars(select(Customer).where(Customer.id > 40).order_by(Customer.id)))


@pytest.mark.asyncio
async def test_every_customer_has_what_was_asked_for(firm: Database) -> None:
    tables = {Customer: 1, Address: 1, Contact: 2, ContactPoint: 4, Project: 1, Invoice: 1, InvoiceLine: 1}
    tables |= {FeedItem: 4, FeedText: 4}
    before = {table: await count(firm, table) for table in (*tables, CustomerSegment)}
    await generate(MADE, EACH)
    after = {table: await count(firm, table) for table in (*tables, CustomerSegment)}
    assert {table: after[table] - before[table] for table in tables} == {t: n * MADE for t, n in tables.items()}
    assert after[CustomerSegment] - before[CustomerSegment] == 3 * MADE


@pytest.mark.asyncio
async def test_what_was_generated_is_found_by_name_city_contact_and_number(firm: Database) -> None:
    await generate(MADE, EACH)
    who, customer = await actor("kundansvarig"), (await generated(firm))[0]
    async with firm.reading() as session:
        contact = (await session.scalars(select(Contact).where(Contact.customer_id == customer.id).limit(1))).one()
        address = (await session.scalars(select(Address).where(Address.customer_id == customer.id))).one()
        for asked in (customer.name, f"{customer.name} {address.city}", contact.last_name, customer.number):
            query = CustomerQuery(search=asked or "", active="all")
            found = await customer_list.page_of(session, who, query)
            assert customer.number in [row.number for row in found.rows]


@pytest.mark.asyncio
async def test_the_words_are_those_that_the_program_itself_would_keep(firm: Database) -> None:
    await generate(1, EACH)
    [customer] = await generated(firm)

    async def words() -> set[tuple[str, int | None, str]]:
        async with firm.reading() as session:
            rows = await session.execute(
                select(SearchToken.source, SearchToken.contact_id, SearchToken.token).where(
                    SearchToken.customer_id == customer.id
                )
            )
            return {(row[0], row[1], row[2]) for row in rows}

    kept = await words()
    async with firm.writing() as session:
        await search_index.index_customer(session, customer)
        await search_index.index_addresses(session, customer.id or 0)
        for contact in await session.scalars(select(Contact).where(Contact.customer_id == customer.id)):
            points = await session.scalars(select(ContactPoint).where(ContactPoint.contact_id == contact.id))
            await search_index.index_contact(session, contact, points)
    assert kept == await words()


@pytest.mark.asyncio
async def test_the_same_call_makes_the_same_customers_on_either_engine(firm: Database) -> None:
    await generate(MADE, EACH)
    made = [(row.number, row.name, row.organisation_number, row.phone) for row in await generated(firm)]
    assert len(set(made)) == MADE
    assert made[0] == ("1041", "Järnås Måleri AB", "556839-8241", "+46733659372")


@pytest.mark.asyncio
async def test_a_number_that_somebody_typed_is_skipped_and_the_next_customer_comes_after(firm: Database) -> None:
    who = await actor("admin")
    number = await customers.create(who, NewCustomer(name="Före AB"))
    async with firm.writing() as session:
        taken = str(int(number) + 1)
        await session.execute(
            text("UPDATE customer SET number = :n, number_key = :n WHERE number = '1001'"), {"n": taken}
        )
    await generate(3, PerCustomer(contacts=0))
    assert [row.number for row in (await generated(firm))[1:]] == [str(int(number) + step) for step in (2, 3, 4)]
    assert int(await customers.create(who, NewCustomer(name="Efter AB"))) == int(number) + 5


@pytest.mark.asyncio
async def test_projects_need_sales_statuses(empty: Database) -> None:
    with pytest.raises(Refused):
        await generate(1, EACH)
    await generate(1, PerCustomer(contacts=1))
    assert await count(empty, Customer) == 1
