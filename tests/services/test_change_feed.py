"""Reading the history: of a customer or of one record, a page at a time, and only what the reader may see."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from customer_card.database import Database, database
from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor
from customer_card.models import Change, ChangeItem, Industry, Keyword, Project, Role
from customer_card.services import addresses, change_feed, contacts, customers
from customer_card.services.change_feed import LINES, PAGE
from customer_card.services.contact_form import ContactFields, PointFields
from customer_card.services.history import Base
from customer_card.views.history import HistoryLine, HistoryRow, history_rows
from tests.support.people import actor
from tests.support.records import bare_customer, customer_id, rows, street
from tests.support.statements import counted

LATEST = Base(10**6)


async def history(db: Database, who: Actor, customer: int, before: int | None = None) -> list[HistoryRow]:
    """A customer's history as the browser gets it."""
    async with db.reading() as session:
        page = await change_feed.of_customer(session, who, customer, before)
    return history_rows(page, who, of_one_record=False)


async def change(customer: int, field: str, text: str, who: str = "kundansvarig") -> None:
    await customers.change_field(await actor(who), customer, field, text, LATEST)


def line(row: HistoryRow, label: str) -> HistoryLine:
    [found] = [one for one in row.lines if one.label == label]
    return found


@pytest.mark.asyncio
async def test_a_change_says_who_did_what_from_what_to_what(firm: Database) -> None:
    customer = await bare_customer("9001")
    await change(customer, "employees", "10")
    await change(customer, "employees", "1250", "ekonomi")
    newest, _ = await history(firm, await actor("kundansvarig"), customer)
    name = (await actor("ekonomi")).name
    assert (newest.what, newest.when) == (f"{name} ändrade kundens uppgifter.", "i dag")
    changed = line(newest, "Antal anställda")
    assert (changed.was, changed.became.replace("\xa0", " ")) == ("10", "1 250")
    assert changed.version == "3"


