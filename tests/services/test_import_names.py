"""A row without customer number means the one customer of its name, and says when there is not exactly one."""

from __future__ import annotations

from pathlib import Path

import pytest

from customer_card.database import Database, database
from customer_card.models import Address, Contact, Customer, Industry, Keyword, Role
from customer_card.services.imports.mandate import Mandate
from tests.services.import_desk import Brought, Desk, add_term, add_user, one
from tests.support.records import rows

pytestmark = pytest.mark.asyncio


@pytest.fixture
def desk(empty: Database, tmp_path: Path) -> Desk:
    """A desk over an empty database."""
    assert empty is database()
    return Desk(tmp_path)


async def names() -> list[tuple[str, str]]:
    return [(customer.number, customer.name) for customer in await rows(Customer)]


def told(brought: Brought) -> list[tuple[int, str, dict[str, str]]]:
    """Line, code and details of everything that was told."""
    return [(o.line, p.code, p.details) for o in brought.outcomes for p in (*o.errors, *o.warnings)]


async def test_a_name_that_one_customer_has_finds_it(desk: Desk) -> None:
    await desk.bring("Kundnr;Namn", "1;Åkeri AB", "2;Bageri AB")
    brought = await desk.bring("Namn;Telefon;Ort;Efternamn", "ÅKERI  ab;08-46500400;Malmö;Ek")
    assert brought.outcomes[0].fields == ("phone", "address", "contact")
    assert told(brought) == [(2, "matched_by_name", {"number": "1"})]
    assert await names() == [("1", "Åkeri AB"), ("2", "Bageri AB")]
    assert (await one(Contact)).customer_id == (await one(Customer, Customer.number == "1")).id


async def test_a_name_that_nobody_has_makes_a_new_customer(desk: Desk) -> None:
    brought = await desk.bring("Namn", "Åkeri AB", "Åkeri i Lund AB", "Akeri AB")
    assert [result for _, result in brought.results] == ["new"] * 3
    assert told(brought) == []


async def test_a_name_that_several_customers_have_makes_a_bad_row_with_their_numbers(desk: Desk) -> None:
    await desk.bring("Kundnr;Namn", "7;Åkeri AB", "12;ÅKERI AB", "1;Bageri AB")
    brought = await desk.bring("Namn;Telefon", "Åkeri AB;08-46500400", "Bageri AB;08-46500401")
    assert brought.results == [(2, "error"), (3, "updated")]
    assert told(brought)[0] == (2, "several_named", {"numbers": "12, 7"})
    assert [customer.phone for customer in await rows(Customer)] == [None, None, "+46846500401"]


async def test_rows_of_one_name_are_one_customer_whether_new_or_not(desk: Desk) -> None:
    lines = ("Namn;Efternamn", "Åkeri AB;Al", "Bageri AB;", "ÅKERI  AB;Ek")
    first = await desk.bring(*lines)
    assert [result for _, result in first.results] == ["new", "new", "updated"]
    assert told(first) == [(4, "joined_by_name", {"line": "2"})]
    again = await desk.bring(*lines)
    assert {result for _, result in again.results} == {"unchanged"}
    assert await names() == [("1001", "Åkeri AB"), ("1002", "Bageri AB")]


async def test_a_name_finds_rows_above_that_have_numbers(desk: Desk) -> None:
    brought = await desk.bring("Kundnr;Namn;Efternamn", "5;Åkeri AB;", ";Åkeri AB;Ek", "6;Åkeri AB;", ";Åkeri AB;Alm")
    assert [result for _, result in brought.results] == ["new", "updated", "new", "error"]
    assert told(brought)[-1][1].startswith("several_named")
    assert [contact.last_name for contact in await rows(Contact)] == ["Ek"]


async def test_a_number_that_nobody_has_completes_the_customer_of_the_name(desk: Desk) -> None:
    await desk.bring("Kundnr;Namn;Land", "1;Åkeri AB;SE")
    brought = await desk.bring("Namn;Org.nr", "Åkeri AB;5560125790")
    assert brought.outcomes[0].fields == ("organisation_number",)
    assert (await one(Customer)).organisation_key == "SE:5560125790"


