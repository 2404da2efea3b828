"""Which projects each profile sees, and whose money, by the table of permissions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import func, select, update

from customer_card.database import Database
from customer_card.domain.permissions import Actor, Customers, Profile, Projects
from customer_card.models import Customer, Project, ProjectMember
from customer_card.services import customer_list
from customer_card.services.visibility import (
    customer_is_visible,
    is_own_customer,
    project_is_visible,
    project_money_is_visible,
)
from tests.conftest import TODAY
from tests.support.people import SIGN_INS, actor
from tests.support.records import customer_id, project_numbers

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """A project with what decides who sees it, for one user."""

    number: str
    member: bool
    responsible: bool
    of_unit: bool
    own_customer: bool


async def cases(database: Database, who: Actor) -> list[Case]:
    """Every project of the firm, judged in Python and not in SQL."""
    async with database.reading() as session:
        customers = {one.id: one for one in await session.scalars(select(Customer))}
        members = set(
            await session.scalars(select(ProjectMember.project_id).where(ProjectMember.user_id == who.user_id))
        )
        projects = list(await session.scalars(select(Project)))
    return [
        Case(
            number=project.number,
            member=project.id in members,
            responsible=who.user_id in (project.manager_id, project.seller_id),
            of_unit=project.unit_id == who.unit_id,
            own_customer=_is_own(customers[project.customer_id], who),
        )
        for project in projects
    ]


def _is_own(customer: Customer, who: Actor) -> bool:
    if customer.owner_id == who.user_id:
        return True
    first, last = customer.stand_in_from, customer.stand_in_to
    return customer.stand_in_id == who.user_id and first is not None and last is not None and first <= TODAY <= last


Rule = Callable[[Case], bool]

NOTHING: Rule = lambda _: False  # noqa: E731
EVERYTHING: Rule = lambda _: True  # noqa: E731
MEMBER: Rule = lambda p: p.member  # noqa: E731
RESPONSIBLE: Rule = lambda p: p.responsible  # noqa: E731
MEMBER_OR_RESPONSIBLE: Rule = lambda p: p.member or p.responsible  # noqa: E731
RESPONSIBLE_OR_UNIT: Rule = lambda p: p.responsible or p.of_unit  # noqa: E731
UP_TO_UNIT: Rule = lambda p: p.member or p.responsible or p.of_unit  # noqa: E731

BUILT_IN: dict[str, tuple[Rule, Rule]] = {
    "admin": (EVERYTHING, EVERYTHING),
    "ledning": (EVERYTHING, EVERYTHING),
    "ekonomi": (EVERYTHING, EVERYTHING),
    "kundansvarig": (
        lambda p: p.member or p.responsible or p.own_customer,
        lambda p: p.responsible or p.own_customer,
    ),
    "projektledare": (MEMBER_OR_RESPONSIBLE, RESPONSIBLE),
    "medarbetare": (MEMBER, NOTHING),
    "ingen": (NOTHING, NOTHING),
}
LEVELS: dict[Projects, tuple[Rule, Rule]] = {
    Projects.NONE: (NOTHING, NOTHING),
    Projects.MEMBER: (MEMBER, NOTHING),
    Projects.MANAGER_NO_FINANCIALS: (MEMBER_OR_RESPONSIBLE, NOTHING),
    Projects.MANAGER: (MEMBER_OR_RESPONSIBLE, RESPONSIBLE),
    Projects.UNIT: (UP_TO_UNIT, RESPONSIBLE_OR_UNIT),
    Projects.ALL: (EVERYTHING, EVERYTHING),
}


async def seen(who: Actor) -> tuple[set[str], set[str]]:
    """The projects that somebody sees, and those whose money, at noon of the firm's day."""
    with time_machine.travel(NOON):
        visible, money = project_is_visible(who), project_money_is_visible(who)
    return await project_numbers(visible), await project_numbers(money)


async def expected(database: Database, who: Actor, rules: tuple[Rule, Rule]) -> tuple[set[str], set[str]]:
    every = await cases(database, who)
    visible, money = ({case.number for case in every if rule(case)} for rule in rules)
    return visible, money


