"""The money columns of the list: for each profile exactly what its projects' money adds up to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from customer_card.database import Database
from customer_card.domain.banking_days import next_banking_day
from customer_card.domain.permissions import Actor, Customers, Profile, Projects
from customer_card.models import Customer, Invoice, InvoiceLine, Project, SalesStatus
from customer_card.services import customer_list, customer_money
from customer_card.services.customer_money import CustomerMoney
from customer_card.services.customer_query import CustomerQuery
from customer_card.services.visibility import is_own_customer, project_money_is_visible
from customer_card.settings import settings
from tests.conftest import TODAY
from tests.support.people import SIGN_INS, actor
from tests.support.records import customer_id, rows
from tests.support.statements import counted

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)

CANARY = 987_654_321_00
"""An amount, in öre, that nothing in the firm comes near."""


async def shown(database: Database, who: Actor) -> dict[int, CustomerMoney]:
    with time_machine.travel(NOON):
        async with database.reading() as session:
            page = await customer_list.page_of(session, who, CustomerQuery(active="all"))
    assert not page.has_more
    return {row.id: row.money for row in page.rows}


async def expected(database: Database, who: Actor) -> dict[int, CustomerMoney]:
    """The same figures, added up in Python from whole tables."""
    with time_machine.travel(NOON):
        async with database.reading() as session:
            visible = set(await session.scalars(select(Project.id).where(project_money_is_visible(who))))
            own = set(await session.scalars(select(Customer.id).where(is_own_customer(who))))
    without = who.profile.projects is Projects.ALL
    own = own if who.profile.own_customers else set()
    categories = {one.id: one.category for one in await rows(SalesStatus)}
    sums: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for project in await rows(Project):
        if project.id in visible and project.open and categories[project.status_id] == "in_progress":
            sums[project.customer_id]["open_sales"][project.currency] += project.value_minor
    lines = defaultdict(list)
    for line in await rows(InvoiceLine):
        lines[line.invoice_id].append(line)
    for invoice in await rows(Invoice):
        figures, ownerless = sums[invoice.customer_id], without or invoice.customer_id in own
        for line in lines[invoice.id]:
            counts = line.project_id in visible if line.project_id else ownerless
            if counts and invoice.invoice_date.year == TODAY.year:
                figures["billed"][invoice.currency] += line.amount_minor
        projects = {line.project_id for line in lines[invoice.id] if line.project_id}
        sees = projects <= visible if projects else ownerless
        unpaid = invoice.gross_minor - invoice.paid_minor
        if sees and unpaid > 0 and next_banking_day(invoice.due_date, settings.country) < TODAY:
            figures["overdue"][invoice.currency] += unpaid
    return {
        one: CustomerMoney(
            **{
                name: tuple((minor, currency) for currency, minor in sorted(by.items()) if minor)
                for name, by in figures.items()
            }
        )
        for one, figures in sums.items()
    }


@pytest.mark.parametrize("account", SIGN_INS.values())
@pytest.mark.asyncio
async def test_each_profile_is_shown_the_sums_of_what_it_may_see(firm: Database, account: str) -> None:
    who = await actor(account)
    sums = await expected(firm, who)
    assert await shown(firm, who) == {row: sums.get(row, CustomerMoney()) for row in (await shown(firm, who))}


@pytest.mark.parametrize("level", list(Projects))
@pytest.mark.parametrize("own", [False, True])
@pytest.mark.asyncio
async def test_each_projects_level_is_shown_the_sums_of_what_it_may_see(
    firm: Database, level: Projects, own: bool
) -> None:
    who = replace(await actor("kundansvarig"), profile=Profile(Customers.READ, level, own_customers=own))
    sums, found = await expected(firm, who), await shown(firm, who)
    assert found == {row: sums.get(row, CustomerMoney()) for row in found}


@pytest.mark.asyncio
async def test_the_demo_firm_has_something_in_every_column(firm: Database) -> None:
    found = (await shown(firm, await actor("ekonomi"))).values()
    assert all(any(getattr(money, name) for money in found) for name in CustomerMoney.__slots__)


@pytest.mark.asyncio
async def test_without_any_money_scope_nothing_is_even_asked(firm: Database) -> None:
    for account in ("medarbetare", "ingen"):
        who = await actor(account)
        with counted(firm) as statements:
            async with firm.reading() as session:
                assert await customer_money.of_customers(session, who, [1, 2, 3], TODAY) == {}
        assert statements == []


@pytest.mark.asyncio
async def test_the_money_of_a_page_takes_one_statement(firm: Database) -> None:
    who, ids = await actor("kundansvarig"), [one.id for one in await rows(Customer)]
    with counted(firm) as statements:
        async with firm.reading() as session:
            assert await customer_money.of_customers(session, who, ids, TODAY)
    assert len(statements) == 1


async def hidden_from(database: Database, who: Actor) -> list[int]:
    """The projects whose money somebody does not see."""
    with time_machine.travel(NOON):
        async with database.reading() as session:
            visible = set(await session.scalars(select(Project.id).where(project_money_is_visible(who))))
    return [project.id for project in await rows(Project) if project.id not in visible]


async def change_the_hidden(database: Database, projects: list[int]) -> None:
    """Other amounts in the hidden projects, and the same in every invoice that has any of them."""
    invoices = {line.invoice_id for line in await rows(InvoiceLine, InvoiceLine.project_id.in_(projects))}
    async with database.writing() as session:
        await session.execute(update(Project).where(Project.id.in_(projects)).values(value_minor=CANARY))
        of_hidden = InvoiceLine.project_id.in_(projects)
        await session.execute(update(InvoiceLine).where(of_hidden).values(amount_minor=CANARY))
        documents = {"net_minor": CANARY, "vat_minor": 0, "gross_minor": CANARY, "paid_minor": 0}
        past = {"due_date": TODAY - timedelta(days=40)}
        await session.execute(update(Invoice).where(Invoice.id.in_(invoices)).values(**documents, **past))


@pytest.mark.parametrize("account", ["kundansvarig", "projektledare"])
@pytest.mark.asyncio
async def test_firms_that_differ_only_in_what_is_hidden_show_the_same(firm: Database, account: str) -> None:
    who, all_seeing = await actor(account), await actor("ekonomi")
    before = await shown(firm, who)
    projects = await hidden_from(firm, who)
    assert projects
    await change_the_hidden(firm, projects)
    assert await shown(firm, who) == before
    sums = await shown(firm, all_seeing)
    assert any(minor >= CANARY for money in sums.values() for minor, _ in money.overdue)
    assert any(minor >= CANARY for money in sums.values() for minor, _ in money.open_sales)


@pytest.mark.asyncio
async def test_a_project_without_a_manager_hides_its_invoice(firm: Database) -> None:
    who = await actor("projektledare")
    before = await shown(firm, who)
    hidden = await hidden_from(firm, who)
    async with firm.writing() as session:
        nobody = {"manager_id": None, "seller_id": None, "unit_id": None}
        await session.execute(update(Project).where(Project.id.in_(hidden)).values(**nobody))
    await change_the_hidden(firm, hidden)
    assert await shown(firm, who) == before


@pytest.mark.asyncio
async def test_currencies_stand_beside_each_other(firm: Database) -> None:
    customer = await customer_id("1001")
    async with firm.writing() as session:
        [status] = await session.scalars(select(SalesStatus.id).where(SalesStatus.category == "in_progress").limit(1))
        projects = list(await session.scalars(select(Project).where(Project.customer_id == customer)))
        for project in projects:
            project.open = False
        for project, currency in zip(projects, ("SEK", "EUR"), strict=False):
            project.open, project.status_id, project.currency, project.value_minor = True, status, currency, 100
    money = (await shown(firm, await actor("ekonomi")))[customer]
    assert money.open_sales == ((100, "EUR"), (100, "SEK"))
