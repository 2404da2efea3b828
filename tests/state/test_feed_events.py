"""The feed as the pages drive it: the line, rows, sheet and form, and what no reader may be sent."""

from __future__ import annotations

import pytest

from customer_card.database import Database
from customer_card.models import Customer, FeedItem, Project
from customer_card.services import activities, notes
from customer_card.services.feed_fields import ActivityFields, NoteFields
from customer_card.services.history import Base
from customer_card.state.feed import FeedState
from customer_card.state.feed_actions import FeedActionsState
from customer_card.state.feed_form import FeedFormState
from customer_card.state.feed_quick import QuickAddState
from customer_card.state.feed_sheet import FeedSheetState
from customer_card.state.history import HistoryState
from customer_card.state.mentions import MentionsState
from customer_card.state.messages import MessagesState
from customer_card.state.my_activities import MyActivitiesState
from customer_card.state.picker import PickerState
from tests.state.conftest import SignIn
from tests.support.feed import a_place, activity, item, note
from tests.support.handlers import marked
from tests.support.people import actor
from tests.support.records import row, rows, user_id
from tests.support.world import the_world

HIDDEN = "Qvarzzimbel"


async def card_of(customer_id: int) -> str:
    return f"/customers/{(await row(Customer, customer_id)).number}/contacts"


@pytest.mark.asyncio
async def test_a_typed_line_shows_its_chips_and_becomes_a_task_that_can_be_undone(
    sign_in: SignIn, firm: Database
) -> None:
    place = await a_place()
    page = await sign_in("medarbetare", await card_of(place.customer_id))
    await page.send(QuickAddState.choose_mode, mode="task", customer_id=place.customer_id)
    await page.send(QuickAddState.typed, text="@elin ring fre", customer_id=place.customer_id, line=0)
    assert [chip["kind"] for chip in page.shown(QuickAddState)["chips"]] == ["colleague", "day"]
    form = {"customer_id": str(place.customer_id), "mode": "task", "text": "@elin ring fre"}
    answer = await page.send(QuickAddState.add, form=form)
    assert answer.status
    await page.send(QuickAddState.typed, text="@elin ring fre", customer_id=place.customer_id, line=0)
    assert page.shown(QuickAddState)["chips"] == []
    [line] = [one for one in page.shown(FeedState)["planned"] if one["title"] == "ring"]
    assert (line["assignee"], line["may_change"]) == ("Elin Sjöberg", True)
    said = page.shown(MessagesState)
    await page.send(FeedActionsState.undo, customer_id=said["undo_customer"], change_id=said["undo_change"])
    assert "ring" not in [one["title"] for one in page.shown(FeedState)["planned"]]


@pytest.mark.asyncio
async def test_a_task_that_names_no_colleague_is_the_writers_and_says_so(sign_in: SignIn, firm: Database) -> None:
    place = await a_place()
    page = await sign_in("medarbetare", await card_of(place.customer_id))
    await page.send(QuickAddState.choose_mode, mode="task", customer_id=place.customer_id)
    await page.send(QuickAddState.typed, text="ring", customer_id=place.customer_id, line=0)
    assert [(chip["kind"], chip["label"]) for chip in page.shown(QuickAddState)["chips"]] == [
        ("colleague", "Elin Sjöberg")
    ]
    await page.send(FeedFormState.open_new, customer_id=place.customer_id, kind="task", typed={"text": "ring"})
    assert [one["label"] for one in page.shown(FeedFormState)["form"]["assignee"]] == ["Elin Sjöberg"]
    form = {"customer_id": str(place.customer_id), "mode": "task", "text": "ring"}
    await page.send(QuickAddState.add, form=form)
    [line] = [one for one in page.shown(FeedState)["planned"] if one["title"] == "ring"]
    assert line["assignee"] == "Elin Sjöberg"


@pytest.mark.asyncio
async def test_an_empty_line_is_refused_at_the_line(sign_in: SignIn, firm: Database) -> None:
    place = await a_place()
    page = await sign_in("medarbetare", await card_of(place.customer_id))
    await page.send(QuickAddState.add, form={"customer_id": str(place.customer_id), "mode": "note", "text": " "})
    assert page.shown(QuickAddState)["errors"] == {"text": "Skriv något först."}


