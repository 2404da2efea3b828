"""Activities: adding, changing, finishing, moving and deleting them, each with its way back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from customer_card.database import Database
from customer_card.domain.errors import Conflict, Invalid, Refused
from customer_card.models import FeedItem
from customer_card.services import activities, feed_undo
from customer_card.services.feed_fields import UNDATED, ActivityFields
from customer_card.services.history import Base
from tests.support.feed import a_place, activity, item
from tests.support.people import actor
from tests.support.records import last_logged, rows, user_id


async def undone(account: str, customer_id: int, change_id: int | None) -> None:
    await feed_undo.undo(await actor(account), customer_id, change_id or 0)


@pytest.mark.asyncio
async def test_a_day_without_a_time_stands_at_its_first_moment_where_the_firm_is(firm: Database) -> None:
    place = await a_place()
    kept = await item((await activity("medarbetare", place.customer_id, due_on="2026-07-01")).item_id)
    assert (kept.due_on, kept.sort_at) == (date(2026, 7, 1), datetime(2026, 6, 30, 22, tzinfo=UTC))


@pytest.mark.asyncio
async def test_a_task_without_a_day_stands_after_all_that_have_one(firm: Database) -> None:
    place = await a_place()
    assert (await item((await activity("medarbetare", place.customer_id)).item_id)).sort_at == UNDATED


@pytest.mark.asyncio
async def test_a_project_task_begins_first_in_the_first_column(firm: Database) -> None:
    place = await a_place()
    earlier = await item((await activity("admin", place.customer_id, project_id=place.seen_project)).item_id)
    later = await item((await activity("admin", place.customer_id, project_id=place.seen_project)).item_id)
    assert (later.board, later.state) == ("not_started", "planned")
    assert (later.rank or 0) < (earlier.rank or 0)
    assert later.board_at is not None


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"title": "  "}, ("title", "title_needed")),
        ({"title": "x" * 201}, ("title", "too_long")),
        ({"title": "x", "text": "x" * 20_001}, ("text", "too_long")),
        ({"title": "x", "kind": "task"}, ("project_id", "project_needed")),
        ({"title": "x", "due_on": "2026-02-30"}, ("due_on", "date_invalid")),
        ({"title": "x", "due_on": "0001-01-01"}, ("due_on", "date_invalid")),
        ({"title": "x", "kind": "event"}, ("due_on", "date_needed")),
        ({"title": "x", "kind": "event", "due_on": "2026-12-01"}, ("start_time", "time_needed")),
        (
            {"title": "x", "kind": "event", "due_on": "2026-12-01", "start_time": "10:00", "end_time": "09:00"},
            ("end_time", "ends_before_it_begins"),
        ),
        (
            {"title": "x", "kind": "event", "due_on": "2026-12-02", "last_on": "2026-12-01", "all_day": True},
            ("last_on", "ends_before_it_begins"),
        ),
        (
            {"title": "x", "kind": "event", "due_on": "2026-12-01", "last_on": "2027-03-01", "all_day": True},
            ("last_on", "entry_too_long"),
        ),
        ({"title": "x", "assignee_id": "99999999"}, ("assignee_id", "not_a_choice")),
        ({"title": "x", "contacts": ["99999999"]}, ("contacts", "not_a_choice")),
        ({"title": "x", "colleagues": ["²"]}, ("colleagues", "not_a_choice")),
    ],
)
@pytest.mark.asyncio
async def test_what_cannot_be_kept_is_said_at_its_field(
    firm: Database, fields: dict[str, object], problem: tuple[str, str]
) -> None:
    place = await a_place()
    with pytest.raises(Invalid) as refused:
        await activities.add(await actor("medarbetare"), place.customer_id, ActivityFields.model_validate(fields))
    assert problem in refused.value.problems.items()
    assert not await rows(FeedItem, FeedItem.created_by == await user_id("medarbetare"), FeedItem.title == "x")


@pytest.mark.asyncio
async def test_an_entry_of_whole_days_is_past_when_its_last_day_is_over(firm: Database) -> None:
    place = await a_place()
    made = await activity(
        "medarbetare", place.customer_id, kind="event", due_on="2026-12-01", last_on="2026-12-02", all_day=True
    )
    kept = await item(made.item_id)
    assert (kept.sort_at, kept.ends_at) == (
        datetime(2026, 11, 30, 23, tzinfo=UTC),
        datetime(2026, 12, 2, 23, tzinfo=UTC),
    )
    assert (kept.due_on, kept.last_on, kept.starts_at) == (date(2026, 12, 1), date(2026, 12, 2), None)


@pytest.mark.asyncio
async def test_an_entry_without_an_end_takes_an_hour(firm: Database) -> None:
    place = await a_place()
    made = await activity("medarbetare", place.customer_id, kind="event", due_on="2026-12-01", start_time="10:30")
    kept = await item(made.item_id)
    assert (kept.starts_at, kept.ends_at) == (
        datetime(2026, 12, 1, 9, 30, tzinfo=UTC),
        datetime(2026, 12, 1, 10, 30, tzinfo=UTC),
    )


@pytest.mark.asyncio
async def test_finishing_and_its_undo_lead_back_to_the_column(firm: Database) -> None:
    place, who = await a_place(), await actor("admin")
    made = await activity("admin", place.customer_id, project_id=place.seen_project, due_on="2026-12-01")
    moved = await activities.move(who, place.customer_id, made.item_id, "in_review", Base(made.version))
    before = await item(made.item_id)
    finished = await activities.finish(who, place.customer_id, made.item_id)
    kept = await item(made.item_id)
    assert (kept.state, kept.board, kept.sort_at) == ("done", "done", kept.done_at)
    await undone("admin", place.customer_id, finished.change_id)
    after = await item(made.item_id)
    assert (after.state, after.board, after.rank, after.board_at, after.done_at, after.sort_at) == (
        "planned", "in_review", before.rank, before.board_at, None, before.sort_at,
    )  # fmt: skip
    assert moved.version == before.version


@pytest.mark.asyncio
async def test_reopening_puts_a_task_among_those_worked_on(firm: Database) -> None:
    place, who = await a_place(), await actor("admin")
    made = await activity("admin", place.customer_id, project_id=place.seen_project)
    await activities.finish(who, place.customer_id, made.item_id)
    await activities.reopen(who, place.customer_id, made.item_id)
    kept = await item(made.item_id)
    assert (kept.state, kept.board, kept.done_at) == ("planned", "in_progress", None)


@pytest.mark.asyncio
async def test_finishing_twice_changes_nothing_the_second_time(firm: Database) -> None:
    place, who = await a_place(), await actor("medarbetare")
    made = await activity("medarbetare", place.customer_id)
    first = await activities.finish(who, place.customer_id, made.item_id)
    second = await activities.finish(who, place.customer_id, made.item_id)
    assert (second.version, second.change_id) == (first.version, None)


@pytest.mark.asyncio
async def test_moving_to_the_last_column_finishes(firm: Database) -> None:
    place, who = await a_place(), await actor("admin")
    made = await activity("admin", place.customer_id, project_id=place.seen_project)
    await activities.move(who, place.customer_id, made.item_id, "done", Base(made.version))
    assert (await item(made.item_id)).state == "done"
    assert {one.field for one in await last_logged()} >= {"board", "state", "done_at"}


@pytest.mark.asyncio
async def test_moving_what_somebody_else_moved_since_is_a_conflict(firm: Database) -> None:
    place = await a_place()
    made = await activity("admin", place.customer_id, project_id=place.seen_project)
    await activities.move(await actor("admin"), place.customer_id, made.item_id, "in_progress", Base(made.version))
    with pytest.raises(Conflict):
        await activities.move(await actor("ledning"), place.customer_id, made.item_id, "in_review", Base(made.version))
    assert (await item(made.item_id)).board == "in_progress"


@pytest.mark.asyncio
async def test_a_task_moves_right_before_another_even_where_there_is_no_room(firm: Database) -> None:
    place, who = await a_place(), await actor("admin")
    made = [await activity("admin", place.customer_id, str(n), project_id=place.seen_project) for n in range(3)]
    last, middle, first = (one.item_id for one in made)
    async with firm.writing() as session:
        for position, one in enumerate((first, middle, last)):
            (await session.get_one(FeedItem, one)).rank = position
    kept = await item(last)
    await activities.move(who, place.customer_id, last, "not_started", Base(kept.version), before_id=middle)
    tasks = await rows(FeedItem, FeedItem.id.in_((first, middle, last)))
    assert [one.id for one in sorted(tasks, key=lambda one: one.rank)] == [first, last, middle]


@pytest.mark.asyncio
async def test_a_deleted_activity_comes_back_by_undo(firm: Database) -> None:
    place, who = await a_place(), await actor("medarbetare")
    made = await activity("medarbetare", place.customer_id)
    gone = await activities.delete(who, place.customer_id, made.item_id)
    assert (await item(made.item_id)).deleted_at is not None
    await undone("medarbetare", place.customer_id, gone.change_id)
    assert (await item(made.item_id)).deleted_at is None


@pytest.mark.asyncio
async def test_an_added_activity_goes_by_undo(firm: Database) -> None:
    place = await a_place()
    made = await activity("medarbetare", place.customer_id)
    await undone("medarbetare", place.customer_id, made.change_id)
    assert (await item(made.item_id)).deleted_at is not None


@pytest.mark.asyncio
async def test_a_change_goes_back_with_people_text_and_times(firm: Database) -> None:
    place, who = await a_place(), await actor("admin")
    fields = ActivityFields(
        kind="event", title="Möte", text="Dagordning", due_on="2026-12-01", start_time="10:00", end_time="11:30",
        place="Hos kunden", contacts=[str(place.contact_id)], colleagues=[str(await user_id("ledning"))],
    )  # fmt: skip
    made = await activities.add(who, place.customer_id, fields)
    before = (await item(made.item_id)).model_dump(exclude={"version", "updated_at"})
    other = fields.model_copy(update={"title": "Annat", "text": "", "contacts": [], "place": "", "all_day": True})
    changed = await activities.change(who, place.customer_id, made.item_id, other, Base(made.version))
    assert (await item(made.item_id)).starts_at is None
    await undone("admin", place.customer_id, changed.change_id)
    assert (await item(made.item_id)).model_dump(exclude={"version", "updated_at"}) == before
    logged = {one.field: one.after for one in await last_logged()}
    assert logged["text"] == "Dagordning"
    assert logged["contacts"] == [place.contact_id]


@pytest.mark.asyncio
async def test_what_somebody_changed_since_is_not_undone(firm: Database) -> None:
    place = await a_place()
    made = await activity("medarbetare", place.customer_id)
    await activities.finish(await actor("kundansvarig"), place.customer_id, made.item_id)
    with pytest.raises(Refused, match="changed_since"):
        await undone("medarbetare", place.customer_id, made.change_id)


@pytest.mark.asyncio
async def test_edits_of_different_fields_both_go_through(firm: Database) -> None:
    place = await a_place()
    made = await activity("medarbetare", place.customer_id, "Ring", due_on="2026-12-01")
    base = Base(made.version)
    await activities.change(
        await actor("admin"), place.customer_id, made.item_id, ActivityFields(title="Ring", due_on="2026-12-09"), base
    )
    await activities.change(
        await actor("medarbetare"), place.customer_id, made.item_id,
        ActivityFields(title="Ring tillbaka", due_on="2026-12-01"), base,
    )  # fmt: skip
    kept = await item(made.item_id)
    assert (kept.title, kept.due_on) == ("Ring tillbaka", date(2026, 12, 9))


@pytest.mark.asyncio
async def test_taking_an_activity_out_of_its_project_asks_first(firm: Database) -> None:
    place, who = await a_place(), await actor("admin")
    made = await activity("admin", place.customer_id, project_id=place.hidden_project)
    outside = ActivityFields(title="Ring upp")
    with pytest.raises(Refused, match="widens_audience"):
        await activities.change(who, place.customer_id, made.item_id, outside, Base(made.version))
    assert (await item(made.item_id)).project_id == place.hidden_project
    await activities.change(who, place.customer_id, made.item_id, outside, Base(made.version), widen=True)
    kept = await item(made.item_id)
    assert (kept.project_id, kept.scope_id, kept.kind, kept.board) == (None, 0, "todo", None)
