"""A form that is sent once more before its answer came: what it makes is made once, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
import reflex as rx

from customer_card.components.addresses import address_dialog
from customer_card.components.board import board
from customer_card.components.collaboration import collaboration
from customer_card.components.contact_dialog import contact_dialog
from customer_card.components.feed_form import feed_form
from customer_card.components.feed_quick import quick_add
from customer_card.components.feed_sheet import feed_sheet
from customer_card.components.file_dialog import file_dialog
from customer_card.components.new_customer import new_customer
from customer_card.database import Database
from customer_card.state.addresses import AddressesState
from customer_card.state.board import BoardState
from customer_card.state.collaboration import CollaborationState
from customer_card.state.contacts import ContactsState
from customer_card.state.feed_form import FeedFormState
from customer_card.state.feed_quick import QuickAddState
from customer_card.state.feed_sheet import FeedSheetState
from customer_card.state.file_dialog import FileDialogState
from customer_card.state.forms import OPENED, is_sent_again, sending_of
from customer_card.state.messages import MessagesState
from customer_card.state.new_customer import NewCustomerState
from tests.state.conftest import SignIn
from tests.support.handlers import marked
from tests.support.pipeline import event_name
from tests.support.snapshot import snapshot
from tests.support.world import World

FORMS = [
    (NewCustomerState.save, "name"),
    (ContactsState.save, "last_name"),
    (AddressesState.save, "line1"),
    (FeedFormState.save, "title"),
    (QuickAddState.add, "text"),
    (FeedSheetState.answer, "text"),
    (BoardState.add, "title"),
    (CollaborationState.add_note, "text"),
    (FileDialogState.save, "name"),
]
"""Each handler that makes something of a form, with a field in which something is typed."""


def filled(handler: Any, world: World) -> dict[str, Any]:
    """The form that makes something anew, as its mark's example fills it in."""
    name = event_name(handler)
    [form] = [one.arguments(world)["form"] for one in marked() if one.event_name == name]
    # The example of the activities' form changes one; without its id it is a new one.
    return {field: value for field, value in form.items() if handler is not FeedFormState.save or field != "item_id"}


@pytest.mark.asyncio
@pytest.mark.parametrize(("handler", "field"), FORMS, ids=[event_name(one) for one, _ in FORMS])
async def test_a_form_sent_again_makes_nothing_and_leaves_the_message(
    handler: Any, field: str, sign_in: SignIn, world: World, firm: Database
) -> None:
    page = await sign_in("admin")
    form = filled(handler, world) | {OPENED: "1"}
    assert (await page.send(handler, form=form)).status
    made, said = await snapshot(firm), page.shown(MessagesState)["sequence"]
    again = await page.send(handler, form=form)
    assert await snapshot(firm) == made
    assert (again.alert, page.shown(MessagesState)["sequence"]) == ("", said)
    # What was changed in between was typed by somebody who means it.
    await page.send(handler, form=form | {field: f"{form.get(field, '')} igen"})
    other = await snapshot(firm)
    assert other != made
    # The same once more in a form that was opened anew is another one.
    await page.send(handler, form=form | {OPENED: "2"})
    assert await snapshot(firm) != other


@pytest.mark.asyncio
async def test_a_form_that_was_refused_is_saved_when_it_is_sent_again(sign_in: SignIn, world: World) -> None:
    page = await sign_in("admin")
    await page.send(NewCustomerState.open)
    form = {OPENED: "1", "name": "Rättad AB", "country": "SE", "organisation_number": "559910-1003"}
    for _ in range(2):
        assert not (await page.send(NewCustomerState.save, form=form)).redirects
        assert page.shown(NewCustomerState)["errors"]
    assert (await page.send(NewCustomerState.save, form=form | {"organisation_number": ""})).redirects


def test_a_form_without_a_count_is_always_a_new_one() -> None:
    assert not is_sent_again({"name": "A"}, sending_of({"name": "A"}))
    assert is_sent_again({"name": "A", OPENED: "1"}, sending_of({OPENED: "1", "name": "A"}))
    assert not is_sent_again({"name": "A", OPENED: "1"}, "")


@pytest.mark.parametrize(
    ("drawn", "state"),
    [
        (new_customer, NewCustomerState.opened),
        (contact_dialog, ContactsState.opened),
        (address_dialog, AddressesState.opened),
        (feed_form, FeedFormState.opened),
        (lambda: quick_add(rx.Var.create("1")), QuickAddState.added),
        (feed_sheet, FeedSheetState.answered),
        (board, BoardState.added),
        (collaboration, CollaborationState.noted),
        (file_dialog, FileDialogState.opened),
    ],
)
def test_each_form_says_how_often_it_was_opened(drawn: Any, state: Any) -> None:
    said = [line for line in str(drawn()).split("jsx(") if f'name:"{OPENED}"' in line]
    assert [line for line in said if str(state) in line]
