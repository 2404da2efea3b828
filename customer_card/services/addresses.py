"""A customer's addresses, and which of them is the head office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from customer_card.database import database
from customer_card.domain.contact_values import parse_phone, parse_postal_code
from customer_card.domain.errors import Invalid, NotFound, Refused
from customer_card.domain.permissions import Actor, Need
from customer_card.domain.text_keys import sort_key
from customer_card.models import Address, Contact, Customer, User
from customer_card.services import search_index
from customer_card.services.customer_access import lock
from customer_card.services.customer_fields import check_country
from customer_card.services.history import Base, ChangeLog, Done
from customer_card.services.parameters import CUSTOMER, Rights, made_once, rights_of, somebody_with
from customer_card.services.visibility import customer_is_visible
from customer_card.settings import settings

PURPOSES = ("is_billing", "is_postal", "is_visiting")
LENGTHS = {"line1": 200, "line2": 200, "postal_code": 20, "city": 100, "region": 100, "phone": 60}
SHOWN_ADDRESSES = 200
SHOWN_USERS = 5


class AddressFields(BaseModel):
    """What the address form holds."""

    line1: str = Field(default="", max_length=2000)
    line2: str = Field(default="", max_length=2000)
    postal_code: str = Field(default="", max_length=2000)
    city: str = Field(default="", max_length=2000)
    region: str = Field(default="", max_length=2000)
    country: str = Field(default="", max_length=2000)
    phone: str = Field(default="", max_length=2000)
    is_billing: bool = False
    is_postal: bool = False
    is_visiting: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing that says where was entered; a country alone is no address."""
        return not any((self.line1.strip(), self.line2.strip(), self.postal_code.strip(), self.city.strip()))

    def checked(self) -> dict[str, Any]:
        """The columns of an address. Raises ``Invalid`` with every field's problem at once."""
        problems = Invalid({})
        values: dict[str, Any] = {purpose: getattr(self, purpose) for purpose in PURPOSES}
        for name, maximum in LENGTHS.items():
            value = " ".join(getattr(self, name).split())
            if len(value) > maximum:
                problems.problems[name] = "too_long"
                problems.details[name] = {"maximum": str(maximum)}
            values[name] = value
        try:
            values["country"] = check_country(self.country) or ""
        except Invalid as invalid:
            problems.problems |= invalid.problems
        if self.is_empty:
            problems.problems["line1"] = "address_empty"
        country = values.get("country") or None
        values["postal_code"] = parse_postal_code(values["postal_code"], country)
        if values["phone"]:
            try:
                values["phone"] = parse_phone(values["phone"], country or settings.country).value
            except ValueError as error:
                problems.problems["phone"] = str(error)
        if problems.problems:
            raise problems
        return values


@dataclass(frozen=True, slots=True)
class AddressDetails:
    """An address with what its dialog shows."""

    address: Address
    is_head_office: bool
    created_by: str | None
    updated_by: str | None


_CREATOR, _CHANGER = aliased(User), aliased(User)


@made_once
def _of_customer(rights: Rights) -> Select[tuple[Address, str, str]]:
    return (
        select(Address, _CREATOR.name, _CHANGER.name)
        .join(Customer, Customer.id == Address.customer_id)
        .outerjoin(_CREATOR, _CREATOR.id == Address.created_by)
        .outerjoin(_CHANGER, _CHANGER.id == Address.updated_by)
        .where(Address.customer_id == CUSTOMER, customer_is_visible(somebody_with(rights)))
        .order_by((Address.id == Address.head_office_id).desc(), Address.city_sort, Address.id)
        .limit(SHOWN_ADDRESSES)
    )


async def of_customer(session: AsyncSession, actor: Actor, customer_id: int) -> list[AddressDetails]:
    """The addresses of a customer that the actor may see, the head office first."""
    rows = await session.execute(_of_customer(rights_of(actor)), {"customer_id": customer_id})
    return [
        AddressDetails(address, address.id == address.head_office_id, created_by, updated_by)
        for address, created_by, updated_by in rows
    ]


