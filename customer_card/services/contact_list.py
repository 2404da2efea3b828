"""Contacts across customers: search, filters, sorting, pages and a bounded count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.permissions import Actor, Need
from customer_card.models import (
    Contact,
    Customer,
    Keyword,
    Role,
    Segment,
    SegmentGroup,
    User,
)
from customer_card.services import contact_points
from customer_card.services.contact_points import PointDetails
from customer_card.services.contact_query import ContactQuery, conditions, words_of

PAGE = 50
COUNTED = 1000


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact as the list shows it, with the customer where it is one."""

    id: int
    first_name: str | None
    last_name: str | None
    title: str | None
    consent: str
    active: bool
    role_name: str | None
    customer_number: str
    customer_name: str
    customer_active: bool
    points: Sequence[PointDetails] = ()
    keywords: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True, slots=True)
class ContactListPage:
    """One page of the list. ``count`` is exact up to ``COUNTED`` and one more than that beyond."""

    rows: list[ContactRow]
    count: int
    page: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the ids in a query are called; what does not exist is not there."""

    keywords: dict[int, str] = field(default_factory=dict)
    role: str = ""
    owner: str = ""


async def page_of(session: AsyncSession, actor: Actor, query: ContactQuery) -> ContactListPage:
    """One page of what the actor may see and asked for."""
    words = await words_of(session, query)
    count = await _bounded_count(session, conditions(actor, query, words))
    # Few matches are gathered and sorted; of many, the index of the order is walked until the page is full.
    met = conditions(actor, query, words, walking=count > COUNTED and not words.few)
    offset = (query.page - 1) * PAGE
    statement = _selected().where(*met).order_by(*_order(query)).limit(PAGE + 1).offset(offset)
    found = (await session.execute(statement)).all()
    ids = [row.id for row in found[:PAGE]]
    points, keywords = await contact_points.of_contacts(session, ids)
    rows = [ContactRow(*row, points.get(row.id, []), keywords.get(row.id, [])) for row in found[:PAGE]]
    return ContactListPage(rows, count, query.page, len(found) > PAGE)


def _selected() -> Select[Any]:
    return (
        select(
            Contact.id,
            Contact.first_name,
            Contact.last_name,
            Contact.title,
            Contact.consent,
            Contact.active,
            Role.name.label("role_name"),
            Customer.number,
            Customer.name,
            Customer.active.label("customer_active"),
        )
        .join(Customer, Customer.id == Contact.customer_id)
        .outerjoin(Role, Role.id == Contact.role_id)
    )


async def _bounded_count(session: AsyncSession, met: Sequence[ColumnElement[bool]]) -> int:
    joined = select(literal(1)).select_from(Contact).join(Customer, Customer.id == Contact.customer_id)
    matching = joined.where(*met).limit(COUNTED + 1).subquery()
    return await session.scalar(select(func.count()).select_from(matching)) or 0


def _order(query: ContactQuery) -> list[ColumnElement[Any]]:
    """The chosen order; without one, by last name. Contacts without a role stand last either way."""
    name = [Contact.sort_key, Contact.id]
    by_key: dict[str, list[Any]] = {
        "name": name,
        "customer": [Customer.name_sort, Customer.id, *name],
        "role": [Role.name_sort, *name],
    }
    key = query.sort.removeprefix("-") or "name"
    columns = [column.desc() if query.sort.startswith("-") else column.asc() for column in by_key[key]]
    return [Role.name_sort.is_(None).asc(), *columns] if key == "role" else columns


async def chosen(session: AsyncSession, actor: Actor, query: ContactQuery) -> Chosen:
    """What the filters' ids are called, for showing them; nothing without the right to read."""
    asked = {"keyword": query.keywords, "role": _one(query.role), "owner": _one(query.owner)}
    if not any(asked.values()) or not actor.meets(Need.CUSTOMERS_READ):
        return Chosen()
    tables: dict[str, Any] = {"keyword": Keyword, "role": Role, "owner": User}
    parts = [
        select(literal(kind).label("kind"), tables[kind].id, tables[kind].name).where(tables[kind].id.in_(ids))
        for kind, ids in asked.items()
        if ids
    ]
    names = {(kind, row_id): name for kind, row_id, name in await session.execute(union_all(*parts))}
    return Chosen(
        keywords={one: names["keyword", one] for one in query.keywords if ("keyword", one) in names},
        role=names.get(("role", query.role or 0), ""),
        owner=names.get(("owner", query.owner or 0), ""),
    )


def _one(row_id: int | None) -> tuple[int, ...]:
    return () if row_id is None else (row_id,)


async def segments(session: AsyncSession, actor: Actor) -> list[tuple[int, str, str]]:
    """The active segments to filter by, each as id, group and name, in the order of the settings."""
    if not actor.meets(Need.CUSTOMERS_READ):
        return []
    rows = await session.execute(
        select(Segment.id, SegmentGroup.name, Segment.name)
        .join(SegmentGroup, SegmentGroup.id == Segment.group_id)
        .where(Segment.active)
        .order_by(SegmentGroup.position, SegmentGroup.id, Segment.position, Segment.id)
    )
    return [(row_id, group, name) for row_id, group, name in rows]
