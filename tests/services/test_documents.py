"""Files and links: who may do what to them, where they are, and how everything can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from customer_card.database import Database, database
from customer_card.domain.clock import now
from customer_card.domain.errors import Conflict, Invalid, NotFound, Refused
from customer_card.domain.permissions import Actor, Customers, Profile, Projects
from customer_card.models import ChangeItem, Document
from customer_card.services import change_feed, document_list, documents, undo
from customer_card.services.document_list import DocumentFilter
from customer_card.services.documents import THE_CUSTOMER, DocumentFields, LinkFields
from customer_card.services.history import Base
from customer_card.storage import LocalStore
from customer_card.views.history import history_rows
from tests.support.papers import file, held, project
from tests.support.people import actor
from tests.support.records import bare_customer, customer_id, last_logged, row, rows, user_id
from tests.support.snapshot import snapshot
from tests.support.statements import counted

LATEST = Base(10**6)
LINK = LinkFields(url="www.example.com/avtal?id=7", name="Delad mapp")


async def seen(who: Actor, customer: int, asked: DocumentFilter | None = None) -> list[str]:
    """The names that a user sees, the newest first."""
    async with database().reading() as session:
        page = await document_list.of_customer(session, who, customer, asked or DocumentFilter())
    return [one.document.name for one in page.documents]


async def manager(account: str = "medarbetare") -> Actor:
    """Somebody who reads customers and edits the projects that he manages."""
    found = await actor(account)
    return replace(found, profile=Profile(Customers.READ, Projects.MANAGER_NO_FINANCIALS))


@pytest.mark.asyncio
async def test_a_file_is_kept_with_its_facts_and_the_log_says_who(firm: Database, kept: LocalStore) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    added = await file(who, customer, "../Ramavtal 2026.pdf")
    document = await row(Document, added.document_id)
    assert (document.name, document.kind, document.media_type) == ("Ramavtal 2026.pdf", "contract", "application/pdf")
    assert (document.project_id, document.created_by, document.deleted_at) == (None, who.user_id, None)
    assert held(kept) == [document.storage_key]
    assert {(one.field, one.after) for one in await last_logged()} == {
        ("name", "Ramavtal 2026.pdf"), ("kind", "contract"), ("place", 0),
    }  # fmt: skip


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://", "http://a b", "x\x00", "//",
        "https://anna@bank.example", "",
    ],
)  # fmt: skip
async def test_only_web_addresses_are_links(firm: Database, url: str) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    before = await snapshot(firm)
    with pytest.raises(Invalid):
        await documents.add_link(who, customer, THE_CUSTOMER, LinkFields(url=url))
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_a_link_gets_https_and_a_name_of_its_address(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    await documents.add_link(who, customer, THE_CUSTOMER, LinkFields(url="www.example.com/avtal"))
    [document] = await rows(Document, Document.customer_id == customer)
    assert (document.url, document.name) == ("https://www.example.com/avtal", "www.example.com-avtal")


@pytest.mark.asyncio
async def test_the_same_name_gets_a_number_only_in_the_same_place(firm: Database, kept: LocalStore) -> None:
    customer, who = await bare_customer("9001"), await actor("admin")
    here = await project(customer)
    names = [(await file(who, customer, place=place)).name for place in (0, 0, here, 0)]
    assert names == ["Avtal.pdf", "Avtal (2).pdf", "Avtal.pdf", "Avtal (3).pdf"]


@pytest.mark.asyncio
async def test_a_file_of_a_project_exists_only_for_those_who_see_the_project(firm: Database, kept: LocalStore) -> None:
    customer, admin = await bare_customer("9001"), await actor("admin")
    theirs = await project(customer, "Deras", member=await user_id("medarbetare"))
    hidden = await project(customer, "Dold")
    await file(admin, customer, "Kundens.pdf")
    await file(admin, customer, "Deras.pdf", place=theirs)
    await file(admin, customer, "Dold.pdf", place=hidden)
    assert await seen(admin, customer) == ["Dold.pdf", "Deras.pdf", "Kundens.pdf"]
    assert await seen(await actor("medarbetare"), customer) == ["Deras.pdf", "Kundens.pdf"]
    assert await seen(await actor("projektledare"), customer) == ["Kundens.pdf"]
    assert await seen(await actor("ingen"), customer) == []
    for asked in (
        DocumentFilter(text="dold"),
        DocumentFilter(place=hidden),
        DocumentFilter(kind="other", place=hidden),
    ):
        assert await seen(await actor("medarbetare"), customer, asked) == []
        assert await seen(admin, customer, asked) == ["Dold.pdf"]


@pytest.mark.asyncio
async def test_a_reader_changes_nothing_and_learns_nothing(firm: Database, kept: LocalStore) -> None:
    customer, admin = await bare_customer("9001"), await actor("admin")
    theirs = await project(customer, "Deras", member=await user_id("medarbetare"))
    hidden = await project(customer, "Dold")
    added = [(await file(admin, customer, place=place)).document_id for place in (0, theirs, hidden)]
    before, contents = await snapshot(firm), held(kept)
    for who in (await actor("medarbetare"), await actor("ingen")):
        for document in (*added, 10**9):
            for attempt in (
                documents.change(who, customer, document, DocumentFields(name="x"), LATEST),
                documents.change(who, customer, document, DocumentFields(place=0, wider=True), LATEST),
                documents.remove(who, customer, document),
                documents.restore(who, customer, document),
            ):
                with pytest.raises(NotFound):
                    await attempt
        for place in (0, theirs, hidden, 10**9, -1):
            with pytest.raises(NotFound):
                await file(who, customer, place=place)
            with pytest.raises(NotFound):
                await documents.add_link(who, customer, place, LINK)
    assert (await snapshot(firm), held(kept)) == (before, contents)


@pytest.mark.asyncio
async def test_who_edits_a_project_edits_its_files_and_no_others(firm: Database, kept: LocalStore) -> None:
    customer, who, admin = await bare_customer("9001"), await manager(), await actor("admin")
    own = await project(customer, "Egen", manager_id=who.user_id)
    customers_own = (await file(admin, customer)).document_id
    added = await file(who, customer, "Plan.pdf", place=own)
    await documents.change(who, customer, added.document_id, DocumentFields(name="Plan 2.pdf"), LATEST)
    done = await documents.remove(who, customer, added.document_id)
    await undo.undo(who, customer, done.change_id or 0)
    assert await seen(who, customer) == ["Plan 2.pdf", "Avtal.pdf"]
    async with firm.reading() as session:
        places = await document_list.places_for(session, who, customer)
        offered = await document_list.search_places(session, who, customer, "")
        page = await document_list.of_customer(session, who, customer, DocumentFilter())
    assert (places.may_add, [one.id for one in offered]) == (True, [own])
    assert [one.may_edit for one in page.documents] == [True, False]
    for attempt in (
        documents.remove(who, customer, customers_own),
        documents.change(who, customer, added.document_id, DocumentFields(place=0, wider=True), LATEST),
        file(who, customer, place=THE_CUSTOMER),
    ):
        with pytest.raises(NotFound):
            await attempt


@pytest.mark.asyncio
async def test_a_removed_file_is_gone_at_once_and_comes_back_as_it_was(firm: Database, kept: LocalStore) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    added = await file(who, customer)
    await documents.remove(who, customer, added.document_id)
    assert await seen(who, customer) == []
    removed = await row(Document, added.document_id)
    assert removed.purge_after - removed.deleted_at == timedelta(days=30)
    assert await seen(who, customer, DocumentFilter(removed=True)) == ["Avtal.pdf"]
    assert await seen(await actor("medarbetare"), customer, DocumentFilter(removed=True)) == []
    with pytest.raises(NotFound):
        await documents.change(who, customer, added.document_id, DocumentFields(name="x"), LATEST)
    await file(who, customer)
    await documents.restore(who, customer, added.document_id)
    assert await seen(who, customer) == ["Avtal.pdf", "Avtal (2).pdf"]
    assert (await documents.restore(who, customer, added.document_id)).change_id is None


@pytest.mark.asyncio
async def test_renaming_moving_and_removing_are_undone(firm: Database, kept: LocalStore) -> None:
    customer, who = await bare_customer("9001"), await actor("admin")
    target = await project(customer)
    added = await file(who, customer)

    async def facts() -> tuple[str, str, int | None, bool]:
        document = await row(Document, added.document_id)
        return document.name, document.kind, document.project_id, document.deleted_at is not None

    for fields in (
        DocumentFields(name="Annat.pdf", kind="quote"),
        DocumentFields(place=target, kind="invoice"),
    ):
        before = await facts()
        done = await documents.change(who, customer, added.document_id, fields, LATEST)
        assert await facts() != before
        await undo.undo(who, customer, done.change_id or 0)
        assert await facts() == before
    before = await facts()
    done = await documents.remove(who, customer, added.document_id)
    undone = await undo.undo(who, customer, done.change_id or 0)
    assert await facts() == before
    with pytest.raises(Refused, match="changed_since"):
        await undo.undo(who, customer, done.change_id or 0)
    await undo.undo(who, customer, undone.change_id or 0)
    assert (await facts())[3]


@pytest.mark.asyncio
async def test_moving_to_the_customer_is_asked_about_first(firm: Database, kept: LocalStore) -> None:
    customer, who = await bare_customer("9001"), await actor("admin")
    here, there = await project(customer, "Här"), await project(customer, "Där")
    added = await file(who, customer, place=here)
    before = await snapshot(firm)
    with pytest.raises(Refused, match="wider_audience"):
        await documents.change(who, customer, added.document_id, DocumentFields(place=THE_CUSTOMER), LATEST)
    assert await snapshot(firm) == before
    await documents.change(who, customer, added.document_id, DocumentFields(place=there), LATEST)
    await documents.change(who, customer, added.document_id, DocumentFields(place=0, wider=True), LATEST)
    assert (await row(Document, added.document_id)).project_id is None


@pytest.mark.asyncio
async def test_a_project_of_another_customer_is_no_place(firm: Database, kept: LocalStore) -> None:
    customer, other, who = await bare_customer("9001"), await bare_customer("9002"), await actor("admin")
    foreign = await project(other)
    added = await file(who, customer)
    for attempt in (
        file(who, customer, place=foreign),
        documents.change(who, customer, added.document_id, DocumentFields(place=foreign), LATEST),
        documents.remove(who, other, added.document_id),
    ):
        with pytest.raises(NotFound):
            await attempt


@pytest.mark.asyncio
async def test_what_two_people_change_goes_through_or_is_chosen(firm: Database, kept: LocalStore) -> None:
    customer, first, second = await bare_customer("9001"), await actor("admin"), await actor("ledning")
    target, other = await project(customer, "Ett"), await project(customer, "Två")
    added = await file(first, customer)
    await documents.change(first, customer, added.document_id, DocumentFields(name="Först.pdf"), Base(1))
    await documents.change(second, customer, added.document_id, DocumentFields(kind="quote"), Base(1))
    with pytest.raises(Conflict) as clash:
        await documents.change(second, customer, added.document_id, DocumentFields(name="Sedan.pdf"), Base(1))
    assert (clash.value.fields[0].mine, clash.value.fields[0].theirs) == ("Sedan.pdf", "Först.pdf")
    await documents.change(first, customer, added.document_id, DocumentFields(place=target), Base(3))
    before = await snapshot(firm)
    with pytest.raises(Conflict) as clash:
        await documents.change(second, customer, added.document_id, DocumentFields(place=other), Base(3))
    assert [one.field for one in clash.value.fields] == ["place"]
    assert await snapshot(firm) == before
    settled = Base(3, {"place": clash.value.version})
    await documents.change(second, customer, added.document_id, DocumentFields(place=other), settled)
    assert (await row(Document, added.document_id)).project_id == other


@pytest.mark.asyncio
async def test_the_history_tells_each_reader_what_he_could_see(firm: Database, kept: LocalStore) -> None:
    customer, admin = await bare_customer("9001"), await actor("admin")
    theirs = await project(customer, "Deras", member=await user_id("medarbetare"))
    hidden = await project(customer, "Zebrafinken")
    added = await file(admin, customer, "Plan.pdf", place=theirs)
    await documents.change(admin, customer, added.document_id, DocumentFields(place=hidden), LATEST)
    await documents.change(admin, customer, added.document_id, DocumentFields(name="Krokofant.pdf"), LATEST)

    async def told(account: str) -> str:
        who = await actor(account)
        async with firm.reading() as session:
            page = await change_feed.of_customer(session, who, customer)
        return repr(history_rows(page, who, of_one_record=False))

    whole, part = await told("admin"), await told("medarbetare")
    assert "Krokofant" in whole
    assert "was='Deras', became='Zebrafinken'" in whole
    assert "was='Deras', became='(tomt)'" in part
    assert "Zebrafinken" not in part
    assert "Krokofant" not in part
    outsider = await told("projektledare")
    assert "Plan.pdf" not in outsider
    assert "Deras" not in outsider


@pytest.mark.asyncio
async def test_a_name_is_set_back_from_the_history_by_who_may_edit(firm: Database, kept: LocalStore) -> None:
    customer, who = await bare_customer("9001"), await actor("kundansvarig")
    added = await file(who, customer)
    done = await documents.change(who, customer, added.document_id, DocumentFields(name="Fel.pdf"), LATEST)
    [item] = await rows(ChangeItem, ChangeItem.change_id == done.change_id)
    with pytest.raises(NotFound):
        await undo.set_back(await actor("medarbetare"), customer, item.id, 2)
    await undo.set_back(who, customer, item.id, 2)
    assert (await row(Document, added.document_id)).name == "Avtal.pdf"


@pytest.mark.asyncio
async def test_the_last_place_is_proposed_while_it_may_be_used(firm: Database, kept: LocalStore) -> None:
    customer, who = await bare_customer("9001"), await actor("admin")

    async def proposed(for_whom: Actor) -> int | None:
        async with firm.reading() as session:
            choice = (await document_list.places_for(session, for_whom, customer)).proposed
        return choice.id if choice else None

    assert await proposed(who) == THE_CUSTOMER
    here = await project(customer)
    await file(who, customer, place=here)
    assert await proposed(who) == here
    assert await proposed(await actor("ledning")) == THE_CUSTOMER
    assert await proposed(replace(who, profile=Profile(Customers.EDIT, Projects.MEMBER))) == THE_CUSTOMER
    assert await proposed(await actor("medarbetare")) is None


@pytest.mark.asyncio
async def test_files_keep_a_customer_and_links_and_removed_files_go_with_it(firm: Database, kept: LocalStore) -> None:
    customer, who = await bare_customer("9001"), await actor("admin")

    async def is_kept() -> bool:
        async with firm.reading() as session:
            return bool(await session.scalar(select(documents.keeps_customer(customer))))

    await documents.add_link(who, customer, THE_CUSTOMER, LINK)
    assert not await is_kept()
    added = await file(who, customer)
    assert await is_kept()
    await documents.remove(who, customer, added.document_id)
    assert not await is_kept()
    key = (await row(Document, added.document_id)).storage_key
    async with firm.writing() as session:
        assert await documents.delete_rest(session, customer) == [key]
    assert await rows(Document, Document.customer_id == customer) == []


@pytest.mark.asyncio
async def test_a_list_is_paged_and_searched_by_word_beginnings(firm: Database) -> None:
    customer, who = await bare_customer("9001"), await actor("admin")
    moment = now()
    async with firm.writing() as session:
        session.add_all(
            Document(
                customer_id=customer, name=f"Mötesanteckning {n}", url="https://a.example", created_at=moment,
                created_by=who.user_id, kind="other",
            )
            for n in range(40)
        )  # fmt: skip
    async with firm.reading() as session:
        page = await document_list.of_customer(session, who, customer, DocumentFilter())
        rest = await document_list.of_customer(session, who, customer, DocumentFilter(), 50)
    assert (len(page.documents), page.has_more) == (document_list.PAGE, True)
    assert (len(rest.documents), rest.has_more) == (40, False)
    assert await seen(who, customer, DocumentFilter(text="MOTES 39")) == ["Mötesanteckning 39"]
    assert await seen(who, customer, DocumentFilter(text="anteckning")) == []


@pytest.mark.asyncio
async def test_a_page_costs_the_same_statements_for_few_files_and_for_many(firm: Database) -> None:
    few, many = await bare_customer("9001"), await customer_id("1004")
    costs = []
    for customer in (few, many):
        with counted(firm) as statements:
            async with firm.reading() as session:
                await document_list.of_customer(session, await actor("medarbetare"), customer, DocumentFilter())
        costs.append(len(statements))
    assert costs[0] == costs[1]
