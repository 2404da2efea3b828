"""The card as its page drives it: opening, editing in place, its dialogs, and what two people do at once."""

from __future__ import annotations

import pytest

from customer_card.database import Database
from customer_card.domain.permissions import BUILT_IN_PROFILES
from customer_card.models import Customer
from customer_card.services import addresses, contacts, customers
from customer_card.services.addresses import AddressFields
from customer_card.services.contact_form import ContactFields
from customer_card.services.history import Base
from customer_card.state.addresses import AddressesState
from customer_card.state.card import CardState
from customer_card.state.card_page import CardPageState
from customer_card.state.contacts import MAXIMUM_ROWS, ContactsState
from customer_card.state.customers import CustomersState
from customer_card.state.new_customer import NewCustomerState
from tests.state.conftest import SignIn
from tests.support.people import SIGN_INS, actor
from tests.support.pipeline import Page
from tests.support.records import addresses_of, contacts_of, row
from tests.support.snapshot import snapshot

CARD = "/customers/1037/contacts"
CUSTOMER = 37


def form(page: Page, field: str, value: str, **more: str) -> dict[str, str]:
    """The form of the field that is open on the page."""
    shown = page.shown(CardState)
    return {
        "id": shown["header"]["id"],
        "version": shown["editing_version"],
        "field": field,
        "value": value,
        **more,
    }


async def customer() -> Customer:
    return await row(Customer, CUSTOMER)


# The page -------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_opening_a_card_shows_its_header_fields_addresses_and_contacts(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    shown = page.shown(CardState)
    assert shown["header"]["number"] == shown["loaded_for"] == "1037"
    assert shown["fields"]["vat_number"]["raw"] == "FI99000085"
    assert len(page.shown(AddressesState)["rows"]) == 2
    assert len(page.shown(ContactsState)["rows"]) == 5
    assert page.shown(AddressesState)["rows"][0]["head_office"]


@pytest.mark.asyncio
async def test_opening_a_card_sends_little(sign_in: SignIn) -> None:
    page = await sign_in("admin", "/customers/1008/contacts")
    answer = await page.open("/customers/1008/contacts")
    assert len(page.shown(ContactsState)["rows"]) in {2, 3}
    assert len(answer.text) < 30_000


@pytest.mark.asyncio
async def test_the_biggest_card_sends_one_page_of_contacts(sign_in: SignIn) -> None:
    page = await sign_in("admin")
    answer = await page.go("/customers/1004/contacts")
    assert len(page.shown(ContactsState)["rows"]) == 50
    assert len(answer.text) < 40_000


@pytest.mark.asyncio
async def test_changing_one_field_does_not_send_the_contacts_again(sign_in: SignIn) -> None:
    page = await sign_in("admin", "/customers/1004/contacts")
    answer = await page.send(CardState.edit, field="email")
    assert len(answer.text) < 1_000
    answer = await page.send(CardState.save_field, form=form(page, "email", "ny@akerlunda.example"))
    assert answer.changed(ContactsState) == {}
    assert len(answer.text) < 8_000


