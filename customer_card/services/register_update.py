"""«Uppdatera kundinformation»: asking the register about a customer, and taking over what somebody chose of it.

What can be taken over is what the server itself got from the register and showed to this
person. The browser sends back which look-up and which fields; never a value.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.clock import now
from customer_card.domain.errors import Conflict, FieldConflict, Invalid, NotFound, Refused
from customer_card.domain.permissions import Actor, Need
from customer_card.domain.register_targets import RegisterTarget, register_target
from customer_card.models import Address, Customer, RegisterLookup, RegisterOffer
from customer_card.registers import CompanyRegister, RegisterRecord
from customer_card.services import addresses, customers, register_findings, register_gateway
from customer_card.services.customer_access import lock
from customer_card.services.customers import CustomerDone
from customer_card.services.history import Base, ChangeLog
from customer_card.services.register_comparison import (
    AS_REGISTERED,
    FIELDS,
    ORDINARY,
    Compared,
    Standing,
    compare,
)
from customer_card.services.register_lookups import OFFERED_FOR, Lookup, look_up
from customer_card.services.visibility import customer_is_visible

USE_CASE = "update_from_register"
ANSWER_OLD = "register_answer_old"
ROW_ID = Field(ge=0, lt=10**18)


@dataclass(frozen=True, slots=True)
class Basis:
    """The versions that a comparison was made with; 0 for a head office that there is none of."""

    customer_version: int
    address_id: int
    address_version: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What asking led to. Without ``lookup`` nothing was asked, because the number is wrong."""

    target: RegisterTarget
    lookup: Lookup | None = None
    compared: list[Compared] | None = None
    basis: Basis | None = None


class Chosen(BaseModel):
    """What somebody chose to take over of a look-up, and what that choice was based on."""

    lookup_id: int = ROW_ID
    customer_version: int = ROW_ID
    address_id: int = ROW_ID
    address_version: int = ROW_ID
    fields: set[str]
    as_registered: set[str] = set()


async def target(actor: Actor, customer_id: int) -> RegisterTarget:
    """Where a customer would be looked up. Raises ``NotFound``, also for one that no register is asked about."""
    if not actor.meets(Need.CUSTOMERS_EDIT):
        raise NotFound
    async with database().reading() as session:
        customer, head_office = await _read(session, actor, customer_id)
    found = target_of(customer, head_office)
    if found is None or not (found.register_id or found.problem):
        raise NotFound
    return found


async def ask(actor: Actor, customer_id: int, found: RegisterTarget) -> Asked:
    """Ask the customer's register, and compare. A number that cannot be right is said before any call."""
    if not found.register_id:
        return Asked(found)
    register = register_gateway.registers()[found.country]
    lookup = await look_up(actor, register, found.register_id, customer_id)
    if lookup.record is None:
        return Asked(found, lookup)
    async with database().writing() as session:
        customer = await lock(session, actor, customer_id, Need.CUSTOMERS_EDIT)
        head_office = await _head_office(session, customer)
        await register_findings.settle(session, customer, head_office, register, lookup.record)
        return _compared(found, register, lookup, customer, head_office)


async def again(actor: Actor, customer_id: int, lookup_id: int) -> Asked:
    """The same answer beside the customer as it is by now, after somebody else changed it."""
    async with database().reading() as session:
        customer, head_office = await _read(session, actor, customer_id)
        row, record = await _offered(session, actor, customer, head_office, lookup_id)
    found = target_of(customer, head_office)
    assert found is not None
    lookup = Lookup(row.id or 0, row.source, row.register_id, row.at, row.state, row.detail, record)
    return _compared(found, register_gateway.registers()[found.country], lookup, customer, head_office)