@pytest.mark.asyncio
async def test_who_and_what_may_not_be_seen_is_offered_nowhere(sign_in: SignIn, firm: Database) -> None:
    place = await a_place()
    hidden: Project = await row(Project, place.hidden_project)
    page = await sign_in("medarbetare", await card_of(place.customer_id))
    await page.send(QuickAddState.typed, text=f"#{hidden.number} @oskar", customer_id=place.customer_id, line=0)
    assert {chip["kind"] for chip in page.shown(QuickAddState)["chips"]} == {"unknown"}
    for picker in (f"project.{place.customer_id}.form", f"viewer.{place.customer_id}.{place.hidden_project}.x"):
        await page.send(PickerState.search, picker=picker, query=hidden.number if "project" in picker else "")
        assert page.shown(PickerState)["options"] == []
    manager = await sign_in("admin", await card_of(place.customer_id))
    await manager.send(PickerState.search, picker=f"viewer.{place.customer_id}.{place.hidden_project}.x", query="")
    offered = {int(one["value"]) for one in manager.shown(PickerState)["options"]}
    assert await user_id("admin") in offered
    assert await user_id("medarbetare") not in offered
    assert await user_id("ingen") not in offered


@pytest.mark.asyncio
async def test_a_clash_shows_both_values_and_names(sign_in: SignIn, firm: Database) -> None:
    place = await a_place()
    made = await activity("admin", place.customer_id, "Ring", project_id=place.seen_project)
    page = await sign_in("admin", await card_of(place.customer_id))
    await page.send(FeedFormState.open_item, customer_id=place.customer_id, item_id=made.item_id)
    other = ActivityFields(
        kind="task", title="Skriv", project_id=str(place.seen_project), assignee_id=str(await user_id("ledning"))
    )
    await activities.change(await actor("ledning"), place.customer_id, made.item_id, other, Base(made.version))
    form = {
        "customer_id": str(place.customer_id), "item_id": str(made.item_id), "version": str(made.version),
        "kind": "task", "title": "Mejla", "project_id": str(place.seen_project), "on_board": "true",
        "assignee_id": str(await user_id("admin")),
    }  # fmt: skip
    await page.send(FeedFormState.save, form=form)
    shown = {one["field"]: (one["mine"], one["theirs"]) for one in page.shown(FeedFormState)["conflicts"]}
    assert shown == {"title": ("Mejla", "Skriv"), "assignee_id": ("Karin Wallin", "Henrik Nordlund")}
    chosen = {f"seen.{name}": "2" for name in shown} | {"choice.title": "theirs", "choice.assignee_id": "mine"}
    await page.send(FeedFormState.save, form=form | chosen)
    kept = await item(made.item_id)
    assert (kept.title, kept.assignee_id) == ("Skriv", await user_id("admin"))


@pytest.mark.asyncio
async def test_leaving_a_project_is_asked_about_in_the_form(sign_in: SignIn, firm: Database) -> None:
    place = await a_place()
    made = await activity("admin", place.customer_id, "Ring", project_id=place.seen_project)
    page = await sign_in("admin", await card_of(place.customer_id))
    form = {
        "customer_id": str(place.customer_id), "item_id": str(made.item_id), "version": str(made.version),
        "kind": "task", "title": "Ring",
    }  # fmt: skip
    await page.send(FeedFormState.save, form=form)
    assert page.shown(FeedFormState)["widens"]
    assert (await item(made.item_id)).project_id == place.seen_project
    await page.send(FeedFormState.save, form=form | {"widen": "true"})
    assert (await item(made.item_id)).project_id is None


@pytest.mark.asyncio
async def test_a_name_that_means_nobody_is_told_in_the_same_words_whether_hidden_or_not_there(
    sign_in: SignIn, firm: Database
) -> None:
    place = await a_place()
    number = (await row(Project, place.hidden_project)).number
    page = await sign_in("medarbetare", await card_of(place.customer_id))
    for line in (f"fråga @zork om #{number}", "fråga @zork om #999999"):
        await page.send(QuickAddState.typed, text=line, customer_id=place.customer_id, line=0)
        shown = [(chip["kind"], chip["label"]) for chip in page.shown(QuickAddState)["chips"]]
        of_project = f"Inget projekt här heter {line.rpartition('#')[2]}"
        assert shown == [("unknown", "Ingen här heter zork"), ("unknown", of_project)]
    await page.send(QuickAddState.take_as_text, typed="@zork", customer_id=place.customer_id)
    assert [chip["typed"] for chip in page.shown(QuickAddState)["chips"]] == ["#999999"]


