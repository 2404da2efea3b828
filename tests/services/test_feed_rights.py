"""Who may see, write and change what in the feed; what is refused leaves no trace."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from customer_card.database import Database
from customer_card.domain.errors import Invalid, NotFound
from customer_card.models import FeedItem, Project, User
from customer_card.models.user import PermissionProfile
from customer_card.services import activities, feed_undo, notes
from customer_card.services.feed_fields import ActivityFields, NoteFields
from customer_card.services.history import Base
from customer_card.services.visibility import item_is_visible, item_may_be_changed, project_is_visible, user_sees
from tests.support.feed import a_place, activity, note
from tests.support.people import SIGN_INS, actor
from tests.support.records import rows, user_id
from tests.support.snapshot import snapshot


async def visible(account: str) -> set[int]:
    return {one.id for one in await rows(FeedItem, item_is_visible(await actor(account)))}


async def changeable(account: str) -> set[int]:
    who = await actor(account)
    return {one.id for one in await rows(FeedItem, item_is_visible(who), item_may_be_changed(who))}


@pytest.mark.asyncio
async def test_what_stands_in_a_project_is_seen_by_those_who_see_the_project(firm: Database) -> None:
    place = await a_place()
    seen = (await activity("admin", place.customer_id, project_id=place.seen_project)).item_id
    hidden = (await activity("admin", place.customer_id, project_id=place.hidden_project)).item_id
    outside = (await activity("admin", place.customer_id)).item_id
    assert {seen, hidden, outside} & await visible("medarbetare") == {seen, outside}
    assert {seen, hidden, outside} <= await visible("admin")
    assert not await visible("ingen")


@pytest.mark.asyncio
async def test_a_personal_activity_of_somebody_else_is_seen_by_nobody(firm: Database) -> None:
    place = await a_place()
    own = (await activity("medarbetare", place.customer_id, personal=True)).item_id
    assert own in await visible("medarbetare")
    for account in ("admin", "ledning", "kundansvarig"):
        assert own not in await visible(account)
        with pytest.raises(NotFound):
            await activities.finish(await actor(account), place.customer_id, own)


@pytest.mark.asyncio
async def test_a_personal_activity_cannot_be_given_to_somebody_else(firm: Database) -> None:
    place = await a_place()
    with pytest.raises(Invalid) as refused:
        await activity("admin", place.customer_id, personal=True, assignee_id=await user_id("ledning"))
    assert refused.value.problems == {"assignee_id": "personal_is_ones_own"}


@pytest.mark.asyncio
async def test_who_reads_changes_what_is_made_by_or_assigned_to_oneself_and_nothing_else(firm: Database) -> None:
    place, member = await a_place(), await user_id("medarbetare")
    own = (await activity("medarbetare", place.customer_id)).item_id
    given = (await activity("admin", place.customer_id, assignee_id=member, project_id=place.seen_project)).item_id
    others = (await activity("admin", place.customer_id)).item_id
    of_project = (await activity("admin", place.customer_id, project_id=place.seen_project)).item_id
    assert {own, given, others, of_project} & await changeable("medarbetare") == {own, given}
    assert {own, others} <= await changeable("kundansvarig")
    assert {own, given, others, of_project} <= await changeable("ledning")


@pytest.mark.asyncio
async def test_who_edits_a_project_changes_everything_in_it(firm: Database) -> None:
    who = await actor("projektledare")
    [project, *_] = await rows(Project, Project.manager_id == who.user_id)
    made = (await activity("admin", project.customer_id, project_id=project.id)).item_id
    assert made in await changeable("projektledare")
    await activities.finish(who, project.customer_id, made)


@pytest.mark.parametrize("account", ["medarbetare", "ingen"])
@pytest.mark.asyncio
async def test_what_one_may_not_change_is_as_if_it_did_not_exist(firm: Database, account: str) -> None:
    place, who = await a_place(), await actor(account)
    made = await activity("admin", place.customer_id, project_id=place.hidden_project)
    written = await note("admin", place.customer_id)
    before = await snapshot(firm)
    for item_id in (made.item_id, written.item_id, 99_999_999):
        for attempt in (
            activities.finish(who, place.customer_id, item_id),
            activities.reopen(who, place.customer_id, item_id),
            activities.delete(who, place.customer_id, item_id),
            activities.move(who, place.customer_id, item_id, "done", Base(1)),
            activities.change(who, place.customer_id, item_id, ActivityFields(title="x"), Base(1)),
            notes.change(who, place.customer_id, item_id, NoteFields(text="x"), Base(1)),
        ):
            with pytest.raises(NotFound):
                await attempt
    for change_id in (made.change_id or 0, written.change_id or 0, 99_999_999):
        with pytest.raises(NotFound):
            await feed_undo.undo(who, place.customer_id, change_id)
    with pytest.raises(NotFound):
        await notes.answer(who, place.customer_id, made.item_id, NoteFields(text="x"))
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_nothing_is_put_into_a_project_that_one_may_not_see_or_of_another_customer(firm: Database) -> None:
    place = await a_place()
    [elsewhere, *_] = await rows(Project, Project.customer_id != place.customer_id)
    for account, project in (("medarbetare", place.hidden_project), ("admin", elsewhere.id)):
        with pytest.raises(NotFound):
            await activity(account, place.customer_id, project_id=project)
        with pytest.raises(NotFound):
            await note(account, place.customer_id, project_id=project)


@pytest.mark.asyncio
async def test_nobody_is_asked_named_or_invited_where_they_may_not_look(firm: Database) -> None:
    place, member = await a_place(), await user_id("medarbetare")
    hidden = {"project_id": place.hidden_project}
    with pytest.raises(Invalid) as refused:
        await activity("admin", place.customer_id, assignee_id=member, **hidden)
    assert refused.value.problems == {"assignee_id": "not_a_choice"}
    with pytest.raises(Invalid) as refused:
        await activity("admin", place.customer_id, colleagues=[str(member)], **hidden)
    assert refused.value.problems == {"colleagues": "not_a_choice"}
    for who in (member, await user_id("ingen"), 99_999_999):
        with pytest.raises(Invalid) as refused:
            await note("admin", place.customer_id, mentions=[str(who)], **hidden)
        assert refused.value.problems == {"mentions": "not_a_choice"}


@pytest.mark.asyncio
async def test_who_may_look_there_is_the_same_asked_of_the_project_and_of_the_person(firm: Database) -> None:
    projects = await rows(Project)
    accounts = {account: await user_id(account) for account in SIGN_INS.values()}
    for project in projects[::7]:
        async with firm.reading() as session:
            found = await session.scalars(
                select(User.id)
                .join(PermissionProfile, PermissionProfile.id == User.profile_id)
                .where(user_sees(project.customer_id, project.id))
            )
            seeing = set(found)
        for account, its_id in accounts.items():
            shown = {one.id for one in await rows(Project, project_is_visible(await actor(account)))}
            assert (its_id in seeing) == (project.id in shown), (account, project.number)
