"""The list of customers: search, filters, sorting, pages and a bounded count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Integer, Select, bindparam, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.permissions import Actor, Need
from customer_card.models import Address, Customer, CustomerSegment, Industry, Segment, User
from customer_card.models.base import Id
from customer_card.services import customer_money, last_activity, local_time
from customer_card.services.customer_money import NO_MONEY, CustomerMoney
from customer_card.services.customer_order import SORTS, Part, by_name, by_visit, chosen
from customer_card.services.customer_query import CustomerQuery, Narrowing, conditions
from customer_card.services.customer_search import Matches, by_match, found_conditions, matches
from customer_card.services.parameters import LIMIT, made_once, somebody_with
from customer_card.services.visibility import customer_is_visible, is_own_customer

PAGE = 50
COUNTED = 1000


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
    last_activity: datetime | None = None
    """When something was last done with the customer, of what the reader may see."""


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One page of the list, or its first rows. ``count`` is exact up to ``COUNTED`` and one more than that beyond."""

    rows: list[CustomerRow]
    count: int
    page: int
    has_more: bool
    """Whether there is another page; not yet known where the page goes on."""
    goes_on: bool = False
    """Whether the page has more rows than were asked for."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a list changes its statements: filters, words, and the order."""

    narrowing: Narrowing
    words: int
    are_few: bool
    sort: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What a query means to its reader: the form of its statements, and the values they are asked with."""

    shape: Shape
    values: dict[str, Any]
    matches: Matches | None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """What a customer of the list meets."""
        return _met(self.shape)

    @property
    def parts(self) -> list[Part]:
        """The parts in which they stand."""
        return _parts(self.shape)


async def owns_any(session: AsyncSession, actor: Actor) -> bool:
    """Whether the actor has customers of their own, which then are the list's first view."""
    found = await session.scalar(select(Customer.id).where(is_own_customer(actor), customer_is_visible(actor)).limit(1))
    return found is not None


async def page_of(session: AsyncSession, actor: Actor, query: CustomerQuery, rows: int | None = None) -> CustomerPage:
    """One page of what the actor may see and asked for, or so many of its first rows."""
    wanted = min(rows or PAGE, PAGE)
    listing = await listing_of(session, actor, query)
    count = listing.matches.count if listing.matches else await _bounded_count(session, listing)
    ids = await _ids(session, listing, (query.page - 1) * PAGE, wanted + 1) if count else []
    if listing.matches and listing.matches.forget and query.page == 1 and len(ids) <= wanted:
        # Many have been deleted or inactivated since they were counted.
        listing.matches.forget()
        return await page_of(session, actor, query, rows)
    shown = await _rows(session, actor, ids[:wanted])
    goes_on = wanted < PAGE and len(ids) > wanted
    return CustomerPage(shown, count, query.page, len(ids) > PAGE, goes_on)


async def listing_of(session: AsyncSession, actor: Actor, query: CustomerQuery) -> Listing:
    """What a query means: asked of the database only when it searches."""
    found = await matches(session, actor, query, COUNTED)
    sort = query.sort if query.sort in SORTS else ""
    shape = Shape(query.narrowing(actor), found.words if found else 0, found is not None and found.are_few, sort)
    return Listing(shape, query.values(actor) | (found.values if found else {}), found)


@made_once
def _met(shape: Shape) -> list[ColumnElement[bool]]:
    met = list(conditions(shape.narrowing))
    return met + found_conditions(shape.narrowing.rights, shape.words, shape.are_few) if shape.words else met


@made_once
def _parts(shape: Shape) -> list[Part]:
    if shape.sort:
        return chosen(shape.sort)
    if shape.words:
        return by_match(shape.are_few)
    return by_visit(somebody_with(shape.narrowing.rights)) if shape.narrowing.view == "recent" else [Part(by_name())]


async def _ids(session: AsyncSession, listing: Listing, offset: int, limit: int) -> list[int]:
    """So many ids from a place of the list on, from parts that follow one another."""
    if not offset:
        rows = await session.execute(_first_page(listing.shape), listing.values | {"limit": limit})
        return [row.id for row in sorted(rows, key=lambda row: row.part)]
    found: list[int] = []
    last = len(listing.parts) - 1
    for part in range(last + 1):
        asked = listing.values | {"limit": limit - len(found), "offset": offset}
        ids = list(await session.scalars(_page(listing.shape, part), asked))
        found += ids
        if len(found) == limit or part == last:
            break
        # The page begins within this part, or in a later one.
        offset = 0 if ids or not offset else offset - await _length(session, listing, part)
    return found


@made_once
def _first_page(shape: Shape) -> Select[Any] | CompoundSelect[Any]:
    """The first customers of each part in one statement; the database stops at the part that fills the page."""
    pages = [
        _of_part(shape, place).add_columns(literal(place).label("part")).order_by(*part.ordered).limit(LIMIT)
        for place, part in enumerate(_parts(shape))
    ]
    if len(pages) == 1:
        return pages[0]
    return union_all(*(select(page.subquery()) for page in pages)).limit(LIMIT)


@made_once
def _page(shape: Shape, part: int) -> Select[Any]:
    of_part = _parts(shape)[part]
    return _of_part(shape, part).order_by(*of_part.ordered).limit(LIMIT).offset(bindparam("offset", type_=Integer))


@made_once
def _of_part(shape: Shape, part: int) -> Select[Any]:
    return _parts(shape)[part].select(Customer.id).where(*_met(shape))


async def _length(session: AsyncSession, listing: Listing, part: int) -> int:
    counted = select(func.count()).select_from(_of_part(listing.shape, part).subquery())
    return await session.scalar(counted, listing.values) or 0


async def _rows(session: AsyncSession, actor: Actor, ids: list[int]) -> list[CustomerRow]:
    """The rows of one page; what they show is looked up for them alone and for none that were skipped."""
    if not ids:
        return []
    found = {row.id: row for row in await session.execute(_SHOWN, {"ids": ids})}
    segments = await _segments(session, ids)
    money = await customer_money.of_customers(session, actor, ids, local_time.today())
    active_at = await last_activity.of_customers(session, actor, ids)
    return [
        CustomerRow(
            *found[one],
            segments=segments.get(one, ()),
            money=money.get(one, NO_MONEY),
            last_activity=active_at.get(one),
        )
        for one in ids
        if one in found
    ]


_IDS = bindparam("ids", expanding=True, type_=Id)

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
    .where(Customer.id.in_(_IDS))
)

_SEGMENTS = (
    select(CustomerSegment.customer_id, Segment.name)
    .join(Segment, Segment.id == CustomerSegment.segment_id)
    .where(CustomerSegment.customer_id.in_(_IDS))
    .order_by(Segment.group_id, Segment.position, Segment.id)
)


async def _bounded_count(session: AsyncSession, listing: Listing) -> int:
    return await session.scalar(_counted(listing.shape), listing.values) or 0


@made_once
def _counted(shape: Shape) -> Select[Any]:
    matching = select(literal(1)).select_from(Customer).where(*_met(shape)).limit(COUNTED + 1).subquery()
    return select(func.count()).select_from(matching)


async def _segments(session: AsyncSession, customer_ids: list[int]) -> dict[int, tuple[str, ...]]:
    """The names of each customer's segments, for the rows of one page."""
    names: dict[int, tuple[str, ...]] = {}
    for customer_id, name in await session.execute(_SEGMENTS, {"ids": customer_ids}):
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
