"""«Historik» and «Ångra» as the page drives them."""

from __future__ import annotations

import pytest
import reflex as rx

from customer_card.models import Address, Customer
from customer_card.services import addresses, customers
from customer_card.services.addresses import PURPOSES, AddressFields
from customer_card.services.history import Base
from customer_card.state.addresses import AddressesState
from customer_card.state.card import CardState
from customer_card.state.contact_list import ContactListState
from customer_card.state.contacts import ContactsState
from customer_card.state.customers import CustomersState
from customer_card.state.history import HistoryState
from customer_card.state.messages import MessagesState
from customer_card.state.undo import UndoState
from tests.state.conftest import SignIn
from tests.support.people import actor
from tests.support.pipeline import Answer, Page
from tests.support.records import addresses_of, contacts_of, row

CARD = "/customers/1037/contacts"
CUSTOMER = 37


async def save_field(page: Page, field: str, value: str) -> Answer:
    """Save a field of the customer in place."""
    await page.send(CardState.edit, field=field)
    shown = page.shown(CardState)
    form = {"id": str(CUSTOMER), "version": shown["editing_version"], "field": field, "value": value}
    return await page.send(CardState.save_field, form=form)


async def undo(page: Page) -> Answer:
    """Press the button of the message that the page shows."""
    offered = page.shown(MessagesState)
    assert offered["undo_change"]
    return await page.send(UndoState.undo, customer_id=offered["undo_customer"], change_id=offered["undo_change"])


