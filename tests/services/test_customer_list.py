"""The list of customers: search, filters, order, pages and the count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import monotonic

import pytest
from sqlalchemy import insert, select, update

from customer_card.database import Database
from customer_card.domain.permissions import BUILT_IN_PROFILES, Actor
from customer_card.models import Customer
from customer_card.services import contacts, customer_list, customer_search, customers, search_index
from customer_card.services.contact_form import ContactFields, PointFields
from customer_card.services.customer_list import COUNTED, PAGE, CustomerPage
from customer_card.services.customer_order import SORTS
from customer_card.services.customer_query import CustomerQuery
from customer_card.services.customer_search import REMEMBERED_SECONDS
from customer_card.services.history import Base
from tests.support.people import actor
from tests.support.records import bare_customer, customer_id, customer_values, user_id
from tests.support.statements import counted

READER = Actor(
    user_id=1,
    name="Läsare",
    email="",
    language="sv",
    unit_id=None,
    profile=BUILT_IN_PROFILES["employee"],
    session_id=1,
    rights_stamp=1,
)
"""Somebody who may read customers, for the database in which nobody is."""


async def listed(database: Database, who: str = "medarbetare", **query: object) -> CustomerPage:
    async with database.reading() as session:
        return await customer_list.page_of(session, await actor(who), CustomerQuery(**query))  # pyright: ignore[reportArgumentType]


async def numbers(database: Database, search: str, who: str = "medarbetare") -> list[str]:
    return [row.number for row in (await listed(database, who, search=search, active="all")).rows]


async def reachable(database: Database) -> None:
    """A contact at 1002 with a name, an e-mail and a telephone number that nobody else has."""
    fields = ContactFields(
        first_name="Ännika",
        last_name="Vättermäki-Ørsted",
        emails=[PointFields(value="annika.m@Strandkontoret.example")],
        phones=[PointFields(value="0980-319 255")],
    )
    await contacts.add(await actor("kundansvarig"), await customer_id("1002"), fields)


async def each(database: Database, *searches: str, who: str = "medarbetare") -> list[tuple[str, list[str]]]:
    return [(search, await numbers(database, search, who)) for search in searches]


def all_find(searches: Sequence[str], *found: str) -> list[tuple[str, list[str]]]:
    return [(search, list(found)) for search in searches]


@pytest.mark.asyncio
async def test_words_are_found_by_their_beginnings_in_any_order_without_accents(firm: Database) -> None:
    await reachable(firm)
    searches = "vattermaki", "VÄTTERM", "annika vätt", "orsted annika", "annika vind", "möln ener 1002"
    assert await each(firm, *searches) == all_find(searches, "1002")


@pytest.mark.asyncio
async def test_every_word_must_be_found_and_from_its_first_letter(firm: Database) -> None:
    await reachable(firm)
    searches = "annika norrköping", "ttermaki", "vattermakix"
    assert await each(firm, *searches) == all_find(searches)


@pytest.mark.asyncio
async def test_a_telephone_number_is_found_by_its_digits_however_it_is_typed(firm: Database) -> None:
    await reachable(firm)
    searches = (
        "0980-319255", "0980 319 255", "+46 980 319 255", "46980319255", "0046 980 319255", "980319255",
        "098031925",
    )  # fmt: skip
    assert await each(firm, *searches) == all_find(searches, "1002")


@pytest.mark.asyncio
async def test_an_email_is_found_whole_and_by_its_parts(firm: Database) -> None:
    await reachable(firm)
    searches = "annika.m@strandkontoret.example", "Annika.M@strand", "strandkontoret"
    assert await each(firm, *searches) == all_find(searches, "1002")


@pytest.mark.asyncio
async def test_organisation_and_vat_numbers_are_found_as_they_are_written(firm: Database) -> None:
    expected = {
        "559910-1002": ["1001"],
        "5599101002": ["1001"],
        "SE559910100201": ["1001"],
        "9900002-6": ["1006"],
        "310 000 019": ["1003"],
        "DK99000015": ["1008"],
        "DE999000121": ["1023"],
    }
    assert dict(await each(firm, *expected)) == expected


@pytest.mark.asyncio
async def test_a_customer_number_with_a_hyphen_is_found(firm: Database) -> None:
    who = await actor("kundansvarig")
    await customers.change_field(who, await customer_id("1020"), "number", "2024-001", Base(10**6))
    searches = "2024-001", "2024001", "2024"
    assert await each(firm, *searches) == all_find(searches, "2024-001")


@pytest.mark.asyncio
async def test_a_sole_traders_numbers_are_found_by_an_editor_and_not_by_a_reader(firm: Database) -> None:
    searches = "710231-1235", "7102311235", "710231", "SE710231123501"
    assert await each(firm, *searches, who="kundansvarig") == all_find(searches, "1013")
    assert await each(firm, *searches, who="medarbetare") == all_find(searches)


@pytest.mark.asyncio
async def test_nobody_without_the_right_finds_anything(firm: Database) -> None:
    page = await listed(firm, "ingen", active="all", search="1001")
    assert (page.rows, page.count, page.has_more) == ([], 0, False)
    assert (await listed(firm, "ingen", active="all")).count == 0


@pytest.mark.asyncio
async def test_the_list_leaves_inactive_customers_out_unless_asked(firm: Database) -> None:
    assert [(await listed(firm, active=kind)).count for kind in ("yes", "no", "all")] == [37, 3, 40]


@pytest.mark.asyncio
async def test_the_owner_filter_shows_that_owners_customers(firm: Database) -> None:
    page = await listed(firm, owner=await user_id("mika.lehtonen"))
    assert {row.owner_name for row in page.rows} == {"Mika Lehtonen"}
    assert page.count == len(page.rows) == 8


@pytest.mark.asyncio
async def test_my_customers_are_those_i_own(firm: Database) -> None:
    page = await listed(firm, "ledning", view="mine", active="all")
    assert {row.owner_name for row in page.rows} == {"Henrik Nordlund"}


@pytest.mark.asyncio
async def test_filters_and_search_go_together(firm: Database) -> None:
    owner = await user_id("mika.lehtonen")
    assert [row.number for row in (await listed(firm, owner=owner, search="oyj")).rows] == ["1037"]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.asyncio
async def test_every_order_is_the_same_each_time_and_whole_across_pages(
    firm: Database, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for position in range(6):
        await bare_customer(f"Z{position}", "Samma Namn AB")
    whole = [row.id for row in (await listed(firm, active="all", sort=sort)).rows]
    assert len(set(whole)) == 46
    monkeypatch.setattr(customer_list, "PAGE", 7)
    pages = [await listed(firm, active="all", sort=sort, page=page) for page in range(1, 8)]
    assert [row.id for page in pages for row in page.rows] == whole
    assert [page.has_more for page in pages] == [True] * 6 + [False]


@pytest.mark.parametrize(("one", "other"), [("number", "-number"), ("name", "-name")])
@pytest.mark.asyncio
async def test_the_other_way_round_is_the_same_order_backwards(firm: Database, one: str, other: str) -> None:
    upwards, downwards = await listed(firm, sort=one), await listed(firm, sort=other)
    assert [row.id for row in downwards.rows] == [row.id for row in upwards.rows][::-1]


@pytest.mark.parametrize("sort", ["owner", "-owner"])
@pytest.mark.asyncio
async def test_customers_without_an_owner_stand_last_either_way(firm: Database, sort: str) -> None:
    owners = [row.owner_name for row in (await listed(firm, sort=sort)).rows]
    without = owners.count(None)
    assert without > 0
    assert owners[-without:] == [None] * without
    assert [name for name in owners if name] == sorted(filter(None, owners), reverse=sort == "-owner")


@pytest.mark.asyncio
async def test_names_stand_in_the_order_of_the_swedish_alphabet(firm: Database) -> None:
    names = [row.name[0] for row in (await listed(firm, sort="name")).rows]
    assert names[-3:] == ["V", "Å", "Ö"]


@pytest.mark.asyncio
async def test_numbers_stand_in_the_order_of_numbers(firm: Database) -> None:
    for number in ("10", "9", "A-10", "A-2"):
        await bare_customer(number)
    found = [row.number for row in (await listed(firm, sort="number")).rows]
    assert (found[:2], found[-2:]) == (["9", "10"], ["A-2", "A-10"])


@pytest.mark.asyncio
async def test_a_page_past_the_end_is_empty_and_keeps_the_count(firm: Database) -> None:
    page = await listed(firm, page=900)
    assert (page.rows, page.count, page.page, page.has_more) == ([], 37, 900, False)


@pytest.mark.asyncio
async def test_the_number_itself_comes_first_then_names_that_begin_so_then_the_rest(firm: Database) -> None:
    await bare_customer("Quelm", "Zäta AB")
    for number, name in (("Z1", "Björk Quelm AB"), ("Z2", "Quelmgren AB"), ("Z3", "Quelm AB")):
        await bare_customer(number, name)
    async with firm.writing() as session:
        for number in ("Quelm", "Z1", "Z2", "Z3"):
            customer = await session.get_one(Customer, await customer_id(number))
            await search_index.index_customer(session, customer)
    assert await numbers(firm, "quelm") == ["Quelm", "Z3", "Z2", "Z1"]


@pytest.mark.parametrize(("made", "count"), [(COUNTED, COUNTED), (COUNTED + 100, COUNTED + 1)])
@pytest.mark.asyncio
async def test_the_count_is_exact_up_to_a_thousand_and_one_more_beyond(empty: Database, made: int, count: int) -> None:
    async with empty.writing() as session:
        await session.execute(insert(Customer), [customer_values(f"{n}", f"Kund {n}") for n in range(made)])
        page = await customer_list.page_of(session, READER, CustomerQuery(sort="number"))
        last = await customer_list.page_of(session, READER, CustomerQuery(sort="number", page=made // PAGE))
    assert (page.count, len(page.rows), page.has_more) == (count, PAGE, True)
    assert (last.rows[-1].number, last.has_more) == (str(made - 1), False)


@pytest.mark.asyncio
async def test_the_first_rows_of_a_page_are_those_of_the_whole_one_and_say_that_it_goes_on(firm: Database) -> None:
    reader = await actor("medarbetare")
    async with firm.reading() as session:
        for search in ("", "a"):
            query = CustomerQuery(search=search, active="all")
            whole = await customer_list.page_of(session, reader, query)
            first = await customer_list.page_of(session, reader, query, 10)
            assert first.rows == whole.rows[:10]
            assert (first.count, first.goes_on, whole.goes_on) == (whole.count, True, False)
        few = await customer_list.page_of(session, reader, CustomerQuery(search="1002"), 10)
    assert (len(few.rows), few.goes_on) == (1, False)


@pytest.mark.asyncio
async def test_a_search_that_many_match_is_not_counted_again_and_by_nobody_else_s_rights(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with empty.writing() as session:
        made = [customer_values(f"{n}", f"Kund {n}") for n in range(COUNTED + 100)]
        await session.execute(insert(Customer), made)
        for customer in await session.scalars(select(Customer)):
            await search_index.index_customer(session, customer)
    query = CustomerQuery(search="kund")

    async def statements(reader: Actor) -> int:
        with counted(empty) as asked:
            async with empty.reading() as session:
                page = await customer_list.page_of(session, reader, query)
        assert (page.count, len(page.rows), page.has_more) == (COUNTED + 1, PAGE, True)
        return len(asked)

    first = await statements(READER)
    assert await statements(READER) < first
    assert await statements(replace(READER, user_id=2)) == first
    monkeypatch.setattr(customer_search, "monotonic", lambda: monotonic() + 2 * REMEMBERED_SECONDS)
    assert await statements(READER) == first
    async with empty.writing() as session:
        await session.execute(update(Customer).where(Customer.number != "7").values(active=False))
    async with empty.reading() as session:
        page = await customer_list.page_of(session, READER, query)
    assert ([row.number for row in page.rows], page.count, page.has_more) == (["7"], 1, False)
