"""The list of customers: search, filters, sorting, pages and a bounded count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field, field_validator
from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from customer_card.domain.permissions import Actor, Need
from customer_card.models import Address, Customer, CustomerSegment, Industry, RecentCustomer, Segment, User
from customer_card.services import customer_money, local_time
from customer_card.services.customer_fields import COUNTRIES
from customer_card.services.customer_money import NO_MONEY, CustomerMoney
from customer_card.services.customer_order import SORTS, Part, by_name, by_visit, chosen
from customer_card.services.customer_search import Matches, by_match, matches
from customer_card.services.visibility import customer_is_visible, is_own_customer

PAGE = 50
COUNTED = 1000
MAXIMUM_PAGE = 100_000


class CustomerQuery(BaseModel):
    """What the list is asked for; everything in it comes from the address line.

    Whatever is not understood there falls back to its default, so that an old or mistyped
    link still shows a list.
    """

    search: str = ""
    view: Literal["mine", "all", "recent"] = "all"
    owner: int | None = None
    industry: int | None = None
    segment: int | None = None
    country: str = ""
    active: Literal["yes", "no", "all"] = "yes"
    sort: str = ""
    page: int = Field(default=1, ge=1, le=MAXIMUM_PAGE)

    @field_validator("search")
    @classmethod
    def _bounded(cls, value: str) -> str:
        return value[:200]

    @field_validator("country")
    @classmethod
    def _known_country(cls, value: str) -> str:
        return value if value in COUNTRIES else ""


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer as the list shows it."""

    id: int
    number: str
    name: str
    active: bool
    owner_name: str | None
    industry_name: str | None
    city: str | None
    country: str | None
    organisation_number: str | None
    sole_trader: bool
    segments: tuple[str, ...] = ()
    money: CustomerMoney = NO_MONEY


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One page of the list. ``count`` is exact up to ``COUNTED`` and one more than that beyond."""

    rows: list[CustomerRow]
    count: int
    page: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """What a query means to its reader: the conditions on customers, and the parts in which they stand."""

    conditions: list[ColumnElement[bool]]
    parts: list[Part]
    matches: Matches | None


async def owns_any(session: AsyncSession, actor: Actor) -> bool:
    """Whether the actor has customers of their own, which then are the list's first view."""
    found = await session.scalar(select(Customer.id).where(is_own_customer(actor), customer_is_visible(actor)).limit(1))
    return found is not None


async def page_of(session: AsyncSession, actor: Actor, query: CustomerQuery) -> CustomerPage:
    """One page of what the actor may see and asked for."""
    listing = await listing_of(session, actor, query)
    count = listing.matches.count if listing.matches else await _bounded_count(session, listing.conditions)
    ids = await _ids(session, listing, (query.page - 1) * PAGE) if count else []
    rows = await _rows(session, actor, ids[:PAGE])
    return CustomerPage(rows, count, query.page, len(ids) > PAGE)


async def listing_of(session: AsyncSession, actor: Actor, query: CustomerQuery) -> Listing:
    """What a query means: asked of the database only when it searches."""
    conditions = _conditions(actor, query)
    found = await matches(session, actor, query.search, conditions, COUNTED)
    met = [*conditions, *found.conditions()] if found else conditions
    if query.sort in SORTS:
        return Listing(met, chosen(query.sort), found)
    if found is not None:
        return Listing(met, by_match(query.search, found), found)
    return Listing(met, by_visit(actor) if query.view == "recent" else [Part(by_name())], found)


async def _ids(session: AsyncSession, listing: Listing, offset: int) -> list[int]:
    """The ids of one page and one more, from parts that follow one another."""
    found: list[int] = []
    for part in listing.parts:
        wanted = PAGE + 1 - len(found)
        statement = part.select(Customer.id).where(*listing.conditions)
        ids = list(await session.scalars(statement.order_by(*part.ordered).limit(wanted).offset(offset)))
        found += ids
        if len(found) > PAGE or part is listing.parts[-1]:
            break
        # The page begins within this part, or in a later one.
        offset = 0 if ids or not offset else offset - await _length(session, statement)
    return found


async def _length(session: AsyncSession, statement: Select[Any]) -> int:
    return await session.scalar(select(func.count()).select_from(statement.subquery())) or 0


