"""What a card asks first, in one statement: the customer, and how much of what the card shows there is at all.

Most customers have no segments, were never looked up in a register, or have no files. What is known to be
nothing is not asked for again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor
from customer_card.models import Contact, Customer, CustomerSegment, Document, Project, RegisterLookup
from customer_card.services import customers, feed_query
from customer_card.services.contacts import ContactCounts
from customer_card.services.customers import CustomerDetails
from customer_card.services.parameters import Rights, made_once, rights_of, somebody_with
from customer_card.services.visibility import project_is_visible


@dataclass(frozen=True, slots=True)
class CardHead:
    """A customer, and what it has; ``has_documents`` counts those too that the actor may not see."""

    details: CustomerDetails
    contacts: ContactCounts
    has_segments: bool
    has_lookups: bool
    has_documents: bool


async def find(session: AsyncSession, actor: Actor, number: str) -> CardHead:
    """The customer with this number, or with this number once. Raises ``NotFound``."""
    row = (await session.execute(_by_number(rights_of(actor)), customers.numbered_values(actor, number))).first()
    if row is None:
        raise NotFound
    details = customers.details_of(row)
    feed_query.remember_visible(session, actor, details.customer.id or 0, row.visible_projects)
    counts = ContactCounts(row.active_contacts, row.inactive_contacts)
    return CardHead(details, counts, bool(row.has_segments), bool(row.has_lookups), bool(row.has_documents))


@made_once
def _by_number(rights: Rights) -> Select[Any]:
    return customers.selected_by_number(
        rights,
        _contacts(active=True).label("active_contacts"),
        _contacts(active=False).label("inactive_contacts"),
        _has(CustomerSegment).label("has_segments"),
        _has(RegisterLookup).label("has_lookups"),
        _has(Document).label("has_documents"),
        _visible_projects(rights).label("visible_projects"),
    )


def _contacts(*, active: bool) -> Any:
    counted = select(func.count()).where(Contact.customer_id == Customer.id, Contact.active.is_(active))
    return counted.correlate(Customer).scalar_subquery()


def _has(table: Any) -> Any:
    return exists().where(table.customer_id == Customer.id).correlate(Customer)


def _visible_projects(rights: Rights) -> Any:
    """How many projects may be seen, as ``feed_query.visible_projects`` counts them."""
    seen = project_is_visible(somebody_with(rights))
    some = select(literal(1)).where(Project.customer_id == Customer.id, seen).limit(feed_query.WALKED_ALONE + 1)
    return select(func.count()).select_from(some.correlate(Customer).subquery()).scalar_subquery()
