"""Taking changes back: the last one made, or one field as it once was.

Nothing is written past the ordinary use cases: what was is put in as if somebody had typed it
now, with the same rights, the same rules for what can be kept, and the same care for what
colleagues have changed meanwhile. Taking a change back is itself a change.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.errors import NotFound, Refused
from customer_card.domain.permissions import Actor, Need
from customer_card.models import Address, Change, ChangeItem, Contact, Customer, Document
from customer_card.services import addresses, contacts, customers, document_steps
from customer_card.services.addresses import PURPOSES, AddressFields
from customer_card.services.change_feed import TOGETHER, FeedLine, Known
from customer_card.services.contact_form import ContactFields, PointFields
from customer_card.services.customer_access import lock
from customer_card.services.customer_fields import PARSERS, revenue_text
from customer_card.services.customers import CustomerDone
from customer_card.services.history import Base, ChangeLog, Scalar, load_value
from customer_card.services.visibility import change_item_is_visible

TAKEN_BACK_BY = {
    "change_customer": "change_customer",
    "inactivate_customer": "activate_customer",
    "activate_customer": "inactivate_customer",
    "change_address": "change_address",
    "change_head_office": "change_head_office",
    "change_contact": "change_contact",
    "inactivate_contact": "activate_contact",
    "activate_contact": "inactivate_contact",
    "update_from_register": "change_customer",
    "change_document": "change_document",
    "move_document": "move_document",
    "remove_document": "restore_document",
    "restore_document": "remove_document",
}
"""The use cases that can be undone, and which one does it."""

FIELDS = {
    "customer": {*PARSERS, "revenue_minor", "revenue_currency", "active", "head_office_id"},
    "address": set(AddressFields.model_fields),
    "contact": {*ContactFields.model_fields, "active"},
    "document": {"name", "kind", "url"},
}
"""What can be put back by itself, by entity."""

NUMBERS_FIRST = ("organisation_number", "vat_number")
"""A number can settle the country and whether somebody is a sole trader, so those are put back after it."""

Row = Customer | Address | Contact | Document


async def undo(actor: Actor, customer_id: int, change_id: int) -> CustomerDone:
    """Take back a whole change, as long as nothing of what it changed was changed since.

    Raises ``NotFound``, ``Invalid`` for a value that the rules no longer take, and
    ``Refused("changed_since")``; in each case nothing was written.
    """
    async with database().writing() as session:
        customer = await lock(session, actor, customer_id, Need.CUSTOMERS_READ)
        items = await _items(session, actor, customer_id, ChangeItem.change_id == change_id)
        use_case = await session.scalar(select(Change.use_case).where(Change.id == change_id))
        if not items or use_case not in TAKEN_BACK_BY:
            raise NotFound
        _must_be_allowed(actor, items)
        rows = await _unchanged_rows(session, actor, customer, items)
        log = ChangeLog(session, actor, TAKEN_BACK_BY[use_case], customer_id, undo_of=change_id)
        for key, row in rows.items():
            own = [one for one in items if (one.entity, one.entity_id) == key]
            before = {one.field: load_value(one.before) for one in reversed(own)}
            try:
                if isinstance(row, Address) and own[0].version_after == 1:
                    await addresses.remove_address(session, log, customer, row)
                else:
                    await _put_back(session, actor, log, customer, row, before, None)
            except (NotFound, Refused) as gone:
                # What it referred to, such as the former head office, was deleted meanwhile; or the
                # address that it made is the head office of others by now.
                raise Refused("changed_since") from gone
        return CustomerDone(log.done.change_id, customer)


async def set_back(actor: Actor, customer_id: int, item_id: int, version: int) -> CustomerDone:
    """Put a field of a record back to what it was before a change.

    ``version`` is the record's version that the actor saw. Raises ``NotFound``, ``Invalid`` or
    ``Conflict``; in each case nothing was written.
    """
    async with database().writing() as session:
        customer = await lock(session, actor, customer_id, Need.CUSTOMERS_READ)
        [item] = await _items(session, actor, customer_id, ChangeItem.id == item_id) or [None]
        use_case = await session.scalar(select(Change.use_case).where(Change.id == item.change_id)) if item else None
        if item is None or use_case is None:
            raise NotFound
        _must_be_allowed(actor, [item])
        before = await _with_what_belongs_to_it(session, item)
        if not _makes_sense(use_case, item.entity, item.version_after, before):
            raise NotFound
        row = await _row(session, actor, customer, item.entity, item.entity_id)
        if row is None:
            raise NotFound
        log = ChangeLog(session, actor, _use_case(item.entity, before), customer_id, undo_of=item.change_id)
        await _put_back(session, actor, log, customer, row, before, Base(version))
        return CustomerDone(log.done.change_id, customer)


def is_offered(use_case: str, line: FeedLine, known: Known) -> bool:
    """Whether setting a line back makes sense: what it was can be said, exists, and is not so already."""
    row = record_of(line, known)
    if row is None or not _makes_sense(use_case, line.entity, line.version_after, line.before):
        return False
    referred = [line.before[name] for name in ("head_office_id", "address_id") if line.before.get(name)]
    if any(address_id not in known.addresses for address_id in referred):
        return False
    return any(_now(row, line, known, name) != value for name, value in line.before.items())


def record_of(line: FeedLine, known: Known) -> Row | None:
    """The record that a line is about, or None for one that was deleted, removed or erased."""
    if line.entity == "customer":
        return known.customer
    if line.entity == "address":
        return known.addresses.get(line.entity_id)
    if line.entity == "document":
        document = known.documents.get(line.entity_id)
        return None if document is None or document.deleted_at else document
    details = known.contacts.get(line.entity_id) if line.entity == "contact" else None
    return None if details is None or details.contact.erased_at else details.contact


def _now(row: Row, line: FeedLine, known: Known, name: str) -> Scalar:
    """What a column of a line's record holds now, in the form of the log."""
    if line.entity == "contact" and name in {"emails", "phones", "keywords"}:
        details = known.contacts[line.entity_id]
        if name == "keywords":
            return sorted(keyword_id for keyword_id, _ in details.keywords)
        return [[p.type, p.value, p.do_not_use, p.is_primary] for p in details.points if f"{p.kind}s" == name]
    value = getattr(row, name)
    return value.isoformat() if isinstance(value, date) else value


