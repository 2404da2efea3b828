"""«Senast besökta», and the customers before and after one in a list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from customer_card.database import Database
from customer_card.domain.errors import NotFound
from customer_card.models import Customer, RecentCustomer
from customer_card.services import customer_list, customers, recent_customers
from customer_card.services.customer_neighbours import NEAR, Neighbours, neighbours_of
from customer_card.services.customer_order import SORTS
from customer_card.services.customer_query import CustomerQuery
from customer_card.services.recent_customers import AT_MOST, KEPT
from tests.support.people import actor
from tests.support.records import bare_customer, customer_id
from tests.support.statements import counted

MOMENT = datetime(2026, 11, 20, 12, tzinfo=UTC)


async def visit(account: str, *numbers: str) -> None:
    for position, number in enumerate(numbers):
        with time_machine.travel(MOMENT + timedelta(minutes=position), tick=False):
            await recent_customers.visit(await actor(account), await customer_id(number))


async def recent(database: Database, account: str = "medarbetare", **query: object) -> list[str]:
    asked = CustomerQuery.model_validate({"view": "recent"} | query)
    async with database.reading() as session:
        return [row.number for row in (await customer_list.page_of(session, await actor(account), asked)).rows]


@pytest.mark.asyncio
async def test_the_last_seen_stands_first_and_each_once(firm: Database) -> None:
    await visit("medarbetare", "1001", "1002", "1003", "1001")
    assert await recent(firm) == ["1001", "1003", "1002"]
    assert await recent(firm, sort="number") == ["1001", "1002", "1003"]


@pytest.mark.asyncio
async def test_what_others_have_seen_is_theirs(firm: Database) -> None:
    await visit("ledning", "1004")
    await visit("medarbetare", "1001")
    assert (await recent(firm), await recent(firm, "ledning")) == (["1001"], ["1004"])


@pytest.mark.asyncio
async def test_the_newest_are_kept_and_older_ones_taken_away_together(firm: Database) -> None:
    made = [f"R{n}" for n in range(AT_MOST + 3)]
    for number in made:
        await bare_customer(number)
    await visit("medarbetare", *made)
    async with firm.reading() as session:
        kept = len((await session.scalars(select(RecentCustomer.customer_id))).all())
    assert KEPT <= kept <= KEPT + 3
    assert (await recent(firm))[:KEPT] == made[: -KEPT - 1 : -1]


@pytest.mark.asyncio
async def test_nobody_visits_what_they_may_not_see(firm: Database) -> None:
    customer = await customer_id("1001")
    with pytest.raises(NotFound):
        await recent_customers.visit(await actor("ingen"), customer)
    with pytest.raises(NotFound):
        await recent_customers.visit(await actor("medarbetare"), 99_999_999)
    assert await recent(firm, "ingen") == []


@pytest.mark.parametrize("sort", ["", *SORTS])
@pytest.mark.parametrize("query", [{}, {"search": "a"}, {"active": "all", "view": "recent"}])
@pytest.mark.asyncio
async def test_going_on_from_the_first_customer_visits_the_whole_list_and_back(
    firm: Database, sort: str, query: dict[str, str]
) -> None:
    for position in range(3):
        await bare_customer(f"Z{position}", "Samma Namn AB")
    await visit("medarbetare", "1001", "1013", "1002", "Z0", "1007")
    who, asked = await actor("medarbetare"), CustomerQuery.model_validate({"sort": sort} | query)
    async with firm.reading() as session:
        rows = (await customer_list.page_of(session, who, asked)).rows
        found = [await neighbours_of(session, who, asked, row.id) for row in rows]
    numbers = [row.number for row in rows]
    assert len(numbers) > 3
    places = range(len(numbers))
    assert [one.following for one in found] == [tuple(numbers[at + 1 :][:NEAR]) for at in places]
    assert [one.previous for one in found] == [tuple(numbers[:at][: -NEAR - 1 : -1]) for at in places]


@pytest.mark.asyncio
async def test_a_customer_that_left_the_list_keeps_its_place(firm: Database) -> None:
    who, query = await actor("kundansvarig"), CustomerQuery(sort="number")
    customer = await customer_id("1005")
    async with firm.reading() as session:
        before = await neighbours_of(session, who, query, customer)
    await customers.set_active(who, customer, False)
    async with firm.reading() as session:
        assert await neighbours_of(session, who, query, customer) == before
        first = await neighbours_of(session, who, query, await customer_id(before.previous[0]))
    assert first.following == before.following


@pytest.mark.asyncio
async def test_nobody_has_neighbours_without_the_right_to_read(firm: Database) -> None:
    async with firm.reading() as session:
        nobody = await neighbours_of(session, await actor("ingen"), CustomerQuery(), await customer_id("1005"))
        nowhere = await neighbours_of(session, await actor("ledning"), CustomerQuery(view="recent"), 1)
    assert nobody == nowhere == Neighbours()


@pytest.mark.asyncio
async def test_neighbours_take_at_most_six_statements(firm: Database) -> None:
    who = await actor("ledning")
    async with firm.reading() as session:
        customer = (await session.scalars(select(Customer.id).limit(1))).one()
    for query in (CustomerQuery(), CustomerQuery(search="a"), CustomerQuery(sort="-city")):
        with counted(firm) as statements:
            async with firm.reading() as session:
                await neighbours_of(session, who, query, customer or 0)
        assert len(statements) <= 6
