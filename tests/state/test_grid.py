"""Each handler as each profile, and as nobody: who may not gets one answer, whether the record exists or not.

One firm is shared by all of these tests; that none of them changes it is asked after each one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from customer_card.database import Database, use_database
from customer_card.domain.permissions import BUILT_IN_PROFILES, Need
from customer_card.i18n.catalogues import gettext
from customer_card.services.sessions import start_session
from customer_card.state.messages import MessagesState
from tests.support.engines import Engine
from tests.support.handlers import Handler, allowed, grid, marked
from tests.support.people import SIGN_INS
from tests.support.pipeline import Answer, Page, running
from tests.support.records import user_id
from tests.support.snapshot import snapshot
from tests.support.witness import Witness
from tests.support.world import NUMBER, World, the_world, with_a_neighbours_parts

pytestmark = pytest.mark.asyncio(loop_scope="module")

HANDLERS = marked()
REFUSAL = gettext("sv", "The customer does not exist, or you lack permission.")
SAYS_SO = {"MessagesState.refused", "MessagesState.failed"}
"""These put an alert on the page themselves."""

NOBODY = "nobody"

MAY_READ = [(h, who) for h in HANDLERS for who in allowed(h) if not h.mark.writes]
MAY_NOT = [(h, who) for h in HANDLERS for who in BUILT_IN_PROFILES if who not in allowed(h)]

OF_A_PART = {
    "AddressesState.open_address",
    "AddressesState.delete",
    "AddressesState.make_head_office",
    "ContactsState.open_contact",
    "ContactsState.set_active",
    "ErasureState.ask",
    "ErasureState.delete",
    "FilesState.added",
    "FilesState.remove",
    "FilesState.restore",
    "FileDialogState.open_document",
    "FileDialogState.rename",
    "PreviewState.open_file",
    "HistoryState.open_address",
    "HistoryState.open_contact",
    "FeedSheetState.open_item",
    "FeedSheetState.seen",
    "FeedSheetState.answer",
    "FeedSheetState.reply_to",
    "FeedFormState.open_item",
    "FeedFormState.save",
    "FeedActionsState.set_done",
    "FeedActionsState.delete",
    "FeedActionsState.undo",
    "BoardState.move",
    "BoardState.add",
    "CollaborationState.add_note",
    "UndoState.undo",
    "UndoState.set_back",
    "RegisterUpdateState.update",
}
OF_A_CUSTOMER = OF_A_PART | {
    "CardState.save_field",
    "CardState.accept_proposal",
    "CardState.set_active",
    "DeletionState.ask",
    "DeletionState.delete",
    "AddressesState.save",
    "ContactsState.open_new",
    "ContactsState.save",
    "FileDialogState.open_link",
    "FileDialogState.save",
    "HistoryState.open_customer",
    "RegisterUpdateState.ask",
    "RegisterState.open_history",
    "RegisterState.put_away",
    "QuickAddState.choose_mode",
    "QuickAddState.typed",
    "QuickAddState.take_as_text",
    "QuickAddState.choose_kind",
    "QuickAddState.add",
    "FeedFormState.open_new",
    "BoardState.open_add",
}
ADMINISTERED = {
    "UsersState.open_user",
    "UsersState.save",
    "UsersState.set_active",
    "UsersState.set_password",
    "UsersState.sign_out_everywhere",
    "ProfilesState.open_profile",
    "ProfilesState.open_copy",
    "ProfilesState.delete",
    "TermsState.open_term",
    "TermsState.set_active",
    "TermsState.delete",
}
OPENING_ADMINISTERED = [h for h in HANDLERS if str(h) in ADMINISTERED and ".open_" in str(h)]
WITH_CUSTOMER = [(h, who) for h in HANDLERS if str(h) in OF_A_CUSTOMER for who in BUILT_IN_PROFILES]
WITH_ADMINISTERED = [(h, who) for h in HANDLERS if str(h) in ADMINISTERED for who in BUILT_IN_PROFILES]
WITH_PART = [(h, who) for h in HANDLERS if str(h) in OF_A_PART for who in BUILT_IN_PROFILES]


@dataclass(frozen=True, slots=True)
class SharedFirm:
    """A running firm on which each profile has a page, and nobody signed in has one too."""

    world: World
    neighbours: World
    pages: dict[str, Page]
    witness: Witness


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(sqlite_engine: Engine) -> AsyncIterator[SharedFirm]:
    """The demo firm with its program."""
    database = Database(sqlite_engine.fresh("firm"))
    use_database(database)
    world, neighbours = await the_world(), await with_a_neighbours_parts()
    async with running() as pipeline:
        pages = {NOBODY: pipeline.page()}
        for profile, account in SIGN_INS.items():
            pages[profile] = pipeline.page(await start_session(await user_id(account)))
        for page in pages.values():
            await page.open(f"/customers/{NUMBER}/contacts")
        witness = Witness(database, await snapshot(database))
        yield SharedFirm(world, neighbours, pages, witness)
    await database.dispose()
    use_database(None)


@grid(MAY_READ)
async def test_who_may_succeeds_without_changing_anything(handler: Handler, profile: str, shared: SharedFirm) -> None:
    answer = await shared.pages[profile].send(handler.event_name, **handler.arguments(shared.world))
    assert bool(answer.alert) == (str(handler) in SAYS_SO)
    assert not answer.leaves_for_sign_in
    assert not answer.reloads
    assert await shared.witness.saw_nothing()


@grid(MAY_NOT)
async def test_who_may_not_is_refused_and_changes_nothing(handler: Handler, profile: str, shared: SharedFirm) -> None:
    answer = await shared.pages[profile].send(handler.event_name, **handler.arguments(shared.world))
    assert only_the_refusal(answer)
    assert await shared.witness.saw_nothing()


@pytest.mark.parametrize("handler", HANDLERS, ids=str)
async def test_nobody_is_sent_to_sign_in_and_changes_nothing(handler: Handler, shared: SharedFirm) -> None:
    answer = await shared.pages[NOBODY].send(handler.event_name, **handler.arguments(shared.world))
    if handler.mark.need is Need.NOTHING:
        assert not answer.leaves_for_sign_in
    else:
        assert answer.leaves_for_sign_in
        assert answer.updates == [{"events": answer.events}]
    assert await shared.witness.saw_nothing()


async def test_the_lists_of_handlers_with_ids_are_complete(shared: SharedFirm) -> None:
    world = shared.world
    no_customer, no_parts = world.without_the_customer(), world.without_the_parts()
    assert {str(h) for h in HANDLERS if h.arguments(world) != h.arguments(no_customer)} == OF_A_CUSTOMER
    assert {str(h) for h in HANDLERS if h.arguments(world) != h.arguments(no_parts)} == OF_A_PART
    nothing = world.without_the_administered()
    assert {str(h) for h in HANDLERS if h.arguments(world) != h.arguments(nothing)} == ADMINISTERED


@grid(WITH_CUSTOMER)
async def test_a_customer_that_does_not_exist_gets_the_answer_of_a_hidden_one(
    handler: Handler, profile: str, shared: SharedFirm
) -> None:
    missing = handler.arguments(shared.world.without_the_customer())
    answer = await shared.pages[profile].send(handler.event_name, **missing)
    hidden = await shared.pages["no_customer_access"].send(handler.event_name, **handler.arguments(shared.world))
    assert only_the_refusal(answer)
    assert apart_from_the_sequence(answer) == apart_from_the_sequence(hidden)
    assert await shared.witness.saw_nothing()


@grid(WITH_ADMINISTERED)
async def test_what_is_administered_but_does_not_exist_gets_the_answer_of_what_may_not_be(
    handler: Handler, profile: str, shared: SharedFirm
) -> None:
    missing = handler.arguments(shared.world.without_the_administered())
    answer = await shared.pages[profile].send(handler.event_name, **missing)
    hidden = await shared.pages["employee"].send(handler.event_name, **handler.arguments(shared.world))
    assert only_the_refusal(answer)
    assert apart_from_the_sequence(answer) == apart_from_the_sequence(hidden)
    assert await shared.witness.saw_nothing()


@grid(WITH_PART)
async def test_a_part_of_another_customer_is_as_if_it_did_not_exist(
    handler: Handler, profile: str, shared: SharedFirm
) -> None:
    page = shared.pages[profile]
    to_foreign = await page.send(handler.event_name, **handler.arguments(shared.neighbours))
    to_missing = await page.send(handler.event_name, **handler.arguments(shared.world.without_the_parts()))
    assert only_the_refusal(to_foreign)
    assert apart_from_the_sequence(to_foreign) == apart_from_the_sequence(to_missing)
    assert await shared.witness.saw_nothing()


async def test_the_witness_notices_a_write(shared: SharedFirm) -> None:
    page = shared.pages["employee"]
    [choose_language] = [h for h in HANDLERS if str(h) == "SessionState.choose_language"]
    await page.send(choose_language.event_name, language="en")
    assert not await shared.witness.saw_nothing()
    await page.send(choose_language.event_name, language="sv")
    assert await shared.witness.saw_nothing()


def only_the_refusal(answer: Answer) -> bool:
    """Whether the page was told that there is no such thing, and nothing else."""
    touched = {state for update in answer.updates for state in update.get("delta") or {}}
    return answer.alert == REFUSAL and answer.events == [] and touched == {MessagesState.get_full_name()}


def apart_from_the_sequence(answer: Answer) -> object:
    """What was sent, but not how many messages the page has had."""
    return [
        {state: {name: value for name, value in values.items() if not name.startswith("sequence")}}
        for update in answer.updates
        for state, values in (update.get("delta") or {}).items()
    ]


@pytest.mark.parametrize("page_is_about", ["/admin/users", "/admin/keywords"])
async def test_under_the_administration_a_refusal_speaks_of_no_customer(page_is_about: str, shared: SharedFirm) -> None:
    may_not, may = shared.pages["employee"], shared.pages["administrator"]
    said: list[str] = []
    for page, world in ((may_not, shared.world), (may, shared.world.without_the_administered())):
        former, page.address = page.address, page_is_about
        said += [(await page.send(one.event_name, **one.arguments(world))).alert for one in OPENING_ADMINISTERED]
        page.address = former
    assert set(said) == {gettext("sv", "This does not exist, or you lack permission.")}
