"""Contacts across customers: search, filters, sorting, pages and a bounded count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, field_validator
from sqlalchemy import ColumnElement, Select, and_, false, func, literal, not_, or_, select, union, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from customer_card.domain.permissions import Actor, Need
from customer_card.models import (
    Contact,
    ContactKeyword,
    ContactPoint,
    Customer,
    CustomerSegment,
    Keyword,
    Role,
    SearchToken,
    Segment,
    SegmentGroup,
    User,
)
from customer_card.services.search_index import CUSTOMER, LAST, asked_words
from customer_card.services.visibility import customer_is_visible

PAGE = 50
COUNTED = 1000
MAXIMUM_PAGE = 100_000
MAXIMUM_KEYWORDS = 10

FEW = 3_000
MANY = 30_000
"""Words that begin fewer index entries than ``FEW`` are looked up; more than ``MANY`` are met by walking the list."""

SORTS = ("name", "-name", "customer", "-customer", "role", "-role")

RowId = Annotated[int, Field(ge=1, lt=10**18)]


class ContactQuery(BaseModel):
    """What the list is asked for; everything in it comes from the address line."""

    search: str = ""
    keywords: tuple[RowId, ...] = ()
    match: Literal["any", "all"] = "any"
    role: RowId | None = None
    owner: RowId | None = None
    segment: RowId | None = None
    active: Literal["yes", "no", "all"] = "yes"
    consent: Literal["all", "given", "unstated", "declined"] = "all"
    sort: Literal["", "name", "-name", "customer", "-customer", "role", "-role"] = ""
    page: int = Field(default=1, ge=1, le=MAXIMUM_PAGE)

    @field_validator("search")
    @classmethod
    def _bounded(cls, value: str) -> str:
        return value[:200]

    @field_validator("keywords")
    @classmethod
    def _each_once(cls, values: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(values))[:MAXIMUM_KEYWORDS]


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
    points: tuple[ContactPoint, ...] = ()
    keywords: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Words:
    """What was searched for, by how the database best finds it."""

    rare: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    common: tuple[str, ...] = ()


async def page_of(session: AsyncSession, actor: Actor, query: ContactQuery) -> ContactListPage:
    """One page of what the actor may see and asked for."""
    words = await words_of(session, query)
    count = await _bounded_count(session, conditions(actor, query, words))
    # Few matches are gathered and sorted; of many, the index of the order is walked until the page is full.
    met = conditions(actor, query, words, walking=count > COUNTED and not words.rare)
    offset = (query.page - 1) * PAGE
    statement = _selected().where(*met).order_by(*_order(query)).limit(PAGE + 1).offset(offset)
    found = (await session.execute(statement)).all()
    ids = [row.id for row in found[:PAGE]]
    points, keywords = await _points(session, ids), await _keywords(session, ids)
    rows = [ContactRow(*row, points=points.get(row.id, ()), keywords=keywords.get(row.id, ())) for row in found[:PAGE]]
    return ContactListPage(rows, count, query.page, len(found) > PAGE)


async def words_of(session: AsyncSession, query: ContactQuery) -> Words:
    """The words that were searched for, sorted by how often they occur.

    «a» begins a word of nearly every customer (AB, Aktiebolag): such a word is asked of each row. Without a rare
    word the least common one leads, unless even that is everywhere.
    """
    words = asked_words(query.search)
    if not words:
        return Words()
    entries = [select(SearchToken.id).where(*_begins(SearchToken, word)).limit(MANY + 1) for word in words]
    counts = [select(func.count()).select_from(one.subquery()).scalar_subquery() for one in entries]
    found = (await session.execute(select(*counts))).one()
    by_count = sorted(zip(found, words, strict=True))
    rare = tuple(word for number, word in by_count if number <= FEW)
    leading = tuple(word for number, word in by_count[:1] if FEW < number <= MANY)
    return Words(rare, leading, tuple(word for word in words if word not in {*rare, *leading}))


def conditions(actor: Actor, query: ContactQuery, words: Words, *, walking: bool = False) -> list[ColumnElement[bool]]:
    """The conditions on ``Contact`` joined with its ``Customer``.

    They mean the same either way. ``walking`` says that the rows are looked at in their order
    and each asked whether it matches; otherwise the matches are looked up first.
    """
    met: list[ColumnElement[bool]] = [customer_is_visible(actor), Contact.erased_at.is_(None)]
    if query.active != "all":
        met += _active(_leading(query, walking)) if query.active == "yes" else [_inactive(walking)]
    if query.consent != "all":
        met.append(Contact.consent == query.consent)
    if query.role is not None:
        met.append(Contact.role_id == query.role)
    if query.owner is not None:
        owned = aliased(Customer)
        met.append(_is_among(Contact.customer_id, select(owned.id).where(owned.owner_id == query.owner), walking))
    if query.segment is not None:
        members = select(CustomerSegment.customer_id).where(CustomerSegment.segment_id == query.segment)
        met.append(_is_among(Contact.customer_id, members, walking))
    met += [_is_among(Contact.id, carrying, walking) for carrying in _carrying(query)]
    met += [_has_word(word, False) for word in words.rare]
    met += [_has_word(word, walking) for word in words.leading]
    return met + [_has_word(word, True) for word in words.common]


def is_active() -> ColumnElement[bool]:
    """Somebody to reach: neither the contact nor its customer was inactivated."""
    return and_(Contact.active, Customer.active)


def _leading(query: ContactQuery, walking: bool) -> str:
    """The table whose index of active rows the database shall walk: the one that has the order."""
    by_sort = {"customer": "customer", "role": ""}
    return by_sort.get(query.sort.removeprefix("-"), "contact") if walking else ""


def _active(leading: str) -> list[ColumnElement[bool]]:
    # Within a function a flag is no reason to begin with its index, whose half of the table is never a short way.
    flags = {"contact": Contact.active, "customer": Customer.active}
    return [flag if table == leading else func.coalesce(flag, false()) for table, flag in flags.items()]


def _inactive(walking: bool) -> ColumnElement[bool]:
    if walking:
        return not_(is_active())
    one, other, customer = aliased(Contact), aliased(Contact), aliased(Customer)
    of_customers = select(other.id).join(customer, customer.id == other.customer_id).where(not_(customer.active))
    return Contact.id.in_(union(select(one.id).where(not_(one.active)), of_customers))


def _carrying(query: ContactQuery) -> list[Select[tuple[int]]]:
    """The ids of contacts with the keywords: those with any of them, or those with each of them."""
    if not query.keywords:
        return []
    each = [query.keywords] if query.match == "any" else [(one,) for one in query.keywords]
    return [select(ContactKeyword.contact_id).where(ContactKeyword.keyword_id.in_(some)) for some in each]


def _is_among(column: Any, chosen: Select[tuple[int]], walking: bool) -> ColumnElement[bool]:
    if not walking:
        return column.in_(chosen)
    [its_id] = chosen.selected_columns
    return chosen.where(its_id == column).correlate(Contact).exists()


def _has_word(word: str, walking: bool) -> ColumnElement[bool]:
    """The contact has a word that begins so, or the customer's own fields have."""
    own, customers = aliased(SearchToken), aliased(SearchToken)
    of_contact = select(own.contact_id).where(own.contact_id.is_not(None), *_begins(own, word))
    of_customer = select(customers.customer_id).where(customers.source == CUSTOMER, *_begins(customers, word))
    if walking:
        return or_(_is_among(Contact.id, of_contact, True), _is_among(Contact.customer_id, of_customer, True))
    colleague = aliased(Contact)
    through_customer = select(colleague.id).where(colleague.customer_id.in_(of_customer))
    return Contact.id.in_(union(of_contact, through_customer))


def _begins(token: Any, word: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return token.token >= word, token.token < word + LAST


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


async def _points(session: AsyncSession, contact_ids: list[int]) -> dict[int, tuple[ContactPoint, ...]]:
    found: dict[int, tuple[ContactPoint, ...]] = {}
    if contact_ids:
        for point in await session.scalars(
            select(ContactPoint)
            .where(ContactPoint.contact_id.in_(contact_ids))
            .order_by(ContactPoint.contact_id, ContactPoint.kind, ContactPoint.position, ContactPoint.id)
        ):
            found[point.contact_id] = (*found.get(point.contact_id, ()), point)
    return found


async def _keywords(session: AsyncSession, contact_ids: list[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    if contact_ids:
        for contact_id, name in await session.execute(
            select(ContactKeyword.contact_id, Keyword.name)
            .join(Keyword, Keyword.id == ContactKeyword.keyword_id)
            .where(ContactKeyword.contact_id.in_(contact_ids))
            .order_by(Keyword.name_sort, Keyword.id)
        ):
            found[contact_id] = (*found.get(contact_id, ()), name)
    return found


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
