"""Existing customers whose name is nearly the one being typed for a new customer.

This counts as search: only what the actor may see is looked at, inside the statement.
"""

from __future__ import annotations

from sqlalchemy import and_, case, func, or_, select

from customer_card.database import database
from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor, Need
from customer_card.domain.text_keys import SIMILAR_NAME, name_core, name_similarity, search_words
from customer_card.models import Customer, SearchToken
from customer_card.services.customers import Similar
from customer_card.services.search_index import CUSTOMER, LAST
from customer_card.services.visibility import customer_is_visible

SHOWN = 3
CANDIDATES = 200
MAXIMUM_WORDS = 6
BEGINNING = 4
"""A wrong letter seldom stands among a word's first four, so words that share them are compared."""


async def with_similar_name(actor: Actor, name: str) -> list[Similar]:
    """At most three customers, the most alike first. Raises ``NotFound`` without the right to add any.

    Company forms count as nothing: «Berg Bygg AB» and «Berg Bygg Oy» are alike.
    """
    if not actor.meets(Need.CUSTOMERS_EDIT):
        raise NotFound
    typed = name[:200]
    words = search_words(name_core(typed))[:MAXIMUM_WORDS]
    if sum(len(word) for word in words) < BEGINNING:
        return []
    scored = [
        (name_similarity(typed, other_name), number, other_name)
        for number, other_name in await _candidates(actor, words)
    ]
    # The sort is stable, and candidates come by name.
    alike = sorted((one for one in scored if one[0] >= SIMILAR_NAME), key=lambda one: -one[0])
    return [Similar(number, other_name, "name") for _, number, other_name in alike[:SHOWN]]


async def _candidates(actor: Actor, words: list[str]) -> list[tuple[str, str]]:
    """Number and name of customers that share words, or their beginnings; those that share most first."""
    beginnings = {word[:BEGINNING] for word in words}
    begins_alike = or_(*(and_(SearchToken.token >= one, SearchToken.token < one + LAST) for one in beginnings))
    shared = func.sum(case((SearchToken.token.in_(words), 2), else_=1))
    sharing = (
        select(SearchToken.customer_id, shared.label("shared"))
        .join(Customer, Customer.id == SearchToken.customer_id)
        .where(begins_alike, SearchToken.source == CUSTOMER, customer_is_visible(actor))
        .group_by(SearchToken.customer_id)
        .order_by(shared.desc(), SearchToken.customer_id)
        .limit(CANDIDATES)
        .subquery()
    )
    statement = (
        select(Customer.number, Customer.name)
        .join(sharing, sharing.c.customer_id == Customer.id)
        .order_by(Customer.name_sort, Customer.id)
    )
    async with database().reading() as session:
        return [(row[0], row[1]) for row in await session.execute(statement)]
