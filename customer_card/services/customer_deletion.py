"""Deleting a customer for good: what keeps one, and what goes with it.

Every table whose rows belong to a customer stands in one of the two lists here; a test holds
them against the tables. The keys say the same to the database: what keeps a customer refers to it
without cascading, so that a project made in the same moment is never lost (docs/decisions/0011).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from customer_card.database import database
from customer_card.domain.errors import Invalid, NotFound, Refused
from customer_card.domain.permissions import Actor, Need
from customer_card.domain.text_keys import unique_key
from customer_card.models import (
    Address,
    Change,
    ChangeItem,
    Contact,
    Customer,
    CustomerNumberAlias,
    CustomerSegment,
    Document,
    FeedItem,
    Invoice,
    Project,
    RecentCustomer,
    RegisterFinding,
    RegisterLookup,
    SearchToken,
)
from customer_card.services import document_files, documents
from customer_card.services.customer_access import lock
from customer_card.services.history import ChangeLog
from customer_card.services.visibility import customer_is_visible

KEEPS: tuple[type[SQLModel], ...] = (Invoice, Project, Document)
"""A customer with any of these is not deleted, whoever may see them. Of documents only files count, until removed."""

GOES: tuple[type[SQLModel], ...] = (
    FeedItem, SearchToken, RecentCustomer, CustomerSegment, CustomerNumberAlias,
    RegisterFinding, RegisterLookup, Contact, Address,
)  # fmt: skip
"""These go with the customer, in this order, and their own parts with them."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """A customer that somebody thinks of deleting: what would go with it, or that it is kept."""

    customer: Customer
    is_kept: bool
    contacts: int
    addresses: int


async def consider(session: AsyncSession, actor: Actor, customer_id: int) -> Deletion:
    """What deleting the customer would mean. Raises ``NotFound``."""
    if not actor.meets(Need.DELETE_CUSTOMERS):
        raise NotFound
    customer = await session.scalar(select(Customer).where(Customer.id == customer_id, customer_is_visible(actor)))
    if customer is None:
        raise NotFound
    people = select(func.count()).where(Contact.customer_id == customer_id, Contact.erased_at.is_(None))
    places = select(func.count()).where(Address.customer_id == customer_id)
    return Deletion(
        customer,
        await _is_kept(session, customer_id),
        await session.scalar(people) or 0,
        await session.scalar(places) or 0,
    )


async def remove(actor: Actor, customer_id: int, version: int, typed: str) -> str:
    """Delete a customer with everything of it, its contacts' data included. Returns its number.

    ``typed`` is its number or its name, typed by hand. Raises ``NotFound``; ``Invalid`` for
    another text; ``Refused`` with "customer_kept" for what keeps it, and with
    "customer_changed" when it is another version by now. In each case nothing was written.
    """
    try:
        async with database().writing() as session:
            customer = await lock(session, actor, customer_id, Need.DELETE_CUSTOMERS)
            if await _is_kept(session, customer_id):
                raise Refused("customer_kept")
            if customer.version != version:
                raise Refused("customer_changed")
            if unique_key(typed[:1000]) not in {customer.number_key, unique_key(customer.name)}:
                raise Invalid.one("confirmation", "not_confirmed")
            number = customer.number
            contents = await _forget(session, actor, customer)
    except IntegrityError as error:
        # Something that keeps it came from elsewhere, as an invoice to one of its contacts.
        raise Refused("customer_kept") from error
    await document_files.forget(contents)
    await database().scrub()
    return number


async def _is_kept(session: AsyncSession, customer_id: int) -> bool:
    """Whether there is anything that keeps the customer: asked of all there is, and answered by yes or no only."""
    found = (exists().where(_of(table, customer_id)) for table in KEEPS if table is not Document)
    found = (*found, documents.keeps_customer(customer_id))
    return bool(await session.scalar(select(or_(*found))))


def _of(table: type[SQLModel], customer_id: int) -> ColumnElement[bool]:
    return table.__table__.c.customer_id == customer_id


async def _forget(session: AsyncSession, actor: Actor, customer: Customer) -> list[str]:
    """Take the customer out of every table; of its history stays who did something when, and its number.

    Returns the keys of contents in the store that nothing names any more.
    """
    customer_id = customer.id or 0
    await _forget_history(session, customer_id)
    people = select(Contact.id).where(_of(Contact, customer_id))
    await session.execute(update(Contact).where(Contact.moved_from_id.in_(people)).values(moved_from_id=None))
    contents = await documents.delete_rest(session, customer_id)
    for table in GOES:
        await session.execute(delete(table).where(_of(table, customer_id)))
    await session.execute(delete(Customer).where(Customer.id == customer_id))
    session.expunge(customer)
    log = ChangeLog(session, actor, "delete_customer", customer_id)
    await log.add("customer", customer_id, {"number": (customer.number, None)}, version_after=customer.version + 1)
    return contents


async def _forget_history(session: AsyncSession, customer_id: int) -> None:
    """Every value goes: of changes of the customer, and of its records wherever they were logged."""
    of_it = [ChangeItem.change_id.in_(select(Change.id).where(Change.customer_id == customer_id))]
    of_it.append(ChangeItem.contact_id.in_(select(Contact.id).where(_of(Contact, customer_id))))
    for table in (*KEEPS, *GOES):
        columns = table.__table__.c
        if "id" in columns and table is not SearchToken:
            ids = select(columns.id).where(_of(table, customer_id))
            of_it.append(and_(ChangeItem.entity == table.__tablename__, ChangeItem.entity_id.in_(ids)))
    for condition in of_it:
        await session.execute(delete(ChangeItem).where(condition))
