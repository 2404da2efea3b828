"""Deleting a customer: who may, what keeps one, what goes with it, and people who do something to it meanwhile."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import Database, database
from customer_card.domain.errors import Invalid, NotFound, Refused
from customer_card.domain.permissions import Customers, Need, Profile, meets
from customer_card.models import (
    Change,
    ChangeItem,
    Contact,
    Customer,
    CustomerSegment,
    Invoice,
    NumberSeries,
    Project,
    SalesStatus,
    Segment,
    metadata,
)
from customer_card.services import addresses, contacts, customer_deletion, customer_list, customers, recent_customers
from customer_card.services.contact_form import ContactFields, PointFields
from customer_card.services.customer_deletion import GOES, KEEPS
from customer_card.services.customers import NewCustomer
from customer_card.services.history import Base
from tests.support.people import actor
from tests.support.records import bare_customer, customer_id, last_logged, row, rows, street
from tests.support.snapshot import columns_with, everything, snapshot

LATEST = Base(10**6)
TRACES = ("quistina", "zwärd", "vellumpapper", "xqvist", "bortfallna")


async def full_customer() -> int:
    """A customer with rows in every table that goes with one, and a history of them."""
    who = await actor("kundansvarig")
    number = await customers.create(who, NewCustomer(name="Xqvist Bortfallna AB", country="SE"))
    customer = await customer_id(number)
    await customers.change_field(who, customer, "number", "XQ-1", LATEST)
    await customers.change_field(who, customer, "description", "Skriver på vellumpapper", LATEST)
    first = await addresses.add(who, customer, street("Xqvistgatan 1"))
    second = await addresses.add(who, customer, street("Xqvistgatan 2"))
    await addresses.make_head_office(who, customer, second)
    person = ContactFields(
        first_name="Quistina", last_name="Zwärd", address_id=str(first), emails=[PointFields(value="q@xqvist.example")]
    )
    contact = await contacts.add(who, customer, person)
    await contacts.add(who, customer, ContactFields(last_name="Zwärd", keywords=["1"]))
    await contacts.erase(who, customer, contact)
    await contacts.add(who, customer, person)
    await recent_customers.visit(await actor("medarbetare"), customer)
    async with database().writing() as session:
        segment = await session.scalar(select(Segment.id).limit(1))
        session.add(CustomerSegment(customer_id=customer, segment_id=segment))
    return customer


async def version_of(customer: int) -> int:
    return (await row(Customer, customer)).version


async def remove(customer: int, who: str = "kundansvarig", typed: str = "", version: int | None = None) -> str:
    typed = typed or (await row(Customer, customer)).number
    return await customer_deletion.remove(await actor(who), customer, version or await version_of(customer), typed)


async def refusal(customer: int, who: str = "kundansvarig") -> str:
    before = await snapshot(database())
    with pytest.raises(Refused) as refused:
        await remove(customer, who)
    assert await snapshot(database()) == before
    return refused.value.code


def an_invoice(customer: int, **values: Any) -> Invoice:
    day = {"invoice_date": "2026-01-01", "due_date": "2026-02-01"}
    made = {"number": "F-X", "number_key": "f-x", "currency": "SEK", "external_id": "x"}
    money = {"net_minor": 100, "vat_minor": 25, "gross_minor": 125}
    return Invoice.model_validate({"customer_id": customer, **day, **made, **money, **values})


async def a_project(session: AsyncSession, customer: int) -> Project:
    status = await session.scalar(select(SalesStatus.id).limit(1))
    return Project(customer_id=customer, number="P-X", number_key="p-x", name="P", name_sort="p", status_id=status)


def test_every_table_of_a_customer_says_whether_it_keeps_one_or_goes() -> None:
    listed = {table.__table__ for table in (*KEEPS, *GOES)}
    keys = [key for table in metadata.tables.values() for key in table.foreign_keys]
    of_customer = [key for key in keys if (key.column.table.name, key.column.name) == ("customer", "id")]
    plain = [key for key in of_customer if key.constraint is not None and len(key.constraint.columns) == 1]
    assert {key.parent.table for key in plain} == listed
    assert {key.parent.table for key in plain if key.ondelete == "CASCADE"} == {table.__table__ for table in GOES}


def test_deleting_needs_the_box_and_the_level_edit() -> None:
    assert meets(Profile(Customers.EDIT, delete_customers=True), Need.DELETE_CUSTOMERS)
    assert not meets(Profile(Customers.READ, delete_customers=True), Need.DELETE_CUSTOMERS)
    assert not meets(Profile(Customers.EDIT), Need.DELETE_CUSTOMERS)


@pytest.mark.asyncio
async def test_everything_of_the_customer_goes_and_the_number_stays_in_the_log(firm: Database) -> None:
    customer = await full_customer()
    changes = await rows(Change, Change.customer_id == customer)
    for trace in TRACES:
        assert await columns_with(firm, trace), trace
    assert await remove(customer) == "XQ-1"
    left = await everything(firm)
    assert [trace for trace in TRACES if trace in left] == []
    async with firm.reading() as session:
        for table in GOES:
            columns = table.__table__.c
            assert (await session.execute(select(table).where(columns.customer_id == customer))).first() is None, table
        assert await session.get(Customer, customer) is None
    [item] = await last_logged()
    who = await actor("kundansvarig")
    assert (item.use_case, item.actor_id, item.customer_id) == ("delete_customer", who.user_id, customer)
    assert (item.entity, item.entity_id, item.field, item.before) == ("customer", customer, "number", "XQ-1")
    kept = await rows(Change, Change.customer_id == customer)
    assert [(one.id, one.actor_id, one.at) for one in kept[:-1]] == [(one.id, one.actor_id, one.at) for one in changes]
    assert await rows(ChangeItem, ChangeItem.change_id.in_([one.id for one in changes])) == []


@pytest.mark.asyncio
async def test_other_customers_and_the_series_are_left_alone(firm: Database) -> None:
    customer = await full_customer()
    others = [one.model_dump() for one in await rows(Customer, Customer.id != customer)]
    people = len(await rows(Contact, Contact.customer_id != customer))
    async with firm.reading() as session:
        series = (await session.scalars(select(NumberSeries.next))).all()
    await remove(customer)
    assert [one.model_dump() for one in await rows(Customer)] == others
    assert len(await rows(Contact)) == people
    async with firm.reading() as session:
        assert (await session.scalars(select(NumberSeries.next))).all() == series


@pytest.mark.asyncio
async def test_a_deleted_customer_is_found_by_nothing(firm: Database) -> None:
    customer, who = await full_customer(), await actor("admin")
    former = (await rows(Change, Change.customer_id == customer))[0]
    await remove(customer)
    async with firm.reading() as session:
        for search in ("xqvist", "zwärd", "XQ-1"):
            page = await customer_list.page_of(session, who, customer_list.CustomerQuery(search=search))
            assert page.rows == [], search
        for number in ("XQ-1", "1041", str(customer)):
            with pytest.raises(NotFound):
                await customers.find(session, who, number)
    with pytest.raises(NotFound):
        await remove_again(customer)
    with pytest.raises(NotFound):
        await customers.set_active(who, customer, False)
    assert former.id


async def remove_again(customer: int) -> None:
    await customer_deletion.remove(await actor("kundansvarig"), customer, 1, "XQ-1")


@pytest.mark.asyncio
async def test_the_number_of_a_deleted_customer_can_be_used_again_and_its_id_is_not(firm: Database) -> None:
    customer, who = await full_customer(), await actor("kundansvarig")
    await remove(customer)
    number = await customers.create(who, NewCustomer(name="Ny AB"))
    new = await customer_id(number)
    assert new > customer
    done = await customers.change_field(who, new, "number", "XQ-1", LATEST)
    assert done.customer.number == "XQ-1"


@pytest.mark.asyncio
@pytest.mark.parametrize("typed", [" xq-1 ", "xqvist  BORTFALLNA ab"])
async def test_the_number_or_the_name_confirms_as_people_type_it(firm: Database, typed: str) -> None:
    assert await remove(await full_customer(), typed=typed)


@pytest.mark.asyncio
async def test_anything_else_confirms_nothing(firm: Database) -> None:
    customer = await full_customer()
    before = await snapshot(firm)
    for typed in (" ", "XQ-10", "XQ", "1041", "Xqvist", "%", "ta bort", "X" * 100_000):
        with pytest.raises(Invalid) as invalid:
            await remove(customer, typed=typed)
        assert invalid.value.problems == {"confirmation": "not_confirmed"}
    assert await snapshot(firm) == before


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["project", "invoice"])
async def test_what_keeps_a_customer_refuses_in_one_way_whether_it_can_be_seen_or_not(
    firm: Database, kind: str
) -> None:
    customer = await full_customer()
    async with firm.writing() as session:
        session.add(await a_project(session, customer) if kind == "project" else an_invoice(customer))
    assert {await refusal(customer, who) for who in ("kundansvarig", "admin", "ledning")} == {"customer_kept"}
    async with firm.reading() as session:
        found = [await customer_deletion.consider(session, await actor(who), customer) for who in ("admin", "ledning")]
    assert [one.is_kept for one in found] == [True, True]


@pytest.mark.asyncio
async def test_an_invoice_of_another_customer_to_one_of_its_contacts_keeps_it_too(firm: Database) -> None:
    customer = await full_customer()
    [contact, *_] = await rows(Contact, Contact.customer_id == customer)
    async with firm.writing() as session:
        session.add(an_invoice(await bare_customer_in(session), contact_id=contact.id))
    assert await refusal(customer) == "customer_kept"


async def bare_customer_in(session: AsyncSession) -> int:
    return (await session.scalars(select(Customer.id).where(Customer.number == "1040"))).one() or 0


@pytest.mark.asyncio
async def test_a_contact_that_moved_on_from_it_stays_where_it_is(firm: Database) -> None:
    customer, other = await full_customer(), await bare_customer("9002")
    [former, *_] = await rows(Contact, Contact.customer_id == customer)
    moved = await contacts.add(await actor("admin"), other, ContactFields(last_name="Flyttad"))
    async with firm.writing() as session:
        await session.execute(update(Contact).where(Contact.id == moved).values(moved_from_id=former.id))
    await remove(customer)
    left = await row(Contact, moved)
    assert (left.last_name, left.moved_from_id) == ("Flyttad", None)


@pytest.mark.asyncio
async def test_who_may_not_gets_the_answer_of_a_customer_that_does_not_exist(firm: Database) -> None:
    customer = await full_customer()
    before = await snapshot(firm)
    for who in ("ekonomi", "projektledare", "medarbetare", "ingen"):
        with pytest.raises(NotFound):
            await remove(customer, who)
        async with firm.reading() as session:
            with pytest.raises(NotFound):
                await customer_deletion.consider(session, await actor(who), customer)
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_a_customer_that_was_changed_since_it_was_looked_at_is_not_deleted(firm: Database) -> None:
    customer = await full_customer()
    seen = await version_of(customer)
    await customers.change_field(await actor("ekonomi"), customer, "email", "ny@kund.example", LATEST)
    before = await snapshot(firm)
    with pytest.raises(Refused) as refused:
        await remove(customer, version=seen)
    assert refused.value.code == "customer_changed"
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_of_a_deletion_and_a_new_project_at_once_only_one_happens(firm: Database) -> None:
    customer = await full_customer()
    version = await version_of(customer)

    async def add_project() -> None:
        async with database().writing() as session:
            session.add(await a_project(session, customer))

    results = await asyncio.gather(remove(customer, version=version), add_project(), return_exceptions=True)
    projects = await rows(Project, Project.customer_id == customer)
    left = await rows(Customer, Customer.id == customer)
    assert (len(projects), len(left)) in {(1, 1), (0, 0)}
    assert len([one for one in results if isinstance(one, Exception)]) == 1


@pytest.mark.asyncio
async def test_whoever_does_something_to_it_at_the_same_moment_is_told_or_is_first(firm: Database) -> None:
    customer, who = await full_customer(), await actor("ekonomi")
    contact = (await rows(Contact, Contact.customer_id == customer, Contact.erased_at.is_(None)))[0].id or 0
    version, number = await version_of(customer), "XQ-1"
    results = await asyncio.gather(
        customer_deletion.remove(await actor("admin"), customer, version, number),
        customer_deletion.remove(await actor("ledning"), customer, version, number),
        contacts.add(who, customer, ContactFields(last_name="Sen")),
        contacts.set_active(who, customer, contact, False),
        recent_customers.visit(who, customer),
        addresses.add(who, customer, street("Sena gatan")),
        return_exceptions=True,
    )
    assert sorted(isinstance(one, str) for one in results[:2]) == [False, True]
    assert all(one is None or not isinstance(one, Exception) or isinstance(one, NotFound) for one in results)
    assert await rows(Contact, Contact.customer_id == customer) == []
