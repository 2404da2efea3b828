"""Reading the feed: two parts in order, page by page, the same rows however they are walked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from customer_card.database import Database
from customer_card.domain.clock import now
from customer_card.models import Contact, FeedItem, Project, ProjectMember
from customer_card.services import activities, card_figures, contacts, feed, feed_undo, local_time, my_activities, notes
from customer_card.services.feed_fields import NoteFields
from customer_card.services.feed_query import WALKED_ALONE, Cursor, FeedQuery, Part
from customer_card.services.visibility import item_is_visible
from tests.support.feed import Place, a_place, activity, note
from tests.support.people import actor
from tests.support.records import bare_customer, rows, user_id
from tests.support.statements import counted

READERS = ("admin", "ledning", "ekonomi", "kundansvarig", "projektledare", "medarbetare")


async def page_of(firm: Database, account: str, customer_id: int, query: FeedQuery | None = None) -> feed.FeedPage:
    async with firm.reading() as session:
        return await feed.of_customer(session, await actor(account), customer_id, query)


async def overdue(firm: Database, account: str, customer_id: int) -> int:
    async with firm.reading() as session:
        return (await card_figures.of_customer(session, await actor(account), customer_id)).overdue


async def everything(firm: Database, account: str, customer_id: int, part: Part) -> list[int]:
    """The ids of a whole part, page by page."""
    page = await page_of(firm, account, customer_id)
    shown = page.planned if part == "planned" else page.done
    ids, last = [row.item.id for row in shown.rows], shown.last
    while last is not None:
        async with firm.reading() as session:
            shown = await feed.more(session, await actor(account), customer_id, part, FeedQuery(), last)
        ids, last = ids + [row.item.id for row in shown.rows], shown.last
    return ids


async def many(firm: Database, place: Place, count: int) -> None:
    """So many items done and planned, in the seen project, the hidden one and none; several at one moment."""
    at = datetime(2026, 11, 1, 8, tzinfo=UTC)
    values = []
    for n in range(count):
        project = (place.seen_project, place.hidden_project, None)[n % 3]
        planned = n % 2 == 0
        values.append(
            {
                "version": 1,
                "created_at": at,
                "updated_at": at,
                "customer_id": place.customer_id,
                "project_id": project,
                "scope_id": project or 0,
                "kind": "todo",
                "state": "planned" if planned else "done",
                "title": f"n {n}",
                "sort_at": at + timedelta(hours=n // 8),
                "personal": False,
            }
        )
    async with firm.writing() as session:
        await session.execute(insert(FeedItem), values)


@pytest.mark.asyncio
async def test_every_reader_pages_through_exactly_what_is_visible_in_order(firm: Database) -> None:
    place = await a_place()
    await many(firm, place, 200)
    for account in READERS:
        who = await actor(account)
        visible = await rows(
            FeedItem, FeedItem.customer_id == place.customer_id, FeedItem.root_id.is_(None), item_is_visible(who)
        )
        coming = {one.id for one in visible if one.state == "planned" or (one.ends_at and one.ends_at > now())}
        planned = await everything(firm, account, place.customer_id, "planned")
        done = await everything(firm, account, place.customer_id, "done")
        by_time = {one.id: (one.sort_at, one.id) for one in visible}
        assert planned == sorted(coming, key=lambda one: by_time[one])
        assert done == sorted(by_time.keys() - coming, key=lambda one: by_time[one], reverse=True)


@pytest.mark.asyncio
async def test_who_sees_many_projects_gets_the_same_as_who_sees_few(firm: Database) -> None:
    place, member = await a_place(), await user_id("medarbetare")
    await many(firm, place, 60)
    before = await everything(firm, "medarbetare", place.customer_id, "done")
    [like] = await rows(Project, Project.id == place.seen_project)
    blank = like.model_dump(exclude={"id", "number", "number_key"})
    async with firm.writing() as session:
        for n in range(WALKED_ALONE):
            project = Project(**blank, number=f"X{n}", number_key=f"x{n}")
            session.add(project)
            await session.flush()
            session.add(ProjectMember(project_id=project.id or 0, user_id=member))
    assert await everything(firm, "medarbetare", place.customer_id, "done") == before


@pytest.mark.asyncio
async def test_an_entry_is_planned_until_it_is_over(firm: Database) -> None:
    customer = await bare_customer("9001")
    today = local_time.today()
    days = {
        name: (today + timedelta(days=ahead)).isoformat() for name, ahead in (("b", -2), ("y", -1), ("t", 0), ("n", 3))
    }
    over = await activity("admin", customer, "över", kind="event", due_on=days["b"], last_on=days["y"], all_day=True)
    running = await activity(
        "admin", customer, "pågår", kind="event", due_on=days["b"], last_on=days["n"], all_day=True
    )
    coming = await activity("admin", customer, "kommer", kind="event", due_on=days["n"], start_time="10:00")
    for account in ("admin", "medarbetare"):
        page = await page_of(firm, account, customer)
        assert [row.item.id for row in page.planned.rows] == [running.item_id, coming.item_id]
        assert [row.item.id for row in page.done.rows] == [over.item_id]


@pytest.mark.asyncio
async def test_what_is_overdue_stands_first_and_is_counted(firm: Database) -> None:
    customer = await bare_customer("9001")
    today = local_time.today()
    later = await activity("admin", customer, due_on=today.isoformat())
    undated = await activity("admin", customer)
    late = await activity("admin", customer, due_on=(today - timedelta(days=1)).isoformat())
    page = await page_of(firm, "admin", customer)
    assert [row.item.id for row in page.planned.rows] == [late.item_id, later.item_id, undated.item_id]
    assert await overdue(firm, "admin", customer) == 1
    narrowed = await page_of(firm, "admin", customer, FeedQuery(overdue=True))
    assert [row.item.id for row in narrowed.planned.rows] == [late.item_id]
    assert narrowed.done.rows == []


@pytest.mark.asyncio
async def test_filters_find_by_kind_person_project_contact_and_words(firm: Database) -> None:
    place, leader = await a_place(), await user_id("ledning")
    task = await activity("admin", place.customer_id, "Zebra", project_id=place.seen_project, assignee_id=leader)
    entry = await activity(
        "admin", place.customer_id, "Zoo", kind="event", due_on="2030-01-01", all_day=True, colleagues=[str(leader)]
    )
    written = await note("ledning", place.customer_id, "Zäta sa **zenit**", contacts=[str(place.contact_id)])
    for query, expected in (
        (FeedQuery(kind="task", text="z"), {task.item_id}),
        (FeedQuery(kind="event", text="z"), {entry.item_id}),
        (FeedQuery(kind="note", text="z"), {written.item_id}),
        (FeedQuery(person=leader, text="z"), {task.item_id, entry.item_id, written.item_id}),
        (FeedQuery(project=place.seen_project, text="z"), {task.item_id}),
        (FeedQuery(contact=place.contact_id, text="z"), {written.item_id}),
        (FeedQuery(text="zata SA"), {written.item_id}),
        (FeedQuery(text="ebra"), set()),
        (FeedQuery(text="%"), set()),
    ):
        page = await page_of(firm, "admin", place.customer_id, query)
        found = {row.item.id for row in (*page.planned.rows, *page.done.rows)}
        assert found & {task.item_id, entry.item_id, written.item_id} == expected, query
    hidden = await page_of(firm, "medarbetare", place.customer_id, FeedQuery(project=place.hidden_project))
    assert (hidden.planned.rows, hidden.done.rows) == ([], [])


@pytest.mark.asyncio
async def test_hidden_rows_change_no_answer(firm: Database) -> None:
    place = await a_place()

    async def answers() -> list[object]:
        found: list[object] = []
        for query in (FeedQuery(), FeedQuery(text="ring"), FeedQuery(overdue=True), FeedQuery(kind="task")):
            page = await page_of(firm, "medarbetare", place.customer_id, query)
            late = await overdue(firm, "medarbetare", place.customer_id)
            found.append((late, [row.item.id for row in (*page.planned.rows, *page.done.rows)]))
        return found

    before = await answers()
    for due in ("2020-01-01", ""):
        await activity("admin", place.customer_id, "Ring", project_id=place.hidden_project, due_on=due)
        await activity("admin", place.customer_id, "Ring", personal=True, due_on=due)
    await note("admin", place.customer_id, "Ring", project_id=place.hidden_project)
    assert await answers() == before


@pytest.mark.asyncio
async def test_a_page_costs_the_same_statements_however_long_the_feed(firm: Database) -> None:
    place = await a_place()

    async def cost(account: str) -> int:
        who = await actor(account)
        with counted(firm) as statements:
            async with firm.reading() as session:
                await feed.of_customer(session, who, place.customer_id)
        return len(statements)

    before = [await cost(account) for account in READERS]
    await many(firm, place, 300)
    assert [await cost(account) for account in READERS] == before
    assert max(before) <= 6


@pytest.mark.asyncio
async def test_a_thread_shows_its_answers_and_the_place_of_an_erased_contact(firm: Database) -> None:
    place, who = await a_place(), await actor("kundansvarig")
    written = await note("admin", place.customer_id, contacts=[str(place.contact_id)])
    said = await notes.answer(who, place.customer_id, written.item_id, NoteFields(text="Bra"))
    await contacts.erase(who, place.customer_id, place.contact_id)
    async with firm.reading() as session:
        found = await feed.thread(session, who, place.customer_id, said.item_id)
    assert [row.body for row in found.answers] == ["Bra"]
    assert [(person.name, person.is_contact) for person in found.root.people] == [("", True)]


@pytest.mark.asyncio
async def test_mine_is_what_i_am_to_do_and_am_invited_to_anywhere(firm: Database) -> None:
    first, second = await bare_customer("9001"), await bare_customer("9002", "Andra AB")
    member = await user_id("medarbetare")
    given = await activity("admin", first, assignee_id=member, due_on="2020-01-01")
    invited = await activity("admin", second, kind="event", due_on="2199-01-01", all_day=True, colleagues=[str(member)])
    others = await activity("admin", first, assignee_id=await user_id("ledning"))
    finished = await activity("admin", first, assignee_id=member)
    await activities.finish(await actor("medarbetare"), first, finished.item_id)
    shown: list[int | None] = []
    last: Cursor | None = None
    while True:
        async with firm.reading() as session:
            page = await my_activities.mine(session, await actor("medarbetare"), last)
        shown, last = shown + [row.item.id for row in page.rows], page.last
        if last is None:
            break
    assert len(shown) == len(set(shown))
    assert shown[0] == given.item_id
    assert invited.item_id in shown
    assert not {others.item_id, finished.item_id} & set(shown)


@pytest.mark.asyncio
async def test_a_mention_is_told_as_long_as_its_place_may_be_seen(firm: Database) -> None:
    place, member = await a_place(), await user_id("medarbetare")

    async def unread() -> int:
        async with firm.reading() as session:
            return await my_activities.unread(session, await actor("medarbetare"))

    before = await unread()
    await note("admin", place.customer_id, project_id=place.seen_project, mentions=[str(member)])
    assert await unread() == before + 1
    async with firm.reading() as session:
        found, _ = await my_activities.mentions(session, await actor("medarbetare"))
    assert not found[0].seen
    assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)
    async with firm.writing() as session:
        membership = await session.get_one(ProjectMember, (place.seen_project, member))
        await session.delete(membership)
    assert await unread() <= before


@pytest.mark.asyncio
async def test_a_mention_in_an_answer_goes_and_comes_with_what_is_answered(firm: Database) -> None:
    place, who, member = await a_place(), await actor("admin"), await user_id("medarbetare")
    root = await note("admin", place.customer_id)
    fields = NoteFields(text="Se här", mentions=[str(member)])
    said = await notes.answer(who, place.customer_id, root.item_id, fields)

    async def told() -> bool:
        async with firm.reading() as session:
            found, _ = await my_activities.mentions(session, await actor("medarbetare"))
        return said.item_id in [one.row.item.id for one in found]

    assert await told()
    gone = await activities.delete(who, place.customer_id, root.item_id)
    assert not await told()
    await feed_undo.undo(who, place.customer_id, gone.change_id or 0)
    assert await told()


@pytest.mark.asyncio
async def test_nothing_is_shown_to_who_reads_no_customers(firm: Database) -> None:
    place = await a_place()
    page = await page_of(firm, "ingen", place.customer_id)
    assert (page.planned.rows, page.done.rows) == ([], [])
    async with firm.reading() as session:
        assert (await my_activities.mine(session, await actor("ingen"))).rows == []
        assert await my_activities.mentions(session, await actor("ingen")) == ([], None)
        assert await session.scalar(select(Contact.id).limit(1)) is not None
