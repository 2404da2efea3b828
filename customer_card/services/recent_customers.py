"""Which customers a user has looked at lately, for the view «Senast besökta»."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from customer_card.database import database
from customer_card.domain.clock import now
from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor
from customer_card.models import Customer, RecentCustomer
from customer_card.services.parameters import Rights, made_once, rights_of, somebody_with, who
from customer_card.services.visibility import customer_is_visible

KEPT = 50
"""So many of the newest are always kept."""
AT_MOST = 75
"""Once there are so many, those beyond ``KEPT`` are taken away together, and not one at every visit."""

RECENT: Table = RecentCustomer.__table__
"""The plain table: parameters of a model's insert would be taken for its rows."""


async def visit(actor: Actor, customer_id: int, at: datetime | None = None) -> None:
    """Keep that the actor has seen a customer's card, now or at the moment given. Raises ``NotFound``."""
    try:
        await _keep(actor, customer_id, at or now())
    except IntegrityError as error:
        raise NotFound from error  # The customer was deleted in the same moment.


async def _keep(actor: Actor, customer_id: int, at: datetime) -> None:
    db, rights, me = database(), rights_of(actor), who(actor)
    async with db.writing() as session:
        seen = me | {"visited_id": customer_id, "moment": at}
        row = (await session.execute(_seen(rights, db.is_sqlite), seen)).first()
        if row is None:
            raise NotFound
        if row.others >= AT_MOST:
            await session.execute(_older(rights), me)


@made_once
def _seen(rights: Rights, is_sqlite: bool) -> Any:
    """Puts the customer on top of the reader's list; answers nothing for one that the reader may not see."""
    insert = sqlite.insert if is_sqlite else postgresql.insert
    # Not «customer_id»: a value of that name would be taken for the column's.
    reader, visited = somebody_with(rights), Customer.id == bindparam("visited_id")
    moment = bindparam("moment", type_=RecentCustomer.seen_at.type)
    found = select(reader.user_id, Customer.id, moment).where(visited, customer_is_visible(reader))
    seen = insert(RECENT).from_select(["user_id", "customer_id", "seen_at"], found)
    again = seen.on_conflict_do_update(index_elements=["user_id", "customer_id"], set_={"seen_at": moment})
    own = RECENT.alias("own")
    # Counted as it was before or as it is after, as the engine likes: one more or less does not matter here.
    others = select(func.count()).select_from(own).where(own.c.user_id == reader.user_id)
    return again.returning(RECENT.c.customer_id, others.scalar_subquery().label("others"))


@made_once
def _older(rights: Rights) -> Any:
    """Takes away what has come below the newest ones."""
    own = RecentCustomer.user_id == somebody_with(rights).user_id
    newest = (
        select(RecentCustomer.customer_id)
        .where(own)
        .order_by(RecentCustomer.seen_at.desc(), RecentCustomer.customer_id.desc())
        .limit(KEPT)
    )
    return delete(RecentCustomer).where(own, RecentCustomer.customer_id.not_in(newest))
