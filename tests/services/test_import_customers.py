"""What an import brings in: customers, addresses, contacts, and what it refuses and remarks."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from customer_card.database import Database, database
from customer_card.models import (
    Address,
    Contact,
    ContactKeyword,
    ContactPoint,
    Customer,
    Industry,
    Keyword,
    Role,
)
from customer_card.services.customer_list import page_of
from customer_card.services.customer_query import CustomerQuery
from customer_card.services.imports.mandate import Mandate
from customer_card.services.imports.tables import table_of
from tests.services.import_desk import SOMEBODY, Desk, add_term, add_user, one
from tests.support.records import rows

pytestmark = pytest.mark.asyncio


@pytest.fixture
def desk(empty: Database, tmp_path: Path) -> Desk:
    """A desk over an empty database."""
    assert empty is database()
    return Desk(tmp_path)


async def numbers_found(search: str) -> list[str]:
    async with database().reading() as session:
        page = await page_of(session, SOMEBODY, CustomerQuery(search=search))
    return [row.number for row in page.rows]


async def test_every_cell_of_a_customer_is_kept(desk: Desk) -> None:
    owner = await add_user("Eva Ek", "eva@example.com")
    industry = await add_term(Industry, "Bygg & anläggning")
    brought = await desk.bring(
        "Kundnr;Namn;Org.nr;Momsnr;Land;Bransch;Kundansvarig;E-post;Telefon;Webbplats;Beskrivning;"
        "Anställda;Omsättning;Valuta;Enskild firma;Aktiv;Språk",
        "0042;Åkeri  AB;5560125790;;Ruotsi;bygg & anläggning;EVA@example.com;Eva.Ek@Akeri.se;08-465 004 00;"
        "www.akeri.se;Kör fort;1 200;12 500,50;EUR;nej;nej;Suomi",
    )
    assert brought.results == [(2, "new")]
    assert brought.warnings == []
    customer = await one(Customer)
    kept = {
        "number": "0042", "name": "Åkeri AB", "organisation_number": "556012-5790",
        "organisation_key": "SE:5560125790", "country": "SE", "industry_id": industry, "owner_id": owner,
        "email": "Eva.Ek@akeri.se", "phone": "+46846500400", "website": "https://www.akeri.se",
        "description": "Kör fort", "employees": 1200, "revenue_minor": 1250050, "revenue_currency": "EUR",
        "sole_trader": False, "active": False, "language": "fi", "version": 1, "created_by": None,
        "head_office_id": None,
    }  # fmt: skip
    assert {name: getattr(customer, name) for name in kept} == kept


async def test_a_country_is_known_by_its_name_in_four_languages_and_by_its_code(desk: Desk) -> None:
    await desk.bring("Namn;Land", "A;Sverige", "B;Norway", "C;Tanska", "D;Finland", "E;gb", "F;Tyskland")
    assert [customer.country for customer in await rows(Customer)] == ["SE", "NO", "DK", "FI", "GB", "DE"]


async def test_the_first_address_becomes_the_head_office(desk: Desk) -> None:
    await desk.bring(
        "Kundnr;Namn;Land;Adress;Postnr;Ort;Fakturaadress",
        "1;Åkeri AB;SE;Storgatan 1;01234;Malmö;ja",
        "1;Åkeri AB;SE;Hamnen 2;21119;Malmö;ja",
    )
    first, second = await rows(Address)
    customer = await one(Customer)
    assert (first.postal_code, first.country, first.city_sort) == ("012 34", "SE", "malm}")
    assert {first.head_office_id, second.head_office_id, customer.head_office_id} == {first.id}
    assert [address.is_billing for address in (first, second)] == [False, True]


async def test_a_contact_has_its_points_role_and_keywords(desk: Desk) -> None:
    role = await add_term(Role, "Beslutsfattare")
    keywords = {await add_term(Keyword, "Julkort"), await add_term(Keyword, "Nyhetsbrev")}
    await desk.bring(
        "Namn;Land;Förnamn;Efternamn;Titel;Roll;Nyckelord;Kontakt mejl;Kontakt tel;Kontakt språk;Samtycke",
        "Åkeri;SE;Anna;Mäkinen;VD;beslutsfattare;julkort, Nyhetsbrev;anna@akeri.se;070-123 45 67;en;Avböjt",
    )
    contact = await one(Contact)
    assert (contact.first_name, contact.last_name, contact.title) == ("Anna", "Mäkinen", "VD")
    assert (contact.role_id, contact.language, contact.consent) == (role, "en", "declined")
    points = [(point.kind, point.value, point.is_primary) for point in await rows(ContactPoint)]
    assert points == [("email", "anna@akeri.se", True), ("phone", "+46701234567", True)]
    async with database().reading() as session:
        assert set(await session.scalars(select(table_of(ContactKeyword).c.keyword_id))) == keywords


async def test_several_rows_of_one_customer_add_addresses_and_contacts(desk: Desk) -> None:
    brought = await desk.bring(
        "Kundnr;Namn;Ort;Förnamn;Efternamn",
        "1;Åkeri AB;Malmö;Anna;Ek",
        "2;Bageri AB;Lund;;",
        "1;;Ystad;Bo;Ek",
        "1;ÅKERI AB;Ystad;Bo;Ek",
    )
    assert brought.results == [(2, "new"), (3, "new"), (4, "updated"), (5, "unchanged")]
    assert brought.outcomes[2].fields == ("address", "contact")
    assert [len(await rows(table)) for table in (Customer, Address, Contact)] == [2, 3, 2]


async def test_a_wrong_checksum_stays_and_is_remarked(desk: Desk) -> None:
    brought = await desk.bring(
        "Namn;Org.nr;Momsnr;Land", "Åkeri AB;556012  5791 ;SE556012579101;SE", "Bageri;12345678;;"
    )
    assert brought.warnings == [
        (2, "organisation_number", "id_wrong_checksum"),
        (2, "vat_number", "id_wrong_checksum"),
        (3, "organisation_number", "id_country_needed"),
    ]
    first, second = await rows(Customer)
    assert (first.organisation_number, first.vat_number) == ("556012 5791", "SE556012579101")
    assert second.organisation_number == "12345678"


async def test_a_personal_number_makes_a_sole_trader_unless_the_file_says_otherwise(desk: Desk) -> None:
    await desk.bring("Namn;Org.nr;Land;Enskild firma", "A;811228-9874;SE;", "B;670919-9530;SE;nej", "C;556012-5790;SE;")
    assert [customer.sole_trader for customer in await rows(Customer)] == [True, False, False]


async def test_what_the_registers_do_not_have_is_left_out_where_that_is_wanted(desk: Desk) -> None:
    await add_user("Eva Ek", "eva@example.com")
    await add_user("Eva Ek", "eva.ek@example.com")
    await add_user("Nils Näs", "nils@example.com", "no_customer_access")
    await add_term(Industry, "Fiske", active=False)
    await add_term(Keyword, "Julkort")
    brought = await desk.bring(
        "Namn;Bransch;Kundansvarig;Efternamn;Roll;Nyckelord",
        "A;Fiske;Eva Ek;Al;Kung;Julkort,Påskkort",
        "B;;Nils Näs;;;",
        mandate=Mandate(leave_out_unknown=True),
    )
    assert brought.summary.error == 0
    assert brought.warnings == [
        (2, "owner", "owner_ambiguous"),
        (2, "industry", "industry_unknown"),
        (2, "contact.role", "role_unknown"),
        (2, "contact.keywords", "keyword_unknown"),
        (3, "owner", "owner_unknown"),
    ]
    assert {(c.owner_id, c.industry_id) for c in await rows(Customer)} == {(None, None)}


@pytest.mark.parametrize(
    ("header", "cell", "field", "code"),
    [
        ("Kundnr", "A/1", "number", "number_characters"),
        ("Kundnr", "1" * 31, "number", "too_long"),
        ("Land", "Atlantis", "country", "country_unknown"),
        ("E-post", "ingen", "email", "email_invalid"),
        ("Telefon", "ring oss", "phone", "phone_invalid"),
        ("Webbplats", "javascript:alert(1)", "website", "website_invalid"),
        ("Webbplats", f"https://example.com/{'x' * 300}", "website", "too_long"),
        ("Beskrivning", "x" * 4001, "description", "too_long"),
        ("Anställda", "många", "employees", "whole_number"),
        ("Omsättning", "mycket", "revenue", "amount_invalid"),
        ("Enskild firma", "kanske", "sole_trader", "yes_no"),
        ("Språk", "klingonska", "language", "not_a_choice"),
        ("Adress", "x" * 201, "address.line1", "too_long"),
        ("Postadress", "Gatan 1", "address.is_postal", "yes_no"),
        ("Kontaktens e-post", "a@b", "contact.email", "email_invalid"),
        ("Titel", "VD", "contact.last_name", "name_needed"),
        ("Efternamn", "x" * 101, "contact.last_name", "too_long"),
        ("Samtycke", "tja", "contact.consent", "not_a_choice"),
    ],
)
async def test_a_bad_cell_makes_a_bad_row(desk: Desk, header: str, cell: str, field: str, code: str) -> None:
    brought = await desk.bring(f"Namn;{header}", f"Åkeri AB;{cell}", "Bageri AB;")
    assert (2, field, code) in brought.errors
    assert [customer.name for customer in await rows(Customer)] == ["Bageri AB"]


async def test_bad_rows_are_told_by_line_while_the_good_ones_go_in(desk: Desk) -> None:
    brought = await desk.bring(
        "Kundnr;Namn;Beskrivning;E-post", '1;A;"två', 'rader";', "2;;x;", "3;C;x;fel", "", "1;D;;", "4;E;;"
    )
    assert brought.results == [(2, "new"), (4, "error"), (5, "error"), (7, "error"), (8, "new")]
    assert brought.errors == [
        (4, "name", "required"),
        (5, "email", "email_invalid"),
        (7, "name", "conflict_in_file"),
    ]
    assert [customer.number for customer in await rows(Customer)] == ["1", "4"]


async def test_what_was_imported_is_found_by_search(desk: Desk) -> None:
    await desk.bring(
        "Kundnr;Namn;Org.nr;Land;Ort;Förnamn;Efternamn;Kontakt e-post;Kontakt telefon",
        "K7;Mäkinen Åkeri AB;5560125790;SE;Göteborg;Siv;Øst;siv@ost.example;0701234567",
    )
    for search in ("makin ak", "k7", "5560125790", "556012-57", "gote", "siv ost", "siv@ost", "0701234"):
        assert await numbers_found(search) == ["K7"], search
    await desk.bring("Kundnr;Namn;Ort", "K7;Nya Åkeriet AB;Luleå")
    assert await numbers_found("makinen") == []
    assert await numbers_found("nya lulea gote siv") == ["K7"]


async def test_cells_that_look_like_formulas_are_text(desk: Desk) -> None:
    await desk.bring("Namn;Beskrivning;Adress;Efternamn", "=1+1;@SUM(A1);-5 Gatan;+Ek")
    customer, address, contact = await one(Customer), await one(Address), await one(Contact)
    texts = (customer.name, customer.description, address.line1, contact.last_name)
    assert texts == ("=1+1", "@SUM(A1)", "-5 Gatan", "+Ek")
