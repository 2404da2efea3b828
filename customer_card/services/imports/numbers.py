"""Many customer numbers at once, from the same series as single ones."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.text_keys import unique_key
from customer_card.models import Customer, CustomerNumberAlias, NumberSeries
from customer_card.services.imports.tables import table_of
from customer_card.services.number_series import CUSTOMERS, next_customer_number

MOST_AT_ONCE = 1000


async def draw_numbers(session: AsyncSession, count: int, reserved: frozenset[str]) -> list[str]:
    """So many numbers that nobody has or had; the reserved keys are left to whom the file gives them."""
    series = table_of(NumberSeries)
    free: list[str] = []
    step = count
    while len(free) < count:
        stepped = update(series).where(series.c.name == CUSTOMERS).values(next=series.c.next + step)
        following = await session.scalar(stepped.returning(series.c.next))
        if following is None:
            free.append(await next_customer_number(session))  # It also begins the series.
            continue
        drawn = [str(number) for number in range(following - step, following)]
        taken = reserved | await _taken(session, drawn)
        free += [number for number in drawn if unique_key(number) not in taken]
        # Where a long run of numbers is taken, longer steps get past it; gaps do no harm.
        step = min(2 * step, MOST_AT_ONCE)
    return free[:count]


async def _taken(session: AsyncSession, numbers: list[str]) -> set[str]:
    keys = [unique_key(number) for number in numbers]
    taken: set[str] = set()
    for column in (table_of(Customer).c.number_key, table_of(CustomerNumberAlias).c.number_key):
        taken |= set(await session.scalars(select(column).where(column.in_(keys))))
    return taken
