"""The customers before and after one in a list: two rows, found by the list's own order and conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.permissions import Actor
from customer_card.models import Customer
from customer_card.services.customer_list import CustomerQuery, Term, conditions_of, joined, order_of
from customer_card.services.visibility import customer_is_visible


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The numbers of the previous and the next customer; None at either end."""

    previous: str | None = None
    following: str | None = None


async def neighbours_of(session: AsyncSession, actor: Actor, query: CustomerQuery, customer_id: int) -> Neighbours:
    """Who stands beside the customer in the list that a query means.

    The customer itself need not match any more, as after an edit: its place in the order counts.
    Without such a place, as in the recent ones when it never was there, it has no neighbours.
    """
    terms = await order_of(session, actor, query)
    here = joined(actor, query, *(term.column for term in terms))
    place = (await session.execute(here.where(Customer.id == customer_id, customer_is_visible(actor)).limit(1))).first()
    if place is None:
        return Neighbours()
    conditions = conditions_of(actor, query)
    following = [*conditions, *_beyond(terms, tuple(place))]
    backwards = [Term(term.column, not term.descending) for term in terms]
    previous = [*conditions, *_beyond(backwards, tuple(place))]
    return Neighbours(
        await _first(session, actor, query, previous, backwards),
        await _first(session, actor, query, following, terms),
    )


async def _first(
    session: AsyncSession,
    actor: Actor,
    query: CustomerQuery,
    conditions: Sequence[ColumnElement[bool]],
    terms: Sequence[Term],
) -> str | None:
    ordered = joined(actor, query, Customer.number).where(*conditions).order_by(*(term.ordered for term in terms))
    return await session.scalar(ordered.limit(1))


def _beyond(terms: Sequence[Term], place: tuple[Any, ...]) -> list[ColumnElement[bool]]:
    """The conditions on rows that come after a place, by the first term in which they differ from it."""
    ways: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for term, value in zip(terms, place, strict=True):
        if value is None:
            # Where a column is empty for one it is so for all up to there: another term put these last.
            equal.append(term.column.is_(None))
            continue
        later = term.column < value if term.descending else term.column > value
        ways.append(and_(*equal, later))
        equal.append(term.column == value)
    first, value = terms[0], place[0]
    # The same said of the first term alone lets an index begin there.
    from_here = [first.column <= value if first.descending else first.column >= value] if value is not None else []
    return [*from_here, or_(false(), *ways)]
