"""The dialog for a new customer as the list's page drives it."""

from __future__ import annotations

import pytest

from customer_card.database import Database
from customer_card.state.card import CardState
from customer_card.state.customers import CustomersState
from customer_card.state.new_customer import NewCustomerState
from tests.state.conftest import SignIn
from tests.support.snapshot import snapshot


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
