"""Notes, their answers and those whom they name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from customer_card.database import Database, database
from customer_card.domain.errors import Invalid, Refused
from customer_card.models import FeedItem, FeedMention, FeedParticipant
from customer_card.services import contacts, feed_undo, notes
from customer_card.services.feed_fields import ActivityFields, NoteFields
from customer_card.services.history import Base
from tests.support.feed import a_place, activity, item, note
from tests.support.people import actor
from tests.support.records import rows, user_id


@pytest.mark.asyncio
async def test_a_note_begins_with_its_words_and_stands_at_its_own_time(firm: Database) -> None:
    place = await a_place()
    made = await note(
        "medarbetare", place.customer_id, "# Ringde\n\n- **budget** klar", note_kind="call", on="2026-11-03", at="14:05"
    )
    kept = await item(made.item_id)
    assert (kept.title, kept.note_kind, kept.state) == ("Ringde budget klar", "call", "done")
    assert kept.sort_at == datetime(2026, 11, 3, 13, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"text": " \n "}, {"text": "text_needed"}),
        ({"text": "x", "on": "2099-01-01"}, {"on": "note_in_the_future"}),
        ({"text": "x", "on": "2026-11-03", "at": "25:00"}, {"at": "time_invalid"}),
        ({"text": "x", "contacts": ["99999999"]}, {"contacts": "not_a_choice"}),
    ],
)
@pytest.mark.asyncio
async def test_what_cannot_be_kept_is_said_at_its_field(
    firm: Database, fields: dict[str, object], problem: dict[str, str]
) -> None:
    place = await a_place()
    with pytest.raises(Invalid) as refused:
        await notes.add(await actor("medarbetare"), place.customer_id, NoteFields.model_validate(fields))
    assert refused.value.problems == problem


@pytest.mark.asyncio
async def test_a_note_and_its_follow_up_are_one_change_and_go_together(firm: Database) -> None:
    place, who = await a_place(), await actor("medarbetare")
    made = await notes.add(
        who, place.customer_id, NoteFields(text="Ringde"), ActivityFields(title="Ring igen", due_on="2026-12-01")
    )
    [task] = await rows(FeedItem, FeedItem.title == "Ring igen")
    await feed_undo.undo(who, place.customer_id, made.change_id or 0)
    assert (await item(made.item_id)).deleted_at is not None
    assert (await item(task.id)).deleted_at is not None


@pytest.mark.asyncio
async def test_an_answer_belongs_where_its_root_belongs_also_after_a_move(firm: Database) -> None:
    place, who = await a_place(), await actor("admin")
    root = await note("admin", place.customer_id, project_id=place.seen_project)
    first = await notes.answer(who, place.customer_id, root.item_id, NoteFields(text="Jag ringer"))
    second = await notes.answer(who, place.customer_id, first.item_id, NoteFields(text="Tack"))
    moved = NoteFields(text="De vill ha en offert.", project_id=str(place.hidden_project))
    await notes.change(who, place.customer_id, root.item_id, moved, Base(root.version))
    for answer in (first, second):
        kept = await item(answer.item_id)
        assert (kept.root_id, kept.project_id) == (root.item_id, place.hidden_project)


@pytest.mark.asyncio
async def test_the_database_itself_keeps_answers_with_their_root(firm: Database) -> None:
    place, who = await a_place(), await actor("admin")
    root = await note("admin", place.customer_id, project_id=place.seen_project)
    answer = await notes.answer(who, place.customer_id, root.item_id, NoteFields(text="Jag ringer"))
    with pytest.raises(IntegrityError):
        await _put_into(firm, answer.item_id, place.hidden_project)
    async with firm.writing() as session:
        await session.execute(delete(FeedItem).where(FeedItem.id == root.item_id))
    assert not await rows(FeedItem, FeedItem.id == answer.item_id)


@pytest.mark.asyncio
async def test_a_move_forgets_those_named_who_may_not_see_the_note_there(firm: Database) -> None:
    place, who = await a_place(), await actor("admin")
    member, leader = await user_id("medarbetare"), await user_id("ledning")
    root = await note("admin", place.customer_id, mentions=[str(leader)])
    answer = await notes.answer(
        who, place.customer_id, root.item_id, NoteFields(text="Se här", mentions=[str(member), str(leader)])
    )
    fields = NoteFields(text="De vill ha en offert.", project_id=str(place.hidden_project), mentions=[str(leader)])
    await notes.change(who, place.customer_id, root.item_id, fields, Base(root.version))
    named = [one.user_id for item_id in (root.item_id, answer.item_id) for one in await _mentions(item_id)]
    assert named == [leader, leader]


async def _put_into(firm: Database, item_id: int, project_id: int) -> None:
    async with firm.writing() as session:
        elsewhere = {"project_id": project_id, "scope_id": project_id}
        await session.execute(update(FeedItem).where(FeedItem.id == item_id).values(**elsewhere))


async def _mentions(item_id: int) -> list[FeedMention]:
    async with database().reading() as session:
        return list(await session.scalars(select(FeedMention).where(FeedMention.item_id == item_id)))


@pytest.mark.asyncio
async def test_who_has_seen_a_mention_is_not_told_anew_by_a_change(firm: Database) -> None:
    place, leader = await a_place(), await user_id("ledning")
    made = await note("admin", place.customer_id, mentions=[str(leader)])
    await notes.mark_seen(await actor("medarbetare"), place.customer_id, made.item_id)
    assert [one.seen_at for one in await _mentions(made.item_id)] == [None]
    await notes.mark_seen(await actor("ledning"), place.customer_id, made.item_id)
    fields = NoteFields(text="Ändrat", mentions=[str(leader)])
    await notes.change(await actor("admin"), place.customer_id, made.item_id, fields, Base(made.version))
    [mention] = await _mentions(made.item_id)
    assert mention.seen_at is not None


@pytest.mark.asyncio
async def test_an_erased_contact_stays_as_somebody_who_took_part(firm: Database) -> None:
    place, who = await a_place(), await actor("kundansvarig")
    made = await note("medarbetare", place.customer_id, contacts=[str(place.contact_id)])
    await contacts.erase(who, place.customer_id, place.contact_id)
    taking_part = await rows(FeedParticipant, FeedParticipant.item_id == made.item_id)
    assert [one.contact_id for one in taking_part] == [place.contact_id]
    fields = NoteFields(text="Ändrat", contacts=[str(place.contact_id)])
    await notes.change(await actor("medarbetare"), place.customer_id, made.item_id, fields, Base(made.version))
    assert await rows(FeedParticipant, FeedParticipant.item_id == made.item_id)


@pytest.mark.asyncio
async def test_taking_a_note_out_of_its_project_asks_first(firm: Database) -> None:
    place, who = await a_place(), await actor("admin")
    made = await note("admin", place.customer_id, project_id=place.seen_project)
    with pytest.raises(Refused, match="widens_audience"):
        await notes.change(who, place.customer_id, made.item_id, NoteFields(text="x"), Base(made.version))
    await notes.change(who, place.customer_id, made.item_id, NoteFields(text="x"), Base(made.version), widen=True)
    assert (await item(made.item_id)).scope_id == 0


@pytest.mark.asyncio
async def test_an_activity_is_commented_on_like_a_note(firm: Database) -> None:
    place = await a_place()
    made = await activity("admin", place.customer_id, project_id=place.seen_project)
    said = await notes.answer(await actor("medarbetare"), place.customer_id, made.item_id, NoteFields(text="Klart?"))
    assert (await item(said.item_id)).root_id == made.item_id
