"""The segments that a customer belongs to."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.permissions import Actor
from customer_card.models import Customer, CustomerSegment, Segment, SegmentGroup
from customer_card.services.parameters import CUSTOMER, Rights, made_once, rights_of, somebody_with
from customer_card.services.visibility import customer_is_visible


async def segment_names(session: AsyncSession, actor: Actor, customer_id: int) -> list[str]:
    """The customer's segments as «group: segment», in the order of the groups."""
    rows = await session.execute(_names(rights_of(actor)), {"customer_id": customer_id})
    return [f"{group}: {segment}" for group, segment in rows]


@made_once
def _names(rights: Rights) -> Select[tuple[str, str]]:
    return (
        select(SegmentGroup.name, Segment.name)
        .join(Segment, Segment.group_id == SegmentGroup.id)
        .join(CustomerSegment, CustomerSegment.segment_id == Segment.id)
        .join(Customer, Customer.id == CustomerSegment.customer_id)
        .where(CustomerSegment.customer_id == CUSTOMER, customer_is_visible(somebody_with(rights)))
        .order_by(SegmentGroup.position, SegmentGroup.id, Segment.position, Segment.id)
    )
