"""Keeping and asking the words by which customers are found.

A word matches when it begins with what was typed. A contact's words carry the contact, so
that erasing one removes them; a sole trader's numbers are personal and are kept under a
source of their own, which only those who may edit customers search in.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, delete, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.permissions import Actor
from customer_card.domain.text_keys import search_digits, search_words
from customer_card.models import Address, Contact, ContactPoint, Customer, SearchToken

LAST = "\U0010ffff"
CUSTOMER = "customer"
PRIVATE = "private"
ADDRESSES = "addresses"
CONTACTS = "contacts"

MAXIMUM_WORDS_ASKED = 6


def customer_words(customer: Customer) -> dict[str, set[str]]:
    """The words of a customer by source."""
    public = set(search_words(customer.name)) | set(search_words(customer.number))
    public |= _number_words(customer.number)
    if customer.email:
        public |= email_words(customer.email)
    if customer.phone:
        public |= phone_words(customer.phone)
    numbers = _number_words(customer.organisation_number) | _number_words(customer.vat_number)
    if customer.sole_trader:
        return {CUSTOMER: public, PRIVATE: numbers}
    return {CUSTOMER: public | numbers, PRIVATE: set()}


def address_words(address: Address) -> set[str]:
    """The words of an address: its city."""
    return set(search_words(address.city))


def contact_words(contact: Contact, points: Iterable[ContactPoint]) -> set[str]:
    """The words of a contact: names, e-mail addresses and telephone numbers."""
    words = set(search_words(f"{contact.first_name or ''} {contact.last_name or ''}"))
    for point in points:
        words |= email_words(point.value) if point.kind == "email" else phone_words(point.value)
    return words


def email_words(value: str) -> set[str]:
    """An e-mail address is found by any of its parts, and as it is typed."""
    return {*search_words(value), value.casefold()[:40]}


def phone_words(value: str) -> set[str]:
    """A telephone number is found by its digits, with the country's prefix or with a leading zero."""
    digits = search_digits(value)
    if not digits:
        return set()
    words = {digits[:40]}
    if value.startswith("+"):
        words.add(f"00{digits}"[:40])
        # Nordic country codes are two or three digits; the national form begins with a zero
        # in Sweden and Finland and with the number itself in Norway and Denmark.
        for length in (2, 3):
            national = digits[length:]
            if len(national) >= 5:
                words |= {national[:40], f"0{national}"[:40]}
    return words


def _number_words(value: str | None) -> set[str]:
    if not value:
        return set()
    compact = "".join(search_words(value))
    return {word for word in (compact[:40], search_digits(value)[:40]) if word}


async def index_customer(session: AsyncSession, customer: Customer) -> None:
    """Renew the words of a customer's own fields."""
    assert customer.id is not None
    await _replace(session, customer.id, customer_words(customer))


async def index_addresses(session: AsyncSession, customer_id: int) -> None:
    """Renew the words of all addresses of a customer."""
    words: set[str] = set()
    for address in await session.scalars(select(Address).where(Address.customer_id == customer_id)):
        words |= address_words(address)
    await _replace(session, customer_id, {ADDRESSES: words})


async def index_contact(session: AsyncSession, contact: Contact, points: Iterable[ContactPoint]) -> None:
    """Renew the words of a contact."""
    assert contact.id is not None
    await forget_contact(session, contact.id)
    session.add_all(
        SearchToken(customer_id=contact.customer_id, source=CONTACTS, contact_id=contact.id, token=word)
        for word in sorted(contact_words(contact, points))
    )


async def forget_contact(session: AsyncSession, contact_id: int) -> None:
    """Take a contact's words out."""
    await session.execute(delete(SearchToken).where(SearchToken.contact_id == contact_id))


async def _replace(session: AsyncSession, customer_id: int, by_source: dict[str, set[str]]) -> None:
    await session.execute(
        delete(SearchToken).where(SearchToken.customer_id == customer_id, SearchToken.source.in_(list(by_source)))
    )
    session.add_all(
        SearchToken(customer_id=customer_id, source=source, token=word)
        for source, words in by_source.items()
        for word in sorted(words)
    )


def asked_words(query: str) -> list[str]:
    """What was typed, as the words to look for; a telephone number typed in groups is one word."""
    if _looks_like_a_number(query):
        digits = search_digits(query)
        return [digits[:40]] if digits else []
    if "@" in query and " " not in query.strip():
        return [query.strip().casefold()[:40]]
    return search_words(query)[:MAXIMUM_WORDS_ASKED]


def _looks_like_a_number(query: str) -> bool:
    kept = [c for c in query if not c.isspace() and c not in "+-()./"]
    return len(kept) >= 4 and all(c.isdigit() for c in kept)


def may_search(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``SearchToken`` rows that the actor may search in."""
    return true() if actor.may_edit_customers else SearchToken.source != PRIVATE
