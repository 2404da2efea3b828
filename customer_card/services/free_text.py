"""Where people have named a person in text that they write as they like, and taking the person out of it.

What the change log has of such text is searched with it. Only the texts of the person's own
customer are searched (docs/decisions/0011).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, false, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.clock import now
from customer_card.domain.errors import NotFound
from customer_card.domain.mentions import Finder, Hit, masked
from customer_card.domain.permissions import Actor, Need
from customer_card.i18n.catalogues import gettext
from customer_card.models import Change, ChangeItem, Contact, Customer
from customer_card.services.feed_writing import renew_words
from customer_card.services.free_columns import (
    free_columns,
    is_logged_of,
    logged_as,
    logged_fields,
    of_customer,
    part_of,
    record_of,
)
from customer_card.services.history import ChangeLog, Scalar, dump_value, load_value
from customer_card.services.known_person import person_of
from customer_card.services.visibility import change_item_is_visible, customer_is_visible
from customer_card.settings import settings

SHOWN = 25
"""So many texts are listed before the person is erased; all of them are masked."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A text in which the person is named: a record's own, or one that the history has from a moment.

    ``about`` is the contact whose text it is.
    """

    entity: str
    entity_id: int
    field: str
    text: str
    hits: list[Hit]
    at: datetime | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Mentions:
    """The first texts that name the person, of those that the actor may see, and how many more there are."""

    shown: list[Mention]
    more: int


async def mentions_of(session: AsyncSession, actor: Actor, customer_id: int, contact_id: int) -> Mentions:
    """What would be masked if the contact were erased, as far as the actor may see it. Raises ``NotFound``."""
    if not actor.meets(Need.CUSTOMERS_EDIT):
        raise NotFound
    contact = await session.scalar(
        select(Contact)
        .join(Customer, Customer.id == Contact.customer_id)
        .where(
            Contact.id == contact_id,
            Contact.customer_id == customer_id,
            Contact.erased_at.is_(None),
            customer_is_visible(actor),
        )
    )
    if contact is None:
        raise NotFound
    finder = Finder(await person_of(session, contact))
    found = [one async for one in _mentions(session, finder, customer_id, contact_id, actor)]
    return Mentions(await _with_names(session, found[:SHOWN]), max(len(found) - SHOWN, 0))


class Masking:
    """Takes a person out of the customer's texts, in the transaction and the change that erase the person.

    Made while the person is still known. ``alone`` says whether a first or a last name by
    itself is taken out too.
    """

    def __init__(self, session: AsyncSession, log: ChangeLog, finder: Finder, *, alone: bool) -> None:
        self._session = session
        self._log = log
        self._finder = finder
        self._alone = alone
        self._word = gettext(settings.default_language, "Deleted contact")

    @classmethod
    async def of(cls, session: AsyncSession, log: ChangeLog, contact: Contact, *, alone: bool) -> Masking:
        """A masking of this contact."""
        return cls(session, log, Finder(await person_of(session, contact)), alone=alone)

    async def run(self, customer_id: int, contact_id: int) -> None:
        """Mask what the texts say now, then what the log has of them; seen by the actor or not."""
        for table in free_columns():
            rows = [key async for key, _ in _rows(self._session, self._finder, table, customer_id, contact_id)]
            for key in rows:
                await self._rewrite(table, key)
        items = [item async for item in _logged(self._session, self._finder, customer_id, contact_id)]
        for item in items:
            values = {"before": self._masked_value(item.before), "after": self._masked_value(item.after)}
            await self._session.execute(update(ChangeItem).where(ChangeItem.id == item.id).values(values))

    async def _rewrite(self, table: Table, key: tuple[Any, ...]) -> None:
        """Mask the columns of one row as it is when it is locked, as a new version of it."""
        is_it = and_(*(column == value for column, value in zip(table.primary_key.columns, key, strict=True)))
        row = (await self._session.execute(select(table).where(is_it).with_for_update())).mappings().first()
        changes: dict[str, str] = {}
        for column in free_columns()[table]:
            text = row[column] if row else None
            if text and (new := self._masked(text)) != text:
                changes[column] = new
        if not row or not changes:
            return
        await self._session.execute(update(table).where(is_it).values(changes))
        if table.name in {"feed_item", "feed_text"}:
            await renew_words(self._session, key[0])
        await self._keep(table, row, changes)

    async def _keep(self, table: Table, row: Any, changes: dict[str, str]) -> None:
        """A new version of the record, by its history: that of the row, or of what the row is a part of."""
        free = table
        while "version" not in table.c:
            key = part_of(table)
            if key is None:
                return
            table = key.column.table
            whole = select(table).where(key.column == row[key.parent]).with_for_update()
            row = (await self._session.execute(whole)).mappings().one()
        version = row[table.c.version] + 1
        new = update(table).where(table.c.id == row[table.c.id])
        await self._session.execute(new.values(version=version, updated_at=now(), updated_by=self._log.actor_id))
        # What was masked is kept as both, so that whoever edits an older version is told of the newer one.
        await self._log.add(
            table.name,
            row[table.c.id],
            {logged_as(free, column): (text, text) for column, text in changes.items()},
            version_after=version,
            contact_id=row[table.c.id] if table.name == "contact" else None,
            project_id=row.get("project_id"),
        )

    def _masked(self, text: str) -> str:
        return masked(text, (hit for hit in self._finder.hits(text) if self._alone or not hit.alone), self._word)

    def _masked_value(self, value: str | None) -> str | None:
        kept = load_value(value)
        return dump_value(self._masked(kept)) if isinstance(kept, str) else value


async def _mentions(
    session: AsyncSession, finder: Finder, customer_id: int, contact_id: int, actor: Actor
) -> AsyncIterator[Mention]:
    """Every text that the actor may see: as they stand, then former ones that say something else."""
    standing: set[str] = set()
    for table in free_columns():
        async for key, texts in _rows(session, finder, table, customer_id, contact_id, actor):
            for column, text in texts:
                standing.add(text)
                yield Mention(record_of(table).name, key[0], logged_as(table, column), text, finder.hits(text))
    async for item in _logged(session, finder, customer_id, contact_id, actor):
        for value in (load_value(item.before), load_value(item.after)):
            if isinstance(value, str) and value not in standing and (hits := finder.hits(value)):
                standing.add(value)
                yield Mention(item.entity, item.entity_id, item.field, value, hits, item.at)


async def _rows(
    session: AsyncSession,
    finder: Finder,
    table: Table,
    customer_id: int,
    contact_id: int,
    actor: Actor | None = None,
) -> AsyncIterator[tuple[tuple[Any, ...], list[tuple[str, str]]]]:
    """The keys of rows that name the person, each with the texts that do."""
    names, keys = free_columns()[table], list(table.primary_key.columns)
    columns = [table.c[name] for name in names]
    written = or_(false(), *(column.is_not(None) for column in columns))
    conditions = [of_customer(table, customer_id, actor), written]
    if table.name == "contact":
        conditions.append(table.c.id != contact_id)
    async for row in await session.stream(select(*keys, *columns).where(*conditions).order_by(*keys)):
        texts = [(name, text) for name, text in zip(names, row[len(keys) :], strict=True) if text and finder.hits(text)]
        if texts:
            yield tuple(row[: len(keys)]), texts


async def _logged(
    session: AsyncSession, finder: Finder, customer_id: int, contact_id: int, actor: Actor | None = None
) -> AsyncIterator[Any]:
    """The items of the customer's log, but those of the person's own, that have a text which names the person."""
    statement = (
        select(
            ChangeItem.id, ChangeItem.entity, ChangeItem.entity_id, ChangeItem.field,
            ChangeItem.before, ChangeItem.after, Change.at,
        )
        .join(Change, Change.id == ChangeItem.change_id)
        .where(
            tuple_(ChangeItem.entity, ChangeItem.field).in_(logged_fields()),
            or_(ChangeItem.contact_id.is_(None), ChangeItem.contact_id != contact_id),
            Change.customer_id == customer_id if actor else is_logged_of(customer_id),
        )
        .order_by(ChangeItem.id.desc())
    )  # fmt: skip
    if actor is not None:
        statement = statement.where(change_item_is_visible(actor))
    async for item in await session.stream(statement):
        if any(_names_the_person(finder, load_value(value)) for value in (item.before, item.after)):
            yield item


def _names_the_person(finder: Finder, value: Scalar) -> bool:
    return isinstance(value, str) and bool(finder.hits(value))


async def _with_names(session: AsyncSession, found: Iterable[Mention]) -> list[Mention]:
    """The texts of contacts say whose they are; an erased one has no name."""
    listed = list(found)
    ids = {one.entity_id for one in listed if one.entity == "contact"}
    people = await session.execute(select(Contact.id, Contact.first_name, Contact.last_name).where(Contact.id.in_(ids)))
    names = {contact_id: " ".join(filter(None, (first, last))) for contact_id, first, last in people}
    return [
        Mention(
            one.entity, one.entity_id, one.field, one.text, one.hits, one.at,
            names.get(one.entity_id, "") if one.entity == "contact" else "",
        )
        for one in listed
    ]  # fmt: skip