async def add(actor: Actor, customer_id: int, fields: AddressFields) -> int:
    """Add an address; the first one becomes the head office. Returns its id."""
    async with database().writing() as session:
        customer = await lock(session, actor, customer_id, Need.CUSTOMERS_EDIT)
        log = ChangeLog(session, actor, "add_address", customer_id)
        address = await add_address(session, actor, log, customer, fields)
        assert address.id is not None
        return address.id


async def add_address(
    session: AsyncSession, actor: Actor, log: ChangeLog, customer: Customer, fields: AddressFields
) -> Address:
    """Add an address to a customer that is locked in this transaction."""
    assert customer.id is not None
    values = fields.checked()
    await _hand_over_purposes(session, log, customer.id, values, keep=None)
    address = Address(
        **values,
        city_sort=sort_key(values["city"]),
        customer_id=customer.id,
        # Until the row has an id of its own, the pointer of a first address is nobody's:
        # the keys are checked at the end of the transaction.
        head_office_id=customer.head_office_id or 0,
        created_by=actor.user_id,
        updated_by=actor.user_id,
    )
    session.add(address)
    await session.flush()
    assert address.id is not None
    kept = {name: (None, value) for name, value in values.items() if value not in ("", False)}
    await log.add("address", address.id, kept, version_after=1)
    if customer.head_office_id is None:
        address.head_office_id = address.id
        await log.edit("customer", customer, {"head_office_id": address.id}, base=Base(customer.version))
        await session.flush()
    await search_index.index_addresses(session, customer.id)
    return address


async def change(actor: Actor, customer_id: int, address_id: int, fields: AddressFields, base: Base) -> Done:
    """Change an address. Raises ``NotFound``, ``Invalid`` or ``Conflict``."""
    async with database().writing() as session:
        await lock(session, actor, customer_id, Need.CUSTOMERS_EDIT)
        address = await locked(session, customer_id, address_id)
        log = ChangeLog(session, actor, "change_address", customer_id)
        await write_address(session, log, address, fields, base)
        return log.done


async def write_address(
    session: AsyncSession, log: ChangeLog, address: Address, fields: AddressFields, base: Base
) -> None:
    """Change an address that is locked, with its customer, in this transaction."""
    assert address.id is not None
    values = fields.checked()
    changes = await log.edit("address", address, values, base=base)
    if not changes:
        return
    if not any((address.line1, address.line2, address.postal_code, address.city)):
        # Two people emptied one half of it each.
        raise Invalid.one("line1", "address_empty")
    address.city_sort = sort_key(address.city)
    taken = {name: True for name in PURPOSES if name in changes and changes[name][1]}
    # Only one address may serve a purpose at any moment: first the other one lets go of it.
    for name in taken:
        setattr(address, name, False)
    await _hand_over_purposes(session, log, address.customer_id, taken, keep=address.id)
    for name in taken:
        setattr(address, name, True)
    await session.flush()
    await search_index.index_addresses(session, address.customer_id)


async def make_head_office(actor: Actor, customer_id: int, address_id: int) -> Done:
    """Make another address the head office."""
    async with database().writing() as session:
        customer = await lock(session, actor, customer_id, Need.CUSTOMERS_EDIT)
        address = await locked(session, customer_id, address_id)
        log = ChangeLog(session, actor, "change_head_office", customer_id)
        await move_head_office(session, log, customer, address, Base(customer.version))
        return log.done


async def remove(actor: Actor, customer_id: int, address_id: int, successor_id: int | None = None) -> None:
    """Delete an address; its contacts inherit the head office's from then on.

    Raises ``Refused("successor_needed")`` for the head office while other addresses exist
    and none was named to succeed it.
    """
    async with database().writing() as session:
        customer = await lock(session, actor, customer_id, Need.CUSTOMERS_EDIT)
        address = await locked(session, customer_id, address_id)
        log = ChangeLog(session, actor, "delete_address", customer_id)
        await remove_address(session, log, customer, address, successor_id)


