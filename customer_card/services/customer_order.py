"""The orders of the customer list, each as parts that an index gives as they stand.

One statement that puts customers without an owner behind those with one has to sort every
customer for the first page. Two statements, one for each kind, walk an index each and stop
when the page is full.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import aliased

from customer_card.domain.permissions import Actor
from customer_card.models import Address, Customer, Industry, RecentCustomer, User

SORT_KEYS = ("number", "name", "owner", "city", "industry", "updated")
SORTS = tuple(f"{sign}{name}" for name in SORT_KEYS for sign in ("", "-"))


@dataclass(frozen=True, slots=True)
class Term:
    """One of the columns that an order is made of, none of which is ever empty, and which way it goes."""

    column: Any
    descending: bool = False

    @property
    def ordered(self) -> ColumnElement[Any]:
        """The term as ORDER BY takes it."""
        return self.column.desc() if self.descending else self.column.asc()


@dataclass(frozen=True, slots=True)
class Part:
    """Customers that stand together in an order: what they are joined with, what they meet, and their order."""

    terms: tuple[Term, ...]
    joins: tuple[tuple[Any, ColumnElement[bool]], ...] = ()
    conditions: tuple[ColumnElement[bool], ...] = ()

    def select(self, *columns: Any) -> Select[Any]:
        """Columns of the part's customers, in no order."""
        statement = select(*columns).select_from(Customer)
        for target, on in self.joins:
            statement = statement.join(target, on)
        return statement.where(*self.conditions)

    @property
    def ordered(self) -> list[ColumnElement[Any]]:
        """The order within the part, as ORDER BY takes it."""
        return [term.ordered for term in self.terms]

    @property
    def backwards(self) -> Part:
        """The same customers from the last to the first."""
        return replace(self, terms=tuple(Term(term.column, not term.descending) for term in self.terms))


def by_name(*, descending: bool = False) -> tuple[Term, ...]:
    """The order by name, which ends every other one."""
    return Term(Customer.name_sort, descending), Term(Customer.id, descending)


def chosen(sort: str) -> list[Part]:
    """The order that one of ``SORTS`` asks for; customers without an owner, a city or an industry stand last."""
    column, down = sort.removeprefix("-"), sort.startswith("-")
    names = by_name(descending=down)
    if column == "number":
        return [Part((Term(Customer.number_sort, down), Term(Customer.id, down)))]
    if column == "updated":
        return [Part((Term(Customer.updated_at, down), Term(Customer.id, down)))]
    if column == "owner":
        return _by_named(User, Customer.owner_id, down, names)
    if column == "industry":
        return _by_named(Industry, Customer.industry_id, down, names)
    return _by_city(down, names) if column == "city" else [Part(names)]


def by_visit(actor: Actor) -> list[Part]:
    """The order in which the actor has looked at customers, the latest first."""
    seen = and_(RecentCustomer.customer_id == Customer.id, RecentCustomer.user_id == actor.user_id)
    return [Part((Term(RecentCustomer.seen_at, True), Term(Customer.id, True)), ((RecentCustomer, seen),))]


def _by_named(table: type[User | Industry], reference: Any, down: bool, names: tuple[Term, ...]) -> list[Part]:
    # With the id the order of the names is complete, so that the customers of each can follow as their index has them.
    terms = (Term(table.name_sort, down), Term(table.id, down), *names)
    return [Part(terms, ((table, table.id == reference),)), Part(names, conditions=(reference.is_(None),))]


def _by_city(down: bool, names: tuple[Term, ...]) -> list[Part]:
    of_customer = and_(Address.customer_id == Customer.id, Address.id == Customer.head_office_id)
    office = aliased(Address)
    has_city = exists().where(office.id == Customer.head_office_id, office.city_sort > "").correlate(Customer)
    return [
        Part((Term(Address.city_sort, down), *names), ((Address, of_customer),), (Address.city_sort > "",)),
        Part(names, conditions=(~has_city,)),
    ]


def turned(parts: Sequence[Part]) -> list[Part]:
    """The parts from the last to the first, each backwards."""
    return [part.backwards for part in reversed(parts)]
