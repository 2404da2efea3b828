"""Contacts across customers: search, each filter, order, pages, the count, and what it costs."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update

from customer_card.database import Database, database
from customer_card.domain.text_keys import name_sort_key
from customer_card.models import Contact, ContactKeyword, Customer, CustomerSegment, Keyword, Role
from customer_card.services import contact_list, contact_query, contacts
from customer_card.services.contact_form import ContactFields, PointFields
from customer_card.services.contact_list import COUNTED, PAGE, ContactListPage
from customer_card.services.contact_query import SORTS, ContactQuery
from tests.support.people import actor
from tests.support.records import bare_customer, customer_id, row, rows, user_id
from tests.support.statements import counted

EVERYBODY = {"active": "all"}


async def listed(firm: Database, who: str = "medarbetare", **query: object) -> ContactListPage:
    async with firm.reading() as session:
        return await contact_list.page_of(session, await actor(who), ContactQuery(**query))  # pyright: ignore[reportArgumentType]


async def names(firm: Database, **query: object) -> list[str]:
    return [f"{one.first_name} {one.last_name}" for one in (await listed(firm, **query)).rows]


async def person(first: str, last: str, number: str = "1002", **fields: object) -> int:
    form = ContactFields(first_name=first, last_name=last, **fields)  # pyright: ignore[reportArgumentType]
    return await contacts.add(await actor("kundansvarig"), await customer_id(number), form)


async def keyword(name: str) -> int:
    async with database().writing() as session:
        values = {"name": name, "name_key": name.lower(), "name_sort": name.lower(), "active": True, "version": 1}
        return (await session.scalars(insert(Keyword).values(**values).returning(Keyword.id))).one() or 0


async def expected(firm: Database, *conditions: object) -> set[int]:
    """The ids of contacts by conditions on them and on their customers, put as plainly as can be."""
    async with firm.reading() as session:
        statement = select(Contact.id).join(Customer, Customer.id == Contact.customer_id)
        return set(await session.scalars(statement.where(Contact.erased_at.is_(None), *conditions)))  # pyright: ignore[reportArgumentType]


async def found(firm: Database, **query: object) -> set[int]:
    """The ids on every page of the list."""
    ids: list[int] = []
    page = 1
    while True:
        answer = await listed(firm, **query, page=page)
        ids += [one.id for one in answer.rows]
        if not answer.has_more:
            assert len(ids) == len(set(ids))
            return set(ids)
        page += 1


@pytest.mark.asyncio
async def test_the_list_shows_active_contacts_of_active_customers_unless_asked(firm: Database) -> None:
    active = await expected(firm, Contact.active, Customer.active)
    everybody = await expected(firm)
    assert await found(firm) == active
    assert await found(firm, active="all") == everybody
    assert await found(firm, active="no") == everybody - active
    assert active < everybody


@pytest.mark.asyncio
async def test_an_erased_contact_is_in_no_list(firm: Database) -> None:
    erased = {one.id for one in await rows(Contact, Contact.erased_at.is_not(None))}
    assert erased
    for active in ("yes", "no", "all"):
        assert not erased & await found(firm, active=active)


@pytest.mark.asyncio
async def test_a_contact_leaves_the_list_when_it_is_erased(firm: Database) -> None:
    who, customer = await actor("kundansvarig"), await customer_id("1002")
    contact = await person("Xenofonia", "Quistgaardh")
    assert await names(firm, search="quistgaardh") == ["Xenofonia Quistgaardh"]
    await contacts.erase(who, customer, contact)
    assert await names(firm, search="quistgaardh", active="all") == []


@pytest.mark.asyncio
async def test_nobody_without_the_right_finds_anything(firm: Database) -> None:
    page = await listed(firm, "ingen", active="all")
    assert (page.rows, page.count, page.has_more) == ([], 0, False)
    async with firm.reading() as session:
        nobody = await actor("ingen")
        asked = ContactQuery(role=1, owner=nobody.user_id, keywords=(1,))
        assert await contact_list.chosen(session, nobody, asked) == contact_list.Chosen()
        assert await contact_list.segments(session, nobody) == []


@pytest.mark.asyncio
async def test_a_contact_is_found_by_name_email_phone_and_customer(firm: Database) -> None:
    await person(
        "Ännika",
        "Vättermäki-Ørsted",
        emails=[PointFields(value="annika.m@Strandkontoret.example")],
        phones=[PointFields(value="0980-319 255")],
    )
    customer = await row(Customer, await customer_id("1002"))
    word = customer.name.split()[0]
    for search in (
        "vattermaki", "orsted ann", "annika.m@strandkontoret.example", "strandkontoret", "0980-319 255",
        "+46 980 319255", f"{word} vatter", f"ännika {customer.number}",
    ):  # fmt: skip
        assert await names(firm, search=search) == ["Ännika Vättermäki-Ørsted"], search
    for search in ("ttermaki", "vattermakix", "annika qqq"):
        assert await names(firm, search=search) == [], search


@pytest.mark.asyncio
async def test_a_customers_name_finds_its_contacts_and_no_others(firm: Database) -> None:
    customer = await row(Customer, await customer_id("1004"))
    of_customer = await expected(firm, Contact.customer_id == customer.id)
    assert await found(firm, search=customer.name, active="all") == of_customer


@pytest.mark.asyncio
async def test_a_sole_traders_number_finds_nobody(firm: Database) -> None:
    for who in ("medarbetare", "kundansvarig"):
        assert (await listed(firm, who, search="710231-1235", active="all")).rows == []


@pytest.mark.asyncio
async def test_a_word_that_occurs_everywhere_finds_what_a_rare_one_would(
    firm: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches = ("a", "an", "ab", "a e", "berg oy", "an 07", "zz a")
    few = [await found(firm, search=search, active="all") for search in searches]
    monkeypatch.setattr(contact_query, "FEW", 1)
    led = [await found(firm, search=search, active="all") for search in searches]
    monkeypatch.setattr(contact_query, "MANY", 2)
    asked = [await found(firm, search=search, active="all") for search in searches]
    assert few == led == asked
    assert len(few[0]) > 50


@pytest.mark.asyncio
async def test_keywords_find_contacts_with_any_or_with_all_of_them(firm: Database) -> None:
    one, other = await keyword("Segelkväll"), await keyword("Kräftskiva")
    first = await person("Ada", "Ett", keywords=[str(one)])
    second = await person("Bo", "Två", keywords=[str(other)])
    both = await person("Cia", "Tre", "1004", keywords=[str(one), str(other)])
    assert await found(firm, keywords=(one,)) == {first, both}
    assert await found(firm, keywords=(one, other)) == {first, second, both}
    assert await found(firm, keywords=(one, other), match="all") == {both}
    assert await found(firm, keywords=(one, other), match="all", search="bo") == set()


@pytest.mark.asyncio
async def test_each_filter_narrows_the_list_down_to_what_it_names(firm: Database) -> None:
    role = (await rows(Role))[0].id
    owner = await user_id("mika.lehtonen")
    async with firm.reading() as session:
        segment = (await session.scalars(select(CustomerSegment.segment_id).limit(1))).one()
    members = select(CustomerSegment.customer_id).where(CustomerSegment.segment_id == segment)
    cases = [
        ({"role": role}, [Contact.role_id == role]),
        ({"owner": owner}, [Customer.owner_id == owner]),
        ({"segment": segment}, [Contact.customer_id.in_(members)]),
        *(({"consent": one}, [Contact.consent == one]) for one in ("given", "unstated", "declined")),
    ]
    for query, conditions in cases:
        wanted = await expected(firm, *conditions)
        assert await found(firm, **query, active="all") == wanted, query
        assert wanted, query
    together = [condition for _, conditions in cases[:4] for condition in conditions]
    asked = {"role": role, "owner": owner, "segment": segment, "consent": "given"}
    assert await found(firm, **asked, active="all") == await expected(firm, *together)


@pytest.mark.asyncio
async def test_walking_the_order_finds_what_gathering_does(firm: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    some = [one.id for one in (await rows(Keyword))[:2]]
    role, owner = (await rows(Role))[0].id, await user_id("mika.lehtonen")
    async with firm.reading() as session:
        segment = (await session.scalars(select(CustomerSegment.segment_id).limit(1))).one()
    queries: list[dict[str, object]] = [
        {}, {"active": "no"}, EVERYBODY, {"keywords": some}, {"keywords": some, "match": "all"}, {"role": role},
        {"owner": owner}, {"segment": segment}, {"consent": "declined"}, {"search": "a"},
        {"keywords": some, "segment": segment, "sort": "customer"}, {"owner": owner, "sort": "-role"},
    ]  # fmt: skip
    gathered = [[one.id for one in (await listed(firm, **query)).rows] for query in queries]
    monkeypatch.setattr(contact_list, "COUNTED", 0)
    monkeypatch.setattr(contact_query, "FEW", 0)
    monkeypatch.setattr(contact_query, "MANY", 0)
    assert [[one.id for one in (await listed(firm, **query)).rows] for query in queries] == gathered


@pytest.mark.asyncio
async def test_last_names_stand_in_the_order_of_the_swedish_alphabet(firm: Database) -> None:
    only = [str(await keyword("Ordning"))]
    for first, last in (("Örjan", "Ek"), ("Anna", "Ek"), ("Bo", "Åberg"), ("Bo", "Zorn"), ("", "Ekonomi")):
        await person(first, last, keywords=only)
    ordered = [one.last_name for one in (await listed(firm, keywords=(int(only[0]),))).rows]
    assert ordered == ["Ek", "Ek", "Ekonomi", "Zorn", "Åberg"]
    assert (await names(firm, keywords=(int(only[0]),)))[0] == "Anna Ek"


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.asyncio
async def test_every_order_is_whole_across_pages(firm: Database, sort: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact_list, "PAGE", 1000)
    whole = [one.id for one in (await listed(firm, sort=sort, **EVERYBODY)).rows]
    assert len(set(whole)) == len(whole) > 100
    monkeypatch.setattr(contact_list, "PAGE", 37)
    pages = [await listed(firm, sort=sort, page=page, **EVERYBODY) for page in range(1, len(whole) // 37 + 2)]
    assert [one.id for page in pages for one in page.rows] == whole
    assert [page.has_more for page in pages] == [True] * (len(pages) - 1) + [False]


@pytest.mark.asyncio
async def test_other_orders_are_by_customer_and_by_role_with_the_last_name_within(
    firm: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_list, "PAGE", 1000)
    people = {one.id: one for one in await rows(Contact)}
    customers = {one.id: one for one in await rows(Customer)}
    roles = {one.id: one for one in await rows(Role)}
    by_customer = [people[one.id] for one in (await listed(firm, sort="customer")).rows]
    keys = [(customers[one.customer_id].name_sort, one.customer_id, one.sort_key, one.id) for one in by_customer]
    assert keys == sorted(keys)
    by_role = [people[one.id] for one in (await listed(firm, sort="role")).rows]
    keys = [(roles[one.role_id].name_sort, one.sort_key, one.id) for one in by_role if one.role_id]
    assert keys == sorted(keys)


@pytest.mark.asyncio
async def test_contacts_without_a_role_stand_last_either_way(firm: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await person("Utan", "Roll")
    monkeypatch.setattr(contact_list, "PAGE", 1000)
    for sort in ("role", "-role"):
        roles = [one.role_name for one in (await listed(firm, sort=sort)).rows]
        without = roles.count(None)
        assert without > 0
        assert roles[-without:] == [None] * without


@pytest.mark.asyncio
async def test_a_row_carries_what_the_columns_show(firm: Database) -> None:
    word = await keyword("Testord")
    role = (await rows(Role))[0]
    await person(
        "Rut",
        "Radberg",
        title="Chef",
        role_id=str(role.id),
        consent="given",
        keywords=[str(word)],
        emails=[PointFields(value="rut@radberg.example")],
    )
    [one] = (await listed(firm, search="radberg")).rows
    customer = await row(Customer, await customer_id("1002"))
    keywords = [name for _, name in one.keywords]
    assert (one.title, one.role_name, one.consent, keywords) == ("Chef", role.name, "given", ["Testord"])
    assert (one.customer_number, one.customer_name) == (customer.number, customer.name)
    assert [point.value for point in one.points] == ["rut@radberg.example"]


@pytest.mark.asyncio
async def test_contacts_of_an_inactive_customer_leave_the_first_list(firm: Database) -> None:
    contact = await person("Ina", "Vilande")
    async with firm.writing() as session:
        of_customer = (await row(Contact, contact)).customer_id
        await session.execute(update(Customer).where(Customer.id == of_customer).values(active=False))
    assert await names(firm, search="vilande") == []
    assert await names(firm, search="vilande", active="no") == ["Ina Vilande"]


@pytest.mark.parametrize(("made", "count"), [(COUNTED, COUNTED), (COUNTED + 100, COUNTED + 1)])
@pytest.mark.asyncio
async def test_the_count_is_exact_up_to_a_thousand_and_one_more_beyond(firm: Database, made: int, count: int) -> None:
    of_customer, word = await bare_customer("Z1"), await keyword("Många")
    async with firm.writing() as session:
        values = [
            {"customer_id": of_customer, "last_name": f"Lund {n}", "sort_key": name_sort_key("", f"Lund {n}")}
            for n in range(made)
        ]
        ids = list(await session.scalars(insert(Contact).returning(Contact.id), values))
        await session.execute(insert(ContactKeyword), [{"contact_id": one, "keyword_id": word} for one in ids])
    page = await listed(firm, keywords=(word,))
    last = await listed(firm, keywords=(word,), page=made // PAGE)
    assert (page.count, len(page.rows), page.has_more) == (count, PAGE, True)
    assert [one.last_name for one in page.rows[:2]] == ["Lund 0", "Lund 1"]
    assert (last.rows[-1].last_name, last.has_more) == (f"Lund {made - 1}", False)


@pytest.mark.asyncio
async def test_a_page_of_the_list_takes_at_most_five_statements(firm: Database) -> None:
    who = await actor("kundansvarig")
    queries = [ContactQuery(sort=sort) for sort in ("", "customer", "role")]
    for query in (*queries, ContactQuery(search="a b"), ContactQuery(keywords=(1, 2), match="all", role=1)):
        with counted(firm) as statements:
            async with firm.reading() as session:
                await contact_list.page_of(session, who, query)
        assert len(statements) <= 5, query


@pytest.mark.asyncio
async def test_the_filters_names_take_one_statement_whatever_was_chosen(firm: Database) -> None:
    who, words = await actor("medarbetare"), await rows(Keyword)
    query = ContactQuery(keywords=tuple(one.id for one in words[:5]), role=1, owner=who.user_id)
    with counted(firm) as statements:
        async with firm.reading() as session:
            named = await contact_list.chosen(session, who, query)
    assert len(statements) == 1
    assert list(named.keywords.values()) == [one.name for one in words[:5]]
    assert named.owner == who.name
