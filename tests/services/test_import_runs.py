"""Whole runs of an import: trying, all or nothing, once more, their history and their speed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from customer_card.database import Database, database
from customer_card.domain.errors import NotFound
from customer_card.models import Change, ChangeItem, Contact, Customer
from customer_card.services.imports.mandate import Mandate
from customer_card.services.imports.running import acting_user
from tests.services.import_desk import Desk, add_user, counts, one
from tests.support.records import rows
from tests.support.snapshot import snapshot

pytestmark = pytest.mark.asyncio


@pytest.fixture
def desk(empty: Database, tmp_path: Path) -> Desk:
    """A desk over an empty database."""
    assert empty is database()
    return Desk(tmp_path)


async def test_a_second_run_adds_nothing(desk: Desk) -> None:
    lines = (
        "Kundnr;Namn;Org.nr;Land;Telefon;Adress;Postnr;Ort;Besöksadress;Förnamn;Efternamn;Kontakt mail",
        "007;Åkeri AB;5560125790;SE;08-46500400;Gatan 1;11122;Stockholm;x;Anna;Ek;anna@akeri.se",
        "007;;;;;Vägen 2;0150;Oslo;x;Anna;Ek;anna.ek@akeri.se",
        "008;Fel nummer AB;5560125791;SE;;;;Kalmar;;;Ek;",
    )
    await desk.bring(*lines)
    before = await counts()
    again = await desk.bring(*lines)
    assert {result for _, result in again.results} == {"unchanged"}
    assert not again.summary.written
    assert await counts() == before
    assert before["contact"] == 3


async def test_all_or_nothing_imports_nothing_when_a_row_is_bad(desk: Desk, empty: Database) -> None:
    before = await snapshot(empty)
    brought = await desk.bring("Namn;E-post", "A;a@example.com", "B;fel", all_or_nothing=True)
    assert brought.errors == [(3, "email", "email_invalid")]
    assert not brought.summary.written
    assert await snapshot(empty) == before


async def test_all_or_nothing_imports_everything_when_no_row_is_bad(desk: Desk) -> None:
    lines = [f"{number};Kund {number};Ort {number};Ek" for number in range(1200)]
    brought = await desk.bring("Kundnr;Namn;Ort;Efternamn", *lines, "0;;Annan ort;Al", all_or_nothing=True)
    assert (brought.summary.new, brought.summary.updated) == (1200, 1)
    assert brought.outcomes[0].target is not None
    assert brought.outcomes[0].target.id == (await one(Customer, Customer.number == "0")).id
    assert (await counts())["address"] == 1201


async def test_a_dry_run_tells_everything_and_changes_nothing(desk: Desk, empty: Database) -> None:
    await desk.bring("Kundnr;Namn;Ort", "1;Åkeri AB;Malmö")
    before = await snapshot(empty)
    brought = await desk.bring(
        "Kundnr;Namn;E-post;Ort",
        "1;Åkeri AB;info@akeri.se;Lund",
        "2;Bageri AB;;Lund",
        "2;Bageri AB;;Lund",
        "1;;;Malmö",
        "3;C;fel;",
        dry_run=True,
    )
    told = [(o.result, o.fields, o.target.number if o.target else None) for o in brought.outcomes]
    assert told == [
        ("updated", ("email", "address"), "1"),
        ("new", (), "2"),
        ("unchanged", (), "2"),
        ("unchanged", (), "1"),
        ("error", (), None),
    ]
    assert await snapshot(empty) == before


async def test_a_dry_run_tells_what_the_run_then_does(desk: Desk) -> None:
    lines = [f"{n % 700};;Kund {n % 700};Ort {n % 3};Person {n % 5}" for n in range(2100)]
    path = desk.file("Kundnr;Org.nr;Namn;Ort;Efternamn", *lines)
    tried = await desk.bring_file(path, dry_run=True)
    done = await desk.bring_file(path)
    assert [(o.line, o.result, o.fields) for o in tried.outcomes] == [
        (o.line, o.result, o.fields) for o in done.outcomes
    ]


async def test_history_names_every_record_of_a_run(desk: Desk) -> None:
    await add_user("Eva Ek", "eva@example.com")
    actor = await acting_user("EVA@example.com")
    await desk.bring("Kundnr;Namn;Ort", "1;Åkeri AB;Malmö", mandate=Mandate(actor))
    await desk.bring("Kundnr;Namn;E-post;Ort;Efternamn", "1;Åkeriet AB;;Lund;Ek", mandate=Mandate(actor))
    first, second = await rows(Change)
    customer, contact = await one(Customer), await one(Contact)
    assert (customer.version, customer.created_by, customer.updated_by) == (2, actor.user_id, actor.user_id)  # pyright: ignore
    assert {first.use_case, second.use_case} == {"import_customers"}
    assert {first.customer_id, second.customer_id} == {customer.id}
    assert first.batch_id != second.batch_id
    kept = [
        (item.entity, item.field, item.before, item.after, item.version_after, item.contact_id)
        for item in await rows(ChangeItem, ChangeItem.change_id == second.id)
    ]
    assert kept == [
        ("customer", "name", '"Åkeri AB"', '"Åkeriet AB"', 2, None),
        ("address", "city", None, '"Lund"', 1, None),
        ("contact", "last_name", None, '"Ek"', 1, contact.id),
        ("contact", "consent", None, '"unstated"', 1, contact.id),
    ]


async def test_nobody_imports_in_the_name_of_one_who_may_not_change_customers(desk: Desk) -> None:
    await add_user("Nils Näs", "nils@example.com", "employee")
    actor = await acting_user("nils@example.com")
    with pytest.raises(NotFound):
        await desk.bring("Namn", "Åkeri AB", mandate=Mandate(actor))
    assert await rows(Customer) == []


async def test_two_thousand_rows_with_addresses_and_contacts_take_seconds(desk: Desk) -> None:
    header = "Kundnr;Namn;Org.nr;Land;E-post;Telefon;Adress;Postnr;Ort;Förnamn;Efternamn;Kontakt e-post"
    lines = [
        f"{n:05};Kund {n} AB;556{n:07};SE;info@kund{n}.se;08-{n + 100000};"
        f"Gatan {n};{11100 + n % 80};Ort {n % 9};Anna;Ek {n};anna@kund{n}.se"
        for n in range(2000)
    ]
    began = time.perf_counter()
    brought = await desk.bring(header, *lines)
    assert time.perf_counter() - began < 20
    assert brought.summary.new == 2000
    made = await counts()
    assert [made[name] for name in ("customer", "address", "contact", "change")] == [2000] * 4
