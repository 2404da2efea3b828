"""What is known of how a contact was ever called and reached, before the contact is erased."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.contact_values import parse_email
from customer_card.domain.mentions import Person, words_of
from customer_card.models import ChangeItem, Contact, ContactPoint, Customer, User
from customer_card.services.history import load_value

NAMES = ("first_name", "last_name")
POINTS = ("emails", "phones")


async def person_of(session: AsyncSession, contact: Contact) -> Person:
    """A contact's names, e-mail addresses and telephone numbers, the former ones of the change log included."""
    names = {(contact.first_name or "", contact.last_name or "")}
    values: dict[str, set[str]] = {"email": set(), "phone": set()}
    for point in await session.scalars(select(ContactPoint).where(ContactPoint.contact_id == contact.id)):
        values[point.kind] |= {point.value}
    names |= await _former_names(session, contact, values)
    spellings = values["email"] | {_key(email) for email in values["email"]}
    return Person(
        frozenset(pair for pair in names if any(pair)),
        frozenset(spellings),
        frozenset(values["phone"]),
        await _shared_words(session, contact),
    )


async def _former_names(session: AsyncSession, contact: Contact, values: dict[str, set[str]]) -> set[tuple[str, str]]:
    """The names that the contact has had, going through the log; its e-mails and phones go into ``values``."""
    items = await session.execute(
        select(ChangeItem.change_id, ChangeItem.field, ChangeItem.before, ChangeItem.after)
        .where(ChangeItem.contact_id == contact.id, ChangeItem.field.in_((*NAMES, *POINTS)))
        .order_by(ChangeItem.id)
    )
    names: dict[int, tuple[str, str]] = {}
    name = {"first_name": "", "last_name": ""}
    for change_id, field, before, after in items:
        if field in POINTS:
            for value in (before, after):
                values[field.removesuffix("s")] |= _point_values(load_value(value))
            continue
        name[field] = str(load_value(after) or "")
        names[change_id] = (name["first_name"], name["last_name"])
    return set(names.values())


def _point_values(points: Any) -> set[str]:
    """The values of a list of e-mails or phones as the log keeps it."""
    return {str(point[1]) for point in points} if isinstance(points, list) else set()


def _key(email: str) -> str:
    """The other spelling of an address whose domain has letters beyond ASCII."""
    try:
        return parse_email(email).key
    except ValueError:
        return email


async def _shared_words(session: AsyncSession, contact: Contact) -> frozenset[str]:
    """Words that alone may mean the customer, another of its contacts, or a colleague."""
    others = select(Contact.first_name, Contact.last_name).where(
        Contact.customer_id == contact.customer_id, Contact.id != contact.id, Contact.erased_at.is_(None)
    )
    texts = [part for pair in await session.execute(others) for part in pair if part]
    texts += await session.scalars(select(User.name))
    texts += await session.scalars(select(Customer.name).where(Customer.id == contact.customer_id))
    return frozenset(word for text in texts for word in words_of(text))
