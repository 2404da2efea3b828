"""What pages cost in statements: the same for a small customer and for a large one."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from customer_card.database import Database
from customer_card.domain.permissions import Actor
from customer_card.models import Contact, Customer
from customer_card.services import addresses, contacts, customer_list, customers, grouping, sessions
from customer_card.services.customer_order import SORTS
from customer_card.services.customer_query import CustomerQuery
from tests.support.people import actor
from tests.support.records import user_id
from tests.support.statements import counted


async def open_card(database: Database, who: Actor, number: str) -> int:
    """How many statements the card's first view takes."""
    with counted(database) as statements:
        async with database.reading() as session:
            customer = (await customers.find(session, who, number)).customer
            assert customer.id is not None
            await grouping.segment_names(session, who, customer.id)
            await addresses.of_customer(session, who, customer.id)
            await contacts.of_customer(session, who, customer.id, inactive=False)
    return len(statements)


async def with_contacts(database: Database, count: int) -> str:
    """The number of a customer with so many contacts."""
    async with database.reading() as session:
        found = await session.scalars(
            select(Customer.number)
            .join(Contact, Contact.customer_id == Customer.id)
            .group_by(Customer.id, Customer.number)
            .having(func.count() == count)
            .order_by(Customer.number)
        )
        return next(iter(found))


@pytest.mark.asyncio
async def test_opening_a_card_takes_at_most_eight_statements(firm: Database) -> None:
    assert await open_card(firm, await actor("kundansvarig"), "1004") <= 8


@pytest.mark.asyncio
async def test_a_card_costs_the_same_with_three_and_with_sixty_contacts(firm: Database) -> None:
    who = await actor("kundansvarig")
    small, large = await with_contacts(firm, 3), await with_contacts(firm, 60)
    assert await open_card(firm, who, small) == await open_card(firm, who, large)


@pytest.mark.asyncio
async def test_a_page_of_the_list_takes_at_most_eight_statements(firm: Database) -> None:
    who = await actor("kundansvarig")
    queries = [CustomerQuery(sort=sort) for sort in SORTS]
    for query in (*queries, CustomerQuery(search="a b"), CustomerQuery(view="mine")):
        with counted(firm) as statements:
            async with firm.reading() as session:
                await customer_list.page_of(session, who, query)
        assert len(statements) <= 8, query


@pytest.mark.asyncio
async def test_knowing_who_calls_takes_one_statement(firm: Database) -> None:
    token = await sessions.start_session(await user_id("medarbetare"))
    with counted(firm) as statements:
        assert await sessions.resolve(token)
    assert len(statements) == 1
