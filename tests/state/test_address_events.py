"""The dialog of an address as the card's page drives it."""

from __future__ import annotations

import pytest

from customer_card.database import Database
from customer_card.models import Customer
from customer_card.services import addresses
from customer_card.services.addresses import AddressFields
from customer_card.services.history import Base
from customer_card.state.addresses import AddressesState
from customer_card.state.card import CardState
from tests.state.conftest import SignIn
from tests.support.people import actor
from tests.support.pipeline import Page
from tests.support.records import addresses_of, row
from tests.support.snapshot import snapshot

CARD = "/customers/1037/contacts"
CUSTOMER = 37


async def customer() -> Customer:
    return await row(Customer, CUSTOMER)


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