@pytest.mark.asyncio
async def test_what_the_line_said_goes_along_to_another_kind_of_form(sign_in: SignIn, firm: Database) -> None:
    place = await a_place()
    page = await sign_in("medarbetare", await card_of(place.customer_id))
    typed = {"text": "Ringde om avtalet"}
    await page.send(FeedFormState.open_new, customer_id=place.customer_id, kind="note", typed=typed)
    for kind, expected in (
        ("event", ("Ringde om avtalet", "")),
        ("task", ("Ringde om avtalet", "")),
        ("note", ("", "Ringde om avtalet")),
    ):
        await page.send(FeedFormState.choose_kind, kind=kind)
        form = page.shown(FeedFormState)["form"]
        assert (form["title"], form["text"]) == expected


@pytest.mark.asyncio
async def test_replying_opens_the_thread_at_its_answer(sign_in: SignIn, firm: Database) -> None:
    place = await a_place()
    made = await note("admin", place.customer_id, "Vad tycker du?")
    page = await sign_in("medarbetare", await card_of(place.customer_id))
    answer = await page.send(FeedSheetState.reply_to, customer_id=place.customer_id, item_id=made.item_id)
    assert page.shown(FeedSheetState)["is_open"]
    assert any("answer-text" in str(event) for event in answer.events)


@pytest.mark.asyncio
async def test_a_mention_lights_the_badge_until_the_thread_was_opened(sign_in: SignIn, firm: Database) -> None:
    place = await a_place()
    page = await sign_in("medarbetare", "/activities")
    before = int(page.shown(MentionsState)["unread"] or "0")
    written = await note("admin", place.customer_id, mentions=[str(await user_id("medarbetare"))])
    await page.send(MyActivitiesState.refresh)
    assert page.shown(MentionsState)["unread"] == str(before + 1)
    assert page.shown(MyActivitiesState)["mentions"][0]["unread"]
    await page.send(FeedSheetState.open_item, customer_id=place.customer_id, item_id=written.item_id)
    assert page.shown(MentionsState)["unread"] == str(before or "")


@pytest.mark.asyncio
async def test_what_stands_in_a_hidden_project_or_is_anothers_own_reaches_no_page(
    sign_in: SignIn, firm: Database
) -> None:
    place, world, admin = await a_place(), await the_world(), await actor("admin")
    task = await activity("admin", place.customer_id, f"{HIDDEN} 1", project_id=place.hidden_project)
    await notes.answer(admin, place.customer_id, task.item_id, NoteFields(text=f"{HIDDEN} 2"))
    await note("admin", place.customer_id, f"{HIDDEN} 3", project_id=place.hidden_project)
    own = await activity("admin", place.customer_id, f"{HIDDEN} 4", personal=True)
    reader, writer = await sign_in("medarbetare"), await sign_in("admin")
    for page in (reader, writer):
        await page.open(await card_of(place.customer_id))
        await page.send(HistoryState.open_customer, customer_id=place.customer_id)
        for made in (task, own):
            await page.send(FeedSheetState.open_item, customer_id=place.customer_id, item_id=made.item_id)
            await page.send(FeedFormState.open_item, customer_id=place.customer_id, item_id=made.item_id)
        await page.send(FeedState.search, text=HIDDEN)
    for handler in marked():
        if handler.state in {FeedState, FeedSheetState, FeedFormState, QuickAddState, MyActivitiesState, PickerState}:
            await reader.send(handler.event_name, **handler.arguments(world))
    for number in range(1, 5):
        assert f"{HIDDEN} {number}" not in "\n".join(reader.received)
        assert f"{HIDDEN} {number}" in "\n".join(writer.received)
    assert await rows(FeedItem, FeedItem.title == f"{HIDDEN} 4")


@pytest.mark.asyncio
async def test_a_refusal_in_the_form_stays_in_the_form(sign_in: SignIn, firm: Database) -> None:
    place = await a_place()
    page = await sign_in("medarbetare", await card_of(place.customer_id))
    form = {"customer_id": str(place.customer_id), "kind": "event", "title": "Möte", "due_on": "2026-12-01"}
    await page.send(FeedFormState.save, form=form)
    assert list(page.shown(FeedFormState)["errors"]) == ["start_time"]


@pytest.mark.asyncio
async def test_the_customers_history_says_which_activity_was_deleted(sign_in: SignIn, firm: Database) -> None:
    place = await a_place()
    made = await activity("admin", place.customer_id, "Ring Qviding")
    await activities.delete(await actor("admin"), place.customer_id, made.item_id)
    page = await sign_in("medarbetare", await card_of(place.customer_id))
    await page.send(HistoryState.open_customer, customer_id=place.customer_id)
    newest, before, *_ = page.shown(HistoryState)["rows"]
    assert (newest["what"], newest["lines"][0]["about"]) == ("Karin Wallin tog bort en aktivitet.", "Ring Qviding")
    assert "Ring Qviding" in [line["became"] for line in before["lines"]]
