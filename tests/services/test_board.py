"""The board of project tasks: what stands where, for whom, and what moving does."""

from __future__ import annotations

import pytest

from customer_card.database import Database, database
from customer_card.domain.errors import Conflict, NotFound
from customer_card.services import activities, board, card_figures, collaboration, feed, feed_undo, notes
from customer_card.services.board import PAGE, BoardPage, BoardQuery
from customer_card.services.collaboration import NOTES_PAGE
from customer_card.services.feed_fields import NoteFields
from customer_card.services.history import Base
from tests.support.feed import Place, a_place, activity, item, note
from tests.support.people import actor
from tests.support.records import user_id
from tests.support.statements import counted

pytestmark = pytest.mark.asyncio


async def shown(account: str, place: Place, query: BoardQuery | None = None, **limits: int) -> BoardPage:
    async with database().reading() as session:
        return await board.of_customer(
            session, await actor(account), place.customer_id, query or BoardQuery(), limits or None
        )


async def open_tasks(account: str, place: Place) -> int:
    async with database().reading() as session:
        return (await card_figures.of_customer(session, await actor(account), place.customer_id)).open_tasks


def titles(page: BoardPage, column: str) -> list[str]:
    return [row.item.title for row in page.columns[column].cards]


async def a_task(place: Place, title: str, account: str = "admin", **values: object) -> int:
    values.setdefault("project_id", place.seen_project)
    return (await activity(account, place.customer_id, title, **values)).item_id


async def test_a_task_stands_where_it_was_dropped_and_the_rest_keep_their_order(firm: Database) -> None:
    place, admin = await a_place(), await actor("admin")
    first, second, third = [await a_task(place, title) for title in ("tredje", "andra", "första")][::-1]
    mine = {"tredje", "andra", "första"}
    await activities.move(admin, place.customer_id, first, "in_review", Base(1))
    await activities.move(admin, place.customer_id, second, "in_review", Base(1), after_id=first)
    await activities.move(admin, place.customer_id, third, "in_review", Base(1), after_id=first)
    found = [title for title in titles(await shown("admin", place), "in_review") if title in mine]
    assert found == ["första", "tredje", "andra"]
    moved = await item(third)
    await activities.move(admin, place.customer_id, third, "in_review", Base(moved.version), after_id=second)
    found = [title for title in titles(await shown("admin", place), "in_review") if title in mine]
    assert found == ["första", "andra", "tredje"]
    await activities.move(admin, place.customer_id, second, "in_review", Base((await item(second)).version))
    assert titles(await shown("admin", place), "in_review")[0] == "andra"
    unmoved = await activities.move(admin, place.customer_id, second, "in_review", Base(1))
    assert unmoved.change_id is None


async def test_moving_to_the_last_column_finishes_and_moving_out_reopens(firm: Database) -> None:
    place, admin = await a_place(), await actor("admin")
    task = await a_task(place, "Skicka rapporten")
    before = await open_tasks("admin", place)
    done = await activities.move(admin, place.customer_id, task, "done", Base(1))
    assert (await item(task)).state == "done"
    assert await open_tasks("admin", place) == before - 1
    async with database().reading() as session:
        page = await feed.of_customer(session, admin, place.customer_id)
    assert "Skicka rapporten" in [row.item.title for row in page.done.rows]
    await feed_undo.undo(admin, place.customer_id, done.change_id or 0)
    assert ((await item(task)).state, (await item(task)).board) == ("planned", "not_started")
    await activities.move(admin, place.customer_id, task, "done", Base(3))
    await activities.reopen(admin, place.customer_id, task)
    assert (await item(task)).board == "in_progress"


async def test_the_board_holds_what_the_reader_may_see_and_counts_no_more(firm: Database) -> None:
    place = await a_place()
    await a_task(place, "Synlig uppgift")
    await a_task(place, "Dold uppgift", project_id=place.hidden_project)
    for account, sees_hidden in (("admin", True), ("medarbetare", False)):
        page = await shown(account, place)
        names = [title for column in page.columns for title in titles(page, column)]
        assert "Synlig uppgift" in names
        assert ("Dold uppgift" in names) == sees_hidden
        assert page.columns["not_started"].count == len(page.columns["not_started"].cards)
    hidden = await shown("medarbetare", place, BoardQuery(project=place.hidden_project))
    assert [column.count for column in hidden.columns.values()] == [0, 0, 0, 0]
    nobody = await shown("ingen", place)
    assert (nobody.has_projects, await open_tasks("ingen", place)) == (False, 0)


