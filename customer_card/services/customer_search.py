"""Finding customers by words without looking at more of them than a page needs.

A few letters match a tenth of all customers, and most lists of matches are never read to their
end. So the matches are first gathered up to a bound. When that is all of them, they are put in
order by how well they match. When there are more, the order is walked instead, and each customer
on the way is asked for the words: where many match, the next match is never far.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.permissions import Actor
from customer_card.domain.text_keys import sort_key, unique_key
from customer_card.models import Customer, SearchToken
from customer_card.models.base import Id
from customer_card.services.customer_order import Part, Term, by_name
from customer_card.services.customer_query import CustomerQuery, Narrowing, conditions
from customer_card.services.parameters import LIMIT, Rights, made_once, rights_of, somebody_with
from customer_card.services.search_index import LAST, asked_words, may_search

PLACES_A_CUSTOMER = (5, 20)
"""How many places of a word are read for each customer that is wanted: at first, next, and then all of them.

A word that all contacts of a customer have, as a domain, stands in as many places."""

WEIGHED = 20_000
"""Up to how many of a word's places are counted, to find the rarest of several words."""

REMEMBERED_SECONDS = 300
REMEMBERED = 5000
"""For how long, and of how many searches, it is remembered that more customers match than are counted."""

_PLACES: Any = bindparam("places")

_frequent: WeakKeyDictionary[Any, dict[Hashable, float]] = WeakKeyDictionary()
"""By database: the searches that matched too many, with what they were asked with and by whom, and until when.

The first letters of a word are typed by everybody all day, and gathering a thousand matches to learn that there are
more takes longer than finding those that are shown."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The customers that match: all of them while they are few, else the conditions to be met on the way.

    ``values`` are what the conditions and the order of the matches are asked with.
    """

    count: int
    words: int
    are_few: bool
    values: dict[str, Any]
    forget: Callable[[], object] | None = None
    """Where the count is remembered: forgets it, for whoever finds that it holds no more."""


async def matches(session: AsyncSession, actor: Actor, query: CustomerQuery, bound: int) -> Matches | None:
    """The customers with all the words of a search; None when nothing is searched for.

    ``count`` is exact up to the bound and one more than that beyond, where it may be that of some minutes ago.
    """
    words = asked_words(query.search)
    if not words:
        return None
    words = await _rarest_first(session, actor, words)
    order = {"number_key": unique_key(query.search), "name_from": sort_key(query.search)}
    values = _bounds(words) | order | {"name_before": order["name_from"] + LAST}
    asked = query.values(actor) | values | {"limit": bound + 1}
    known = _frequent.setdefault(session.get_bind(), {})
    search = (query.narrowing(actor), *sorted(asked.items()))
    if known.get(search, 0) > monotonic():
        return Matches(bound + 1, len(words), False, values, forget=lambda: known.pop(search, None))
    ids = await _gather(session, query.narrowing(actor), len(words), asked, bound + 1)
    are_few = len(ids) <= bound
    if not are_few:
        if len(known) >= REMEMBERED:
            known.clear()
        known[search] = monotonic() + REMEMBERED_SECONDS
    return Matches(len(ids), len(words), are_few, values | {"ids": ids} if are_few else values)


def found_conditions(rights: Rights, words: int, are_few: bool) -> list[ColumnElement[bool]]:
    """What a customer meets that matches."""
    if are_few:
        return [Customer.id.in_(bindparam("ids", expanding=True, type_=Id))]
    return [_carries(rights, place) for place in range(words)]


async def _gather(
    session: AsyncSession, asked: Narrowing, words: int, values: dict[str, Any], wanted: int
) -> list[int]:
    """The first customers with the words, no more than wanted.

    PostgreSQL makes rows unlike before it counts them, and so reads every place of a frequent word.
    Enough places are nearly always enough customers; where they were not, all are read after all.
    """
    for places in (each * wanted for each in PLACES_A_CUSTOMER):
        asked_with = values | {"places": places}
        rows = (await session.execute(_of_first_places(asked, words), asked_with)).all()
        read = rows[0].places if rows else await session.scalar(select(_counted_places(asked.rights)), asked_with)
        if len(rows) == wanted or read < places:
            return [row.id for row in rows]
    return list(await session.scalars(_of_all_places(asked, words), values))


