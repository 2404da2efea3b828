"""The e-mail addresses of the contacts in the list, for a purpose.

What may be sent to whom depends on the purpose: marketing never reaches somebody who has
declined it, service information reaches every active contact. An address that must not be
used is left out whoever else has it too, since the mail would arrive at the same place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, not_, null, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from customer_card.database import database
from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor, Need
from customer_card.models import Contact, ContactPoint, Customer
from customer_card.services.contact_query import ContactQuery, conditions, is_active, words_of
from customer_card.services.history import ChangeLog, Scalar
from customer_card.services.visibility import customer_is_visible

MAXIMUM_ADDRESSES = 1000

Purpose = Literal["marketing", "service"]
Reason = Literal["inactive", "declined", "unstated", "without_email", "unusable", "double"]
REASONS: tuple[Reason, ...] = ("inactive", "declined", "unstated", "without_email", "unusable", "double")
"""Why a contact gives no address of its own; the first reason that applies is the one that is told."""

INCLUDED = "included"


@dataclass(frozen=True, slots=True)
class MailingOrder:
    """Which contacts, and what they shall be written to about.

    ``unstated`` takes along, for marketing, contacts who neither consented nor declined.
    """

    query: ContactQuery
    purpose: Purpose
    unstated: bool = False


@dataclass(frozen=True, slots=True)
class MailingCount:
    """How many different addresses there are, and how many contacts are left out for which reason."""

    addresses: int
    left_out: dict[Reason, int] = field(default_factory=dict)

    @property
    def copied(self) -> int:
        """How many addresses one copy takes."""
        return min(self.addresses, MAXIMUM_ADDRESSES)


async def count(session: AsyncSession, actor: Actor, order: MailingOrder) -> MailingCount:
    """What a copy would hold, without a single address. Raises ``NotFound`` without the right to edit."""
    candidates = (await _candidates(session, actor, order)).subquery()
    per_reason = select(candidates.c.reason, func.count(), func.count(candidates.c.value_key.distinct())).group_by(
        candidates.c.reason
    )
    rows = (await session.execute(per_reason)).all()
    contacts = {reason: number for reason, number, _ in rows}
    addresses = next((different for reason, _, different in rows if reason == INCLUDED), 0)
    contacts["double"] = contacts.get(INCLUDED, 0) - addresses
    return MailingCount(addresses, {reason: contacts[reason] for reason in REASONS if contacts.get(reason)})


async def copy(actor: Actor, order: MailingOrder) -> list[str]:
    """The addresses, by the contacts' last names, at most ``MAXIMUM_ADDRESSES``; kept in history.

    Raises ``NotFound`` without the right to edit.
    """
    async with database().reading() as session:
        addresses = await _addresses(session, actor, order)
    if addresses:
        async with database().writing() as session:
            log = ChangeLog(session, actor, "copy_contact_list", None)
            kept = {name: (None, value) for name, value in _kept(order, len(addresses)).items()}
            # The list is no record, so it has no id of its own.
            await log.add("contact_list", 0, kept, version_after=0)
    return addresses


async def _addresses(session: AsyncSession, actor: Actor, order: MailingOrder) -> list[str]:
    candidates = (await _candidates(session, actor, order)).subquery()
    statement = (
        select(func.min(candidates.c.value))
        .where(candidates.c.reason == INCLUDED)
        .group_by(candidates.c.value_key)
        .order_by(func.min(candidates.c.sort_key), candidates.c.value_key)
        .limit(MAXIMUM_ADDRESSES)
    )
    return list(await session.scalars(statement))


def _kept(order: MailingOrder, number: int) -> dict[str, Scalar]:
    """What history keeps: the filter in ids, but not what was searched for, which may be a name."""
    query = order.query
    values: dict[str, Scalar] = {
        "purpose": order.purpose,
        "unstated": order.unstated if order.purpose == "marketing" else None,
        "addresses": number,
        "keywords": list(query.keywords) or None,
        "match": query.match if query.keywords else None,
        "role_id": query.role,
        "owner_id": query.owner,
        "segment_id": query.segment,
        "active": query.active,
        "consent": query.consent,
        "searched": bool(query.search.strip()),
    }
    return {name: value for name, value in values.items() if value is not None}


async def _candidates(session: AsyncSession, actor: Actor, order: MailingOrder) -> Select[Any]:
    """Every contact in the list: its order, the address to use, and why not, or ``included``."""
    if not actor.meets(Need.CUSTOMERS_EDIT):
        raise NotFound
    point, kept_out = aliased(ContactPoint), _kept_out(order)
    has_email = exists().where(ContactPoint.contact_id == Contact.id, ContactPoint.kind == "email")
    reason = case(*kept_out, (point.id.is_not(None), INCLUDED), (has_email, "unusable"), else_="without_email")
    # Only for those who are not kept out anyway an address is looked for.
    usable = case(*((condition, null()) for condition, _ in kept_out), else_=_first_usable(actor, order))
    return (
        select(Contact.sort_key, point.value, point.value_key, reason.label("reason"))
        .join(Customer, Customer.id == Contact.customer_id)
        .outerjoin(point, point.id == usable)
        .where(*conditions(actor, order.query, await words_of(session, order.query)))
    )


def _kept_out(order: MailingOrder) -> list[tuple[ColumnElement[bool], str]]:
    """What keeps a contact out whatever its addresses are."""
    reasons: list[tuple[ColumnElement[bool], str]] = [(not_(is_active()), "inactive")]
    if order.purpose == "marketing":
        reasons.append((Contact.consent == "declined", "declined"))
        if not order.unstated:
            reasons.append((Contact.consent == "unstated", "unstated"))
    return reasons


def _first_usable(actor: Actor, order: MailingOrder) -> Any:
    """The id of a contact's primary e-mail address, or of the first other one, that may be used."""
    own = aliased(ContactPoint)
    return (
        select(own.id)
        .where(own.contact_id == Contact.id, own.kind == "email", not_(_is_barred(actor, order, own)))
        .order_by(own.is_primary.desc(), own.position, own.id)
        .limit(1)
        .correlate(Contact)
        .scalar_subquery()
    )


def _is_barred(actor: Actor, order: MailingOrder, own: Any) -> ColumnElement[bool]:
    """The address is marked somewhere not to be used, or belongs to somebody who declined marketing."""
    same, holder, customer = aliased(ContactPoint), aliased(Contact), aliased(Customer)
    reasons: list[ColumnElement[bool]] = [same.do_not_use]
    if order.purpose == "marketing":
        reasons.append(holder.consent == "declined")
    return (
        select(literal(1))
        .select_from(same)
        .join(holder, holder.id == same.contact_id)
        .join(customer, customer.id == holder.customer_id)
        .where(same.kind == "email", same.value_key == own.value_key, or_(*reasons), customer_is_visible(actor))
        .correlate(own)
        .exists()
    )
