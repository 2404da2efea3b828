"""What was erased stands nowhere: not in the database's files, not in the log, not on the page that erased it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from customer_card.database import Database
from customer_card.state.addresses import AddressesState
from customer_card.state.card import CardState
from customer_card.state.contact_erasure import ErasureState
from customer_card.state.contacts import ContactsState
from customer_card.state.customer_deletion import DeletionState
from customer_card.state.customers import CustomersState
from tests.state.conftest import SignIn
from tests.state.test_logs import Said, said
from tests.support.pipeline import Page
from tests.support.snapshot import everything, raw_bytes

__all__ = ["said"]

CARD, CUSTOMER = "/customers/1025/contacts", 25
OTHER_CARD, OTHER = "/customers/1037/contacts", 37
TRACES = ("qvixonia", "zwappelhoff", "xqyz-arbete", "988319299", "overstekanslirad", "vellumhandskar", "trulsegatan")


async def fill(page: Page, customer: int) -> None:
    """A contact, an address and texts with values that stand nowhere else, each of them changed once."""
    contact = {
        "customer_id": str(customer), "first_name": "Qvixonia", "last_name": "Zwappelhoff",
        "title": "Overstekanslirad", "description": "Bär vellumhandskar",
        "email.0.value": "qvixonia@xqyz-arbete.example", "phone.0.value": "+46 988 31 92 99",
    }  # fmt: skip
    assert (await page.send(ContactsState.save, form=contact)).status
    [line] = [one for one in page.shown(ContactsState)["rows"] if one["name"] == "Qvixonia Zwappelhoff"]
    again = contact | {"contact_id": line["id"], "version": "1", "description": "Bär sällan vellumhandskar"}
    assert (await page.send(ContactsState.save, form=again)).status
    place = {"customer_id": str(customer), "line1": "Trulsegatan 1", "city": "Ort"}
    assert (await page.send(AddressesState.save, form=place)).status
    for text in ("Zwappelhoff, Qvixonia på +46 988 31 92 99", "qvixonia@xqyz-arbete.example är Qvixonias"):
        form = {"id": str(customer), "version": "1000000", "field": "description", "value": text}
        assert (await page.send(CardState.save_field, form=form)).status


async def found(firm: Database, said: Callable[[], str]) -> set[str]:
    """The traces that stand somewhere: in a table, a byte of a file, or a line of the log."""
    places = (await everything(firm)) + raw_bytes(firm).decode("latin-1").lower() + said().lower()
    return {trace for trace in TRACES if trace in places}


@pytest.mark.asyncio
async def test_an_erased_contact_stands_in_no_table_no_file_and_no_log(
    sign_in: SignIn, firm: Database, said: Said
) -> None:
    page = await sign_in("kundansvarig", OTHER_CARD)
    await fill(page, OTHER)
    assert await found(firm, said) == set(TRACES)
    [line] = [one for one in page.shown(ContactsState)["rows"] if one["name"] == "Qvixonia Zwappelhoff"]
    await page.send(ContactsState.open_contact, customer_id=OTHER, contact_id=line["id"])
    await page.send(ErasureState.ask, customer_id=OTHER, contact_id=line["id"])
    assert page.shown(ErasureState)["whole"]
    form = {"customer_id": str(OTHER), "contact_id": line["id"], "alone": "on"}
    assert (await page.send(ErasureState.delete, form=form)).status
    assert await found(firm, said) == {"trulsegatan"}
    assert page.shown(CardState)["fields"]["description"]["shown"] == "Borttagen kontakt är Borttagen kontakts"
    assert page.shown(ErasureState)["whole"] == page.shown(ErasureState)["alone"] == []


@pytest.mark.asyncio
async def test_a_deleted_customer_stands_in_no_table_no_file_and_no_log(
    sign_in: SignIn, firm: Database, said: Said
) -> None:
    page = await sign_in("kundansvarig", CARD)
    await fill(page, CUSTOMER)
    await page.send(CustomersState.search_for, text="qvixonia")
    assert await found(firm, said) == set(TRACES)
    await page.send(DeletionState.ask, customer_id=CUSTOMER)
    question = page.shown(DeletionState)["question"]
    form = {"customer_id": question["id"], "version": question["version"], "confirmation": question["name"]}
    answer = await page.send(DeletionState.delete, form=form)
    assert answer.status
    assert answer.redirects == ["/customers"]
    assert await found(firm, said) == set()
    assert page.shown(DeletionState)["question"]["name"] == ""