async def take_over(actor: Actor, customer_id: int, chosen: Chosen) -> CustomerDone:
    """Write the chosen fields as the register has them: the address into the head office.

    Raises ``NotFound`` for what was not offered to this person, ``Invalid`` when nothing was
    chosen, ``Refused`` for an answer that is too old, and ``Conflict`` for what somebody else
    has changed meanwhile; in each case nothing was written.
    """
    async with database().writing() as session:
        customer = await lock(session, actor, customer_id, Need.CUSTOMERS_EDIT)
        head_office = await _head_office(session, customer)
        row, record = await _offered(session, actor, customer, head_office, chosen.lookup_id)
        if not chosen.fields:
            raise Invalid.one("fields", "nothing_chosen")
        values = _values(customer, head_office, row, record, chosen)
        log = ChangeLog(session, actor, USE_CASE, customer_id)
        for field in (one for one in FIELDS if one in values and one != "address"):
            await customers.write_field(session, log, customer, field, values[field], Base(chosen.customer_version))
        if "address" in values:
            await _write_address(session, actor, log, customer, head_office, values["address"], chosen)
        row.change_id = log.done.change_id or row.change_id
        await register_findings.close(session, customer_id)
        return CustomerDone(log.done.change_id, customer)


def target_of(customer: Customer, head_office: Address | None) -> RegisterTarget | None:
    """Where a customer can be looked up."""
    country = head_office.country if head_office else None
    return register_target(customer.vat_number, customer.organisation_number, customer.country, country)


def _values(
    customer: Customer, head_office: Address | None, row: RegisterLookup, record: RegisterRecord, chosen: Chosen
) -> dict:
    """The values of the chosen fields. Raises ``NotFound`` for a field that could not be chosen."""
    register = next(one for one in register_gateway.registers().values() if one.name == row.source)
    compared = {one.field: one for one in compare(customer, head_office, record, register)}
    values = {}
    for field in chosen.fields:
        one = compared.get(field)
        if one is None or one.standing not in {Standing.DIFFERS, Standing.EQUAL}:
            raise NotFound
        values[field] = one.value(AS_REGISTERED if field in chosen.as_registered else ORDINARY)
    return values


async def _write_address(
    session: AsyncSession,
    actor: Actor,
    log: ChangeLog,
    customer: Customer,
    head_office: Address | None,
    fields: addresses.AddressFields,
    chosen: Chosen,
) -> None:
    """Change the head office, or make one where there is none. Raises ``Conflict`` when it is another one by now."""
    shown, now_there = chosen.address_id, (head_office.id or 0) if head_office else 0
    if shown != now_there:
        moved = FieldConflict("head_office_id", shown, now_there, customer.updated_by, now().isoformat())
        raise Conflict("customer", customer.version, [moved])
    if head_office is None:
        await addresses.add_address(session, actor, log, customer, fields)
    else:
        await addresses.write_address(session, log, head_office, fields, Base(chosen.address_version))


def _compared(
    found: RegisterTarget, register: CompanyRegister, lookup: Lookup, customer: Customer, head_office: Address | None
) -> Asked:
    assert lookup.record is not None
    basis = Basis(
        customer.version, (head_office.id or 0) if head_office else 0, head_office.version if head_office else 0
    )
    return Asked(found, lookup, compare(customer, head_office, lookup.record, register), basis)


async def _offered(
    session: AsyncSession, actor: Actor, customer: Customer, head_office: Address | None, lookup_id: int
) -> tuple[RegisterLookup, RegisterRecord]:
    """What the register said to this person about this customer. Raises ``NotFound`` or ``Refused``."""
    row = await session.scalar(
        select(RegisterLookup).where(RegisterLookup.id == lookup_id, RegisterLookup.customer_id == customer.id)
    )
    if row is None:
        raise NotFound
    offer = await session.get(RegisterOffer, (lookup_id, actor.user_id))
    if offer is None and row.user_id != actor.user_id:
        raise NotFound
    target = target_of(customer, head_office)
    # The number may have been corrected since, and the answer with it become another company's.
    is_the_customers = target is not None and target.register_id == row.register_id
    if offer is None or offer.at <= now() - OFFERED_FOR or not is_the_customers:
        raise Refused(ANSWER_OLD)
    return row, register_gateway.loaded(offer.record)


async def _read(session: AsyncSession, actor: Actor, customer_id: int) -> tuple[Customer, Address | None]:
    row = (
        await session.execute(
            select(Customer, Address)
            .outerjoin(Address, Address.id == Customer.head_office_id)
            .where(Customer.id == customer_id, customer_is_visible(actor))
        )
    ).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


async def _head_office(session: AsyncSession, customer: Customer) -> Address | None:
    if customer.head_office_id is None:
        return None
    return await addresses.locked(session, customer.id or 0, customer.head_office_id)
