"""The card as its page drives it: opening it, and editing its fields in place while others do the same."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from customer_card.database import Database
from customer_card.domain.permissions import BUILT_IN_PROFILES
from customer_card.models import Customer
from customer_card.services import card_figures, customers, feed
from customer_card.services.history import Base
from customer_card.state.addresses import AddressesState
from customer_card.state.card import CardState
from customer_card.state.card_page import CardPageState
from customer_card.state.contacts import ContactsState
from tests.state.conftest import SignIn
from tests.support.people import SIGN_INS, actor
from tests.support.pipeline import Page
from tests.support.records import customer_id, row
from tests.support.snapshot import snapshot
from tests.support.statements import counted

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
async def test_a_card_that_was_read_at_the_click_is_not_read_again_by_its_page(sign_in: SignIn, firm: Database) -> None:
    page = await sign_in("kundansvarig", "/customers?view=all")
    with counted(firm) as at_the_click:
        await page.send(CardPageState.open, number="1037", tab="contacts")
    assert page.shown(CardState)["header"]["number"] == "1037"
    assert "1037" in page.shown(CardState)["answers_to"]
    with counted(firm) as on_the_page:
        await page.go(CARD)
    assert page.shown(CardState)["answers_to"] == ["1037", "1037"]
    assert sum("FROM contact " in one for one in at_the_click) > 0
    assert sum("FROM contact " in one for one in on_the_page) == 0


@pytest.mark.asyncio
@pytest.mark.parametrize(("account", "number"), [("kundansvarig", "9999"), ("ingen", "1037")])
async def test_a_click_on_what_is_missing_or_forbidden_shows_nothing_of_it(
    account: str, number: str, sign_in: SignIn
) -> None:
    page = await sign_in(account, "/customers?view=all")
    await page.send(CardPageState.open, number=number, tab="contacts")
    assert not page.shown(CardState).get("loaded_for")
    await page.go(f"/customers/{number}/contacts")
    assert page.shown(CardState)["missing"] is True
    assert page.shown(CardState)["answers_to"] == [number]


@pytest.mark.asyncio
async def test_opening_a_card_sends_little(sign_in: SignIn) -> None:
    page = await sign_in("admin", "/customers/1008/contacts")
    answer = await page.open("/customers/1008/contacts")
    assert len(page.shown(ContactsState)["rows"]) in {2, 3}
    assert len(answer.text) < 30_000


@pytest.mark.asyncio
async def test_a_card_that_could_not_be_read_to_its_end_shows_nothing_of_the_former_one(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await sign_in("kundansvarig", "/customers/1001/contacts")
    assert page.shown(CardPageState)["tabs_shown"] == ["contacts"]

    async def broken(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(feed, "of_customer", broken)
    await page.go("/customers/1002/contacts")
    assert page.shown(CardPageState)["tabs_shown"] == []
    monkeypatch.undo()
    await page.go("/customers/1002/contacts")
    assert page.shown(CardPageState)["tabs_shown"] == ["contacts"]
    # A further tab that could not be read takes nothing from those that were.
    monkeypatch.setattr(card_figures, "of_customer", broken)
    await page.go("/customers/1002/sales")
    await page.go("/customers/1002/contacts")
    assert page.shown(CardPageState)["tabs_shown"] == ["contacts"]


@pytest.mark.asyncio
async def test_the_biggest_card_sends_one_page_of_contacts(sign_in: SignIn) -> None:
    page = await sign_in("admin")
    answer = await page.go("/customers/1004/contacts")
    assert len(page.shown(ContactsState)["rows"]) == 10
    assert len(answer.text) < 60_000


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
async def test_a_customer_that_does_not_exist_looks_like_one_that_is_hidden(profile: str, sign_in: SignIn) -> None:
    missing = await sign_in(SIGN_INS[profile], "/customers/999999/contacts")
    hidden = await sign_in("ingen", CARD)
    assert missing.shown(CardState)["missing"]
    # Which number was asked for is the asker's own word, and the only difference.
    assert (missing.shown(CardState).pop("answers_to"), hidden.shown(CardState).pop("answers_to")) == (
        ["999999"],
        ["1037"],
    )
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
async def test_a_wrong_value_is_said_at_the_field_and_nothing_is_saved(sign_in: SignIn, firm: Database) -> None:
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


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "stored", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//evil.example", "ftp://a"]
)
async def test_an_address_that_came_past_the_rules_is_shown_and_leads_nowhere(
    stored: str, sign_in: SignIn, firm: Database
) -> None:
    async with firm.writing() as session:
        await session.execute(update(Customer).where(Customer.id == CUSTOMER).values(website=stored))
    page = await sign_in("admin", CARD)
    shown = page.shown(CardState)["fields"]["website"]
    assert (shown["raw"], shown["link"]) == (stored, "")


@pytest.mark.asyncio
async def test_another_tab_of_another_customer_shows_that_customers_figures(sign_in: SignIn) -> None:
    page = await sign_in("admin", "/customers/1004/contacts")
    former = page.shown(ContactsState)["figure"]
    await page.go("/customers/1017/sales")
    assert former != page.shown(ContactsState)["figure"] == "3 kontakter"


@pytest.mark.asyncio
async def test_a_tab_shown_a_moment_ago_asks_for_the_header_only_until_something_was_written(
    sign_in: SignIn, firm: Database
) -> None:
    page = await sign_in("admin", "/customers/1017/contacts")
    await page.go("/customers/1017/sales")
    with counted(firm) as unchanged:
        await page.go("/customers/1017/contacts")
    await page.go("/customers/1017/sales")
    await page.send(CardState.set_active, customer_id=await customer_id("1017"), active=False)
    with counted(firm) as written:
        await page.go("/customers/1017/contacts")
    assert len(unchanged) <= 3
    assert len(written) > 8
