"""Which customer a row is about, and what its cells then change."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from customer_card.database import Database, database
from customer_card.models import (
    Address,
    Change,
    ChangeItem,
    Contact,
    Customer,
    CustomerNumberAlias,
    NumberSeries,
)
from customer_card.services import contacts, customers
from customer_card.services.imports.ledger import Ledger
from customer_card.services.imports.running import acting_user
from customer_card.services.imports.tables import table_of
from tests.services.import_desk import SOMEBODY, Desk, add_user, one
from tests.support.records import bare_customer, rows

pytestmark = pytest.mark.asyncio


@pytest.fixture
def desk(empty: Database, tmp_path: Path) -> Desk:
    """A desk over an empty database."""
    assert empty is database()
    return Desk(tmp_path)


async def columns(*names: str) -> list[tuple[Any, ...]]:
    """These columns of all customers."""
    return [tuple(getattr(customer, name) for name in names) for customer in await rows(Customer)]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Kundnr", "k-7"),
        ("Org.nr", "5560125790"),
        ("Org.nr", "SE 556012-5790"),
        ("Momsnr", "se 556012-5790 01"),
    ],
)
async def test_a_row_finds_its_customer_by_each_key(desk: Desk, header: str, cell: str) -> None:
    await desk.bring(
        "Kundnr;Namn;Org.nr;Momsnr;Land", "K-7;Åkeri AB;556012-5790;SE556012579001;SE", "K-8;Bageri AB;;;SE"
    )
    brought = await desk.bring(f"Namn;E-post;{header}", f"Åkeriet AB;a@akeri.se;{cell}")
    assert brought.outcomes[0].fields == ("name", "email")
    assert await columns("number", "name", "email") == [
        ("K-7", "Åkeriet AB", "a@akeri.se"),
        ("K-8", "Bageri AB", None),
    ]


async def test_leading_zeros_tell_customers_apart(desk: Desk) -> None:
    await desk.bring("Kundnr;Namn", "0012;Åkeri AB", "12;Bageri AB")
    brought = await desk.bring("Kundnr;Namn;E-post", "0012;;a@akeri.se")
    assert brought.results == [(2, "updated")]
    assert await columns("number", "email") == [("0012", "a@akeri.se"), ("12", None)]


async def test_empty_cells_leave_what_is_there(desk: Desk) -> None:
    await desk.bring("Kundnr;Namn;Telefon;Anställda;Aktiv;Land", "1;Åkeri AB;08-46500400;12;nej;SE")
    brought = await desk.bring("Kundnr;Namn;Telefon;Anställda;Aktiv;Land;Språk", "1; ;;;;;fi")
    assert brought.outcomes[0].fields == ("language",)
    assert await columns("name", "phone", "employees", "active", "country", "language") == [
        ("Åkeri AB", "+46846500400", 12, False, "SE", "fi")
    ]


async def test_keys_that_point_at_different_customers_make_a_bad_row(desk: Desk) -> None:
    await desk.bring("Kundnr;Namn;Org.nr;Momsnr;Land", "1;A;5560125790;;SE", "2;B;;FI23319727;FI")
    brought = await desk.bring(
        "Kundnr;Namn;Org.nr;Momsnr", "2;C;5560125790;", ";D;556012-5790;FI23319727", "1;A;556012-5790;"
    )
    assert brought.errors == [(2, "organisation_number", "keys_conflict"), (3, "vat_number", "keys_conflict")]
    assert brought.results[2] == (4, "unchanged")
    assert await columns("name") == [("A",), ("B",)]


async def test_a_number_that_several_customers_share_needs_the_customer_number(desk: Desk) -> None:
    for number in ("1", "2"):
        await bare_customer(number, organisation_number="556012-5790", organisation_key="SE:5560125790", country="SE")
    brought = await desk.bring("Kundnr;Namn;Org.nr;E-post", ";Åkeri AB;5560125790;", "2;Åkeri AB;5560125790;a@akeri.se")
    assert brought.errors == [(2, "organisation_number", "several_customers")]
    assert await columns("number", "email") == [("1", None), ("2", "a@akeri.se")]


async def test_a_customer_found_otherwise_takes_the_number_of_the_row(desk: Desk) -> None:
    await desk.bring("Kundnr;Namn;Org.nr;Land", "1001;Åkeri AB;5560125790;SE")
    brought = await desk.bring("Kundnr;Namn;Org.nr;Land", "F-55;Åkeri AB;5560125790;SE")
    assert brought.warnings == [(2, "number", "number_changed")]
    customer = await one(Customer)
    assert (customer.number, customer.number_key, customer.version) == ("F-55", "f-55", 2)
    async with database().reading() as session:
        assert (await customers.find(session, SOMEBODY, "1001")).customer.id == customer.id


async def test_a_former_number_finds_its_customer_and_does_not_come_back(desk: Desk) -> None:
    await desk.bring("Kundnr;Namn;Org.nr;Land", "1001;Åkeri AB;5560125790;SE")
    await desk.bring("Kundnr;Namn;Org.nr", "F-55;Åkeri AB;5560125790")
    brought = await desk.bring("Kundnr;Namn;E-post", "1001;Åkeri AB;a@akeri.se")
    assert brought.warnings == [(2, "number", "former_number")]
    assert await columns("number", "email") == [("F-55", "a@akeri.se")]
    assert len(await rows_of_aliases()) == 1


async def rows_of_aliases() -> list[Any]:
    async with database().reading() as session:
        return list(await session.execute(table_of(CustomerNumberAlias).select()))


async def test_two_numbers_for_one_customer_in_a_file_make_a_bad_row(desk: Desk) -> None:
    brought = await desk.bring(
        "Kundnr;Namn;Org.nr", "1;Åkeri AB;5560125790", "2;Åkeri AB;5560125790", "1;Åkeri AB;5560125790"
    )
    assert brought.errors == [(3, "number", "conflict_in_file")]
    assert await columns("number") == [("1",)]


async def test_rows_of_one_customer_may_name_it_by_different_keys(desk: Desk) -> None:
    brought = await desk.bring(
        "Kundnr;Namn;Org.nr;Momsnr;Land;Efternamn",
        "1;Åkeri AB;5560125790;;SE;Al",
        ";Åkeri AB;5560125790;SE556012579001;;Ek",
        ";;;SE556012579001;;Alm",
    )
    assert [result for _, result in brought.results] == ["new", "updated", "updated"]
    assert [contact.last_name for contact in await rows(Contact)] == ["Al", "Ek", "Alm"]


async def test_a_bare_number_is_read_by_the_country_that_the_customer_has(desk: Desk) -> None:
    await desk.bring("Kundnr;Namn;Land", "1;Lahti Oy;FI", "2;Oulu Oy;FI")
    brought = await desk.bring("Kundnr;Namn;Y-tunnus;Telefon", "1;;2331972-7;09 310 1691")
    assert brought.warnings == []
    conflict = await desk.bring("Kundnr;Namn;Y-tunnus", "2;;23319727")
    assert conflict.errors == [(2, "organisation_number", "keys_conflict")]
    assert await columns("organisation_key", "phone") == [("FI:23319727", "+35893101691"), (None, None)]


async def test_a_country_that_comes_later_reads_the_number_anew(desk: Desk) -> None:
    await desk.bring("Kundnr;Namn;Y-tunnus", "1;Lahti Oy;23319727")
    await desk.bring("Kundnr;Namn;Maa", "1;;Suomi")
    assert await columns("organisation_number", "organisation_key") == [("2331972-7", "FI:23319727")]


async def test_a_row_of_zeros_in_place_of_a_number_joins_nobody(desk: Desk) -> None:
    brought = await desk.bring(
        "Kundnr;Namn;Org.nr;Land", "1;A;000000-0000;SE", "2;B;000000-0000;SE", ";C;000000-0000;SE"
    )
    assert [result for _, result in brought.results] == ["new", "new", "new"]


async def test_numbers_from_the_series_stay_clear_of_all_others(desk: Desk) -> None:
    await desk.bring("Kundnr;Namn;Org.nr", "1001;A;5560125790", "1003;B;")
    await desk.bring("Kundnr;Namn;Org.nr", "X;A;5560125790")
    await desk.bring("Kundnr;Namn", ";C", ";D", "1002;E", ";F", "1004;G")
    assert await columns("number", "name") == [
        ("X", "A"),
        ("1003", "B"),
        ("1005", "C"),
        ("1006", "D"),
        ("1002", "E"),
        ("1007", "F"),
        ("1004", "G"),
    ]


async def test_the_series_begins_where_there_is_none(desk: Desk) -> None:
    async with database().writing() as session:
        await session.execute(table_of(NumberSeries).delete())
    await desk.bring("Namn", "A", "B")
    assert await columns("number") == [("1001",), ("1002",)]


async def test_equal_addresses_and_contacts_are_not_added_twice(desk: Desk) -> None:
    header = "Kundnr;Namn;Land;Adress;Postnr;Ort;Förnamn;Efternamn;Kontakt e-post"
    await desk.bring(header, "1;Åkeri AB;SE;Gatan 1;11122;Malmö;Anna;Ek;anna@akeri.se")
    brought = await desk.bring(
        header,
        "1;;;GATAN  1;111 22;malmö;anna;EK;ANNA@akeri.se",
        "1;;;Gatan 1;11122;Malmö;Anna;Ek;",
        "1;;;Gatan 1;11123;Malmö;Anna;Ek;anna.ek@akeri.se",
    )
    assert [outcome.fields for outcome in brought.outcomes] == [(), (), ("address", "contact")]


async def test_an_inactive_contact_is_not_added_again(desk: Desk) -> None:
    lines = ("Kundnr;Namn;Efternamn;Kontakt e-post", "1;Åkeri AB;Ek;ek@akeri.se")
    await desk.bring(*lines)
    await add_user("Eva Ek", "eva@example.com")
    actor, contact = await acting_user("eva@example.com"), await one(Contact)
    assert actor
    await contacts.set_active(actor, contact.customer_id, contact.id, False)
    assert (await desk.bring(*lines)).results == [(2, "unchanged")]
    assert not (await one(Contact)).active


async def test_a_new_address_takes_over_the_purposes_that_another_had(desk: Desk) -> None:
    header = "Kundnr;Namn;Ort;Fakturaadress;Besöksadress"
    await desk.bring(header, "1;Åkeri AB;Malmö;ja;ja")
    await desk.bring(header, "1;;Lund;ja;", "1;;Ystad;ja;")
    flags = [(a.city, a.is_billing, a.is_visiting, a.version) for a in await rows(Address)]
    assert flags == [("Malmö", False, True, 2), ("Lund", False, False, 1), ("Ystad", True, False, 1)]
    released = await rows(ChangeItem, ChangeItem.field == "is_billing", ChangeItem.after == "false")
    assert [(item.entity, item.before, item.version_after) for item in released] == [("address", "true", 2)]


async def test_two_imports_of_one_file_at_once_make_no_doubles(desk: Desk) -> None:
    lines = [f"{n};Kund {n};Ort {n};Person {n}" for n in range(30)]
    path = desk.file("Kundnr;Namn;Ort;Efternamn", *lines)
    both = await asyncio.gather(*(desk.bring_file(path) for _ in range(2)))
    assert sorted(brought.summary.new for brought in both) == [0, 30]
    assert [len(await rows(table)) for table in (Customer, Address, Contact)] == [30, 30, 30]
    assert len(await rows(Change)) == 30


async def test_a_draft_that_is_thrown_away_teaches_nothing() -> None:
    ledger = Ledger()
    kept = ledger.draft()
    kept.lead("number", "1", kept.begin(2))
    kept.keep()
    thrown = ledger.draft()
    known = thrown.find("number", "1")
    assert known
    known.given["name"] = 1
    thrown.lead("number", "2", thrown.begin(3))
    fresh = ledger.draft()
    assert fresh.find("number", "2") is None
    again = fresh.find("number", "1")
    assert again
    assert again.given == {}
