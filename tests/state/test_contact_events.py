"""The dialog of a contact as the card's page drives it."""

from __future__ import annotations

import pytest

from customer_card.database import Database
from customer_card.services import contacts
from customer_card.services.contact_form import ContactFields
from customer_card.services.history import Base
from customer_card.state.contact_erasure import ErasureState
from customer_card.state.contact_list import ContactListState
from customer_card.state.contacts import MAXIMUM_ROWS, ContactsState
from tests.state.conftest import SignIn
from tests.support.people import actor
from tests.support.records import contacts_of
from tests.support.snapshot import snapshot

CARD = "/customers/1037/contacts"
CUSTOMER = 37


@pytest.mark.asyncio
async def test_a_new_contact_with_two_addresses_is_saved_and_listed(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await page.send(ContactsState.open_new, customer_id=CUSTOMER)
    await page.send(ContactsState.add_row, kind="email")
    first, second = [one["key"] for one in page.shown(ContactsState)["emails"]]
    filled = {
        "customer_id": str(CUSTOMER),
        "first_name": "Aino",
        "last_name": "Aalto",
        f"email.{first}.value": "aino@tuuli.example",
        f"email.{second}.value": "aino.aalto@tuuli.example",
        "email.primary": second,
    }
    answer = await page.send(ContactsState.save, form=filled)
    assert answer.status
    [line] = [one for one in page.shown(ContactsState)["rows"] if one["name"] == "Aino Aalto"]
    assert line["email"] == "aino.aalto@tuuli.example"


@pytest.mark.asyncio
async def test_what_was_just_written_is_seen_though_ten_stand_before_it(sign_in: SignIn) -> None:
    page = await sign_in("admin", "/customers/1004/contacts")
    assert (len(page.shown(ContactsState)["rows"]), page.shown(ContactsState)["has_more"]) == (10, True)
    await page.send(ContactsState.open_new, customer_id=4)
    await page.send(ContactsState.save, form={"customer_id": "4", "last_name": "Aaaberg"})
    await page.send(ContactsState.open_new, customer_id=4)
    await page.send(ContactsState.save, form={"customer_id": "4", "last_name": "Nnnberg"})
    names = [one["name"] for one in page.shown(ContactsState)["rows"]]
    assert {"Aaaberg", "Nnnberg"} < set(names)
    await page.go("/customers/1037/contacts")
    await page.go("/customers/1004/contacts")
    assert len(page.shown(ContactsState)["rows"]) == 10


@pytest.mark.asyncio
async def test_whoever_was_looked_for_among_all_contacts_is_shown_on_the_card(sign_in: SignIn) -> None:
    page = await sign_in("medarbetare", "/contacts?search=akerlunda")
    last = page.shown(ContactListState)["rows"][-1]
    assert last["customer_href"] == "/customers/1004/contacts"
    await page.go(last["href"])
    assert last["name"] in [one["name"] for one in page.shown(ContactsState)["rows"]]
    await page.go("/customers/1037/contacts")
    await page.go(last["customer_href"])
    assert len(page.shown(ContactsState)["rows"]) == 10


@pytest.mark.asyncio
async def test_rows_are_added_and_removed_by_keys_of_their_own(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await page.send(ContactsState.open_new, customer_id=CUSTOMER)
    for _ in range(3):
        await page.send(ContactsState.add_row, kind="phone")
    keys = [one["key"] for one in page.shown(ContactsState)["phones"]]
    assert len(set(keys)) == 4
    await page.send(ContactsState.remove_row, kind="phone", key=keys[1])
    assert [one["key"] for one in page.shown(ContactsState)["phones"]] == [keys[0], *keys[2:]]
    await page.send(ContactsState.add_row, kind="phone")
    assert page.shown(ContactsState)["phones"][-1]["key"] not in keys


@pytest.mark.asyncio
async def test_there_is_an_end_to_the_rows_of_a_form(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await page.send(ContactsState.open_new, customer_id=CUSTOMER)
    for _ in range(MAXIMUM_ROWS + 3):
        await page.send(ContactsState.add_row, kind="email")
    assert len(page.shown(ContactsState)["emails"]) == MAXIMUM_ROWS


@pytest.mark.asyncio
async def test_a_wrong_row_is_said_at_that_row(sign_in: SignIn, firm: Database) -> None:
    page = await sign_in("admin", CARD)
    await page.send(ContactsState.open_new, customer_id=CUSTOMER)
    await page.send(ContactsState.add_row, kind="email")
    first, second = [one["key"] for one in page.shown(ContactsState)["emails"]]
    before = await snapshot(firm)
    filled = {
        "customer_id": str(CUSTOMER),
        f"email.{first}.value": "right@tuuli.example",
        f"email.{second}.value": "wrong",
    }
    await page.send(ContactsState.save, form=filled)
    assert set(page.shown(ContactsState)["errors"]) == {f"email.{second}", "last_name"}
    assert page.shown(ContactsState)["is_open"]
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_a_conflict_in_a_contact_lets_choose_field_by_field(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    contact = (await contacts_of(CUSTOMER))[0]
    contact_id = contact.id or 0
    await page.send(ContactsState.open_contact, customer_id=CUSTOMER, contact_id=contact_id)
    shown = page.shown(ContactsState)["form"]
    name = {"first_name": shown["first_name"], "last_name": shown["last_name"]}
    await contacts.change(
        await actor("ledning"),
        CUSTOMER,
        contact_id,
        ContactFields(**name, title="Deras titel", description="Deras text"),
        Base(1),
    )
    filled = {
        "customer_id": str(CUSTOMER), "contact_id": str(contact_id), "version": shown["version"],
        **name, "title": "Min titel", "description": "Min text",
    }  # fmt: skip
    answer = await page.send(ContactsState.save, form=filled)
    assert answer.status == ""
    lines = {line["field"]: line for line in page.shown(ContactsState)["conflicts"]}
    assert (lines["title"]["mine"], lines["title"]["theirs"]) == ("Min titel", "Deras titel")
    chosen = filled | {f"seen.{field}": line["version"] for field, line in lines.items()}
    chosen |= {f"choice.{field}": "mine" for field in lines} | {"choice.title": "theirs"}
    answer = await page.send(ContactsState.save, form=chosen)
    assert answer.status
    kept = (await contacts_of(CUSTOMER))[0]
    assert (kept.title, kept.description) == ("Deras titel", "Min text")


@pytest.mark.asyncio
async def test_an_erased_contact_leaves_the_page(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    contact = (await contacts_of(CUSTOMER))[0]
    answer = await page.send(
        ErasureState.delete, form={"customer_id": str(CUSTOMER), "contact_id": str(contact.id), "alone": "on"}
    )
    assert answer.status
    assert str(contact.id) not in [one["id"] for one in page.shown(ContactsState)["rows"]]
    again = await page.send(ContactsState.open_contact, customer_id=CUSTOMER, contact_id=contact.id)
    assert again.alert
    assert (contact.last_name or "-") not in again.text


@pytest.mark.asyncio
async def test_an_inactive_contact_is_hidden_until_asked_for(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    contact = (await contacts_of(CUSTOMER))[0]
    await page.send(ContactsState.set_active, customer_id=CUSTOMER, contact_id=contact.id, active=False)
    assert str(contact.id) not in [one["id"] for one in page.shown(ContactsState)["rows"]]
    await page.send(ContactsState.show_inactive, shown=True)
    assert str(contact.id) in [one["id"] for one in page.shown(ContactsState)["rows"]]


@pytest.mark.asyncio
async def test_an_email_address_that_somebody_else_has_is_warned_about(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await page.send(ContactsState.open_new, customer_id=CUSTOMER)
    [taken, *_] = [one for one in page.shown(ContactsState)["rows"] if one["email"]]
    await page.send(ContactsState.check_email, text=taken["email"].upper(), contact_id="")
    assert taken["name"] in page.shown(ContactsState)["doubles"]
    await page.send(ContactsState.check_email, text=taken["email"], contact_id=taken["id"])
    assert page.shown(ContactsState)["doubles"] == ""
