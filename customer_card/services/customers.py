"""Customers: finding one, making one, changing its fields."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, bindparam, delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from customer_card.database import database
from customer_card.domain.business_ids import parse_organisation_number, parse_vat_number
from customer_card.domain.errors import Conflict, Invalid, NotFound
from customer_card.domain.permissions import Actor, Need
from customer_card.domain.text_keys import unique_key
from customer_card.models import Address, Customer, CustomerNumberAlias, Industry, User
from customer_card.services import register_lookups, search_index
from customer_card.services.addresses import add_address
from customer_card.services.customer_access import lock
from customer_card.services.customer_fields import (
    DERIVED,
    PARSERS,
    numbered,
    revenue_text,
)
from customer_card.services.history import Base, ChangeLog, Done
from customer_card.services.new_customer import NewCustomer, checked, register_ids
from customer_card.services.number_series import next_customer_number
from customer_card.services.parameters import Rights, made_once, rights_of, somebody_with, who
from customer_card.services.visibility import customer_is_visible

__all__ = ["NewCustomer"]

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class CustomerDetails:
    """A customer with the names that its card shows."""

    customer: Customer
    owner_name: str | None
    owner_active: bool
    industry_name: str | None
    created_by: str | None
    updated_by: str | None
    head_office_country: str | None


@dataclass(frozen=True, slots=True)
class Similar:
    """An existing customer that a new one may be a double of."""

    number: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class CustomerDone(Done):
    """What a use case left behind, with the customer as it is then."""

    customer: Customer


_OWNER, _CREATOR, _CHANGER = aliased(User), aliased(User), aliased(User)


def selected_by_number(rights: Rights, *more_columns: Any) -> Select[Any]:
    """The customer that has a number, or once had it, with the names that ``details_of`` reads; perhaps more of it."""
    number_key = bindparam("number_key")
    alias = select(CustomerNumberAlias.customer_id).where(CustomerNumberAlias.number_key == number_key)
    names = _OWNER.name, _OWNER.active, Industry.name, _CREATOR.name, _CHANGER.name, Address.country
    return (
        select(Customer, *names, *more_columns)
        .outerjoin(_OWNER, _OWNER.id == Customer.owner_id)
        .outerjoin(Industry, Industry.id == Customer.industry_id)
        .outerjoin(_CREATOR, _CREATOR.id == Customer.created_by)
        .outerjoin(_CHANGER, _CHANGER.id == Customer.updated_by)
        .outerjoin(Address, Address.id == Customer.head_office_id)
        .where(
            or_(Customer.number_key == number_key, Customer.id == alias.scalar_subquery()),
            customer_is_visible(somebody_with(rights)),
        )
    )


@made_once
def _by_number(rights: Rights) -> Select[Any]:
    return selected_by_number(rights)


def numbered_values(actor: Actor, number: str) -> dict[str, Any]:
    """What ``selected_by_number`` is asked with."""
    return who(actor) | {"number_key": unique_key(number[:100])}


def details_of(row: Any) -> CustomerDetails:
    """A row of ``selected_by_number``."""
    return CustomerDetails(row[0], row[1], bool(row[2]), *row[3:7])


async def find(session: AsyncSession, actor: Actor, number: str) -> CustomerDetails:
    """The customer with this number, or with this number once. Raises ``NotFound``."""
    row = (await session.execute(_by_number(rights_of(actor)), numbered_values(actor, number))).first()
    if row is None:
        raise NotFound
    return details_of(row)


async def create(actor: Actor, command: NewCustomer) -> str:
    """Make a customer, with an address when one was given. Returns its number.

    Raises ``NotFound`` without the right, ``Invalid`` for fields that cannot be kept.
    """
    if not actor.meets(Need.CUSTOMERS_EDIT):
        raise NotFound
    values = checked(command)
    for _ in range(ATTEMPTS):
        try:
            return await _create(actor, command, values)
        except IntegrityError:
            # Somebody typed by hand, at the same moment, the number that the series gave.
            continue
    raise Invalid.one("number", "number_taken")


async def _create(actor: Actor, command: NewCustomer, values: dict[str, Any]) -> str:
    async with database().writing() as session:
        number = await next_customer_number(session)
        customer = Customer(**values, **numbered(number), created_by=actor.user_id, updated_by=actor.user_id)
        customer.owner_id = actor.user_id
        session.add(customer)
        await session.flush()
        assert customer.id is not None
        log = ChangeLog(session, actor, "create_customer", customer.id)
        kept = {
            name: (None, value)
            for name, value in (values | {"number": number, "owner_id": actor.user_id}).items()
            if value is not None and name not in DERIVED
        }
        await log.add("customer", customer.id, kept, version_after=1)
        await search_index.index_customer(session, customer)
        if command.address and not command.address.is_empty:
            await add_address(session, actor, log, customer, command.address)
        if command.lookup_id:
            numbers = register_ids(command)
            await register_lookups.claim(session, actor, command.lookup_id, customer.id, numbers)
    return number


async def change_field(actor: Actor, customer_id: int, field: str, text: str, base: Base) -> CustomerDone:
    """Change one field of a customer as somebody typed it. Returns the customer as it is then.

    Raises ``NotFound``, ``Invalid`` or ``Conflict``; in each case nothing was written.
    """
    async with database().writing() as session:
        customer = await lock(session, actor, customer_id, Need.CUSTOMERS_EDIT)
        log = ChangeLog(session, actor, "change_customer", customer.id)
        await write_field(session, log, customer, field, text, base)
        return CustomerDone(log.done.change_id, customer)


async def write_field(
    session: AsyncSession, log: ChangeLog, customer: Customer, field: str, text: str, base: Base
) -> None:
    """Change one field of a customer that is locked in this transaction."""
    parser = PARSERS.get(field)
    if parser is None:
        raise NotFound
    values = await parser(session, customer, text[:20_000])
    former_key = customer.number_key
    typed = {name: value for name, value in values.items() if name not in DERIVED}
    changes = await _merged(log, customer, field, typed, base)
    if not changes:
        return
    for name in DERIVED & set(values):
        setattr(customer, name, values[name])
    if "number" in changes:
        await _leave_alias(session, customer, former_key)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Invalid.one("number", "number_taken") from error
    await search_index.index_customer(session, customer)


async def _merged(log: ChangeLog, customer: Customer, field: str, typed: dict[str, Any], base: Base) -> dict[str, Any]:
    """Merge the columns of a field; revenue, which has two, clashes as the one field that it is."""
    if field != "revenue":
        return await log.edit("customer", customer, typed, base=base)
    by_column = Base(base.version, dict.fromkeys(typed, base.of(field)))
    try:
        return await log.edit("customer", customer, typed, base=by_column, as_one=True)
    except Conflict as conflict:
        mine = revenue_text(typed["revenue_minor"], typed["revenue_currency"])
        theirs = revenue_text(customer.revenue_minor, customer.revenue_currency)
        whole = replace(conflict.fields[-1], field=field, mine=mine, theirs=theirs)
        raise Conflict(conflict.entity, conflict.version, [whole]) from conflict


async def _leave_alias(session: AsyncSession, customer: Customer, former_key: str) -> None:
    """The old number keeps leading here; the new one stops leading to anybody else."""
    assert customer.id is not None
    if former_key == customer.number_key:
        return
    await session.execute(
        delete(CustomerNumberAlias).where(CustomerNumberAlias.number_key.in_([customer.number_key, former_key]))
    )
    session.add(CustomerNumberAlias(number_key=former_key, customer_id=customer.id))


async def set_active(actor: Actor, customer_id: int, active: bool) -> CustomerDone:
    """Inactivate or activate a customer. Doing it twice changes nothing the second time."""
    async with database().writing() as session:
        customer = await lock(session, actor, customer_id, Need.CUSTOMERS_EDIT)
        use_case = "activate_customer" if active else "inactivate_customer"
        log = ChangeLog(session, actor, use_case, customer.id)
        await write_active(log, customer, active, Base(customer.version))
        return CustomerDone(log.done.change_id, customer)


async def write_active(log: ChangeLog, customer: Customer, active: bool, base: Base) -> None:
    """Inactivate or activate a customer that is locked in this transaction."""
    await log.edit("customer", customer, {"active": active}, base=base)


async def similar(actor: Actor, organisation_number: str, vat_number: str, country: str) -> list[Similar]:
    """Existing customers with the same organisation or VAT number, to warn about while typing."""
    if not actor.meets(Need.CUSTOMERS_EDIT):
        raise NotFound
    chosen = country.strip().upper() or None
    keys: list[tuple[str, Any]] = []
    if organisation_number.strip():
        parsed = parse_organisation_number(organisation_number[:60], chosen)
        keys.append(("organisation_number", Customer.organisation_key == parsed.key))
    if vat_number.strip():
        parsed = parse_vat_number(vat_number[:60], chosen)
        keys.append(("vat_number", Customer.vat_key == parsed.key))
    if not keys:
        return []
    found: list[Similar] = []
    async with database().reading() as session:
        for reason, condition in keys:
            rows = await session.execute(
                select(Customer.number, Customer.name)
                .where(condition, customer_is_visible(actor))
                .order_by(Customer.name_sort, Customer.id)
                .limit(3)
            )
            found.extend(Similar(number, name, reason) for number, name in rows)
    return found
