"""The list's filters by industry, segment and country, and the orders that some customers have nothing for."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from customer_card.database import Database
from customer_card.models import Address, Customer, CustomerSegment, Industry, Segment
from customer_card.services import customer_list
from customer_card.services.customer_list import CustomerRow
from customer_card.services.customer_query import CustomerQuery
from tests.support.people import actor
from tests.support.records import bare_customer, rows


async def listed(database: Database, who: str = "medarbetare", **query: object) -> list[CustomerRow]:
    asked = CustomerQuery.model_validate({"active": "all"} | query)
    async with database.reading() as session:
        return (await customer_list.page_of(session, await actor(who), asked)).rows


@pytest.mark.asyncio
async def test_the_industry_filter_shows_that_industrys_customers(firm: Database) -> None:
    for industry in await rows(Industry):
        with_it = {one.id for one in await rows(Customer, Customer.industry_id == industry.id)}
        assert {row.id for row in await listed(firm, industry=industry.id)} == with_it


@pytest.mark.asyncio
async def test_the_segment_filter_shows_that_segments_customers(firm: Database) -> None:
    async with firm.reading() as session:
        found = await session.execute(select(CustomerSegment.segment_id, CustomerSegment.customer_id))
        pairs = {(of, customer) for of, customer in found}
    for segment in await rows(Segment):
        within = {customer for of, customer in pairs if of == segment.id}
        assert {row.id for row in await listed(firm, segment=segment.id)} == within


@pytest.mark.asyncio
async def test_the_country_filter_asks_for_the_country_that_the_list_shows(firm: Database) -> None:
    await bare_customer("L1", country="FI")
    everything = await listed(firm)
    for country in {row.country for row in everything if row.country}:
        expected = [row.id for row in everything if row.country == country]
        assert [row.id for row in await listed(firm, country=country)] == expected
    async with firm.writing() as session:
        await session.execute(update(Address).values(country=""))
    assert "L1" in [row.number for row in await listed(firm, country="FI")]


@pytest.mark.asyncio
async def test_the_filters_count_only_what_they_show(firm: Database) -> None:
    async with firm.reading() as session:
        page = await customer_list.page_of(session, await actor("ledning"), CustomerQuery(country="FI"))
        nobody = await customer_list.page_of(session, await actor("ingen"), CustomerQuery(country="FI"))
    assert page.count == len(page.rows) > 0
    assert (nobody.count, nobody.rows) == (0, [])


@pytest.mark.parametrize(("name", "field"), [("city", "city"), ("industry", "industry_name")])
@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.asyncio
async def test_customers_without_a_city_or_industry_stand_last_either_way(
    firm: Database, name: str, field: str, sign: str
) -> None:
    await bare_customer("T1")
    values = [getattr(row, field) or None for row in await listed(firm, sort=f"{sign}{name}")]
    without = values.count(None)
    assert without > 0
    assert values[-without:] == [None] * without


@pytest.mark.asyncio
async def test_the_last_updated_stand_first_or_last(firm: Database) -> None:
    newest = await bare_customer("N1")
    assert (await listed(firm, sort="-updated"))[0].id == newest
    assert (await listed(firm, sort="updated"))[-1].id == newest


@pytest.mark.asyncio
async def test_the_filters_know_what_they_are_called(firm: Database) -> None:
    [industry, *_], [segment, *_] = await rows(Industry), await rows(Segment)
    query = CustomerQuery(industry=industry.id, segment=segment.id)
    async with firm.reading() as session:
        names = await customer_list.filter_names(session, await actor("medarbetare"), query)
        assert names == {"industry": industry.name, "segment": segment.name}
        assert await customer_list.filter_names(session, await actor("ingen"), query) == {}