async def remove_address(
    session: AsyncSession, log: ChangeLog, customer: Customer, address: Address, successor_id: int | None = None
) -> None:
    """Delete an address that is locked, with its customer, in this transaction."""
    customer_id, address_id = address.customer_id, address.id or 0
    others = await session.scalar(
        select(Address.id).where(Address.customer_id == customer_id, Address.id != address_id).limit(1)
    )
    if customer.head_office_id == address_id and others is not None:
        if successor_id is None or successor_id == address_id:
            raise Refused("successor_needed")
        successor = await locked(session, customer_id, successor_id)
        await move_head_office(session, log, customer, successor, Base(customer.version))
    await _let_contacts_inherit(session, log, address_id)
    await log.add("address", address_id, _as_deleted(address), version_after=address.version + 1)
    await session.execute(delete(Address).where(Address.id == address_id))
    if others is None:
        await log.edit("customer", customer, {"head_office_id": None}, base=Base(customer.version))
        await session.flush()
    session.expunge(address)
    await search_index.index_addresses(session, customer_id)


async def locked(session: AsyncSession, customer_id: int, address_id: int) -> Address:
    """An address of a customer, locked for the rest of the transaction. Raises ``NotFound``."""
    address = await session.scalar(
        select(Address).where(Address.id == address_id, Address.customer_id == customer_id).with_for_update()
    )
    if address is None:
        raise NotFound
    return address


async def move_head_office(
    session: AsyncSession, log: ChangeLog, customer: Customer, address: Address, base: Base
) -> None:
    """One statement on the customer moves the pointer; the keys carry it to every address."""
    await log.edit("customer", customer, {"head_office_id": address.id}, base=base)
    await session.flush()


async def _hand_over_purposes(
    session: AsyncSession, log: ChangeLog, customer_id: int, values: dict[str, Any], keep: int | None
) -> None:
    """A purpose that this address takes is taken from the one that had it."""
    for purpose in PURPOSES:
        if not values.get(purpose):
            continue
        holder = await session.scalar(
            select(Address)
            .where(
                Address.customer_id == customer_id,
                getattr(Address, purpose),
                Address.id != (keep or 0),
            )
            .with_for_update()
        )
        if holder is not None:
            await log.edit("address", holder, {purpose: False}, base=Base(holder.version))
            await session.flush()


async def _let_contacts_inherit(session: AsyncSession, log: ChangeLog, address_id: int) -> None:
    users = await session.scalars(select(Contact).where(Contact.address_id == address_id).with_for_update())
    for contact in users:
        await log.edit("contact", contact, {"address_id": None}, base=Base(contact.version), contact_id=contact.id)
    await session.flush()


def _as_deleted(address: Address) -> dict[str, tuple[Any, Any]]:
    values = {name: getattr(address, name) for name in (*LENGTHS, "country", *PURPOSES)}
    return {name: (value, None) for name, value in values.items() if value not in ("", False)}


async def find(
    session: AsyncSession, actor: Actor, customer_id: int, address_id: int
) -> tuple[AddressDetails, list[str], int]:
    """One address, the names of some active contacts that use it, and how many more there are.

    A contact without an address of its own uses the head office's. Raises ``NotFound``.
    """
    found = await of_customer(session, actor, customer_id)
    details = next((one for one in found if one.address.id == address_id), None)
    if details is None:
        raise NotFound
    uses = Contact.address_id == address_id
    if details.is_head_office:
        uses = or_(uses, Contact.address_id.is_(None))
    users = (
        select(Contact.first_name, Contact.last_name)
        .where(Contact.customer_id == customer_id, Contact.active, uses)
        .order_by(Contact.sort_key, Contact.id)
    )
    total = await session.scalar(select(func.count()).select_from(users.limit(1000).subquery())) or 0
    rows = (await session.execute(users.limit(SHOWN_USERS))).all()
    names = [" ".join(filter(None, row)) for row in rows]
    return details, names, total - len(names)
