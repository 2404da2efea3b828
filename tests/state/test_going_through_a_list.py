"""A card opened out of a list, the visit that it counts as, a pasted signature, and the user's keys."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from customer_card.database import Database
from customer_card.models import RecentCustomer
from customer_card.state.card import CardState
from customer_card.state.card_page import CardPageState
from customer_card.state.contacts import ContactsState
from customer_card.state.customers import CustomersState
from customer_card.state.list_query import card_suffix, query_of
from customer_card.state.neighbours import NeighboursState
from customer_card.state.new_customer import NewCustomerState
from customer_card.state.session import SessionState
from customer_card.state.signatures import SignatureState
from tests.state.conftest import SignIn
from tests.support.pipeline import plain
from tests.support.records import customer_id, user_id

LIST = "?list=view%3Dall%26sort%3Dnumber"


async def visits(database: Database, account: str) -> list[int]:
    user = await user_id(account)
    async with database.reading() as session:
        seen = select(RecentCustomer.customer_id).where(RecentCustomer.user_id == user)
        return list(await session.scalars(seen))


@pytest.mark.asyncio
async def test_a_card_out_of_a_list_knows_its_neighbours_and_keeps_the_list(sign_in: SignIn) -> None:
    page = await sign_in("medarbetare", f"/customers/1002/sales{LIST}")
    shown = page.shown(NeighboursState)
    assert (shown["previous"], shown["following"]) == ("1001", "1003")
    assert shown["suffix"] == card_suffix(query_of({"sort": "number"}))
    await page.go(f"/customers/1001/sales{shown['suffix']}")
    assert (page.shown(NeighboursState)["previous"], page.shown(NeighboursState)["following"]) == ("", "1002")
    await page.go("/customers/1001/contacts")
    assert [page.shown(NeighboursState)[name] for name in ("back", "suffix", "following")] == ["", "", ""]


@pytest.mark.asyncio
async def test_whoever_goes_on_quickly_never_goes_on_from_the_former_customer(sign_in: SignIn) -> None:
    page = await sign_in("medarbetare", f"/customers/1002/contacts{LIST}")
    answer = await page.go(f"/customers/1003/contacts{LIST}")
    deltas = [update.get("delta") or {} for update in answer.updates]
    [card, *_] = [delta for delta in deltas if CardState.get_full_name() in delta]
    beside = plain(card[NeighboursState.get_full_name()])
    assert (beside["previous"], beside["following"]) == ("1002", "1004")


@pytest.mark.asyncio
async def test_a_card_asked_for_at_the_click_comes_with_its_own_neighbours(sign_in: SignIn) -> None:
    page = await sign_in("medarbetare", f"/customers/1002/contacts{LIST}")
    await page.send(CardPageState.open, number="1003", tab="contacts")
    assert (page.shown(NeighboursState)["previous"], page.shown(NeighboursState)["following"]) == ("1002", "1004")
    # The search that the former card began ends late, while the browser is still at its address.
    await page.send(NeighboursState.load)
    assert (page.shown(NeighboursState)["previous"], page.shown(NeighboursState)["following"]) == ("1002", "1004")


@pytest.mark.asyncio
async def test_a_card_opened_out_of_the_list_goes_on_by_its_rows_before_anything_is_looked_for(sign_in: SignIn) -> None:
    page = await sign_in("medarbetare", "/customers?view=all&sort=-number")
    rows = [row["number"] for row in page.shown(CustomersState)["rows"]]
    await page.send(CardPageState.open, number=rows[1], tab="contacts")
    shown = page.shown(NeighboursState)
    assert (shown["previous"], shown["following"]) == (rows[0], rows[2])
    await page.go(f"/customers/{rows[1]}/contacts{shown['suffix']}")
    assert page.shown(NeighboursState) == shown


@pytest.mark.asyncio
@pytest.mark.parametrize("query", ["list=", "list=%26%26", "list=owner%3Dx%26sort%3Dz", "list=search%3D%00%27"])
async def test_a_list_that_is_not_understood_harms_nothing(query: str, sign_in: SignIn) -> None:
    page = await sign_in("medarbetare", f"/customers/1002/contacts?{query}")
    assert page.shown(NeighboursState)["suffix"].replace("%3D", "=").count("list=") <= 1


@pytest.mark.asyncio
async def test_who_reads_no_customers_is_told_no_neighbours(sign_in: SignIn) -> None:
    page = await sign_in("ingen", f"/customers/1002/contacts{LIST}")
    answer = await page.send(NeighboursState.load)
    assert answer.alert
    assert "1001" not in "\n".join(page.received)


@pytest.mark.asyncio
async def test_a_shown_card_is_a_visit_once_for_all_its_tabs(sign_in: SignIn, firm: Database) -> None:
    page = await sign_in("medarbetare", "/customers/1002/contacts")
    await page.go("/customers/1002/sales")
    await page.go("/customers/9999/contacts")
    assert await visits(firm, "medarbetare") == [await customer_id("1002")]
    await page.go("/customers?view=recent")
    assert [row["number"] for row in page.shown(CustomersState)["rows"]] == ["1002"]


@pytest.mark.asyncio
async def test_going_through_the_recent_ones_leaves_their_order(sign_in: SignIn, firm: Database) -> None:
    page = await sign_in("medarbetare", "/customers/1002/contacts?list=view%3Drecent")
    assert await visits(firm, "medarbetare") == []
    await page.go("/customers/1003/contacts")
    assert await visits(firm, "medarbetare") == [await customer_id("1003")]


@pytest.mark.asyncio
async def test_a_signature_fills_the_form_that_is_open(sign_in: SignIn) -> None:
    page = await sign_in("kundansvarig", "/customers/1037/contacts")
    await page.send(ContactsState.open_new, customer_id=await customer_id("1037"))
    await page.send(SignatureState.show)
    text = "Nina Nyström\nProjektledare\nnina.nystrom@provkund.example\n+46 70 174 06 05"
    await page.send(SignatureState.read, text=text, form={"first_name": "Ninni", "email.new0.value": ""})
    shown = page.shown(ContactsState)
    assert [shown["form"][name] for name in ("first_name", "last_name", "title")] == [
        "Ninni", "Nyström", "Projektledare",
    ]  # fmt: skip
    assert [row["value"] for row in shown["emails"]] == ["nina.nystrom@provkund.example"]
    assert [(row["type"], row["value"]) for row in shown["phones"]] == [("mobile", "+46 70 174 06 05")]
    await page.send(SignatureState.read, text="ingenting", form={})
    assert "kändes igen" in page.shown(SignatureState)["note"]


@pytest.mark.asyncio
async def test_the_choice_of_single_keys_stays(sign_in: SignIn) -> None:
    page = await sign_in("medarbetare")
    assert page.shown(SessionState)["single_keys"] is True
    await page.send(SessionState.use_single_keys, on=False)
    other = await sign_in("medarbetare")
    assert other.shown(SessionState)["single_keys"] is False


@pytest.mark.asyncio
async def test_nearly_the_same_name_is_said(sign_in: SignIn) -> None:
    page = await sign_in("kundansvarig")
    await page.send(NewCustomerState.check_name, text="Åkerlunda Livsmedl")
    [line] = page.shown(NewCustomerState)["similar"]
    assert "Åkerlunda Livsmedel AB" in line["text"]


@pytest.mark.asyncio
async def test_amounts_reach_only_pages_with_a_money_scope(sign_in: SignIn) -> None:
    finance, employee = await sign_in("ekonomi", "/customers?view=all"), await sign_in("medarbetare")
    assert any(row["overdue"] for row in finance.shown(CustomersState)["rows"])
    assert finance.shown(CustomersState)["money_note"]
    assert not employee.shown(CustomersState)["shows_money"]
    assert {
        row[name] for row in employee.shown(CustomersState)["rows"] for name in ("open_sales", "billed", "overdue")
    } == {""}
