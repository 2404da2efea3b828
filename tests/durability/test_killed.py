"""The server is killed while many people save: what was acknowledged is kept, and nothing is half there.

Six pages save over websockets without pause: a field, an address that takes a purpose over from
another one, the head office, and a contact with everything that hangs on it. ``kill -9`` strikes
in the midst of it, several times, and a new process goes on over the same database.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import delete, func, select, text, update

from customer_card.database import Database
from customer_card.models import Address, Change, ChangeItem, Contact, ContactPoint, Customer, SearchToken
from customer_card.services import addresses, customers
from customer_card.services.addresses import AddressFields
from customer_card.services.customers import NewCustomer
from customer_card.services.history import Base
from customer_card.state.addresses import AddressesState
from customer_card.state.card import CardState
from customer_card.state.contacts import ContactsState
from tests.support.live import LivePage, LiveServer, Lost
from tests.support.people import actor
from tests.support.records import customer_id, rows

PAGES = 6
SAVES = 1_000
KILLS = 3

OTHERS = ("change_address", "change_head_office", "add_contact")

FIELDS = (
    ("website", "www.{}.example"),
    ("email", "{}@killed.example"),
    ("description", "{}"),
    ("website", "www.{}.example/"),
    ("description", "{}"),
)

WHATEVER_VERSION = "999999999"
"""An edit that is based on whatever the record is."""


@dataclass
class Desk:
    """One person at one customer: what was sent, and what the server said was saved."""

    customer_id: int
    number: str
    address_ids: tuple[int, int]
    sent: dict[str, list[str]] = field(default_factory=dict)
    acknowledged: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = (f"k{self.number}x{n}x" for n in count(1))

    async def work(self, server: LiveServer, cookie: str, tally: Tally) -> None:
        """Save one thing after the other until the connection is lost."""
        page = LivePage(server, cookie, f"/customers/{self.number}/contacts")
        await page.open()
        # Nobody knows what became of the last save before the kill, so the page is read anew.
        head_office = (await rows(Customer, Customer.id == self.customer_id))[0].head_office_id
        try:
            while True:
                head_office = self._other(head_office)
                for kind, name, handler, payload in self._saves(head_office):
                    self.sent.setdefault(kind, []).append(name)
                    alert = await page.send(handler, **payload)
                    assert alert == "", alert
                    self.acknowledged.setdefault(kind, []).append(name)
                    tally.one_more()
        except Lost:
            await page.close()

    def _other(self, address_id: int) -> int:
        first, second = self.address_ids
        return second if address_id == first else first

    def _saves(self, head_office: int) -> Iterator[tuple[str, str, Any, dict[str, Any]]]:
        """Use case, a name that is found again, and what is sent."""
        own = {"customer_id": str(self.customer_id), "version": WHATEVER_VERSION}
        field_of = {"id": str(self.customer_id), "version": WHATEVER_VERSION}
        for (field_name, value), name in zip(FIELDS, self.names, strict=False):
            form = field_of | {"field": field_name, "value": value.format(name)}
            yield "change_customer", name, CardState.save_field, {"form": form}
        name = next(self.names)
        address = {"address_id": str(head_office), "line1": name, "city": "Umeå", "country": "SE", "is_billing": "on"}
        yield "change_address", name, AddressesState.save, {"form": own | address}
        moved = {"customer_id": self.customer_id, "address_id": head_office}
        yield "change_head_office", "", AddressesState.make_head_office, moved
        name = next(self.names)
        contact = {"first_name": "Alva", "last_name": name, "email.1.value": f"{name}@killed.example"}
        yield "add_contact", name, ContactsState.save, {"form": own | contact}


class Tally:
    """Counts what was acknowledged, and tells when it is time for the next kill."""

    def __init__(self) -> None:
        self._count = 0
        self._limit = 0
        self._reached = asyncio.Event()

    def one_more(self) -> None:
        """One more save was acknowledged."""
        self._count += 1
        if self._count >= self._limit:
            self._reached.set()

    async def reach(self, limit: int) -> None:
        """Wait until so many saves were acknowledged."""
        self._limit = limit
        self._reached.clear()
        await self._reached.wait()


@pytest_asyncio.fixture
async def server(firm: Database, tmp_path: Path) -> AsyncIterator[LiveServer]:
    """A server process over the database that the test sees."""
    live = LiveServer(tmp_path, firm.url)
    try:
        yield live
    finally:
        live.kill()


@pytest.mark.asyncio
async def test_a_thousand_acknowledged_saves_survive_kill_9_whole(server: LiveServer, firm: Database) -> None:
    desks = [await a_desk(n) for n in range(PAGES)]
    moments = [*sorted(random.sample(range(SAVES // 10, SAVES), KILLS - 1)), SAVES]
    print(f"killed after {moments} acknowledged saves")
    await asyncio.to_thread(server.start)
    cookie = await asyncio.to_thread(server.sign_in, "admin@demo.example", "kundkort")
    tally = Tally()
    for moment in moments:
        working = asyncio.gather(*(desk.work(server, cookie, tally) for desk in desks))
        reached = asyncio.ensure_future(tally.reach(moment))
        await asyncio.wait({reached, working}, return_when=asyncio.FIRST_COMPLETED)
        server.kill()
        reached.cancel()
        await working
        if moment < SAVES:
            await asyncio.to_thread(server.start)
    assert sum(len(names) for desk in desks for names in desk.acknowledged.values()) >= SAVES
    for desk in desks:
        await nothing_is_lost(firm, desk)
        await nothing_is_half_there(firm, desk)
    await the_database_is_sound(firm)


@pytest.mark.asyncio
async def test_a_lost_save_and_half_a_save_would_be_noticed(firm: Database) -> None:
    desk = await a_desk(0)
    by = await actor("admin")
    await customers.change_field(by, desk.customer_id, "website", "www.kept.example", Base(1))
    desk.sent = desk.acknowledged = {"change_customer": ["kept"]} | {kind: [] for kind in OTHERS}
    await nothing_is_lost(firm, desk)
    desk.acknowledged["change_customer"].append("lost")
    with pytest.raises(AssertionError, match="lost"):
        await nothing_is_lost(firm, desk)
    async with firm.writing() as session:
        await session.execute(
            update(Customer).where(Customer.id == desk.customer_id).values(website="www.other.example")
        )
    with pytest.raises(AssertionError, match="website"):
        await nothing_is_half_there(firm, desk)
    async with firm.writing() as session:
        await session.execute(delete(ChangeItem).where(ChangeItem.field == "website"))
    with pytest.raises(AssertionError):
        await nothing_is_half_there(firm, desk)
    with pytest.raises(AssertionError):
        await the_database_is_sound(firm)


async def a_desk(n: int) -> Desk:
    """A customer with two addresses."""
    who = await actor("admin")
    number = await customers.create(who, NewCustomer(name=f"Uthållig {n} AB"))
    of_customer = await customer_id(number)
    first, second = [
        await addresses.add(who, of_customer, AddressFields(line1=line1, city="Umeå", country="SE", is_billing=billing))
        for line1, billing in (("Gatan 1", True), ("Gatan 2", False))
    ]
    return Desk(of_customer, number, (first, second))


async def nothing_is_lost(firm: Database, desk: Desk) -> None:
    """Every acknowledged save stands in the database, and beside them only what was sent before a kill."""
    kept = {
        "change_customer": await values_of(firm, desk, "website", "email", "description"),
        "change_address": await values_of(firm, desk, "line1"),
        "add_contact": await values_of(firm, desk, "last_name"),
    }
    for kind, values in kept.items():
        found = [value for value in values if any(name in value for name in desk.sent[kind])]
        assert [one for one in desk.acknowledged[kind] if not any(one in value for value in found)] == []
        assert len(found) <= len(desk.acknowledged[kind]) + KILLS
    assert len(desk.sent["add_contact"]) - len(desk.acknowledged["add_contact"]) <= KILLS
    people = [contact.last_name for contact in await rows(Contact, Contact.customer_id == desk.customer_id)]
    assert people == kept["add_contact"]
    moved = await changes_of(firm, desk, "change_head_office")
    assert len(desk.acknowledged["change_head_office"]) <= moved <= len(desk.sent["change_head_office"])


async def nothing_is_half_there(firm: Database, desk: Desk) -> None:
    """No record without its history, no history without its record, no part of a contact missing."""
    [customer] = await rows(Customer, Customer.id == desk.customer_id)
    offices = await rows(Address, Address.customer_id == desk.customer_id)
    people = await rows(Contact, Contact.customer_id == desk.customer_id)
    assert {one.head_office_id for one in offices} == {customer.head_office_id}
    assert sum(one.is_billing for one in offices) == 1
    for entity, records in (("customer", [customer]), ("address", offices), ("contact", people)):
        for record in records:
            await history_leads_to(entity, record)
    for table in (ContactPoint, SearchToken):
        found = await rows(table, table.contact_id.in_([one.id for one in people]))
        assert {one.contact_id for one in found} == {one.id for one in people}


async def history_leads_to(entity: str, record: Any) -> None:
    """Each version was made by a change that is kept, and the last change of each field is what stands there."""
    items = await rows(ChangeItem, ChangeItem.entity == entity, ChangeItem.entity_id == record.id)
    assert sorted({item.version_after for item in items}) == list(range(1, record.version + 1))
    by_field: dict[str, list[ChangeItem]] = {}
    for item in items:
        by_field.setdefault(item.field, []).append(item)
    for name, changes in by_field.items():
        assert all(earlier.after == later.before for earlier, later in pairwise(changes)), (entity, name)
        if hasattr(record, name):
            assert json.loads(changes[-1].after or "null") == getattr(record, name), (entity, name)


async def the_database_is_sound(firm: Database) -> None:
    """No change without what it changed, and no reference that leads nowhere."""
    async with firm.reading() as session:
        empty = select(func.count()).where(Change.id.not_in(select(ChangeItem.change_id)), Change.id > 0)
        made_here = Change.use_case.in_(["change_customer", "change_address", "change_head_office", "add_contact"])
        assert await session.scalar(empty.where(made_here)) == 0
        if firm.is_sqlite:
            assert (await session.execute(text("PRAGMA foreign_key_check"))).all() == []
            assert (await session.execute(text("PRAGMA integrity_check"))).scalar_one() == "ok"


async def values_of(firm: Database, desk: Desk, *names: str) -> list[str]:
    """What fields of the desk's customer, or of what hangs on it, were set to, in this order."""
    async with firm.reading() as session:
        kept = await session.scalars(
            select(ChangeItem.after)
            .join(Change, Change.id == ChangeItem.change_id)
            .where(Change.customer_id == desk.customer_id, ChangeItem.field.in_(names))
            .order_by(ChangeItem.id)
        )
        return [json.loads(value) for value in kept if value]


async def changes_of(firm: Database, desk: Desk, use_case: str) -> int:
    """How many changes of a kind the desk's customer has."""
    mine = (Change.customer_id == desk.customer_id, Change.use_case == use_case)
    async with firm.reading() as session:
        return await session.scalar(select(func.count()).select_from(Change).where(*mine)) or 0
