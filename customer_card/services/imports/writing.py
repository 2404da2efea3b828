"""Writing what was planned for a batch: some statements per table, however many rows."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from customer_card.domain.clock import now
from customer_card.domain.text_keys import sort_key
from customer_card.models import (
    Address,
    Contact,
    ContactKeyword,
    ContactPoint,
    Customer,
    CustomerNumberAlias,
)
from customer_card.services.contact_form import CheckedContact
from customer_card.services.customer_fields import Values, numbered
from customer_card.services.imports.numbers import draw_numbers
from customer_card.services.imports.tables import insert_rows, reserve_ids, run_for_each, table_of
from customer_card.services.imports.traces import Trace, write_traces
from customer_card.services.imports.work import Plan, Run, Work

CUSTOMER_COLUMNS: Values = {
    column.name: column.default.arg if column.default is not None and column.default.is_scalar else None
    for column in table_of(Customer).columns
}
"""What a new customer has where nothing was said."""


async def write(session: AsyncSession, plan: Plan, run: Run) -> None:
    """Write a plan that was made in this same transaction."""
    works = [work for work in plan.works.values() if work.is_filled]
    if works:
        await _Writer(session, await session.connection(), works, plan, run).write()


class _Writer:
    """Writes one batch and gathers the traces that it leaves."""

    def __init__(
        self, session: AsyncSession, connection: AsyncConnection, works: list[Work], plan: Plan, run: Run
    ) -> None:
        self._session = session
        self._connection = connection
        self._works = works
        self._found = plan.found
        self._run = run
        self._moment = now()
        self._traces = {work.target.serial: Trace(work) for work in works}

    async def write(self) -> None:
        """Write customers before what belongs to them, and the history and the words at the end.

        A customer and its head office point at each other; the database looks at the end of
        the transaction whether both are there.
        """
        await self._choose_head_offices()
        await self._add_customers([work for work in self._works if work.current is None])
        await self._change_customers()
        await self._release_purposes()
        await self._add_addresses()
        await self._add_contacts()
        await write_traces(self._connection, list(self._traces.values()), self._found, self._run, self._moment)

    @property
    def _added(self) -> Values:
        moment, actor_id = self._moment, self._run.actor_id
        made = {"created_at": moment, "created_by": actor_id, "updated_at": moment, "updated_by": actor_id}
        return {"version": 1} | made

    def _changed(self, version: int) -> Values:
        return {"version": version, "updated_at": self._moment, "updated_by": self._run.actor_id}

    async def _choose_head_offices(self) -> None:
        """Give new addresses their ids; the first address of a customer becomes its head office."""
        count = sum(len(work.addresses) for work in self._works)
        ids = iter(await reserve_ids(self._connection, Address, count))
        for work in self._works:
            for address in work.addresses:
                address["id"] = next(ids)
            if work.addresses and work.value("head_office_id") is None:
                work.values["head_office_id"] = work.addresses[0]["id"]

    async def _add_customers(self, works: list[Work]) -> None:
        unnumbered = [work for work in works if "number" not in work.values]
        drawn = await draw_numbers(self._session, len(unnumbered), self._run.numbers_in_file)
        for work, number in zip(unnumbered, drawn, strict=True):
            work.values |= numbered(number)
        for work, row_id in zip(works, await reserve_ids(self._connection, Customer, len(works)), strict=True):
            work.target.id, work.target.number = row_id, work.values["number"]
            self._traces[work.target.serial].customer_added()
        rows = [CUSTOMER_COLUMNS | self._added | work.values | {"id": work.target.id} for work in works]
        await insert_rows(self._connection, Customer, rows)

    async def _change_customers(self) -> None:
        """Existing customers; those whose same columns change share a statement."""
        by_columns: dict[tuple[str, ...], list[Values]] = {}
        for work in self._works:
            if work.current is None or not work.values:
                continue
            version = work.current["version"] + 1
            changed = work.values | self._changed(version)
            by_columns.setdefault(tuple(sorted(changed)), []).append(changed | {"row_id": work.current["id"]})
            self._traces[work.target.serial].customer_changed(version)
        table = table_of(Customer)
        for columns, rows in by_columns.items():
            values = {name: bindparam(name) for name in columns}
            statement = update(table).where(table.c.id == bindparam("row_id")).values(values)
            await run_for_each(self._connection, statement, rows)
        await self._leave_aliases()

    async def _leave_aliases(self) -> None:
        """The old numbers keep leading to their customers; the new ones stop leading to anybody else."""
        renumbered = [
            (work.current["number_key"], work.values["number_key"], work.current["id"])
            for work in self._works
            if work.current is not None and "number_key" in work.values
        ]
        keys = [key for former, new, _ in renumbered for key in (former, new)]
        if keys:
            table = table_of(CustomerNumberAlias)
            await self._connection.execute(delete(table).where(table.c.number_key.in_(keys)))
            aliases = [{"number_key": former, "customer_id": owner} for former, _, owner in renumbered]
            await insert_rows(self._connection, CustomerNumberAlias, aliases)

    async def _release_purposes(self) -> None:
        """A purpose that a new address takes is taken from the one that had it."""
        table = table_of(Address)
        for work in self._works:
            for address in self._found.addresses.get(work.target.id or 0, ()):
                purposes = work.released.get(address["id"])
                if not purposes:
                    continue
                values = dict.fromkeys(purposes, False) | self._changed(address["version"] + 1)
                await self._connection.execute(update(table).where(table.c.id == address["id"]).values(values))
                self._traces[work.target.serial].purposes_released(address, purposes)

    async def _add_addresses(self) -> None:
        rows: list[Values] = []
        for work in self._works:
            belongs = {"customer_id": work.target.id, "head_office_id": work.value("head_office_id")}
            for address in work.addresses:
                self._traces[work.target.serial].address_added(address)
                rows.append(self._added | address | belongs | {"city_sort": sort_key(address["city"])})
        await insert_rows(self._connection, Address, rows)

    async def _add_contacts(self) -> None:
        pairs = [(work, contact) for work in self._works for contact in work.contacts]
        rows: list[Values] = []
        points: list[Values] = []
        keywords: list[Values] = []
        ids = await reserve_ids(self._connection, Contact, len(pairs))
        for (work, contact), row_id in zip(pairs, ids, strict=True):
            belongs = {"id": row_id, "customer_id": work.target.id, "active": True}
            rows.append(self._added | contact.columns | belongs)
            points += _points(row_id, contact)
            keywords += [{"contact_id": row_id, "keyword_id": word} for word in contact.keyword_ids]
            self._traces[work.target.serial].contact_added(row_id, contact)
        await insert_rows(self._connection, Contact, rows)
        await insert_rows(self._connection, ContactPoint, points)
        await insert_rows(self._connection, ContactKeyword, keywords)


def _points(contact_id: int, contact: CheckedContact) -> list[Values]:
    return [
        {
            "contact_id": contact_id,
            "kind": point.kind,
            "position": position,
            "type": point.type,
            "value": point.value,
            "value_key": point.key,
            "do_not_use": point.do_not_use,
            "is_primary": point.is_primary,
        }
        for points in (contact.emails, contact.phones)
        for position, point in enumerate(points)
    ]
