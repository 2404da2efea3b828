"""Finding customers by words without looking at more of them than a page needs.

A few letters match a tenth of all customers, and most lists of matches are never read to their
end. So the matches are first gathered up to a bound. When that is all of them, they are put in
order by how well they match. When there are more, the order is walked instead, and each customer
on the way is asked for the words: where many match, the next match is never far.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.permissions import Actor
from customer_card.domain.text_keys import sort_key, unique_key
from customer_card.models import Customer, SearchToken
from customer_card.services.search_index import LAST, asked_words, has_word

WEIGHED = 20_000
"""Up to how many of a word's places are counted, to find the rarest of several words."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The customers that match: their ids while they are few, else the conditions to be met on the way."""

    count: int
    few: list[int] | None
    words: list[ColumnElement[bool]]

    def conditions(self) -> list[ColumnElement[bool]]:
        """What a matching customer meets."""
        return self.words if self.few is None else [Customer.id.in_(self.few)]


async def matches(
    session: AsyncSession, actor: Actor, search: str, conditions: Sequence[ColumnElement[bool]], bound: int
) -> Matches | None:
    """The customers with all the words of a search; None when nothing is searched for.

    ``count`` is exact up to the bound and one more than that beyond.
    """
    words = asked_words(search)
    if not words:
        return None
    rarest, *others = await _rarest_first(session, actor, words)
    further = [_carries(actor, word) for word in others]
    # The condition on the customer stands within, so that SQLite begins with the words and not with all customers.
    customer = exists().where(Customer.id == SearchToken.customer_id, *conditions, *further).correlate(SearchToken)
    found = await session.scalars(
        select(SearchToken.customer_id).where(has_word(actor, rarest), customer).distinct().limit(bound + 1)
    )
    ids = list(found)
    if len(ids) <= bound:
        return Matches(len(ids), ids, [])
    return Matches(len(ids), None, [_carries(actor, rarest), *further])


async def _rarest_first(session: AsyncSession, actor: Actor, words: list[str]) -> list[str]:
    """The words in the order in which they leave the fewest customers to look at."""
    if len(words) == 1:
        return words
    weights = [
        select(func.count())
        .select_from(select(literal(1)).where(has_word(actor, word)).limit(WEIGHED).subquery())
        .scalar_subquery()
        for word in words
    ]
    counts = (await session.execute(select(*weights))).one()
    return [word for _, word in sorted(zip(counts, words, strict=True), key=lambda pair: pair[0])]


def _carries(actor: Actor, word: str) -> ColumnElement[bool]:
    """The condition on ``Customer`` rows that one of the customer's words begins so."""
    return exists().where(SearchToken.customer_id == Customer.id, has_word(actor, word)).correlate(Customer)


def by_match(search: str, statement: Select[Any], order: list[ColumnElement[Any]]) -> list[Select[Any]]:
    """A statement over many matches in parts, the best matches first: each part is an index in its own order."""
    number, begins = _is_number(search), _name_begins(search)
    return [
        statement.where(number).order_by(*order),
        statement.where(begins, ~number).order_by(*order),
        statement.where(~begins, ~number).order_by(*order),
    ]


def match_class(search: str) -> ColumnElement[int]:
    """0 for the number itself, 1 for a name that begins so, 2 for every other match."""
    return case((_is_number(search), 0), (_name_begins(search), 1), else_=2)


def _is_number(search: str) -> ColumnElement[bool]:
    return Customer.number_key == unique_key(search)


def _name_begins(search: str) -> ColumnElement[bool]:
    beginning = sort_key(search)
    return and_(Customer.name_sort >= beginning, Customer.name_sort < beginning + LAST)
