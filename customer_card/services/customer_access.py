"""The door to a customer: every use case on something of a customer's comes through here."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor, Need
from customer_card.models import Customer
from customer_card.services.visibility import customer_is_visible


async def lock(session: AsyncSession, actor: Actor, customer_id: int, need: Need) -> Customer:
    """The customer's row, locked for the rest of the transaction, if the actor may do this to it.

    The lock makes the use cases on one customer take turns. Raises ``NotFound`` both for
    what does not exist and for what the actor may not do.
    """
    if not actor.meets(need):
        raise NotFound
    customer = await session.scalar(
        select(Customer).where(Customer.id == customer_id, customer_is_visible(actor)).with_for_update()
    )
    if customer is None:
        raise NotFound
    return customer
