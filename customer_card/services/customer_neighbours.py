"""The customers before and after one in a list: a few rows, found by the list's own order and conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.permissions import Actor
from customer_card.models import Customer
from customer_card.services.customer_list import Listing, listing_of
from customer_card.services.customer_order import Part, Term, turned
from customer_card.services.customer_query import CustomerQuery
from customer_card.services.visibility import customer_is_visible

NEAR = 3
"""So many are found on either side: whoever goes on knows the next ones before the server has found more."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The numbers of the customers before and after one, the nearest first; none at either end."""

    previous: tuple[str, ...] = ()
    following: tuple[str, ...] = ()


async def neighbours_of(session: AsyncSession, actor: Actor, query: CustomerQuery, customer_id: int) -> Neighbours:
    """Who stands beside the customer in the list that a query means.

    The customer itself need not match any more, as after an edit: its place in the order counts.
    Without such a place, as in the recent ones when it never was there, it has no neighbours.
    """
    listing = await listing_of(session, actor, query)
    for position, part in enumerate(listing.parts):
        here = part.select(*(term.column for term in part.terms))
        own = here.where(Customer.id == customer_id, customer_is_visible(actor)).limit(1)
        place = (await session.execute(own, listing.values)).first()
        if place is not None:
            before, after = turned(listing.parts[: position + 1]), listing.parts[position:]
            return Neighbours(
                await _nearest(session, listing, before, tuple(place)),
                await _nearest(session, listing, after, tuple(place)),
            )
    return Neighbours()


async def _nearest(
    session: AsyncSession, listing: Listing, parts: list[Part], place: tuple[Any, ...]
) -> tuple[str, ...]:
    """The first customers beyond a place in the first of the parts, and on in the parts behind it."""
    beyond = _beyond(parts[0].terms, place)
    numbers: list[str] = []
    for part in parts:
        ordered = part.select(Customer.number).where(*listing.conditions, *beyond).order_by(*part.ordered)
        numbers += await session.scalars(ordered.limit(NEAR - len(numbers)), listing.values)
        if len(numbers) == NEAR:
            break
        beyond = []
    return tuple(numbers)


def _beyond(terms: Sequence[Term], place: tuple[Any, ...]) -> list[ColumnElement[bool]]:
    """The conditions on rows that come after a place, by the first term in which they differ from it."""
    ways: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for term, value in zip(terms, place, strict=True):
        later = term.column < value if term.descending else term.column > value
        ways.append(and_(*equal, later))
        equal.append(term.column == value)
    first, value = terms[0], place[0]
    # The same said of the first term alone lets an index begin there.
    from_here = first.column <= value if first.descending else first.column >= value
    return [from_here, or_(*ways)]
