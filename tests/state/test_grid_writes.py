"""Each handler that writes, as each profile that may: it succeeds, and something is changed."""

from __future__ import annotations

import pytest

from customer_card.database import Database
from customer_card.state.addresses import AddressesState
from customer_card.state.admin_profiles import ProfilesState
from customer_card.state.admin_terms import TermsState
from customer_card.state.admin_users import UsersState
from customer_card.state.board import BoardState
from customer_card.state.card import CardState
from customer_card.state.collaboration import CollaborationState
from customer_card.state.contacts import ContactsState
from customer_card.state.customer_deletion import DeletionState
from customer_card.state.feed_form import FeedFormState
from customer_card.state.feed_quick import QuickAddState
from customer_card.state.feed_sheet import FeedSheetState
from customer_card.state.file_dialog import FileDialogState
from customer_card.state.files import FilesState
from customer_card.state.new_customer import NewCustomerState
from customer_card.state.register_update import RegisterUpdateState
from tests.state.conftest import SignIn
from tests.support.handlers import Handler, allowed, grid, marked
from tests.support.people import SIGN_INS
from tests.support.pipeline import Answer
from tests.support.snapshot import snapshot
from tests.support.world import World

STATES = (
    CardState, DeletionState, AddressesState, ContactsState, NewCustomerState, UsersState, ProfilesState, TermsState,
    RegisterUpdateState, FilesState, FileDialogState, QuickAddState, FeedSheetState, FeedFormState,
    BoardState, CollaborationState,
)  # fmt: skip
NOTICES = ("errors", "notice", "edit_error", "conflicts", "edit_conflict", "refusal", "problem", "rename_error")
MAY_WRITE = [(h, who) for h in marked() for who in allowed(h) if h.mark.writes]


@pytest.mark.asyncio
@grid(MAY_WRITE)
async def test_who_may_write_does(
    handler: Handler, profile: str, sign_in: SignIn, world: World, firm: Database
) -> None:
    page = await sign_in(SIGN_INS[profile])
    before = await snapshot(firm)
    answer = await page.send(handler.event_name, **handler.arguments(world))
    assert answer.alert == ""
    assert what_went_wrong(answer) == []
    assert await snapshot(firm) != before


def what_went_wrong(answer: Answer) -> list[object]:
    """What handlers say at a field instead of in an alert."""
    said = [answer.changed(state).get(name) for state in STATES for name in NOTICES]
    return [one for one in said if one]
