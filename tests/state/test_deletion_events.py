"""«Ta bort kund» and «Ta bort kontakt» as the card's page drives them."""

from __future__ import annotations

import pytest

from customer_card.database import Database
from customer_card.i18n.catalogues import gettext
from customer_card.services import customers
from customer_card.services.history import Base
from customer_card.state.addresses import AddressesState
from customer_card.state.card import CardState
from customer_card.state.contact_erasure import ErasureState
from customer_card.state.contacts import ContactsState
from customer_card.state.customer_deletion import DeletionState
from customer_card.state.session import SessionState
from tests.state.conftest import SignIn
from tests.support.people import SIGN_INS, actor
from tests.support.pipeline import Page
from tests.support.records import contacts_of, customer_id
from tests.support.snapshot import snapshot

CARD, CUSTOMER, NUMBER = "/customers/1025/contacts", 25, "1025"
KEPT_CARD, KEPT = "/customers/1037/contacts", 37
MISSING = gettext("sv", "The customer does not exist, or you lack permission.")


def form(page: Page, typed: str) -> dict[str, str]:
    question = page.shown(DeletionState)["question"]
    return {"customer_id": question["id"], "version": question["version"], "confirmation": typed}


@pytest.mark.asyncio
async def test_who_may_delete_is_offered_to(sign_in: SignIn) -> None:
    offered = {
        profile: (await sign_in(account, CARD)).shown(SessionState)["deletes_customers"]
        for profile, account in SIGN_INS.items()
    }
    assert {profile for profile, is_offered in offered.items() if is_offered} == {
        "administrator", "management", "account_manager",
    }  # fmt: skip


@pytest.mark.asyncio
async def test_the_question_says_what_goes_and_a_wrong_text_is_said_at_the_field(
    sign_in: SignIn, firm: Database
) -> None:
    page = await sign_in("kundansvarig", CARD)
    await page.send(DeletionState.ask, customer_id=CUSTOMER)
    question = page.shown(DeletionState)["question"]
    assert question["goes"] == ["5 kontakter", "1 adress", "Det som står i historiken"]
    before = await snapshot(firm)
    answer = await page.send(DeletionState.delete, form=form(page, "1016"))
    assert "confirmation" in page.shown(DeletionState)["errors"]
    assert any("focusFirstError" in script for script in answer.scripts)
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_a_deleted_customer_leads_back_to_the_list_that_it_was_opened_from(sign_in: SignIn) -> None:
    page = await sign_in("kundansvarig", f"{CARD}?view=all&search=bj")
    await page.send(DeletionState.ask, customer_id=CUSTOMER)
    answer = await page.send(DeletionState.delete, form=form(page, NUMBER))
    [target] = answer.redirects
    assert target.startswith("/customers")
    assert answer.status == gettext("sv", "Customer {number} has been deleted.", number=NUMBER)


@pytest.mark.asyncio
async def test_a_kept_customer_gets_one_sentence_and_can_be_inactivated(sign_in: SignIn, firm: Database) -> None:
    sentences = set()
    for account in ("admin", "ledning", "kundansvarig"):
        page = await sign_in(account, KEPT_CARD)
        await page.send(DeletionState.ask, customer_id=KEPT)
        sentences.add(page.shown(DeletionState)["question"]["refusal"])
        before = await snapshot(firm)
        await page.send(DeletionState.delete, form=form(page, "1037"))
        assert await snapshot(firm) == before
    assert len(sentences) == 1
    assert "" not in sentences


@pytest.mark.asyncio
async def test_what_a_colleague_changed_meanwhile_is_shown_before_it_is_asked_again(sign_in: SignIn) -> None:
    page = await sign_in("kundansvarig", CARD)
    await page.send(DeletionState.ask, customer_id=CUSTOMER)
    await customers.change_field(await actor("ekonomi"), CUSTOMER, "name", "Nytt namn AS", Base(10**6))
    await page.send(DeletionState.delete, form=form(page, NUMBER))
    shown = page.shown(DeletionState)
    assert (shown["is_open"], shown["question"]["name"], bool(shown["notice"])) == (True, "Nytt namn AS", True)
    assert page.shown(CardState)["header"]["name"] == "Nytt namn AS"
    assert (await page.send(DeletionState.delete, form=form(page, NUMBER))).status


@pytest.mark.asyncio
async def test_other_pages_of_a_deleted_customer_are_told_at_their_next_event(sign_in: SignIn, firm: Database) -> None:
    page, other = await sign_in("kundansvarig", CARD), await sign_in("ledning", CARD)
    contact = (await contacts_of(CUSTOMER))[0].id
    await other.send(DeletionState.ask, customer_id=CUSTOMER)
    await page.send(DeletionState.ask, customer_id=CUSTOMER)
    await page.send(DeletionState.delete, form=form(page, NUMBER))
    new = await customers.create(await actor("admin"), customers.NewCustomer(name="Efterträdaren AB"))
    assert await customer_id(new) != CUSTOMER
    before = await snapshot(firm)
    place = {"customer_id": str(CUSTOMER), "line1": "Gatan 1", "city": "Ort"}
    for handler, arguments in (
        (ContactsState.open_contact, {"customer_id": CUSTOMER, "contact_id": contact}),
        (ContactsState.save, {"form": {"customer_id": str(CUSTOMER), "last_name": "Sen"}}),
        (AddressesState.save, {"form": place}),
        (CardState.set_active, {"customer_id": CUSTOMER, "active": False}),
        (DeletionState.delete, {"form": form(other, NUMBER)}),
    ):
        assert (await other.send(handler, **arguments)).alert == MISSING
    assert await snapshot(firm) == before
    await other.send(CardState.reload)
    assert other.shown(CardState)["missing"]


@pytest.mark.asyncio
async def test_the_question_does_not_follow_to_another_customers_card(sign_in: SignIn) -> None:
    page = await sign_in("kundansvarig", CARD)
    await page.send(DeletionState.ask, customer_id=CUSTOMER)
    await page.go(KEPT_CARD)
    assert page.shown(DeletionState)["is_open"] is False
    assert page.shown(DeletionState)["question"]["name"] == ""


@pytest.mark.asyncio
async def test_names_that_stand_alone_are_left_when_the_box_is_not_ticked(sign_in: SignIn) -> None:
    page = await sign_in("kundansvarig", CARD)
    form = {"customer_id": str(CUSTOMER), "first_name": "Qvixonia", "last_name": "Zwärd"}
    await page.send(ContactsState.save, form=form)
    [line] = [one for one in page.shown(ContactsState)["rows"] if one["name"] == "Qvixonia Zwärd"]
    text = "Qvixonia ringde. Qvixonia Zwärd med."
    await customers.change_field(await actor("admin"), CUSTOMER, "description", text, Base(10**6))
    await page.send(ErasureState.ask, customer_id=CUSTOMER, contact_id=line["id"])
    assert page.shown(ContactsState)["mode"] == "delete"
    assert [len(page.shown(ErasureState)[name]) for name in ("whole", "alone")] == [1, 1]
    await page.send(ErasureState.delete, form={"customer_id": str(CUSTOMER), "contact_id": line["id"]})
    assert page.shown(CardState)["fields"]["description"]["shown"] == "Qvixonia ringde. Borttagen kontakt med."