def _makes_sense(use_case: str, entity: str, version_after: int, before: Mapping[str, Scalar]) -> bool:
    """Creations, deletions and what no use case takes cannot be set back; nor can a head office be none."""
    if version_after <= 1 or use_case in {"delete_address", "erase_contact"}:
        return False
    return set(before) <= FIELDS.get(entity, set()) and before.get("head_office_id", 0) is not None


async def _items(session: AsyncSession, actor: Actor, customer_id: int, condition: Any) -> list[ChangeItem]:
    """The items of a customer's change that the actor may read, in the order they were made."""
    rows = await session.scalars(
        select(ChangeItem)
        .join(Change, Change.id == ChangeItem.change_id)
        .where(condition, Change.customer_id == customer_id, change_item_is_visible(actor))
        .order_by(ChangeItem.id)
    )
    return list(rows)


async def _with_what_belongs_to_it(session: AsyncSession, item: ChangeItem) -> dict[str, Scalar]:
    """What the field was, with the columns that a person knows as the same field."""
    name = TOGETHER.get(item.field, item.field)
    together = {item.field, name, *(column for column, whole in TOGETHER.items() if whole == name)}
    rows = await session.scalars(
        select(ChangeItem)
        .where(
            ChangeItem.change_id == item.change_id,
            ChangeItem.entity == item.entity,
            ChangeItem.entity_id == item.entity_id,
            ChangeItem.field.in_(together),
        )
        .order_by(ChangeItem.id.desc())
    )
    return {one.field: load_value(one.before) for one in rows}


def _must_be_allowed(actor: Actor, items: list[ChangeItem]) -> None:
    """Only a document can be edited without the right to edit customers: its own rights are asked with its row."""
    if not actor.may_edit_customers and any(item.entity != "document" for item in items):
        raise NotFound


async def _unchanged_rows(
    session: AsyncSession, actor: Actor, customer: Customer, items: list[ChangeItem]
) -> dict[tuple[str, int], Row]:
    """The records of a change, locked. Raises ``Refused`` when any is another one by now."""
    versions: dict[tuple[str, int], int] = {}
    for item in items:
        key = item.entity, item.entity_id
        versions[key] = max(versions.get(key, 0), item.version_after)
    rows: dict[tuple[str, int], Row] = {}
    for key, version in versions.items():
        row = await _row(session, actor, customer, *key)
        if row is None or row.version != version:
            raise Refused("changed_since")
        rows[key] = row
    return rows


