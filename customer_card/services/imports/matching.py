"""Which customers exist that the rows of a batch may be about: a few statements, however many rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.errors import Invalid
from customer_card.domain.text_keys import name_sort_key, sort_key
from customer_card.models import Address, Contact, ContactPoint, Customer, CustomerNumberAlias
from customer_card.services.customer_fields import clean_number
from customer_card.services.imports.business_numbers import KEYS, country_of
from customer_card.services.imports.checking import Checker
from customer_card.services.imports.ledger import Draft
from customer_card.services.imports.reading import Row
from customer_card.services.imports.tables import table_of
from customer_card.services.imports.values import key_of
from customer_card.services.visibility import customer_is_visible

Columns = Mapping[str, Any]

CUSTOMERS = table_of(Customer).c


@dataclass(slots=True)
class Found:
    """The customers that rows may be about, as they are now."""

    customers: dict[int, Columns] = field(default_factory=dict)
    by_key: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    """(field, key) → ids; a customer number has one at most, its former ones included."""
    former: set[str] = field(default_factory=set)
    """The number keys that customers had once."""
    named: dict[str, set[int]] = field(default_factory=dict)
    """Key of a name → ids."""
    addresses: dict[int, list[Columns]] = field(default_factory=dict)
    contacts: dict[int, list[tuple[str, str, str]]] = field(default_factory=dict)
    """(first name, last name, key of an e-mail address or nothing) of contacts who might be meant."""

    def head_country(self, customer_id: int) -> str | None:
        """The head office's country, empty when it has none; None without a head office."""
        head = self.customers[customer_id]["head_office_id"]
        rows = self.addresses.get(customer_id, ())
        return next((row["country"] for row in rows if row["id"] == head), None)


def number_key(row: Row) -> str | None:
    """The key of the row's customer number; None for none, and for one that cannot be."""
    try:
        return key_of(clean_number(row.cells["number"])) if "number" in row.cells else None
    except Invalid:
        return None


async def look_up(session: AsyncSession, rows: list[Row], checker: Checker, draft: Draft, *, lock: bool) -> Found:
    """Everything that deciding about these rows needs to know, locked if asked."""
    found = Found()
    visible = customer_is_visible(checker.mandate.actor) if checker.mandate.actor else true()
    readable = [row for row in rows if not row.problem]
    numbers = {key for row in readable if (key := number_key(row))}
    aliases = await _aliases(session, numbers)
    numbered = [CUSTOMERS.number_key.in_(numbers), CUSTOMERS.id.in_(aliases.values())]
    await _load(session, found, numbered, visible, lock=lock)
    keys = _keys(readable, checker, draft, found)
    ids = _known_ids(draft, numbers, keys)
    conditions = [CUSTOMERS[KEYS[name]].in_(keys[name]) for name in KEYS]
    names = _names(readable)
    ids |= {serial_id for name in names for who in draft.named(name) if (serial_id := draft.target(who).id)}
    sorts = set(names.values()) - {""}
    conditions += [CUSTOMERS.id.in_(ids - set(found.customers)), CUSTOMERS.name_sort.in_(sorts)]
    await _load(session, found, conditions, visible, lock=lock)
    for customer_id, customer in found.customers.items():
        if (name := key_of(customer["name"])) in names:
            found.named.setdefault(name, set()).add(customer_id)
    for key, customer_id in aliases.items():
        if ("number", key) not in found.by_key:
            found.by_key["number", key] = {customer_id}
            found.former.add(key)
    await _addresses(session, found)
    await _contacts(session, readable, found)
    return found


async def _aliases(session: AsyncSession, numbers: set[str]) -> dict[str, int]:
    """Former numbers among these, with the customers that had them."""
    alias = table_of(CustomerNumberAlias).c
    statement = select(alias.number_key, alias.customer_id).where(alias.number_key.in_(numbers))
    return {row.number_key: row.customer_id for row in await session.execute(statement)}


async def _load(
    session: AsyncSession,
    found: Found,
    conditions: Sequence[ColumnElement[bool]],
    visible: ColumnElement[bool],
    *,
    lock: bool,
) -> None:
    """Read customers; by their ids, so that two imports at once wait instead of blocking each other."""
    statement = select(table_of(Customer)).where(or_(*conditions), visible).order_by(CUSTOMERS.id)
    if lock:
        statement = statement.with_for_update()
    for row in await _mappings(session, statement):
        found.customers[row["id"]] = row
        found.by_key.setdefault(("number", row["number_key"]), set()).add(row["id"])
        for name, column in KEYS.items():
            if row[column]:
                found.by_key.setdefault((name, row[column]), set()).add(row["id"])


async def _mappings(session: AsyncSession, statement: Select[Any]) -> list[Columns]:
    """Rows by the names of their columns, read whole."""
    return [cast("Columns", row) for row in (await session.execute(statement)).mappings()]


def _keys(rows: list[Row], checker: Checker, draft: Draft, found: Found) -> dict[str, set[str]]:
    """The organisation and VAT keys that the rows may mean.

    A bare number of a row without country is read by its customer's, which may come from
    another row; so it is looked for under every country that these rows and their customers have.
    """
    in_play: set[str | None] = {None, *(customer["country"] for customer in found.customers.values())}
    for row in rows:
        in_play.add(country_of(row))
        if (key := number_key(row)) and (target := draft.find("number", key)):
            in_play.add(target.country)
    keys: dict[str, set[str]] = {name: set() for name in KEYS}
    for row in rows:
        if not keys.keys() & row.cells.keys():
            continue
        own = country_of(row)
        for country in (own,) if own else in_play:
            for name, key in checker.numbers(row, country).keys(number_key(row) is not None).items():
                keys[name].add(key)
    return keys


def _known_ids(draft: Draft, numbers: Iterable[str], keys: dict[str, set[str]]) -> set[int]:
    """The customers to which rows above have led by these keys."""
    asked = [("number", key) for key in numbers]
    asked += [(name, key) for name, those in keys.items() for key in those]
    targets = (draft.find(name, key) for name, key in asked)
    return {target.id for target in targets if target and target.id}


def _names(rows: list[Row]) -> dict[str, str]:
    """The names by which rows may mean customers, or another one than they say: unique key → sort key."""
    names = {row.cells["name"] for row in rows if "name" in row.cells}
    return {key_of(name): sort_key(name) for name in names}


async def _addresses(session: AsyncSession, found: Found) -> None:
    if not found.customers:
        return
    table = table_of(Address)
    statement = select(table).where(table.c.customer_id.in_(found.customers)).order_by(table.c.id)
    for row in await _mappings(session, statement):
        found.addresses.setdefault(row["customer_id"], []).append(row)


async def _contacts(session: AsyncSession, rows: list[Row], found: Found) -> None:
    """The contacts of the customers whose names sort like those in the rows."""
    names = {
        name_sort_key(row.cells.get("contact.first_name", ""), row.cells.get("contact.last_name", "")) for row in rows
    } - {""}
    if not found.customers or not names:
        return
    contact, point = table_of(Contact), table_of(ContactPoint)
    emails = (point.c.contact_id == contact.c.id) & (point.c.kind == "email")
    for customer_id, first, last, email in await session.execute(
        select(contact.c.customer_id, contact.c.first_name, contact.c.last_name, point.c.value_key)
        .select_from(contact.outerjoin(point, emails))
        .where(contact.c.customer_id.in_(found.customers), contact.c.sort_key.in_(names))
    ):
        found.contacts.setdefault(customer_id, []).append((first or "", last or "", email or ""))
