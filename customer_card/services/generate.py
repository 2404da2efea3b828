"""Filling a database with many invented customers, for load tests and for trying the program at size.

Rows are written in bulk and without history: nobody made them. The same call on the same
database makes the same rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.errors import Refused
from customer_card.models import (
    Address,
    Contact,
    Customer,
    CustomerNumberAlias,
    FeedItem,
    Industry,
    Invoice,
    NumberSeries,
    Project,
    Role,
    SalesStatus,
    Segment,
    Unit,
    User,
)
from customer_card.services.generated_customers import TABLES, Maker
from customer_card.services.generated_places import PerCustomer, Place, Terms
from customer_card.services.number_series import CUSTOMERS, FIRST

CHUNK = 2_000
"""Customers in one transaction: few enough to hold in memory, many enough to be quick."""

FIRST_OTHER = 1

Progress = Callable[[int, int], None]


async def generate(count: int, each: PerCustomer, progress: Progress = lambda _done, _total: None) -> tuple[str, str]:
    """Add so many customers, each with so many contacts, projects, invoices and activities.

    Returns the numbers of the first and the last of them.

    Owners, industries, roles, segments and sales statuses are those that exist. Written in
    several transactions: an interrupted call leaves whole customers, only fewer of them.
    Raises ``Refused("no_sales_status")`` for projects where there are no sales statuses.
    """
    async with database().reading() as session:
        terms = await _terms(session)
    if each.projects and not terms.statuses:
        raise Refused("no_sales_status")
    numbers: list[str] = []
    for start in range(0, count, CHUNK):
        size = min(CHUNK, count - start)
        async with database().writing() as session:
            maker = Maker(terms)
            for place in await _places(session, size, each):
                maker.add(place)
                numbers.append(place.number)
            for table in TABLES:
                if maker.rows[table]:
                    await session.execute(insert(table.__table__), maker.rows[table])
        progress(start + size, count)
    await _refresh_statistics()
    return numbers[0], numbers[-1]


async def _terms(session: AsyncSession) -> Terms:
    """What there is to refer to, by id, so that the same database gives the same answer."""

    async def ids(table: Any, *conditions: Any) -> tuple[int, ...]:
        return tuple(await session.scalars(select(table.id).where(*conditions).order_by(table.id)))

    groups: defaultdict[int, list[int]] = defaultdict(list)
    for group_id, segment_id in await session.execute(
        select(Segment.group_id, Segment.id).where(Segment.active).order_by(Segment.group_id, Segment.id)
    ):
        groups[group_id].append(segment_id)
    statuses = await session.execute(
        select(SalesStatus.id, SalesStatus.category, SalesStatus.probability).order_by(SalesStatus.id)
    )
    return Terms(
        owners=await ids(User, User.active),
        units=await ids(Unit, Unit.active),
        industries=await ids(Industry, Industry.active),
        roles=await ids(Role, Role.active),
        segments=tuple(tuple(group) for group in groups.values()),
        statuses=tuple((row[0], row[1], row[2]) for row in statuses),
    )


async def _places(session: AsyncSession, size: int, each: PerCustomer) -> list[Place]:
    """Ids and numbers for so many customers, taken from the database for good."""
    contacts = iter(await _ids(session, Contact, size * each.contacts))
    projects = iter(await _ids(session, Project, size * each.projects))
    invoices = iter(await _ids(session, Invoice, size * each.invoices))
    items = iter(await _ids(session, FeedItem, size * each.activities))
    project_numbers = iter(await _numbers(session, "project", Project, size * each.projects))
    invoice_numbers = iter(await _numbers(session, "invoice", Invoice, size * each.invoices))
    return [
        Place(
            customer_id,
            address_id,
            list(islice(contacts, each.contacts)),
            list(islice(projects, each.projects)),
            list(islice(invoices, each.invoices)),
            number,
            list(islice(project_numbers, each.projects)),
            list(islice(invoice_numbers, each.invoices)),
            list(islice(items, each.activities)),
        )
        for customer_id, address_id, number in zip(
            await _ids(session, Customer, size),
            await _ids(session, Address, size),
            await _numbers(session, CUSTOMERS, Customer, size),
            strict=True,
        )
    ]


async def _ids(session: AsyncSession, table: Any, count: int) -> list[int]:
    """So many ids that nobody else will get: from the sequence, or above all there are under SQLite's write lock."""
    if database().is_sqlite:
        last = await session.scalar(select(func.max(table.id))) or 0
        return list(range(last + 1, last + 1 + count))
    following = func.nextval(func.pg_get_serial_sequence(table.__tablename__, "id"))
    return list(await session.scalars(select(following).select_from(func.generate_series(1, count).alias())))


async def _numbers(session: AsyncSession, series: str, table: Any, count: int) -> list[str]:
    """So many free numbers of a series, which steps over them; taken ones are skipped."""
    row = await session.get(NumberSeries, series, with_for_update=True)
    if row is None:
        row = NumberSeries(name=series, next=FIRST.get(series, FIRST_OTHER))
        session.add(row)
    free: list[str] = []
    while len(free) < count:
        asked = [str(row.next + step) for step in range(count - len(free))]
        row.next += len(asked)
        taken = set(await session.scalars(select(table.number_key).where(table.number_key.in_(asked))))
        if table is Customer:
            former = select(CustomerNumberAlias.number_key).where(CustomerNumberAlias.number_key.in_(asked))
            taken |= set(await session.scalars(former))
        free += [number for number in asked if number not in taken]
    return free


async def _refresh_statistics() -> None:
    """Tell the planner what the tables now look like; otherwise it learns so only some time later.

    PostgreSQL also learns which pages everybody sees: until then an index alone answers nothing.
    """
    statement = "ANALYZE" if database().is_sqlite else "VACUUM (ANALYZE)"
    async with database().engine.connect() as connection:
        outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await outside.exec_driver_sql(statement)
