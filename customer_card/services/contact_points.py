"""How a contact is reached, and its keywords: the lists of a contact, as they are kept and as a form has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.models import Contact, ContactKeyword, ContactPoint, Keyword
from customer_card.services import search_index
from customer_card.services.contact_form import CheckedContact, Point

Points = dict[int, list[ContactPoint]]
Keywords = dict[int, list[tuple[int, str]]]

_POINTS = (
    select(ContactPoint)
    .where(ContactPoint.contact_id.in_(bindparam("contact_ids", expanding=True)))
    .order_by(ContactPoint.contact_id, ContactPoint.kind, ContactPoint.position, ContactPoint.id)
)
_KEYWORDS = (
    select(ContactKeyword.contact_id, Keyword.id, Keyword.name)
    .join(Keyword, Keyword.id == ContactKeyword.keyword_id)
    .where(ContactKeyword.contact_id.in_(bindparam("contact_ids", expanding=True)))
    .order_by(Keyword.name_sort, Keyword.id)
)


async def of_contacts(session: AsyncSession, contact_ids: Sequence[int | None]) -> tuple[Points, Keywords]:
    """Addresses and numbers, and keywords with their ids, of several contacts, by contact."""
    points: Points = {}
    keywords: Keywords = {}
    if contact_ids:
        for point in await session.scalars(_POINTS, {"contact_ids": contact_ids}):
            points.setdefault(point.contact_id, []).append(point)
        for contact_id, keyword_id, name in await session.execute(_KEYWORDS, {"contact_ids": contact_ids}):
            keywords.setdefault(contact_id, []).append((keyword_id, name))
    return points, keywords


async def current(session: AsyncSession, contact_id: int) -> dict[str, list[Any]]:
    """The lists of a contact as the change log keeps them."""
    lists: dict[str, list[Any]] = {"emails": [], "phones": [], "keywords": []}
    for point in await session.scalars(
        select(ContactPoint)
        .where(ContactPoint.contact_id == contact_id)
        .order_by(ContactPoint.position, ContactPoint.id)
    ):
        lists[f"{point.kind}s"].append([point.type, point.value, point.do_not_use, point.is_primary])
    lists["keywords"] = sorted(
        await session.scalars(select(ContactKeyword.keyword_id).where(ContactKeyword.contact_id == contact_id))
    )
    return lists


def of_form(checked: CheckedContact) -> dict[str, list[Any]]:
    """The lists of a form that was checked, in the shape of ``current``, so that the two can be compared."""
    return {
        "emails": [point.scalar for point in checked.emails],
        "phones": [point.scalar for point in checked.phones],
        "keywords": list(checked.keyword_ids),
    }


async def replace(session: AsyncSession, contact_id: int, kind: str, points: list[Point]) -> None:
    """Put other addresses, or other numbers, in the place of those that a contact has."""
    await session.execute(delete(ContactPoint).where(ContactPoint.contact_id == contact_id, ContactPoint.kind == kind))
    await write(session, contact_id, points)


async def write(session: AsyncSession, contact_id: int, points: list[Point]) -> None:
    """Add addresses and numbers in the order of the form."""
    session.add_all(
        ContactPoint(
            contact_id=contact_id,
            kind=point.kind,
            position=position,
            type=point.type,
            value=point.value,
            value_key=point.key,
            do_not_use=point.do_not_use,
            is_primary=point.is_primary,
        )
        for position, point in enumerate(points)
    )
    await session.flush()


async def write_keywords(session: AsyncSession, contact_id: int, keyword_ids: list[int]) -> None:
    """Give a contact these keywords and no others."""
    await session.execute(delete(ContactKeyword).where(ContactKeyword.contact_id == contact_id))
    session.add_all(ContactKeyword(contact_id=contact_id, keyword_id=keyword_id) for keyword_id in keyword_ids)
    await session.flush()


async def index(session: AsyncSession, contact: Contact) -> None:
    """Let the search find a contact by its name, and by what it is reached by now."""
    points = await session.scalars(select(ContactPoint).where(ContactPoint.contact_id == contact.id))
    await search_index.index_contact(session, contact, list(points))
