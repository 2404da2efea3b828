"""The figures of activities in the card's tab strip, of what the actor may see: one statement for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.permissions import Actor, Need
from customer_card.services.board import counted_open
from customer_card.services.feed import COUNTED, counted_overdue
from customer_card.services.feed_query import Way, scope_of
from customer_card.services.parameters import made_once


@dataclass(frozen=True, slots=True)
class Figures:
    """Overdue activities and open project tasks, each counted to one more than ``COUNTED``."""

    overdue: int = 0
    open_tasks: int = 0


async def of_customer(session: AsyncSession, actor: Actor, customer_id: int) -> Figures:
    """The figures of a customer; none without the right to read."""
    if not actor.meets(Need.CUSTOMERS_READ):
        return Figures()
    scope = await scope_of(session, actor, customer_id)
    overdue, open_tasks = (await session.execute(_figures(scope.way), scope.values())).one()
    return Figures(overdue, min(open_tasks, COUNTED + 1))


@made_once
def _figures(way: Way) -> Select[Any]:
    return select(counted_overdue(way).scalar_subquery(), counted_open(way).scalar_subquery())
