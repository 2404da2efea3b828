"""What a list of contacts is asked for, and the conditions on rows that it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, field_validator
from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from customer_card.domain.permissions import Actor
from customer_card.models import Contact, ContactKeyword, Customer, CustomerSegment, SearchToken
from customer_card.services.search_index import CUSTOMER, LAST, asked_words
from customer_card.services.visibility import customer_is_visible

MAXIMUM_PAGE = 100_000
MAXIMUM_KEYWORDS = 10

FEW = 3_000
MANY = 30_000
"""A word that begins so many index entries at most: its contacts are few enough to sort, or to look up at all."""

SORTS = ("name", "-name", "customer", "-customer", "role", "-role")

RowId = Annotated[int, Field(ge=1, lt=10**18)]


class ContactQuery(BaseModel):
    """What the list is asked for; everything in it comes from the address line."""

    search: str = ""
    keywords: tuple[RowId, ...] = ()
    match: Literal["any", "all"] = "any"
    role: RowId | None = None
    owner: RowId | None = None
    segment: RowId | None = None
    active: Literal["yes", "no", "all"] = "yes"
    consent: Literal["all", "given", "unstated", "declined"] = "all"
    sort: Literal["", "name", "-name", "customer", "-customer", "role", "-role"] = ""
    page: int = Field(default=1, ge=1, le=MAXIMUM_PAGE)

    @field_validator("search")
    @classmethod
    def _bounded(cls, value: str) -> str:
        return value[:200]

    @field_validator("keywords")
    @classmethod
    def _each_once(cls, values: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(values))[:MAXIMUM_KEYWORDS]


@dataclass(frozen=True, slots=True)
class Words:
    """What was searched for: the rarest word, by which matches are looked up, and the others."""

    rarest: str = ""
    others: tuple[str, ...] = ()
    few: bool = False
    """Whether the rarest word is so rare that all its contacts can be sorted."""


async def words_of(session: AsyncSession, query: ContactQuery) -> Words:
    """The words that were searched for, with the rarest of them apart.

    «a» begins a word of nearly every customer (AB, Aktiebolag): where even the rarest word is such a one,
    none is looked up and each row is asked for all of them.
    """
    words = asked_words(query.search)
    if not words:
        return Words()
    entries = [select(SearchToken.id).where(*_begins(SearchToken, word)).limit(MANY + 1) for word in words]
    counts = [select(func.count()).select_from(one.subquery()).scalar_subquery() for one in entries]
    found = (await session.execute(select(*counts))).one()
    number, rarest = min(zip(found, words, strict=True))
    if number > MANY:
        return Words(others=tuple(words))
    return Words(rarest, tuple(word for word in words if word != rarest), number <= FEW)


def conditions(actor: Actor, query: ContactQuery, words: Words, *, walking: bool = False) -> list[ColumnElement[bool]]:
    """The conditions on ``Contact`` joined with its ``Customer``.

    They mean the same either way. ``walking`` says that the rows are looked at in their order
    and each asked whether it matches; otherwise the matches are looked up first.
    """
    met: list[ColumnElement[bool]] = [customer_is_visible(actor), Contact.erased_at.is_(None)]
    if query.active != "all":
        met += _active(_leading(query, walking)) if query.active == "yes" else [_inactive(walking)]
    if query.consent != "all":
        met.append(Contact.consent == query.consent)
    if query.role is not None:
        met.append(Contact.role_id == query.role)
    if query.owner is not None:
        owned = aliased(Customer)
        met.append(_is_among(Contact.customer_id, select(owned.id).where(owned.owner_id == query.owner), walking))
    if query.segment is not None:
        members = select(CustomerSegment.customer_id).where(CustomerSegment.segment_id == query.segment)
        met.append(_is_among(Contact.customer_id, members, walking))
    met += [_is_among(Contact.id, carrying, walking) for carrying in _carrying(query)]
    met += [_has_word(words.rarest, walking)] if words.rarest else []
    return met + [_has_word(word, True) for word in words.others]


def is_active() -> ColumnElement[bool]:
    """Somebody to reach: neither the contact nor its customer was inactivated."""
    return and_(Contact.active, Customer.active)


def _leading(query: ContactQuery, walking: bool) -> str:
    """The table whose index of active rows the database shall walk: the one that has the order."""
    by_sort = {"customer": "customer", "role": ""}
    return by_sort.get(query.sort.removeprefix("-"), "contact") if walking else ""


def _active(leading: str) -> list[ColumnElement[bool]]:
    # Within a function a flag is no reason to begin with its index, whose half of the table is never a short way.
    flags = {"contact": Contact.active, "customer": Customer.active}
    return [flag if table == leading else func.coalesce(flag, false()) for table, flag in flags.items()]


def _inactive(walking: bool) -> ColumnElement[bool]:
    if walking:
        return not_(is_active())
    one, other, customer = aliased(Contact), aliased(Contact), aliased(Customer)
    of_customers = select(other.id).join(customer, customer.id == other.customer_id).where(not_(customer.active))
    return Contact.id.in_(union(select(one.id).where(not_(one.active)), of_customers))


def _carrying(query: ContactQuery) -> list[Select[tuple[int]]]:
    """The ids of contacts with the keywords: those with any of them, or those with each of them."""
    if not query.keywords:
        return []
    each = [query.keywords] if query.match == "any" else [(one,) for one in query.keywords]
    return [select(ContactKeyword.contact_id).where(ContactKeyword.keyword_id.in_(some)) for some in each]


def _is_among(column: Any, chosen: Select[tuple[int]], walking: bool) -> ColumnElement[bool]:
    if not walking:
        return column.in_(chosen)
    [its_id] = chosen.selected_columns
    return chosen.where(its_id == column).correlate(Contact).exists()


def _has_word(word: str, walking: bool) -> ColumnElement[bool]:
    """The contact has a word that begins so, or the customer's own fields have."""
    own, customers = aliased(SearchToken), aliased(SearchToken)
    of_contact = select(own.contact_id).where(own.contact_id.is_not(None), *_begins(own, word))
    of_customer = select(customers.customer_id).where(customers.source == CUSTOMER, *_begins(customers, word))
    if walking:
        return or_(_is_among(Contact.id, of_contact, True), _is_among(Contact.customer_id, of_customer, True))
    colleague = aliased(Contact)
    through_customer = select(colleague.id).where(colleague.customer_id.in_(of_customer))
    return Contact.id.in_(union(of_contact, through_customer))


def _begins(token: Any, word: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return token.token >= word, token.token < word + LAST
