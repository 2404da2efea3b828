"""Which customers a user has looked at lately, for the view «Senast besökta»."""

from __future__ import annotations

from sqlalchemy import delete, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from customer_card.database import database
from customer_card.domain.clock import now
from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor
from customer_card.models import Customer, RecentCustomer
from customer_card.services.visibility import customer_is_visible

KEPT = 50


async def visit(actor: Actor, customer_id: int) -> None:
    """Keep that the actor has seen a customer's card now; the newest ``KEPT`` stay. Raises ``NotFound``."""
    try:
        await _keep(actor, customer_id)
    except IntegrityError as error:
        raise NotFound from error  # The customer was deleted in the same moment.


async def _keep(actor: Actor, customer_id: int) -> None:
    db = database()
    insert = sqlite.insert if db.is_sqlite else postgresql.insert
    moment = now()
    found = select(literal(actor.user_id), Customer.id, literal(moment, RecentCustomer.seen_at.type)).where(
        Customer.id == customer_id, customer_is_visible(actor)
    )
    seen = insert(RecentCustomer).from_select(["user_id", "customer_id", "seen_at"], found)
    async with db.writing() as session:
        kept = await session.scalar(
            seen.on_conflict_do_update(index_elements=["user_id", "customer_id"], set_={"seen_at": moment}).returning(
                RecentCustomer.customer_id
            )
        )
        if kept is None:
            raise NotFound
        own = RecentCustomer.user_id == actor.user_id
        newest = (
            select(RecentCustomer.customer_id)
            .where(own)
            .order_by(RecentCustomer.seen_at.desc(), RecentCustomer.customer_id.desc())
            .limit(KEPT)
        )
        await session.execute(delete(RecentCustomer).where(own, RecentCustomer.customer_id.not_in(newest)))