async def test_both_ways_to_walk_show_the_same(firm: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    place = await a_place()
    await a_task(place, "Synlig uppgift")
    one_by_one, one_by_one_open = await shown("medarbetare", place), await open_tasks("medarbetare", place)
    monkeypatch.setattr("customer_card.services.feed_query.WALKED_ALONE", 0)
    as_a_whole = await shown("medarbetare", place)
    assert [titles(one_by_one, column) for column in one_by_one.columns] == [
        titles(as_a_whole, column) for column in as_a_whole.columns
    ]
    assert one_by_one_open == await open_tasks("medarbetare", place) > 0


async def test_filters_narrow_to_a_project_and_a_person(firm: Database) -> None:
    place, member = await a_place(), await user_id("medarbetare")
    await a_task(place, "Elins", assignee_id=member)
    await a_task(place, "Någon annans")
    page = await shown("admin", place, BoardQuery(project=place.seen_project, person=member))
    assert "Elins" in titles(page, "not_started")
    assert "Någon annans" not in titles(page, "not_started")
    assert {row.item.project_id for column in page.columns.values() for row in column.cards} == {place.seen_project}


async def test_a_column_is_bounded_and_shows_more_when_asked(firm: Database) -> None:
    place = await a_place()
    for n in range(PAGE + 1):
        await a_task(place, f"Uppgift {n}")
    page = await shown("admin", place)
    column = page.columns["not_started"]
    assert (len(column.cards), column.has_more, column.count > PAGE) == (PAGE, True, True)
    assert len((await shown("admin", place, not_started=2 * PAGE)).columns["not_started"].cards) > PAGE


async def test_the_assignee_and_the_maker_move_a_task_and_a_mere_member_does_not(firm: Database) -> None:
    place, member = await a_place(), await actor("medarbetare")
    others = await a_task(place, "Andras")
    with pytest.raises(NotFound):
        await activities.move(member, place.customer_id, others, "done", Base(1))
    assert (await item(others)).board == "not_started"
    given = await a_task(place, "Tilldelad", assignee_id=member.user_id)
    own = await a_task(place, "Egen", account="medarbetare")
    for task in (given, own):
        await activities.move(member, place.customer_id, task, "in_progress", Base(1))
        assert (await item(task)).board == "in_progress"
    may = {row.item.title: row.may_change for row in (await shown("medarbetare", place)).columns["in_progress"].cards}
    assert (may["Tilldelad"], may["Egen"]) == (True, True)


async def test_of_two_who_move_the_second_is_told(firm: Database) -> None:
    place, admin = await a_place(), await actor("admin")
    task = await a_task(place, "Omstridd")
    await activities.move(admin, place.customer_id, task, "in_progress", Base(1))
    with pytest.raises(Conflict):
        await activities.move(admin, place.customer_id, task, "in_review", Base(1))
    assert (await item(task)).board == "in_progress"


async def test_the_notes_are_threads_of_visible_projects_with_their_last_answers(firm: Database) -> None:
    place, admin = await a_place(), await actor("admin")
    root = await note("admin", place.customer_id, "Om projektet", project_id=place.seen_project)
    await note("admin", place.customer_id, "Om ett dolt projekt", project_id=place.hidden_project)
    await note("admin", place.customer_id, "Om kunden själv")
    for n in range(5):
        await notes.answer(admin, place.customer_id, root.item_id, NoteFields(text=f"Svar {n}"))
    async with database().reading() as session:
        page = await collaboration.notes(session, await actor("medarbetare"), place.customer_id)
    texts = [thread.root.body for thread in page.threads]
    assert texts[0] == "Om projektet"
    assert {"Om ett dolt projekt", "Om kunden själv"} & set(texts) == set()
    assert [answer.body for answer in page.threads[0].answers] == ["Svar 2", "Svar 3", "Svar 4"]
    assert page.threads[0].root.answers == 5


async def test_the_notes_go_on_where_a_page_ends(firm: Database) -> None:
    place, member = await a_place(), await actor("medarbetare")
    for n in range(NOTES_PAGE + 2):
        await note("admin", place.customer_id, f"Anteckning {n}", project_id=place.seen_project)
    async with database().reading() as session:
        first = await collaboration.notes(session, member, place.customer_id)
        second = await collaboration.notes(session, member, place.customer_id, after=first.last)
        whole = await collaboration.notes(session, member, place.customer_id, 500)
    ids = [thread.root.item.id for page in (first, second) for thread in page.threads]
    assert len(first.threads) == NOTES_PAGE
    assert ids == [thread.root.item.id for thread in whole.threads][: len(ids)]
    assert len(ids) == len(set(ids)) > NOTES_PAGE


async def test_other_activities_are_the_projects_to_dos_and_entries_alone(firm: Database) -> None:
    place, member = await a_place(), await actor("medarbetare")
    await activity("admin", place.customer_id, "Ring om projektet", kind="todo", project_id=place.seen_project)
    await activity("admin", place.customer_id, "Ring om det dolda", kind="todo", project_id=place.hidden_project)
    await activity("admin", place.customer_id, "Ring kunden")
    await a_task(place, "På tavlan")
    async with database().reading() as session:
        part = await collaboration.other_activities(session, member, place.customer_id, "planned", 200)
        whole = await collaboration.other_activities(session, await actor("admin"), place.customer_id, "planned", 200)
    assert {row.item.kind for row in [*part.rows, *whole.rows]} <= {"todo", "event"}
    mine = {row.item.title for row in part.rows}
    assert "Ring om projektet" in mine
    assert {"Ring om det dolda", "Ring kunden", "På tavlan"} & mine == set()
    assert "Ring om det dolda" in {row.item.title for row in whole.rows}


async def test_the_board_takes_as_many_statements_however_many_cards(firm: Database) -> None:
    place = await a_place()
    with counted(firm) as few:
        await shown("medarbetare", place)
    for n in range(30):
        await a_task(place, f"Uppgift {n}")
    with counted(firm) as many:
        await shown("medarbetare", place)
    assert len(many) == len(few) <= 7