async def test_another_organisation_number_is_another_customer_of_the_name(desk: Desk) -> None:
    await desk.bring("Kundnr;Namn;Org.nr;Land", "1;Åkeri AB;5560125790;SE")
    brought = await desk.bring("Namn;Org.nr", "Åkeri AB;556703-7485", "Åkeri AB;")
    assert brought.results == [(2, "new"), (3, "error")]
    assert told(brought)[0] == (2, "name_exists", {"number": "1"})
    assert len(await rows(Customer)) == 2


async def test_a_customer_number_is_never_overruled_by_a_name(desk: Desk) -> None:
    await desk.bring("Kundnr;Namn", "1;Åkeri AB")
    brought = await desk.bring("Kundnr;Namn", "2;Åkeri AB", "3;Bageri AB")
    assert brought.results == [(2, "new"), (3, "new")]
    assert told(brought) == [(2, "name_exists", {"number": "1"})]


async def test_a_name_finds_its_customer_also_after_a_row_has_renamed_it(desk: Desk) -> None:
    await desk.bring("Kundnr;Namn", "1;Åkeri AB")
    filler = [f"{number};Kund {number}" for number in range(1000, 1600)]
    lines = ("Kundnr;Namn;", "1;Nya Åkeriet AB;", *filler, ";Åkeri AB;", ";Nya Åkeriet AB;")
    tried = await desk.bring(*lines, dry_run=True)
    done = await desk.bring(*lines)
    assert tried.results == done.results
    assert [result for _, result in done.results[-2:]] == ["unchanged", "unchanged"]


async def test_batches_and_dry_runs_match_names_alike(desk: Desk) -> None:
    lines = ["Namn;Ort", *(f"Kund {n % 400};Ort {n % 3}" for n in range(1400))]
    tried = await desk.bring(*lines, dry_run=True)
    done = await desk.bring(*lines)
    assert tried.results == done.results
    assert told(tried) == told(done)
    assert len(await rows(Customer)) == 400
    assert len(await rows(Address)) == 1200


async def test_an_update_makes_no_new_customers(desk: Desk) -> None:
    await desk.bring("Kundnr;Namn;Org.nr;Land", "1;Åkeri AB;5560125790;SE")
    brought = await desk.bring(
        "Kundnr;Namn;Org.nr;Telefon",
        ";Åkeri AB;;08-46500400",
        ";Åkery AB;;",
        "2;Åkeri AB;;",
        ";X;556703-7485;",
        mandate=Mandate(update_only=True),
    )
    assert brought.results == [(2, "updated"), (3, "error"), (4, "error"), (5, "error")]
    assert brought.errors == [
        (3, "name", "customer_unknown"),
        (4, "number", "customer_unknown"),
        (5, "organisation_number", "customer_unknown"),
    ]
    assert await names() == [("1", "Åkeri AB")]


async def test_what_a_cell_names_must_be_exactly_one_of_those_that_exist(desk: Desk) -> None:
    await add_user("Eva Ek", "eva@example.com")
    await add_user("Eva Ek", "eva.ek@example.com")
    await add_user("Nils Näs", "nils@example.com", "no_customer_access")
    await add_term(Industry, "Fiske", active=False)
    await add_term(Role, "Beslutsfattare")
    await add_term(Keyword, "Julkort")
    brought = await desk.bring(
        "Namn;Bransch;Kundansvarig;Efternamn;Roll;Nyckelord",
        "A;Fiske;;;;",
        "B;;Nils Näs;;;",
        "C;;Eva Ek;;;",
        "D;;;Ek;Kung;Julkort,Påskkort",
        "E;;EVA@example.com;Ek;beslutsfattare;julkort",
    )
    assert brought.errors == [
        (2, "industry", "industry_unknown"),
        (3, "owner", "owner_unknown"),
        (4, "owner", "owner_ambiguous"),
        (5, "contact.role", "role_unknown"),
        (5, "contact.keywords", "keyword_unknown"),
    ]
    assert [customer.name for customer in await rows(Customer)] == ["E"]