@pytest.mark.asyncio
async def test_ids_are_told_by_their_names_in_the_readers_language(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    async with firm.reading() as session:
        industry = (await session.scalars(select(Industry).where(Industry.active).limit(1))).one()
    await change(customer, "owner_id", str(who.user_id))
    await change(customer, "industry_id", str(industry.id))
    await change(customer, "country", "FI")
    await change(customer, "language", "nb")
    reader = replace(await actor("medarbetare"), language="en")
    told = {one.lines[0].label: one.lines[0].became for one in await history(firm, reader, customer)}
    assert told == {
        "Account owner": who.name,
        "Industry": industry.name,
        "Country": "Finland",
        "Language": "Norwegian Bokmål",
    }


@pytest.mark.asyncio
async def test_a_contacts_role_keywords_and_address_are_told_by_their_names(firm: Database) -> None:
    customer, who = await bare_customer("9001", country="SE"), await actor("kundansvarig")
    address = await addresses.add(who, customer, street("Gatan 1"))
    [role, *_] = await rows(Role, Role.active)
    [keyword, *_] = await rows(Keyword, Keyword.active)
    contact = await contacts.add(who, customer, ContactFields(last_name="Ek"))
    form = ContactFields(
        last_name="Ek",
        role_id=str(role.id),
        address_id=str(address),
        keywords=[str(keyword.id)],
        consent="given",
        consent_at="2026-02-03",
        phones=[PointFields(value="0980-319 255")],
    )
    await contacts.change(who, customer, contact, form, LATEST)
    newest = (await history(firm, who, customer))[0]
    assert {one.about for one in newest.lines} == {"Ek"}
    assert line(newest, "Roll").became == role.name
    assert line(newest, "Nyckelord").became == keyword.name
    assert line(newest, "Adress").became == "Gatan 1, 111 29 Stockholm"
    assert line(newest, "Samtycke till marknadsföring").was == "Ej angivet"
    assert line(newest, "Samtycke till marknadsföring").became == "Samtycke, 3 feb. 2026"


@pytest.mark.asyncio
async def test_a_revenue_is_one_line_with_its_currency(firm: Database) -> None:
    customer = await bare_customer("9001", country="SE")
    await change(customer, "revenue", "1200 SEK")
    await change(customer, "revenue", "90,50 EUR")
    newest = (await history(firm, await actor("ledning"), customer))[0]
    assert [(one.label, one.was.replace("\xa0", " "), one.became.replace("\xa0", " ")) for one in newest.lines] == [
        ("Årsomsättning", "1 200 SEK", "90,50 EUR")
    ]


@pytest.mark.asyncio
async def test_pages_follow_each_other_without_gaps_or_doubles(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    for number in range(PAGE + 5):
        await change(customer, "employees", str(number))
    async with firm.reading() as session:
        first = await change_feed.of_customer(session, who, customer)
        second = await change_feed.of_customer(session, who, customer, first.changes[-1].id)
    assert (len(first.changes), first.has_more, len(second.changes), second.has_more) == (PAGE, True, 5, False)
    ids = [one.id for one in first.changes + second.changes]
    assert ids == sorted(set(ids), reverse=True)


@pytest.mark.asyncio
async def test_a_page_that_begins_at_another_customers_change_is_empty(firm: Database) -> None:
    customer, other, who = await bare_customer("9001"), await bare_customer("9002"), await actor("admin")
    await change(customer, "employees", "1")
    await change(other, "employees", "1")
    [foreign] = await rows(Change, Change.customer_id == other)
    assert await history(firm, who, customer, foreign.id) == []


@pytest.mark.asyncio
async def test_the_history_of_one_record_holds_only_its_own_lines(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    first = await addresses.add(who, customer, street("Gatan 1", is_billing=True))
    second = await addresses.add(who, customer, street("Gatan 2"))
    await addresses.change(who, customer, second, street("Gatan 2", is_billing=True), LATEST)
    async with firm.reading() as session:
        page = await change_feed.of_address(session, who, customer, first)
    newest, added = history_rows(page, who, of_one_record=True)
    assert [(one.about, one.label, one.was, one.became) for one in newest.lines] == [
        ("", "Faktureringsadress", "Ja", "Nej")
    ]
    assert line(added, "Adress").became == "Gatan 1"


@pytest.mark.asyncio
async def test_a_deleted_address_is_told_with_what_it_was(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    await addresses.add(who, customer, street("Gatan 1"))
    second = await addresses.add(who, customer, street("Gatan 2"))
    await addresses.remove(who, customer, second)
    deleted, *_ = await history(firm, who, customer)
    told = line(deleted, "Adress")
    assert (told.about, told.was, told.became, told.version) == ("Borttagen adress", "Gatan 2", "", "")


@pytest.mark.asyncio
@pytest.mark.parametrize("who", ["medarbetare", "ingen"])
async def test_a_hidden_or_missing_customers_history_is_not_found(firm: Database, who: str) -> None:
    customer, reader = await bare_customer("9001"), await actor(who)
    await change(customer, "employees", "1")
    async with firm.reading() as session:
        with pytest.raises(NotFound):
            await change_feed.of_customer(session, reader, 10**9)
        with pytest.raises(NotFound):
            await change_feed.of_address(session, reader, customer, 10**9)
    if who == "ingen":
        with pytest.raises(NotFound):
            await history(firm, reader, customer)
    else:
        assert len(await history(firm, reader, customer)) == 1


@pytest.mark.asyncio
async def test_a_record_of_another_customer_has_no_history_here(firm: Database) -> None:
    customer, other, who = await bare_customer("9001"), await bare_customer("9002"), await actor("admin")
    address = await addresses.add(who, other, street("Gatan 1"))
    contact = await contacts.add(who, other, ContactFields(last_name="Ek"))
    async with firm.reading() as session:
        with pytest.raises(NotFound):
            await change_feed.of_address(session, who, customer, address)
        with pytest.raises(NotFound):
            await change_feed.of_contact(session, who, customer, contact)


@pytest.mark.asyncio
async def test_readers_are_offered_nothing_to_set_back(firm: Database) -> None:
    customer = await bare_customer("9001")
    await change(customer, "employees", "1")
    for who, offered in (("medarbetare", ""), ("ekonomi", "2")):
        [newest] = await history(firm, await actor(who), customer)
        assert newest.lines[0].version == offered


@pytest.mark.asyncio
async def test_what_is_so_already_is_not_offered_to_be_set_back(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    for number in ("1", "2", "1"):
        await change(customer, "employees", number)
    offered = [bool(one.lines[0].version) for one in await history(firm, who, customer)]
    assert offered == [True, False, True]


@pytest.mark.asyncio
async def test_a_sole_traders_numbers_are_masked_for_readers(firm: Database) -> None:
    customer = await bare_customer("9001", country="SE")
    await change(customer, "organisation_number", "850101-1236")
    await change(customer, "organisation_number", "556012-5790")
    await change(customer, "sole_trader", "")
    told = str(await history(firm, await actor("medarbetare"), customer))
    assert "850101-1236" not in told
    assert "1236" not in told
    assert "556012-5790" in told
    assert "850101-1236" in str(await history(firm, await actor("ekonomi"), customer))


@pytest.mark.asyncio
async def test_an_erased_contact_is_told_as_deleted_and_nothing_of_it(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    form = ContactFields(first_name="Gustava", last_name="Glömd", emails=[PointFields(value="gustava@kund.example")])
    contact = await contacts.add(who, customer, form)
    await contacts.change(who, customer, contact, form.model_copy(update={"title": "Chef"}), LATEST)
    await contacts.erase(who, customer, contact)
    told = await history(firm, who, customer)
    assert [[(one.about, one.label, one.was, one.became, one.version) for one in row.lines] for row in told] == [
        [("Borttagen kontakt", "", "", "", "")]
    ] * 3
    async with firm.reading() as session:
        with pytest.raises(NotFound):
            await change_feed.of_contact(session, who, customer, contact)


@pytest.mark.asyncio
async def test_what_concerns_a_project_shows_with_the_project_and_money_with_its_money(firm: Database) -> None:
    employee, manager = await actor("medarbetare"), await actor("projektledare")
    managed = (await rows(Project, Project.manager_id == manager.user_id))[0]
    customer = managed.customer_id
    accounts = ("medarbetare", "ledning", "projektledare")
    before = {who: len(await history(firm, await actor(who), customer)) for who in accounts}
    await with_item(customer, project_id=managed.id, is_money=False)
    await with_item(customer, project_id=managed.id, is_money=True)
    await with_item(customer, project_id=None, is_money=True)
    blind = replace(employee, profile=replace(employee.profile, projects=type(employee.profile.projects).NONE))
    seen = [len(await history(firm, who, customer)) for who in (blind, await actor("ledning"))]
    assert seen == [before["medarbetare"], before["ledning"] + 3]
    without_money = replace(
        manager, profile=replace(manager.profile, projects=type(manager.profile.projects).MANAGER_NO_FINANCIALS)
    )
    assert len(await history(firm, without_money, customer)) == before["projektledare"] + 1
    assert len(await history(firm, manager, customer)) == before["projektledare"] + 2


async def with_item(customer: int, *, project_id: int | None, is_money: bool) -> None:
    async with database().writing() as session:
        made = Change(use_case="change_project", customer_id=customer)
        session.add(made)
        await session.flush()
        session.add(
            ChangeItem(
                change_id=made.id or 0,
                entity="project",
                entity_id=project_id or 1,
                field="value_minor",
                project_id=project_id,
                is_money=is_money,
                before="1",
                after="2",
                version_after=2,
            )
        )


@pytest.mark.asyncio
async def test_a_change_of_very_many_values_tells_some_and_how_many_more(firm: Database) -> None:
    customer = await bare_customer("9001")
    async with database().writing() as session:
        made = Change(use_case="import_customers", customer_id=customer)
        session.add(made)
        await session.flush()
        session.add_all(
            ChangeItem(
                change_id=made.id or 0, entity="address", entity_id=n, field="line1", after='"Gatan"', version_after=1
            )
            for n in range(LINES + 7)
        )
    [only] = await history(firm, await actor("medarbetare"), customer)
    assert (only.what, len(only.lines), only.more) == (
        "Programmet importerade kunduppgifter.", LINES, "och 7 värden till",
    )  # fmt: skip


@pytest.mark.asyncio
async def test_a_page_of_history_takes_at_most_eleven_statements_however_much_it_names(firm: Database) -> None:
    who = await actor("ledning")
    customer = await bare_customer("9001", country="SE")
    small = await statements(firm, who, await customer_id("1004"))
    address = await addresses.add(who, customer, street("Gatan 1"))
    for number in range(PAGE):
        contact = await contacts.add(who, customer, ContactFields(last_name=f"Ek {number}", address_id=str(address)))
        await contacts.change(who, customer, contact, ContactFields(last_name="Alm", title="Chef"), LATEST)
        await change(customer, "owner_id", str(who.user_id) if number % 2 else "")
    assert max(small, await statements(firm, who, customer)) <= 11


async def statements(db: Database, who: Actor, customer: int) -> int:
    with counted(db) as seen:
        async with db.reading() as session:
            await change_feed.of_customer(session, who, customer)
    return len(seen)