@made_once
def _of_first_places(asked: Narrowing, words: int) -> Select[Any]:
    """The customers of the first places of the rarest word, with how many places there were.

    Each is asked about by its key, as a value (see ``_carries``): PostgreSQL, which plans for more places than there
    are, would go through all customers for those that the places do not fill the bound with.
    """
    first = _first_places(asked.rights)
    found = select(first.c.customer_id.label("id")).distinct().subquery()
    met = [*conditions(asked), *(_carries(asked.rights, place) for place in range(1, words))]
    is_wanted = select(Customer.id).where(Customer.id == found.c.id, *met).correlate(found).scalar_subquery()
    places = _counted_places(asked.rights).label("places")
    return select(found.c.id, places).where(is_wanted.is_not(None)).limit(LIMIT)


def _counted_places(rights: Rights) -> Any:
    return select(func.count()).select_from(_first_places(rights)).scalar_subquery()


def _first_places(rights: Rights) -> Any:
    return select(SearchToken.customer_id).where(_has_word(rights, 0)).limit(_PLACES).subquery()


@made_once
def _of_all_places(asked: Narrowing, words: int) -> Select[Any]:
    met = [*conditions(asked), *(_carries(asked.rights, place) for place in range(1, words))]
    # The condition on the customer stands within, so that SQLite begins with the words and not with all customers.
    customer = exists().where(Customer.id == SearchToken.customer_id, *met).correlate(SearchToken)
    # Added to nothing, the id is no index's column: SQLite would rather go through every customer for its
    # words, since they come without repetition so.
    found = select((SearchToken.customer_id + 0).label("id")).where(_has_word(asked.rights, 0), customer)
    return found.distinct().limit(LIMIT)


async def _rarest_first(session: AsyncSession, actor: Actor, words: list[str]) -> list[str]:
    """The words in the order in which they leave the fewest customers to look at."""
    if len(words) == 1:
        return words
    counts = (await session.execute(_weights(rights_of(actor), len(words)), _bounds(words))).one()
    return [word for _, word in sorted(zip(counts, words, strict=True), key=lambda pair: pair[0])]


@made_once
def _weights(rights: Rights, words: int) -> Select[Any]:
    places = [select(literal(1)).where(_has_word(rights, place)).limit(WEIGHED).subquery() for place in range(words)]
    return select(*[select(func.count()).select_from(one).scalar_subquery() for one in places])


def _bounds(words: list[str]) -> dict[str, str]:
    """Between which words of the index those lie that begin so."""
    beginnings = {f"word_{place}": word for place, word in enumerate(words)}
    return beginnings | {f"before_{place}": word + LAST for place, word in enumerate(words)}


def _has_word(rights: Rights, place: int) -> ColumnElement[bool]:
    """The condition on ``SearchToken`` rows that may be searched in and begin with the word of a place."""
    begins = SearchToken.token >= bindparam(f"word_{place}"), SearchToken.token < bindparam(f"before_{place}")
    return and_(*begins, may_search(somebody_with(rights)))


def _carries(rights: Rights, place: int) -> ColumnElement[bool]:
    """The condition on ``Customer`` rows that one of the customer's words begins with the word of a place.

    Asked as a value and not as EXISTS: PostgreSQL would rather look up all customers with the word first, however
    many they are, when it has to plan without knowing the word.
    """
    one = select(SearchToken.customer_id).where(SearchToken.customer_id == Customer.id, _has_word(rights, place))
    return one.limit(1).correlate(Customer).scalar_subquery().is_not(None)


def by_match(are_few: bool) -> list[Part]:
    """The order by how well customers match: the number itself, names that begin so, every other match; then by name.

    Few matches are sorted. Many come in parts, each of which is an index in its own order.
    """
    number = Customer.number_key == bindparam("number_key")
    begins = and_(Customer.name_sort >= bindparam("name_from"), Customer.name_sort < bindparam("name_before"))
    if are_few:
        return [Part((Term(case((number, 0), (begins, 1), else_=2)), *by_name()))]
    kinds = ((number,), (begins, ~number), (~begins, ~number))
    return [Part(by_name(), conditions=conditions) for conditions in kinds]