@pytest.mark.asyncio
async def test_loading_a_page_twice_for_one_click_asks_only_once(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    assert (await page.send(CardPageState.load)).packets in ([], ["{}"])


@pytest.mark.asyncio
async def test_a_tab_that_does_not_exist_leads_to_the_first_one(sign_in: SignIn) -> None:
    page = await sign_in("admin")
    answer = await page.go("/customers/1037/nowhere")
    assert answer.redirects == ["/customers/1037/contacts"]


@pytest.mark.asyncio
@pytest.mark.parametrize("profile", BUILT_IN_PROFILES)
async def test_a_customer_that_does_not_exist_looks_like_one_that_is_hidden(
    profile: str, sign_in: SignIn
) -> None:
    missing = await sign_in(SIGN_INS[profile], "/customers/999999/contacts")
    hidden = await sign_in("ingen", CARD)
    assert missing.shown(CardState)["missing"]
    for state in (CardState, AddressesState, ContactsState, CardPageState):
        assert missing.shown(state) == hidden.shown(state)


@pytest.mark.asyncio
async def test_going_to_a_missing_customer_leaves_nothing_of_the_former_one_on_the_card(
    sign_in: SignIn,
) -> None:
    page = await sign_in("admin", CARD)
    await page.go("/customers/999999/contacts")
    shown = page.shown(CardState)
    assert (shown["missing"], shown["loaded_for"], shown["fields"]) == (True, "", {})
    assert shown["header"]["name"] == ""


@pytest.mark.asyncio
async def test_an_open_editor_is_closed_on_the_way_to_another_customer(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await page.send(CardState.edit, field="email")
    await page.go("/customers/1001/contacts")
    assert page.shown(CardState)["editing"] == ""


@pytest.mark.asyncio
async def test_an_open_editor_stays_when_the_same_card_is_loaded_again(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await page.send(CardState.edit, field="email")
    await page.send(CardPageState.reload)
    assert page.shown(CardState)["editing"] == "email"


# A field --------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_field_is_saved_and_shown(sign_in: SignIn) -> None:
    page = await sign_in("kundansvarig", CARD)
    await page.send(CardState.edit, field="email")
    answer = await page.send(CardState.save_field, form=form(page, "email", "Info@Tuuli.example"))
    assert answer.status
    assert page.shown(CardState)["editing"] == ""
    assert page.shown(CardState)["fields"]["email"]["shown"] == (await customer()).email
    assert any("edit-email" in script for script in answer.scripts)


@pytest.mark.asyncio
async def test_a_wrong_value_is_said_at_the_field_and_nothing_is_saved(
    sign_in: SignIn, firm: Database
) -> None:
    page = await sign_in("admin", CARD)
    await page.send(CardState.edit, field="email")
    before = await snapshot(firm)
    answer = await page.send(CardState.save_field, form=form(page, "email", "not an address"))
    assert answer.changed(CardState)["edit_error"]
    assert answer.alert == ""
    assert page.shown(CardState)["editing"] == "email"
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_another_field_changed_meanwhile_is_no_conflict(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await page.send(CardState.edit, field="email")
    colleague = await actor("ledning")
    await customers.change_field(colleague, CUSTOMER, "website", "www.tuuli.example", Base(1))
    answer = await page.send(CardState.save_field, form=form(page, "email", "info@tuuli.example"))
    assert answer.status
    assert page.shown(CardState)["fields"]["website"]["shown"] == "www.tuuli.example"


async def in_conflict(sign_in: SignIn) -> Page:
    """A page on which the same field was changed by a colleague in between."""
    page = await sign_in("admin", CARD)
    await page.send(CardState.edit, field="email")
    await customers.change_field(await actor("ledning"), CUSTOMER, "email", "theirs@tuuli.example", Base(1))
    answer = await page.send(CardState.save_field, form=form(page, "email", "mine@tuuli.example"))
    assert answer.status == ""
    return page


@pytest.mark.asyncio
async def test_a_conflict_shows_both_values_and_who_changed_it(sign_in: SignIn) -> None:
    page = await in_conflict(sign_in)
    [line] = page.shown(CardState)["edit_conflict"]
    assert (line["mine"], line["theirs"], line["version"]) == (
        "mine@tuuli.example",
        "theirs@tuuli.example",
        "2",
    )
    assert "Henrik Nordlund" in line["changed"]
    assert (await customer()).email == "theirs@tuuli.example"


@pytest.mark.asyncio
async def test_choosing_ones_own_value_saves_it(sign_in: SignIn) -> None:
    page = await in_conflict(sign_in)
    chosen = form(page, "email", "mine@tuuli.example", **{"choice.email": "mine", "seen.email": "2"})
    answer = await page.send(CardState.save_field, form=chosen)
    assert answer.status
    assert (await customer()).email == "mine@tuuli.example"
    assert page.shown(CardState)["edit_conflict"] == []


@pytest.mark.asyncio
async def test_choosing_the_colleagues_value_leaves_it(sign_in: SignIn, firm: Database) -> None:
    page = await in_conflict(sign_in)
    before = await snapshot(firm)
    chosen = form(page, "email", "mine@tuuli.example", **{"choice.email": "theirs", "seen.email": "2"})
    answer = await page.send(CardState.save_field, form=chosen)
    assert await snapshot(firm) == before
    assert page.shown(CardState)["editing"] == ""
    assert any("edit-email" in script for script in answer.scripts)


@pytest.mark.asyncio
async def test_choosing_the_colleagues_value_shows_it(sign_in: SignIn) -> None:
    page = await in_conflict(sign_in)
    chosen = form(page, "email", "mine@tuuli.example", **{"choice.email": "theirs", "seen.email": "2"})
    await page.send(CardState.save_field, form=chosen)
    assert page.shown(CardState)["fields"]["email"]["shown"] == "theirs@tuuli.example"


@pytest.mark.asyncio
async def test_a_third_change_after_the_choice_is_a_conflict_again(sign_in: SignIn) -> None:
    page = await in_conflict(sign_in)
    await customers.change_field(await actor("ekonomi"), CUSTOMER, "email", "third@tuuli.example", Base(2))
    chosen = form(page, "email", "mine@tuuli.example", **{"choice.email": "mine", "seen.email": "2"})
    await page.send(CardState.save_field, form=chosen)
    [line] = page.shown(CardState)["edit_conflict"]
    assert line["theirs"] == "third@tuuli.example"


@pytest.mark.asyncio
async def test_a_new_number_moves_the_page_to_its_new_address(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await page.send(CardState.edit, field="number")
    answer = await page.send(CardState.save_field, form=form(page, "number", "Å-77"))
    assert answer.redirects == ["/customers/Å-77/contacts"]
    arrived = await page.go("/customers/%C3%85-77/contacts")
    assert page.shown(CardState)["header"]["number"] == "Å-77"
    assert arrived.redirects == []


@pytest.mark.asyncio
async def test_the_old_number_still_leads_to_the_card(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await customers.change_field(await actor("admin"), CUSTOMER, "number", "N-77", Base(1))
    await page.go("/customers")
    answer = await page.go("/customers/1037/sales")
    assert answer.redirects == ["/customers/N-77/sales"]


@pytest.mark.asyncio
async def test_a_number_that_is_taken_is_said_at_the_field(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await page.send(CardState.edit, field="number")
    answer = await page.send(CardState.save_field, form=form(page, "number", "1001"))
    assert answer.changed(CardState)["edit_error"]
    assert answer.redirects == []


@pytest.mark.asyncio
async def test_leaving_a_field_puts_the_focus_back(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await page.send(CardState.edit, field="phone")
    answer = await page.send(CardState.cancel_edit)
    assert page.shown(CardState)["editing"] == ""
    assert any("edit-phone" in script for script in answer.scripts)


@pytest.mark.asyncio
async def test_inactivating_a_customer_shows_it_and_can_be_taken_back(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await page.send(CardState.set_active, customer_id=CUSTOMER, active=False)
    assert page.shown(CardState)["header"]["active"] is False
    await page.send(CardState.set_active, customer_id=CUSTOMER, active=True)
    assert page.shown(CardState)["header"]["active"] is True


# Addresses ------------------------------------------------------------------------------------


async def address_form(page: Page, **values: str) -> dict[str, str]:
    """The form of the address that is open on the page."""
    shown = page.shown(AddressesState)["form"]
    kept = {name: shown[name] for name in ("line1", "line2", "postal_code", "city", "region", "phone")}
    country = shown["country"][0]["value"] if shown["country"] else ""
    purposes = {name: "on" for name in ("is_billing", "is_postal", "is_visiting") if shown[name]}
    identity = {"customer_id": str(CUSTOMER), "address_id": shown["id"], "version": shown["version"]}
    return {**kept, "country": country, **purposes, **identity, **values}


@pytest.mark.asyncio
async def test_a_new_address_is_added_and_shown(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await page.send(AddressesState.open_new)
    assert page.shown(AddressesState)["is_open"]
    filled = {"customer_id": str(CUSTOMER), "line1": "Uusikatu 1", "city": "Oulu", "country": "FI"}
    answer = await page.send(AddressesState.save, form=filled)
    assert answer.status
    assert not page.shown(AddressesState)["is_open"]
    assert "Uusikatu 1" in [one["lines"] for one in page.shown(AddressesState)["rows"]]


@pytest.mark.asyncio
async def test_an_empty_address_is_refused_at_its_fields(sign_in: SignIn, firm: Database) -> None:
    page = await sign_in("admin", CARD)
    await page.send(AddressesState.open_new)
    before = await snapshot(firm)
    answer = await page.send(AddressesState.save, form={"customer_id": str(CUSTOMER), "country": "FI"})
    assert set(page.shown(AddressesState)["errors"]) == {"line1"}
    assert page.shown(AddressesState)["is_open"]
    assert any("focusFirstError" in script for script in answer.scripts)
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_an_address_is_opened_changed_and_shown(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    head_office = (await addresses_of(CUSTOMER))[0]
    await page.send(AddressesState.open_address, customer_id=CUSTOMER, address_id=head_office.id)
    filled = await address_form(page, city="Rauma")
    await page.send(AddressesState.save, form=filled)
    assert any("Rauma" in one["place"] for one in page.shown(AddressesState)["rows"])


@pytest.mark.asyncio
async def test_a_conflict_in_an_address_shows_both_and_lets_choose_theirs(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    address_id = (await addresses_of(CUSTOMER))[0].id or 0
    await page.send(AddressesState.open_address, customer_id=CUSTOMER, address_id=address_id)
    filled = await address_form(page, city="Rauma", line2="C/o Minä")
    colleague = AddressFields(line1=filled["line1"], postal_code=filled["postal_code"], city="Kemi")
    await addresses.change(
        await actor("ledning"), CUSTOMER, address_id, colleague.model_copy(update={"country": "FI"}), Base(1)
    )
    answer = await page.send(AddressesState.save, form=filled)
    assert answer.status == ""
    lines = {line["field"]: line for line in page.shown(AddressesState)["conflicts"]}
    assert (lines["city"]["mine"], lines["city"]["theirs"]) == ("Rauma", "Kemi")
    chosen = filled | {f"seen.{name}": line["version"] for name, line in lines.items()}
    chosen |= {f"choice.{name}": "theirs" for name in lines}
    await page.send(AddressesState.save, form=chosen)
    kept = (await addresses_of(CUSTOMER))[0]
    assert (kept.city, kept.line2) == ("Kemi", "C/o Minä")


@pytest.mark.asyncio
async def test_the_head_office_is_not_deleted_without_a_successor(sign_in: SignIn, firm: Database) -> None:
    page = await sign_in("admin", CARD)
    first, second = await addresses_of(CUSTOMER)
    await page.send(AddressesState.open_address, customer_id=CUSTOMER, address_id=first.id)
    await page.send(AddressesState.set_mode, mode="delete")
    before = await snapshot(firm)
    asked = {"customer_id": str(CUSTOMER), "address_id": str(first.id)}
    await page.send(AddressesState.delete, form=asked)
    assert set(page.shown(AddressesState)["errors"]) == {"successor"}
    assert await snapshot(firm) == before
    answer = await page.send(AddressesState.delete, form=asked | {"successor": str(second.id)})
    assert answer.status
    [remaining] = page.shown(AddressesState)["rows"]
    assert (remaining["id"], remaining["head_office"]) == (str(second.id), True)


@pytest.mark.asyncio
async def test_another_address_becomes_the_head_office(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    second = (await addresses_of(CUSTOMER))[1]
    await page.send(AddressesState.toggle_head_office_list)
    await page.send(AddressesState.make_head_office, customer_id=CUSTOMER, address_id=second.id)
    assert page.shown(AddressesState)["rows"][0]["id"] == str(second.id)
    assert page.shown(AddressesState)["choosing_head_office"] is False


@pytest.mark.asyncio
async def test_saving_an_address_renews_the_version_in_the_header(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    second = (await addresses_of(CUSTOMER))[1]
    await page.send(AddressesState.make_head_office, customer_id=CUSTOMER, address_id=second.id)
    assert page.shown(CardState)["header"]["version"] == str((await customer()).version)


# Contacts -------------------------------------------------------------------------------------


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
    answer = await page.send(ContactsState.delete, customer_id=CUSTOMER, contact_id=contact.id)
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


# A new customer -------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_new_customers_problems_are_all_said_at_their_fields(sign_in: SignIn, firm: Database) -> None:
    page = await sign_in("admin")
    await page.send(NewCustomerState.open)
    before = await snapshot(firm)
    wrong = {"name": " ", "organisation_number": "559910-1003", "country": "SE", "postal_code": "x" * 50}
    answer = await page.send(NewCustomerState.save, form=wrong)
    assert set(page.shown(NewCustomerState)["errors"]) == {"name", "organisation_number", "postal_code"}
    assert page.shown(NewCustomerState)["is_open"]
    assert any("focusFirstError" in script for script in answer.scripts)
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_a_new_customer_opens_its_card(sign_in: SignIn) -> None:
    page = await sign_in("kundansvarig")
    await page.send(NewCustomerState.open)
    answer = await page.send(NewCustomerState.save, form={"name": "Ny Kund AB", "country": "SE"})
    [address] = answer.redirects
    assert answer.status
    await page.go(address)
    assert page.shown(CardState)["header"]["name"] == "Ny Kund AB"
    assert page.shown(CardState)["fields"]["owner_id"]["shown"] == "Anna Lind"


@pytest.mark.asyncio
async def test_a_number_that_a_customer_has_is_warned_about_while_typing(sign_in: SignIn) -> None:
    page = await sign_in("admin")
    await page.send(NewCustomerState.open)
    await page.send(NewCustomerState.check_number, field="organisation_number", text="559910-1002")
    [line] = page.shown(NewCustomerState)["similar"]
    assert "Björkvik" in line["text"]
    await page.send(NewCustomerState.check_number, field="organisation_number", text="5599")
    assert page.shown(NewCustomerState)["similar"] == []


@pytest.mark.asyncio
async def test_the_list_knows_a_customer_that_was_just_made(sign_in: SignIn) -> None:
    page = await sign_in("admin")
    await page.send(NewCustomerState.save, form={"name": "Zorgenfri AB"})
    await page.go("/customers?view=all")
    await page.send(CustomersState.search_for, text="zorgen")
    assert [one["name"] for one in page.shown(CustomersState)["rows"]] == ["Zorgenfri AB"]
