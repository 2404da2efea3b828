"""What the pickers offer: active colleagues, industries, roles, keywords."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.errors import Conflict, NotFound
from customer_card.domain.permissions import Actor, Customers, Need
from customer_card.domain.text_keys import search_words
from customer_card.models import (
    Address,
    Industry,
    Keyword,
    PermissionProfile,
    Project,
    Role,
    Segment,
    SegmentGroup,
    User,
)
from customer_card.services.customer_access import lock

OFFERED = 50

TABLES: dict[str, Any] = {
    "owner_id": User,
    "industry_id": Industry,
    "role_id": Role,
    "keywords": Keyword,
    "place": Project,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: its id and what it is called."""

    id: int
    name: str


async def owners(actor: Actor, query: str) -> list[Choice]:
    """Active colleagues who may read customers, found by the beginning of any of their names."""
    _readers_only(actor)
    statement = (
        select(User.id, User.name, User.name_sort)
        .join(PermissionProfile, PermissionProfile.id == User.profile_id)
        .where(User.active, PermissionProfile.customers >= Customers.READ)
        .order_by(User.name_sort, User.id)
    )
    return await _found(statement, query)


async def industries(actor: Actor, query: str) -> list[Choice]:
    """The active industries."""
    return await _terms(actor, Industry, query)


async def segments(actor: Actor, query: str) -> list[Choice]:
    """The active segments, in the order of their customer groups."""
    _readers_only(actor)
    statement = (
        select(Segment.id, Segment.name, Segment.position)
        .join(SegmentGroup, SegmentGroup.id == Segment.group_id)
        .where(Segment.active)
        .order_by(SegmentGroup.position, SegmentGroup.id, Segment.position, Segment.id)
    )
    return await _found(statement, query)


async def roles(actor: Actor, query: str) -> list[Choice]:
    """The active roles."""
    return await _terms(actor, Role, query)


async def keywords(actor: Actor, query: str) -> list[Choice]:
    """The active keywords."""
    return await _terms(actor, Keyword, query)


async def addresses(actor: Actor, customer_id: int) -> list[Choice]:
    """The addresses of a customer, for choosing which one a contact uses."""
    async with database().reading() as session:
        await lock(session, actor, customer_id, Need.CUSTOMERS_READ)
        rows = await session.execute(
            select(Address.id, Address.line1, Address.postal_code, Address.city)
            .where(Address.customer_id == customer_id)
            .order_by(Address.city_sort, Address.id)
            .limit(200)
        )
        return [Choice(i, ", ".join(filter(None, (line, f"{code} {city}".strip())))) for i, line, code, city in rows]


def _readers_only(actor: Actor) -> None:
    if not actor.meets(Need.CUSTOMERS_READ):
        raise NotFound


async def _terms(actor: Actor, table: type[Industry | Role | Keyword], query: str) -> list[Choice]:
    _readers_only(actor)
    statement = select(table.id, table.name, table.name_sort).where(table.active).order_by(table.name_sort, table.id)
    return await _found(statement, query)


async def _found(statement: Select[Any], query: str) -> list[Choice]:
    """The rows whose name has, for each word typed, a word that begins so.

    The firm's own lists are short: they are read whole and compared folded in Python, so that
    accents and case mean as little here as in the search for customers.
    """
    asked = search_words(query[:100])
    chosen: list[Choice] = []
    async with database().reading() as session:
        for row_id, name, _sort in await session.execute(statement.limit(2000)):
            words = search_words(name)
            if all(any(word.startswith(typed) for word in words) for typed in asked):
                chosen.append(Choice(row_id, name))
                if len(chosen) == OFFERED:
                    break
    return chosen


async def names(session: AsyncSession, conflict: Conflict) -> dict[tuple[str, int], str]:
    """What the ids in a conflict are called, by field and id."""
    return await called(session, [(one.field, value) for one in conflict.fields for value in (one.mine, one.theirs)])


async def called(session: AsyncSession, values: Iterable[tuple[str, object]]) -> dict[tuple[str, int], str]:
    """What the ids among fields' values are called, by field and id; a value may be a list of ids."""
    wanted: dict[str, set[int]] = {field: set() for field in TABLES}
    for field, value in values:
        if field in wanted:
            several = value if isinstance(value, list) else [value]
            wanted[field] |= {one for one in several if isinstance(one, int)}
    found: dict[tuple[str, int], str] = {}
    for field, ids in wanted.items():
        if ids:
            table = TABLES[field]
            rows = await session.execute(select(table.id, table.name).where(table.id.in_(ids)))
            found |= {(field, row_id): name for row_id, name in rows}
    return found