def test_each_built_in_profile_is_tested() -> None:
    assert set(BUILT_IN) == set(SIGN_INS.values())


@pytest.mark.asyncio
async def test_each_built_in_profile_sees_the_projects_and_the_money_of_its_row(firm: Database) -> None:
    for account, rules in BUILT_IN.items():
        who = await actor(account)
        assert await seen(who) == await expected(firm, who, rules), account


@pytest.mark.parametrize("account", ["kundansvarig", "projektledare", "medarbetare"])
@pytest.mark.asyncio
async def test_each_projects_level_sees_the_projects_and_the_money_of_its_row(firm: Database, account: str) -> None:
    for level, rules in LEVELS.items():
        who = replace(await actor(account), profile=Profile(Customers.READ, level))
        assert await seen(who) == await expected(firm, who, rules), level


@pytest.mark.asyncio
async def test_own_customers_add_all_their_projects_with_money(firm: Database) -> None:
    anna = await actor("kundansvarig")
    own, _ = await expected(firm, anna, (lambda p: p.own_customer, NOTHING))
    for level in LEVELS:
        without = replace(anna, profile=Profile(Customers.READ, level))
        visible, money = await seen(without)
        who = replace(anna, profile=Profile(Customers.READ, level, own_customers=True))
        assert await seen(who) == (visible | own, money | own), level


@pytest.mark.asyncio
async def test_who_reads_no_customers_sees_nothing_whatever_else_the_profile_says(firm: Database) -> None:
    everything_else = Profile(Customers.NONE, Projects.ALL, True, True, True, True, True)
    who = replace(await actor("kundansvarig"), profile=everything_else)
    assert await seen(who) == (set(), set())
    async with firm.reading() as session:
        visible = select(func.count()).select_from(Customer).where(customer_is_visible(who))
        assert await session.scalar(visible) == 0


@pytest.mark.asyncio
async def test_who_belongs_to_no_unit_sees_no_units_projects(firm: Database) -> None:
    async with firm.writing() as session:
        await session.execute(update(Project).where(Project.number == "4001").values(unit_id=None))
    who = replace(await actor("ingen"), unit_id=None, profile=Profile(Customers.READ, Projects.UNIT))
    assert await seen(who) == (set(), set())


@pytest.mark.parametrize(
    ("moment", "stands_in"),
    [
        (datetime(2026, 11, 13, 22, 30, tzinfo=UTC), False),
        # Half past midnight where the firm is, which is still the day before in UTC.
        (datetime(2026, 11, 13, 23, 30, tzinfo=UTC), True),
        (NOON, True),
        (datetime(2026, 12, 12, 22, 30, tzinfo=UTC), True),
        (datetime(2026, 12, 12, 23, 30, tzinfo=UTC), False),
    ],
)
@pytest.mark.asyncio
async def test_a_stand_in_counts_as_owner_from_the_first_day_to_the_last(
    firm: Database, moment: datetime, stands_in: bool
) -> None:
    who, customer = await actor("kundansvarig"), await customer_id("1002")
    mine = customer_list.CustomerQuery(view="mine")
    with time_machine.travel(moment):
        money = project_money_is_visible(who) & (Project.customer_id == customer)
        own = is_own_customer(who) & (Customer.id == customer)
        async with firm.reading() as session:
            listed = (await customer_list.page_of(session, who, mine)).rows
            found = await session.scalar(select(func.count()).select_from(Customer).where(own))
        numbers = await project_numbers(money)
    assert bool(found) is stands_in
    assert bool(numbers) is stands_in
    assert ("1002" in [row.number for row in listed]) is stands_in


@pytest.mark.asyncio
async def test_an_open_ended_stand_in_lasts(firm: Database) -> None:
    who, customer = await actor("kundansvarig"), await customer_id("1002")
    async with firm.writing() as session:
        row = await session.get_one(Customer, customer)
        row.stand_in_from = row.stand_in_to = None
    async with firm.reading() as session:
        own = is_own_customer(who) & (Customer.id == customer)
        assert await session.scalar(select(func.count()).select_from(Customer).where(own)) == 1