async def _rows(session: AsyncSession, actor: Actor, ids: list[int]) -> list[CustomerRow]:
    """The rows of one page; what they show is looked up for them alone and for none that were skipped."""
    if not ids:
        return []
    found = {row.id: row for row in await session.execute(_SHOWN.where(Customer.id.in_(ids)))}
    segments = await _segments(session, ids)
    money = await customer_money.of_customers(session, actor, ids, local_time.today())
    return [
        CustomerRow(*found[one], segments=segments.get(one, ()), money=money.get(one, NO_MONEY))
        for one in ids
        if one in found
    ]


_SHOWN = (
    select(
        Customer.id,
        Customer.number,
        Customer.name,
        Customer.active,
        User.name.label("owner_name"),
        Industry.name.label("industry_name"),
        Address.city,
        func.coalesce(func.nullif(Address.country, ""), Customer.country).label("country"),
        Customer.organisation_number,
        Customer.sole_trader,
    )
    .select_from(Customer)
    .outerjoin(User, User.id == Customer.owner_id)
    .outerjoin(Industry, Industry.id == Customer.industry_id)
    .outerjoin(Address, Address.id == Customer.head_office_id)
)


def _conditions(actor: Actor, query: CustomerQuery) -> list[ColumnElement[bool]]:
    """What a customer of the list must meet beside the words: seen by the actor first, then as asked for."""
    conditions = [customer_is_visible(actor)]
    if query.active != "all":
        conditions.append(Customer.active == (query.active == "yes"))
    if query.view == "mine":
        conditions.append(is_own_customer(actor))
    if query.view == "recent":
        seen = select(RecentCustomer.customer_id).where(RecentCustomer.user_id == actor.user_id)
        conditions.append(Customer.id.in_(seen))
    if query.owner is not None:
        conditions.append(Customer.owner_id == query.owner)
    return [*conditions, *_of_a_kind(query)]


def _of_a_kind(query: CustomerQuery) -> list[ColumnElement[bool]]:
    """The filters by industry, segment and country; the country is the one that the list shows."""
    conditions: list[ColumnElement[bool]] = []
    if query.industry is not None:
        conditions.append(Customer.industry_id == query.industry)
    if query.segment is not None:
        members = select(CustomerSegment.customer_id).where(CustomerSegment.segment_id == query.segment)
        conditions.append(Customer.id.in_(members))
    if query.country:
        office = aliased(Address)
        of_office = select(func.nullif(office.country, "")).where(office.id == Customer.head_office_id)
        conditions.append(func.coalesce(of_office.scalar_subquery(), Customer.country) == query.country)
    return conditions


async def _bounded_count(session: AsyncSession, conditions: Sequence[ColumnElement[bool]]) -> int:
    matching = select(literal(1)).select_from(Customer).where(*conditions).limit(COUNTED + 1).subquery()
    return await session.scalar(select(func.count()).select_from(matching)) or 0


async def _segments(session: AsyncSession, customer_ids: list[int]) -> dict[int, tuple[str, ...]]:
    """The names of each customer's segments, for the rows of one page."""
    names: dict[int, tuple[str, ...]] = {}
    for customer_id, name in await session.execute(
        select(CustomerSegment.customer_id, Segment.name)
        .join(Segment, Segment.id == CustomerSegment.segment_id)
        .where(CustomerSegment.customer_id.in_(customer_ids))
        .order_by(Segment.group_id, Segment.position, Segment.id)
    ):
        names[customer_id] = (*names.get(customer_id, ()), name)
    return names


async def filter_names(session: AsyncSession, actor: Actor, query: CustomerQuery) -> dict[str, str]:
    """What the owner, industry and segment in the filters are called; nothing without the right to read."""
    if not actor.meets(Need.CUSTOMERS_READ):
        return {}
    tables: dict[str, type[User | Industry | Segment]] = {"owner": User, "industry": Industry, "segment": Segment}
    asked = {name: getattr(query, name) for name in tables if getattr(query, name) is not None}
    if not asked:
        return {}
    statement = union_all(
        *(select(literal(name), tables[name].name).where(tables[name].id == one) for name, one in asked.items())
    )
    rows = await session.execute(statement)
    return {row[0]: row[1] for row in rows}
