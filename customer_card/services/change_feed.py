"""What was changed, when and by whom: of a customer with all that belongs to it, or of one address or contact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as field_with
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor
from customer_card.models import Address, Change, ChangeItem, Contact, Customer, FeedItem, User
from customer_card.services import contacts, pickers
from customer_card.services.contacts import ContactDetails
from customer_card.services.history import Scalar, load_value
from customer_card.services.visibility import change_item_is_visible, customer_is_visible, item_is_in_reach

PAGE = 25
LINES = 40
"""Of one change at most so many items are read; an import makes hundreds at once."""

TOGETHER = {"revenue_minor": "revenue", "revenue_currency": "revenue", "consent_at": "consent"}
"""Columns that a person knows as one field."""

Values = dict[str, Scalar]


@dataclass(slots=True)
class FeedLine:
    """One field of one record: what it was and became, by column."""

    item_id: int
    entity: str
    entity_id: int
    field: str
    version_after: int
    before: Values = field_with(default_factory=dict)
    after: Values = field_with(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedChange:
    """One change as it is read; ``hidden_items`` counts those beyond the ones read."""

    id: int
    at: datetime
    actor_id: int | None
    actor_name: str | None
    use_case: str
    undo_of: int | None
    lines: list[FeedLine]
    hidden_items: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the changes speak of, as it is now; what is missing here was deleted."""

    customer: Customer
    addresses: dict[int, Address]
    contacts: dict[int, ContactDetails]
    called: dict[tuple[str, int], str]
    items: dict[int, str] = field_with(default_factory=dict)
    """The titles of activities and notes that the reader may see, deleted ones included."""


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of changes, newest first."""

    changes: list[FeedChange]
    has_more: bool
    known: Known


async def of_customer(session: AsyncSession, actor: Actor, customer_id: int, before: int | None = None) -> FeedPage:
    """A page of the changes of a customer, its addresses and its contacts, older than change ``before``.

    Raises ``NotFound``.
    """
    return await _page(session, actor, customer_id, None, before)


async def of_address(
    session: AsyncSession, actor: Actor, customer_id: int, address_id: int, before: int | None = None
) -> FeedPage:
    """A page of the changes of one address. Raises ``NotFound``."""
    await _must_exist(session, Address.id == address_id, Address.customer_id == customer_id)
    of_it = and_(ChangeItem.entity == "address", ChangeItem.entity_id == address_id)
    return await _page(session, actor, customer_id, of_it, before)


async def of_contact(
    session: AsyncSession, actor: Actor, customer_id: int, contact_id: int, before: int | None = None
) -> FeedPage:
    """A page of the changes of one contact. Raises ``NotFound``, also for an erased one."""
    exists = (Contact.id == contact_id, Contact.customer_id == customer_id, Contact.erased_at.is_(None))
    await _must_exist(session, *exists)
    of_it = and_(ChangeItem.entity == "contact", ChangeItem.entity_id == contact_id)
    return await _page(session, actor, customer_id, of_it, before)


async def _must_exist(session: AsyncSession, *conditions: ColumnElement[bool]) -> None:
    if not await session.scalar(select(literal(1)).where(*conditions).limit(1)):
        raise NotFound


async def _page(
    session: AsyncSession, actor: Actor, customer_id: int, of_it: ColumnElement[bool] | None, before: int | None
) -> FeedPage:
    customer = await session.scalar(select(Customer).where(Customer.id == customer_id, customer_is_visible(actor)))
    if customer is None:
        raise NotFound
    readable = change_item_is_visible(actor)
    shown = readable if of_it is None else and_(readable, of_it)
    rows = (await session.execute(_changes(actor, customer_id, shown, before))).tuples().all()
    read = await _lines(session, [change.id or 0 for change, _ in rows[:PAGE]], shown)
    changes = [
        FeedChange(change.id or 0, change.at, change.actor_id, name, change.use_case, change.undo_of, *read[change.id])
        for change, name in rows[:PAGE]
    ]
    lines = [line for one in changes for line in one.lines]
    return FeedPage(changes, len(rows) > PAGE, await _known(session, actor, customer, lines))


def _changes(actor: Actor, customer_id: int, shown: ColumnElement[bool], before: int | None):
    """The changes that hold anything the actor may read, with who made them, one more than a page."""
    statement = (
        select(Change, User.name)
        .join(Customer, Customer.id == Change.customer_id)
        .outerjoin(User, User.id == Change.actor_id)
        .where(
            Change.customer_id == customer_id,
            customer_is_visible(actor),
            select(ChangeItem.id).where(ChangeItem.change_id == Change.id, shown).correlate(Change).exists(),
        )
        .order_by(Change.at.desc(), Change.id.desc())
        .limit(PAGE + 1)
    )
    if before is None:
        return statement
    # Which moment the last one shown was at is asked of the table, not of the browser.
    last = aliased(Change)
    moment = select(last.at).where(last.id == before, last.customer_id == customer_id).scalar_subquery()
    return statement.where(tuple_(Change.at, Change.id) < tuple_(moment, literal(before)))


async def _lines(
    session: AsyncSession, change_ids: list[int], shown: ColumnElement[bool]
) -> dict[int, tuple[list[FeedLine], int]]:
    """Per change its lines in the order they were made, and how many more items there are."""
    within = {"partition_by": ChangeItem.change_id}
    ranked = (
        select(
            ChangeItem,
            func.row_number().over(order_by=ChangeItem.id, **within).label("position"),
            func.count().over(**within).label("total"),
        )
        .join(Change, Change.id == ChangeItem.change_id)
        .where(ChangeItem.change_id.in_(change_ids), shown)
        .subquery()
    )
    item = aliased(ChangeItem, ranked)
    rows = await session.execute(select(item, ranked.c.total).where(ranked.c.position <= LINES).order_by(item.id))
    read: dict[int, tuple[list[FeedLine], int]] = {}
    for one, total in rows:
        lines, _ = read.setdefault(one.change_id, ([], max(total - LINES, 0)))
        line = _line_of(lines, one)
        # A change may touch a column twice: it was what it was first, and became what it was last.
        line.before.setdefault(one.field, load_value(one.before))
        line.after[one.field], line.version_after = load_value(one.after), one.version_after
    return read


def _line_of(lines: list[FeedLine], item: ChangeItem) -> FeedLine:
    """The line that an item belongs to: its own, or that of the column it means something with."""
    name = TOGETHER.get(item.field, item.field)
    for line in lines:
        if (line.entity, line.entity_id, line.field) == (item.entity, item.entity_id, name):
            return line
    line = FeedLine(item.id or 0, item.entity, item.entity_id, name, item.version_after)
    lines.append(line)
    return line


async def _known(session: AsyncSession, actor: Actor, customer: Customer, lines: list[FeedLine]) -> Known:
    """Everything that the lines name, in a number of statements that does not depend on them."""
    values = [pair for line in lines for side in (line.before, line.after) for pair in side.items()]
    address_ids = _ids_of(lines, "address") | {
        value for name, value in values if name in {"head_office_id", "address_id"} and isinstance(value, int)
    }
    found = await session.scalars(
        select(Address).where(Address.id.in_(address_ids), Address.customer_id == customer.id)
    )
    people = await session.scalars(
        select(Contact).where(Contact.id.in_(_ids_of(lines, "contact")), Contact.customer_id == customer.id)
    )
    details = await contacts.with_points(session, [(person, None) for person in people])
    return Known(
        customer,
        {address.id or 0: address for address in found},
        {one.contact.id or 0: one for one in details},
        await pickers.called(session, values),
        await _titles(session, actor, customer, _ids_of(lines, "feed_item")),
    )


async def _titles(session: AsyncSession, actor: Actor, customer: Customer, item_ids: set[int]) -> dict[int, str]:
    """What activities and notes are called; a title may have moved to where the reader does not look."""
    if not item_ids:
        return {}
    in_reach = (FeedItem.id.in_(item_ids), FeedItem.customer_id == customer.id, item_is_in_reach(actor))
    return dict((await session.execute(select(FeedItem.id, FeedItem.title).where(*in_reach))).all())


def _ids_of(lines: Iterable[FeedLine], entity: str) -> set[int]:
    return {line.entity_id for line in lines if line.entity == entity}
