"""The list of customers: search, filters, sorting, pages and a bounded count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field, field_validator
from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.permissions import Actor, Need
from customer_card.models import Address, Customer, CustomerSegment, Industry, Segment, User
from customer_card.services.customer_search import Matches, by_match, match_class, matches
from customer_card.services.visibility import customer_is_visible, is_own_customer

PAGE = 50
COUNTED = 1000
MAXIMUM_PAGE = 100_000

Sort = Literal["number", "-number", "name", "-name", "owner", "-owner"]
SORTS = ("number", "-number", "name", "-name", "owner", "-owner")


class CustomerQuery(BaseModel):
    """What the list is asked for; everything in it comes from the address line.

    Whatever is not understood there falls back to its default, so that an old or mistyped
    link still shows a list.
    """

    search: str = ""
    view: Literal["mine", "all"] = "all"
    owner: int | None = None
    active: Literal["yes", "no", "all"] = "yes"
    sort: str = ""
    page: int = Field(default=1, ge=1, le=MAXIMUM_PAGE)

    @field_validator("search")
    @classmethod
    def _bounded(cls, value: str) -> str:
        return value[:200]


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


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One page of the list. ``count`` is exact up to ``COUNTED`` and one more than that beyond."""

    rows: list[CustomerRow]
    count: int
    page: int
    has_more: bool


async def owns_any(session: AsyncSession, actor: Actor) -> bool:
    """Whether the actor has customers of their own, which then are the list's first view."""
    found = await session.scalar(select(Customer.id).where(is_own_customer(actor), customer_is_visible(actor)).limit(1))
    return found is not None


async def page_of(session: AsyncSession, actor: Actor, query: CustomerQuery) -> CustomerPage:
    """One page of what the actor may see and asked for."""
    conditions = _conditions(actor, query)
    found = await matches(session, actor, query.search, conditions, COUNTED)
    count = found.count if found else await _bounded_count(session, conditions)
    statement = select(Customer.id).where(*conditions, *(found.conditions() if found else []))
    ids = await _ids(session, _in_order(query, statement, found), (query.page - 1) * PAGE)
    rows = await _rows(session, ids[:PAGE])
    return CustomerPage(rows, count, query.page, len(ids) > PAGE)


async def _ids(session: AsyncSession, parts: list[Select[Any]], offset: int) -> list[int]:
    """The ids of one page and one more, from parts that follow one another."""
    found: list[int] = []
    for part in parts:
        wanted = PAGE + 1 - len(found)
        ids = list(await session.scalars(part.limit(wanted).offset(offset)))
        found += ids
        if len(ids) == wanted or part is parts[-1]:
            break
        # The page begins within this part, or in a later one.
        offset = 0 if ids or not offset else offset - await _length(session, part)
    return found


async def _length(session: AsyncSession, part: Select[Any]) -> int:
    return await session.scalar(select(func.count()).select_from(part.order_by(None).subquery())) or 0


async def _rows(session: AsyncSession, ids: list[int]) -> list[CustomerRow]:
    """The rows of one page; what they show is looked up for them alone and for none that were skipped."""
    if not ids:
        return []
    found = {row.id: row for row in await session.execute(_selected().where(Customer.id.in_(ids)))}
    segments = await _segments(session, ids)
    return [CustomerRow(*found[one], segments=segments.get(one, ())) for one in ids]


def _selected() -> Select[Any]:
    return (
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
        .outerjoin(User, User.id == Customer.owner_id)
        .outerjoin(Industry, Industry.id == Customer.industry_id)
        .outerjoin(Address, Address.id == Customer.head_office_id)
    )


def _conditions(actor: Actor, query: CustomerQuery) -> list[ColumnElement[bool]]:
    conditions = [customer_is_visible(actor)]
    if query.active != "all":
        conditions.append(Customer.active == (query.active == "yes"))
    if query.view == "mine":
        conditions.append(is_own_customer(actor))
    if query.owner is not None:
        conditions.append(Customer.owner_id == query.owner)
    return conditions


async def _bounded_count(session: AsyncSession, conditions: Sequence[ColumnElement[bool]]) -> int:
    matching = select(literal(1)).select_from(Customer).where(*conditions).limit(COUNTED + 1).subquery()
    return await session.scalar(select(func.count()).select_from(matching)) or 0


def _in_order(query: CustomerQuery, statement: Select[Any], found: Matches | None) -> list[Select[Any]]:
    """The statement in the chosen order; without one, search results come by how well they match, then by name.

    In parts where one statement would have to sort everything: each part has an index that is in order already.
    """
    column, down = query.sort.removeprefix("-"), query.sort.startswith("-")
    if column == "owner":
        return _by_owner(statement, down=down)
    if column == "number":
        return [statement.order_by(*_turned([Customer.number_sort, Customer.id], down=down))]
    by_name = _turned([Customer.name_sort, Customer.id], down=down)
    if column == "name" or found is None:
        return [statement.order_by(*by_name)]
    if found.few is None:
        return by_match(query.search, statement, by_name)
    return [statement.order_by(match_class(query.search), *by_name)]


def _by_owner(statement: Select[Any], *, down: bool) -> list[Select[Any]]:
    """By the owners' names, and customers without an owner last either way."""
    by_name = _turned([Customer.name_sort, Customer.id], down=down)
    # With the id, the owners' order is complete, so that each owner's customers can follow as their index has them.
    owners = _turned([User.name_sort, User.id], down=down)
    return [
        statement.join(User, User.id == Customer.owner_id).order_by(*owners, *by_name),
        statement.where(Customer.owner_id.is_(None)).order_by(*by_name),
    ]


def _turned(columns: list[Any], *, down: bool) -> list[ColumnElement[Any]]:
    return [column.desc() if down else column.asc() for column in columns]


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


async def owner_name(session: AsyncSession, actor: Actor, owner_id: int | None) -> str:
    """What the owner in a filter is called; nothing for nobody, or without the right to read."""
    if owner_id is None or not actor.meets(Need.CUSTOMERS_READ):
        return ""
    return await session.scalar(select(User.name).where(User.id == owner_id)) or ""