@pytest.mark.asyncio
async def test_a_saved_field_offers_its_undo_which_shows_the_card_anew(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    former = page.shown(CardState)["fields"]["website"]["raw"]
    await save_field(page, "website", "www.ny.example")
    answer = await undo(page)
    assert answer.status == "Ändringen har ångrats."
    assert page.shown(CardState)["fields"]["website"]["raw"] == former
    assert page.shown(MessagesState)["undo_change"] == 0


@pytest.mark.asyncio
async def test_saving_what_was_there_already_offers_nothing_to_undo(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await save_field(page, "website", page.shown(CardState)["fields"]["website"]["raw"])
    assert page.shown(MessagesState)["undo_change"] == 0


@pytest.mark.asyncio
async def test_an_undone_number_leads_to_the_former_address(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    answer = await save_field(page, "number", "N-37")
    assert answer.redirects == ["/customers/N-37/contacts"]
    await page.go("/customers/N-37/contacts")
    assert (await undo(page)).redirects == [CARD]


@pytest.mark.asyncio
async def test_a_changed_address_offers_its_undo(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    first, second = await addresses_of(CUSTOMER)
    kept = {name: getattr(second, name) for name in ("line1", "line2", "postal_code", "city", "country")}
    form = kept | {
        "customer_id": str(CUSTOMER),
        "address_id": str(second.id),
        "version": str(second.version),
        "is_visiting": "on",
    }
    await page.send(AddressesState.save, form=form)
    assert (await row(Address, second.id or 0)).is_visiting
    await undo(page)
    for former in (first, second):
        now = await row(Address, former.id or 0)
        assert [getattr(now, name) for name in PURPOSES] == [getattr(former, name) for name in PURPOSES]


@pytest.mark.asyncio
async def test_head_office_contact_and_customer_offer_their_undo(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    before = await row(Customer, CUSTOMER)
    other = next(one for one in await addresses_of(CUSTOMER) if one.id != before.head_office_id)
    contact = (await contacts_of(CUSTOMER))[0]
    await page.send(AddressesState.make_head_office, customer_id=CUSTOMER, address_id=other.id)
    await undo(page)
    await page.send(ContactsState.set_active, customer_id=CUSTOMER, contact_id=contact.id, active=False)
    await undo(page)
    await page.send(CardState.set_active, customer_id=CUSTOMER, active=False)
    await undo(page)
    after = await row(Customer, CUSTOMER)
    assert (after.head_office_id, after.active) == (before.head_office_id, True)
    assert (await contacts_of(CUSTOMER))[0].active


@pytest.mark.asyncio
async def test_what_is_new_offers_no_undo(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await page.send(AddressesState.save, form={"customer_id": str(CUSTOMER), "line1": "Nya gatan 1"})
    assert page.shown(MessagesState)["undo_change"] == 0


@pytest.mark.asyncio
async def test_undo_after_a_colleagues_change_says_no_and_keeps_it(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await save_field(page, "website", "www.min.example")
    await customers.change_field(await actor("ekonomi"), CUSTOMER, "email", "ny@kund.example", Base(10**6))
    assert "kan inte längre ångras" in (await undo(page)).alert
    after = await row(Customer, CUSTOMER)
    assert (after.website, after.email) == ("https://www.min.example", "ny@kund.example")


@pytest.mark.asyncio
async def test_an_undo_that_the_rules_refuse_says_why(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await save_field(page, "number", "N-37")
    await customers.change_field(await actor("ekonomi"), 12, "number", "1037", Base(10**6))
    answer = await undo(page)
    assert answer.alert == "Det tidigare värdet kan inte sparas nu. En annan kund har det här numret."


@pytest.mark.asyncio
async def test_a_row_of_the_history_is_set_back_and_the_newest_stands_first(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await save_field(page, "employees", "10")
    await save_field(page, "employees", "20")
    await page.send(HistoryState.open_customer, customer_id=CUSTOMER)
    newest = page.shown(HistoryState)["rows"][0]["lines"][0]
    answer = await page.send(
        UndoState.set_back, customer_id=CUSTOMER, item_id=int(newest["id"]), version=int(newest["version"])
    )
    assert answer.status == "Värdet har återställts."
    first = page.shown(HistoryState)["rows"][0]
    assert (first["set_back"], first["lines"][0]["was"], first["lines"][0]["became"]) == (True, "20", "10")
    assert page.shown(CardState)["fields"]["employees"]["raw"] == "10"
    await undo(page)
    assert page.shown(CardState)["fields"]["employees"]["raw"] == "20"


@pytest.mark.asyncio
async def test_a_history_that_has_grown_old_is_shown_anew_instead(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await save_field(page, "employees", "10")
    await page.send(HistoryState.open_customer, customer_id=CUSTOMER)
    seen = page.shown(HistoryState)["rows"][0]["lines"][0]
    await customers.change_field(await actor("ekonomi"), CUSTOMER, "employees", "30", Base(10**6))
    answer = await page.send(
        UndoState.set_back, customer_id=CUSTOMER, item_id=int(seen["id"]), version=int(seen["version"])
    )
    assert "Någon annan har ändrat detta" in answer.alert
    assert page.shown(HistoryState)["rows"][0]["lines"][0]["became"] == "30"
    assert (await row(Customer, CUSTOMER)).employees == 30


@pytest.mark.asyncio
async def test_one_more_page_is_added_below(sign_in: SignIn) -> None:
    for number in range(30):
        await customers.change_field(await actor("ekonomi"), CUSTOMER, "employees", str(number), Base(10**6))
    page = await sign_in("medarbetare", CARD)
    await page.send(HistoryState.open_customer, customer_id=CUSTOMER)
    assert len(page.shown(HistoryState)["rows"]) == 25
    await page.send(HistoryState.show_more)
    shown = page.shown(HistoryState)
    assert len({one["id"] for one in shown["rows"]}) == len(shown["rows"]) >= 30
    assert not shown["has_more"]


@pytest.mark.asyncio
async def test_the_sheet_closes_when_the_card_turns_to_another_customer(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    [first, *_] = await addresses_of(CUSTOMER)
    fields = AddressFields(line1="Annan gata 1", country="FI")
    await addresses.change(await actor("admin"), CUSTOMER, first.id or 0, fields, Base(10**6))
    await page.send(HistoryState.open_address, customer_id=CUSTOMER, address_id=first.id)
    assert page.shown(HistoryState)["is_open"]
    await page.go("/customers/1012/contacts")
    shown = page.shown(HistoryState)
    assert (shown["is_open"], shown["rows"]) == (False, [])


NAME = "Tuulisaaren Energia"
LISTS = [("/customers?view=all&search=tuulisaaren", CustomersState), ("/contacts?search=tuulisaaren", ContactListState)]


@pytest.mark.asyncio
@pytest.mark.parametrize(("address", "listed"), LISTS)
async def test_an_inactivation_is_undone_from_a_list_which_shows_it_at_once(
    address: str, listed: type[rx.State], sign_in: SignIn
) -> None:
    page = await sign_in("admin", CARD)
    await page.send(CardState.set_active, customer_id=CUSTOMER, active=False)
    await page.go(address)
    assert NAME not in str(page.shown(listed)["rows"])
    assert (await undo(page)).status
    assert NAME in str(page.shown(listed)["rows"])
