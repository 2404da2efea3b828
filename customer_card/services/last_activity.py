"""When something was last done with customers: a note, a finished task, a calendar entry that is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.permissions import Actor, Need, Projects
from customer_card.models import Customer, Project
from customer_card.models.base import Id
from customer_card.services.feed_query import FEED, IS_OVER
from customer_card.services.parameters import Rights, made_once, rights_of, somebody_with, who
from customer_card.services.visibility import item_is_shared, project_is_visible

_CUSTOMERS = bindparam("customer_ids", expanding=True, type_=Id)


async def of_customers(session: AsyncSession, actor: Actor, customer_ids: Sequence[int]) -> dict[int, datetime]:
    """The latest moment by customer, of what the actor may see; none for those with whom nothing was done."""
    if not customer_ids or not actor.meets(Need.CUSTOMERS_READ):
        return {}
    values = who(actor) | {"customer_ids": list(customer_ids)}
    rows = await session.execute(_latest(rights_of(actor)), values)
    return {customer_id: at for customer_id, at in rows if at is not None}


@made_once
def _latest(rights: Rights) -> Select[Any]:
    """One look into an index for each customer; for those who see few projects, one for each of these.

    Nobody's look passes what is hidden, however much of it is newer.
    """
    asked = Customer.id.in_(_CUSTOMERS)
    of_customer = FEED.c.customer_id == Customer.id
    if rights.profile.projects >= Projects.ALL:
        looks = [select(Customer.id, at).where(asked) for at in _each_last(rights, of_customer)]
    else:
        outside = _each_last(rights, of_customer, FEED.c.scope_id == 0)
        inside = _each_last(rights, FEED.c.customer_id == Project.customer_id, FEED.c.scope_id == Project.id)
        visible = Project.customer_id.in_(_CUSTOMERS), project_is_visible(somebody_with(rights))
        looks = [select(Customer.id, at).where(asked) for at in outside]
        looks += [select(Project.customer_id, at).where(*visible) for at in inside]
    found = union_all(*looks).subquery()
    customer_id, at = found.c
    return select(customer_id, func.max(at)).group_by(customer_id)


def _each_last(rights: Rights, *place: ColumnElement[bool]) -> list[ScalarSelect[Any]]:
    """The last thing that was done, and the last calendar entry that is over: two walks of the same index."""
    in_feed = (
        *place,
        FEED.c.deleted_at.is_(None),
        FEED.c.root_id.is_(None),
        item_is_shared(somebody_with(rights), FEED.c),
    )
    return [
        select(FEED.c.sort_at)
        .where(*in_feed, *met)
        .order_by(FEED.c.sort_at.desc(), FEED.c.id.desc())
        .limit(1)
        .correlate(Customer, Project)
        .scalar_subquery()
        for met in ([FEED.c.state == "done"], [FEED.c.state == "timed", *IS_OVER])
    ]
