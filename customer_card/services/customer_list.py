"""The list of customers: search, filters, sorting, pages and a bounded count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field, field_validator
from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from customer_card.domain.clock import now
from customer_card.domain.permissions import Actor, Need
from customer_card.domain.text_keys import sort_key, unique_key
from customer_card.models import Address, Customer, CustomerSegment, Industry, RecentCustomer, Segment, User
from customer_card.services import customer_money, search_index
from customer_card.services.customer_fields import COUNTRIES
from customer_card.services.customer_money import NO_MONEY, CustomerMoney
from customer_card.services.search_index import LAST
from customer_card.services.visibility import customer_is_visible, is_own_customer, local_date

PAGE = 50
COUNTED = 1000
MAXIMUM_PAGE = 100_000
OFTEN_EMPTY = {"owner", "city", "industry"}

SORT_KEYS = ("number", "name", "owner", "city", "industry", "updated")
SORTS = tuple(f"{sign}{name}" for name in SORT_KEYS for sign in ("", "-"))


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
class Term:
    """One of the columns that an order is made of, and which way it goes."""

    column: Any
    descending: bool = False

    @property
    def ordered(self) -> ColumnElement[Any]:
        """The term as ORDER BY takes it."""
        return self.column.desc() if self.descending else self.column.asc()


async def owns_any(session: AsyncSession, actor: Actor) -> bool:
    """Whether the actor has customers of their own, which then are the list's first view."""
    found = await session.scalar(select(Customer.id).where(is_own_customer(actor), customer_is_visible(actor)).limit(1))
    return found is not None


async def page_of(session: AsyncSession, actor: Actor, query: CustomerQuery) -> CustomerPage:
    """One page of what the actor may see and asked for."""
    conditions = conditions_of(actor, query)
    count = await _bounded_count(session, conditions)
    offset = (query.page - 1) * PAGE
    order = [term.ordered for term in _order(query, count)]
    statement = _selected(actor, query).where(*conditions).order_by(*order).limit(PAGE + 1).offset(offset)
    found = (await session.execute(statement)).all()
    shown = [row.id for row in found[:PAGE]]
    segments = await _segments(session, shown)
    money = await customer_money.of_customers(session, actor, shown, local_date(now()))
    rows = [
        CustomerRow(*row, segments=segments.get(row.id, ()), money=money.get(row.id, NO_MONEY)) for row in found[:PAGE]
    ]
    return CustomerPage(rows, count, query.page, len(found) > PAGE)


def _selected(actor: Actor, query: CustomerQuery) -> Select[Any]:
    return joined(
        actor,
        query,
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


def joined(actor: Actor, query: CustomerQuery, *columns: Any) -> Select[Any]:
    """Columns of customers beside everything that the list shows or is ordered by."""
    statement = (
        select(*columns)
        .select_from(Customer)
        .outerjoin(User, User.id == Customer.owner_id)
        .outerjoin(Industry, Industry.id == Customer.industry_id)
        .outerjoin(Address, Address.id == Customer.head_office_id)
    )
    if query.view != "recent":
        return statement
    of_actor = and_(RecentCustomer.customer_id == Customer.id, RecentCustomer.user_id == actor.user_id)
    return statement.join(RecentCustomer, of_actor)


def conditions_of(actor: Actor, query: CustomerQuery) -> list[ColumnElement[bool]]:
    """What a customer of the list must meet: seen by the actor first, then as asked for."""
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
    conditions.extend(_of_a_kind(query))
    words = search_index.asked_words(query.search)
    return [*conditions, *(Customer.id.in_(search_index.customers_with(actor, word)) for word in words)]


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


async def order_of(session: AsyncSession, actor: Actor, query: CustomerQuery) -> list[Term]:
    """The order in which the list of a query stands."""
    by_match = query.search.strip() and query.sort not in SORTS
    return _order(query, await _bounded_count(session, conditions_of(actor, query)) if by_match else 0)


def _order(query: CustomerQuery, count: int) -> list[Term]:
    """The chosen order; without one, the recent ones come by when they were seen, results by how well they match."""
    by_name = [Customer.name_sort, Customer.id]
    if query.sort in SORTS:
        return _chosen_order(query.sort, by_name)
    if query.search.strip() and count <= COUNTED:
        # Ranking needs every match at hand; beyond what is counted, the name alone decides,
        # which an index gives without looking at all of them.
        return [Term(column) for column in (_match_class(query.search), *by_name)]
    if query.view == "recent":
        return [Term(RecentCustomer.seen_at, True), Term(Customer.id, True)]
    return [Term(column) for column in by_name]


def _chosen_order(sort: str, by_name: list[Any]) -> list[Term]:
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    by_key: dict[str, list[Any]] = {
        "number": [Customer.number_sort, Customer.id],
        "name": by_name,
        "owner": [User.name_sort, *by_name],
        "city": [func.nullif(Address.city_sort, ""), *by_name],
        "industry": [Industry.name_sort, *by_name],
        "updated": [Customer.updated_at, Customer.id],
    }
    terms = [Term(column, descending) for column in by_key[name]]
    # Customers without an owner, a city or an industry stand last either way.
    is_empty = case((by_key[name][0].is_(None), 1), else_=0)
    return [Term(is_empty), *terms] if name in OFTEN_EMPTY else terms


def _match_class(search: str) -> ColumnElement[int]:
    """0 for the number itself, 1 for a name that begins so, 2 for every other match."""
    beginning = sort_key(search)
    return case(
        (Customer.number_key == unique_key(search), 0),
        (and_(Customer.name_sort >= beginning, Customer.name_sort < beginning + LAST), 1),
        else_=2,
    )


async def _segments(session: AsyncSession, customer_ids: list[int]) -> dict[int, tuple[str, ...]]:
    """The names of each customer's segments, for the rows of one page."""
    if not customer_ids:
        return {}
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
