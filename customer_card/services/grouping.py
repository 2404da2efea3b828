"""The segments that a customer belongs to."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.permissions import Actor
from customer_card.models import Customer, CustomerSegment, Segment, SegmentGroup
from customer_card.services.visibility import customer_is_visible

_NAMES = (
    select(SegmentGroup.name, Segment.name)
    .join(Segment, Segment.group_id == SegmentGroup.id)
    .join(CustomerSegment, CustomerSegment.segment_id == Segment.id)
    .join(Customer, Customer.id == CustomerSegment.customer_id)
    .where(CustomerSegment.customer_id == bindparam("customer_id"))
    .order_by(SegmentGroup.position, SegmentGroup.id, Segment.position, Segment.id)
)


async def segment_names(session: AsyncSession, actor: Actor, customer_id: int) -> list[str]:
    """The customer's segments as «group: segment», in the order of the groups."""
    rows = await session.execute(_NAMES.where(customer_is_visible(actor)), {"customer_id": customer_id})
    return [f"{group}: {segment}" for group, segment in rows]
