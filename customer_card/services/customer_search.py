"""Finding customers by words without looking at more of them than a page needs.

A few letters match a tenth of all customers, and most lists of matches are never read to their
end. So the matches are first gathered up to a bound. When that is all of them, they are put in
order by how well they match. When there are more, the order is walked instead, and each customer
on the way is asked for the words: where many match, the next match is never far.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.permissions import Actor
from customer_card.domain.text_keys import sort_key, unique_key
from customer_card.models import Customer, SearchToken
from customer_card.services.customer_order import Part, Term, by_name
from customer_card.services.search_index import LAST, asked_words, has_word

PLACES_A_CUSTOMER = 3
"""How many places of a word are read for each customer that is wanted, before all of them are."""

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
    ids = await _customers(session, (has_word(actor, rarest), customer), bound + 1)
    if len(ids) <= bound:
        return Matches(len(ids), ids, [])
    return Matches(len(ids), None, [_carries(actor, rarest), *further])


async def _customers(session: AsyncSession, places: Sequence[ColumnElement[bool]], wanted: int) -> list[int]:
    """The first customers of some places of words, each once and no more than wanted.

    PostgreSQL makes rows unlike before it counts them, and so reads every place of a frequent word.
    Enough places are nearly always enough customers; where they were not, all are read after all.
    """
    # Added to nothing, the id is no index's column: SQLite would rather go through every customer for its
    # words, since they come without repetition so.
    found = select((SearchToken.customer_id + 0).label("id")).where(*places)
    some = found.limit(PLACES_A_CUSTOMER * wanted).subquery()
    rows = (await session.execute(select(some.c.id, func.count()).group_by(some.c.id).limit(wanted))).all()
    if len(rows) == wanted or sum(row[1] for row in rows) < PLACES_A_CUSTOMER * wanted:
        return [row[0] for row in rows]
    return list(await session.scalars(found.distinct().limit(wanted)))


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


def by_match(search: str, found: Matches) -> list[Part]:
    """The order by how well customers match: the number itself, names that begin so, every other match; then by name.

    Few matches are sorted. Many come in parts, each of which is an index in its own order.
    """
    number, begins = _is_number(search), _name_begins(search)
    if found.few is not None:
        return [Part((Term(case((number, 0), (begins, 1), else_=2)), *by_name()))]
    kinds = ((number,), (begins, ~number), (~begins, ~number))
    return [Part(by_name(), conditions=conditions) for conditions in kinds]


def _is_number(search: str) -> ColumnElement[bool]:
    return Customer.number_key == unique_key(search)


def _name_begins(search: str) -> ColumnElement[bool]:
    beginning = sort_key(search)
    return and_(Customer.name_sort >= beginning, Customer.name_sort < beginning + LAST)
