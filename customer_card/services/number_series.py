"""The next number of a series."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.text_keys import unique_key
from customer_card.models import Customer, CustomerNumberAlias, NumberSeries

CUSTOMERS = "customer"
FIRST = {CUSTOMERS: 1001}


async def next_customer_number(session: AsyncSession) -> str:
    """A customer number that nobody has or had.

    The series steps on within the transaction, so two customers made at once wait for one
    another; numbers that somebody typed by hand are skipped.
    """
    while True:
        number = str(await _step(session, CUSTOMERS))
        taken = await session.scalar(
            select(Customer.id).where(Customer.number_key == unique_key(number))
        ) or await session.scalar(
            select(CustomerNumberAlias.customer_id).where(CustomerNumberAlias.number_key == unique_key(number))
        )
        if not taken:
            return number


async def _step(session: AsyncSession, name: str) -> int:
    step = (
        update(NumberSeries)
        .where(NumberSeries.name == name)
        .values(next=NumberSeries.next + 1)
        .returning(NumberSeries.next)
    )
    following = await session.scalar(step)
    if following is None:
        session.add(NumberSeries(name=name, next=FIRST[name]))
        await session.flush()
        following = await session.scalar(step)
    assert following is not None
    return following - 1
