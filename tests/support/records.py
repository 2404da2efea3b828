"""Finding records of the demo firm, and making bare ones."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from customer_card.database import database
from customer_card.models import Address, Change, ChangeItem, Contact, Customer, Project, User
from customer_card.services.addresses import AddressFields
from customer_card.services.customer_fields import named, numbered


async def customer_id(number: str) -> int:
    """The id of the customer with this number."""
    async with database().reading() as session:
        return (await session.scalars(select(Customer.id).where(Customer.number == number))).one() or 0


async def row(table: type, row_id: int) -> Any:
    """A row as the database has it now."""
    async with database().reading() as session:
        return await session.get_one(table, row_id)


async def rows(table: type, *conditions: Any) -> list[Any]:
    """The rows of a table that meet the conditions, by id."""
    async with database().reading() as session:
        return list(await session.scalars(select(table).where(*conditions).order_by(table.id)))  # pyright: ignore[reportAttributeAccessIssue]


async def addresses_of(of_customer: int) -> list[Address]:
    """The addresses of a customer, the oldest first."""
    return await rows(Address, Address.customer_id == of_customer)


async def contacts_of(of_customer: int) -> list[Contact]:
    """The contacts of a customer that were not erased, the oldest first."""
    return await rows(Contact, Contact.customer_id == of_customer, Contact.erased_at.is_(None))


async def project_numbers(condition: Any) -> set[str]:
    """The numbers of the projects that meet a condition."""
    async with database().reading() as session:
        return set(await session.scalars(select(Project.number).where(condition)))


async def user_id(account: str) -> int:
    """The id of a demo user by the first part of the e-mail."""
    async with database().reading() as session:
        found = await session.scalars(select(User.id).where(User.email_key == f"{account}@demo.example"))
        return found.one() or 0


@dataclass(frozen=True)
class Logged:
    """A change with one of its items, values read back from how the log keeps them."""

    use_case: str
    actor_id: int | None
    customer_id: int | None
    entity: str
    entity_id: int
    contact_id: int | None
    field: str
    before: Any
    after: Any
    version_after: int


async def last_logged() -> list[Logged]:
    """Every item of the last change, in the order of the log."""
    async with database().reading() as session:
        last = (await session.scalars(select(Change).order_by(Change.id.desc()).limit(1))).one()
        items = await session.scalars(
            select(ChangeItem).where(ChangeItem.change_id == last.id).order_by(ChangeItem.id)
        )
        return [
            Logged(
                last.use_case, last.actor_id, last.customer_id, item.entity, item.entity_id,
                item.contact_id, item.field, _read(item.before), _read(item.after), item.version_after,
            )
            for item in items
        ]  # fmt: skip


def _read(value: str | None) -> Any:
    return None if value is None else json.loads(value)


def customer_values(number: str, name: str = "Bar Kund AB") -> dict[str, Any]:
    """The columns of a customer with nothing but a number and a name."""
    return {**numbered(number), **named(Customer(), name)}


async def bare_customer(number: str, name: str = "Bar Kund AB", **values: Any) -> int:
    """A customer written straight into the table. Returns its id."""
    async with database().writing() as session:
        statement = insert(Customer).values(**customer_values(number, name), **values).returning(Customer.id)
        return (await session.scalars(statement)).one() or 0


def street(line1: str, **values: Any) -> AddressFields:
    """An address form that is filled in enough to be kept."""
    return AddressFields(line1=line1, **({"postal_code": "111 29", "city": "Stockholm"} | values))
