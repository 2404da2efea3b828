"""How a contact is reached, and its keywords: the lists of a contact, as they are kept and as a form has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, false, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.models import Contact, ContactKeyword, ContactPoint, Keyword
from customer_card.models.base import Id
from customer_card.services import search_index
from customer_card.services.contact_form import CheckedContact, Point


class PointDetails(NamedTuple):
    """An e-mail address or a telephone number, as ``ContactPoint`` keeps it."""

    id: int
    kind: str
    type: str
    value: str
    do_not_use: bool
    is_primary: bool


Points = dict[int, list[PointDetails]]
Keywords = dict[int, list[tuple[int, str]]]

KEYWORD = "keyword"

_CONTACTS = bindparam("contact_ids", expanding=True, type_=Id)

# One statement for both lists; what is said by its kind beside the two kinds of points is a keyword.
_LISTS = union_all(
    select(
        ContactPoint.contact_id,
        ContactPoint.position,
        literal("").label("sort"),
        ContactPoint.id,
        ContactPoint.kind,
        ContactPoint.type,
        ContactPoint.value,
        ContactPoint.do_not_use,
        ContactPoint.is_primary,
    ).where(ContactPoint.contact_id.in_(_CONTACTS)),
    select(
        ContactKeyword.contact_id,
        literal(0),
        Keyword.name_sort,
        Keyword.id,
        literal(KEYWORD),
        literal(""),
        Keyword.name,
        false(),
        false(),
    )
    .join(Keyword, Keyword.id == ContactKeyword.keyword_id)
    .where(ContactKeyword.contact_id.in_(_CONTACTS)),
)


async def of_contacts(session: AsyncSession, contact_ids: Sequence[int | None]) -> tuple[Points, Keywords]:
    """Addresses and numbers, and keywords with their ids, of several contacts, by contact."""
    points: Points = {}
    keywords: Keywords = {}
    if contact_ids:
        rows = await session.execute(_LISTS, {"contact_ids": contact_ids})
        for contact_id, *_place, item_id, kind, type_, value, do_not_use, is_primary in sorted(rows, key=_place_of):
            if kind == KEYWORD:
                keywords.setdefault(contact_id, []).append((item_id, value))
            else:
                point = PointDetails(item_id, kind, type_, value, bool(do_not_use), bool(is_primary))
                points.setdefault(contact_id, []).append(point)
    return points, keywords


def _place_of(row: Any) -> tuple[str, int, str, int]:
    return row.kind, row.position, row.sort, row.id


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