async def _row(session: AsyncSession, actor: Actor, customer: Customer, entity: str, entity_id: int) -> Row | None:
    assert customer.id is not None
    try:
        if entity == "document":
            return await document_steps.locked(session, actor, customer.id, entity_id, removed=True)
        if entity == "address":
            return await addresses.locked(session, customer.id, entity_id)
        if entity == "contact":
            return await contacts.locked(session, customer.id, entity_id)
    except NotFound:
        return None
    return customer if (entity, entity_id) == ("customer", customer.id) else None


def _use_case(entity: str, before: Mapping[str, Scalar]) -> str:
    """The use case by which somebody would have done it by hand."""
    if "active" in before:
        return f"{'activate' if before['active'] else 'inactivate'}_{entity}"
    return "change_head_office" if "head_office_id" in before else f"change_{entity}"


async def _put_back(
    session: AsyncSession,
    actor: Actor,
    log: ChangeLog,
    customer: Customer,
    row: Row,
    before: Mapping[str, Scalar],
    base: Base | None,
) -> None:
    """Hand what was to the use case; without a base, it is based on the record as it is now."""
    rest = dict(before)
    if isinstance(row, Document):
        await document_steps.put_back(session, actor, log, row, rest, base or Base(row.version))
        return
    if isinstance(row, Address):
        values = {name: getattr(row, name) for name in AddressFields.model_fields}
        values |= {name: bool(value) if name in PURPOSES else value or "" for name, value in rest.items()}
        await addresses.write_address(session, log, row, AddressFields(**values), base or Base(row.version))
        return
    if "active" in rest:
        write_active = contacts.write_active if isinstance(row, Contact) else customers.write_active
        await write_active(log, row, bool(rest.pop("active")), base or Base(row.version))
    if isinstance(row, Contact) and rest:
        await _put_contact_back(session, log, customer, row, rest, base)
    elif rest:
        await _put_customer_back(session, log, customer, rest, base)


async def _put_customer_back(
    session: AsyncSession, log: ChangeLog, customer: Customer, before: dict[str, Scalar], base: Base | None
) -> None:
    assert customer.id is not None
    if before.get("head_office_id", 0) is None:
        # The address that became the head office was made by the same change, and takes this along as it goes.
        before.pop("head_office_id")
    if "head_office_id" in before:
        address = await addresses.locked(session, customer.id, int(before.pop("head_office_id") or 0))
        await addresses.move_head_office(session, log, customer, address, base or Base(customer.version))
    texts = _customer_texts(customer, before)
    for name in sorted(texts, key=lambda one: (one not in NUMBERS_FIRST, one == "country")):
        await customers.write_field(session, log, customer, name, texts[name], base or Base(customer.version))


def _customer_texts(customer: Customer, before: Mapping[str, Scalar]) -> dict[str, str]:
    """Fields as they would be typed."""
    texts: dict[str, str] = {}
    for name, value in before.items():
        if name in {"revenue_minor", "revenue_currency"}:
            minor = before.get("revenue_minor", customer.revenue_minor)
            currency = before.get("revenue_currency", customer.revenue_currency)
            texts["revenue"] = revenue_text(minor, currency)
        elif isinstance(value, bool):
            texts[name] = "true" if value else ""
        else:
            texts[name] = "" if value is None else str(value)
    return texts


async def _put_contact_back(
    session: AsyncSession,
    log: ChangeLog,
    customer: Customer,
    contact: Contact,
    before: dict[str, Scalar],
    base: Base | None,
) -> None:
    [details] = await contacts.with_points(session, [(contact, None)])
    fields = contacts.with_current(ContactFields(), details, set(ContactFields.model_fields))
    fields = fields.model_copy(update={name: _typed(name, value) for name, value in before.items()})
    await contacts.write_contact(session, log, customer, contact, fields, base or Base(contact.version))


def _typed(name: str, value: Scalar) -> Any:
    """A value of a contact as its form holds it."""
    if name in {"emails", "phones"} and isinstance(value, list):
        return [PointFields(type=t, value=v, do_not_use=n, is_primary=p) for t, v, n, p in value]
    if name == "keywords" and isinstance(value, list):
        return [str(one) for one in value]
    return "" if value is None else str(value)
