"""The list of contacts as its page drives it, and the dialog that copies it."""

from __future__ import annotations

import pytest

from customer_card.state.contact_list import ContactListState, query_of
from customer_card.state.mailing_list import MailingListState
from tests.state.conftest import SignIn
from tests.state.test_list_events import address_of
from tests.support.pipeline import Page
from tests.support.records import last_logged


def names(page: Page) -> list[str]:
    return [one["name"] for one in page.shown(ContactListState)["rows"]]


@pytest.mark.asyncio
async def test_everything_asked_for_stands_in_the_address_and_survives_a_reload(sign_in: SignIn) -> None:
    page = await sign_in("medarbetare", "/contacts")
    first = names(page)
    await page.send(ContactListState.choose_keywords, values=["1", "2"])
    await page.send(ContactListState.choose_match, match="all")
    await page.send(ContactListState.choose_role, values=["1"])
    await page.send(ContactListState.choose_segment, segment="1")
    await page.send(ContactListState.choose_active, active="all")
    await page.send(ContactListState.choose_consent, consent="given")
    await page.send(ContactListState.sort_by, column="customer")
    answer = await page.send(ContactListState.search_for, text="a & 'b'")
    assert address_of(answer) == {
        "search": "a & 'b'", "keywords": "1,2", "match": "all", "role": "1", "segment": "1", "active": "all",
        "consent": "given", "sort": "customer",
    }  # fmt: skip
    query = "?keywords=1,2&match=all&role=1&segment=1&active=all&consent=given&sort=customer"
    await page.send(ContactListState.search_for, text="")
    shown = names(page)
    await page.open(f"/contacts{query}")
    assert names(page) == shown != first


@pytest.mark.asyncio
async def test_each_change_begins_at_the_first_page(sign_in: SignIn) -> None:
    page = await sign_in("medarbetare", "/contacts?page=2")
    assert address_of(await page.send(ContactListState.go_to_page, page=3)) == {"page": "3"}
    assert address_of(await page.send(ContactListState.choose_active, active="all")) == {"active": "all"}


@pytest.mark.asyncio
async def test_the_name_column_turns_the_order_that_the_list_begins_with(sign_in: SignIn) -> None:
    page = await sign_in("medarbetare", "/contacts")
    assert address_of(await page.send(ContactListState.sort_by, column="name")) == {"sort": "-name"}
    assert address_of(await page.send(ContactListState.sort_by, column="name")) == {"sort": "name"}


@pytest.mark.asyncio
async def test_clearing_shows_everything_in_the_same_order(sign_in: SignIn) -> None:
    page = await sign_in("medarbetare", "/contacts?search=zzz&consent=given&sort=role")
    assert (names(page), page.shown(ContactListState)["filtered"]) == ([], True)
    answer = await page.send(ContactListState.clear_filters)
    assert address_of(answer) == {"sort": "role"}
    assert len(names(page)) == 50
    assert not page.shown(ContactListState)["filtered"]


@pytest.mark.parametrize(
    "query",
    [
        "page=0", "page=x", "sort=colour", "active=maybe", "consent=perhaps", "match=none", "keywords=a,b,,-1",
        "keywords=999999", "role=x", "role=999999", "owner=-1", "owner=0", "segment=999999", "segment=1e3", "=",
        "unknown=1", "search=",
    ],
)  # fmt: skip
@pytest.mark.asyncio
async def test_what_is_not_understood_in_an_address_counts_as_not_said(query: str, sign_in: SignIn) -> None:
    page = await sign_in("medarbetare", f"/contacts?{query}")
    shown = page.shown(ContactListState)
    assert (len(shown["rows"]), shown["page"], shown["filtered"]) == (50, 1, False)


def test_a_query_holds_ten_keywords_at_most_each_once() -> None:
    assert query_of({"keywords": "3,1,3," + ",".join(map(str, range(50, 80)))}).keywords[:2] == (3, 1)
    assert len(query_of({"keywords": ",".join(map(str, range(1, 80)))}).keywords) == 10


@pytest.mark.asyncio
async def test_without_the_right_to_read_there_is_no_list(sign_in: SignIn) -> None:
    page = await sign_in("ingen", "/contacts?search=a&owner=1&role=1&keywords=1")
    shown = page.shown(ContactListState)
    assert (shown["no_access"], shown["rows"], shown["count"], shown["role"]) == (True, [], "", [])


@pytest.mark.asyncio
async def test_no_address_reaches_the_dialog_before_the_copy_is_in_history(sign_in: SignIn) -> None:
    page = await sign_in("kundansvarig", "/contacts?consent=given")
    await page.send(MailingListState.open)
    answer = await page.send(MailingListState.choose, purpose="marketing", unstated=False)
    assert "@" not in answer.text
    assert page.shown(MailingListState)["summary"]["any"]
    answer = await page.send(MailingListState.copy, purpose="marketing", unstated=False)
    addresses = page.shown(MailingListState)["addresses"].split("; ")
    assert len(addresses) == len(set(addresses)) > 10
    assert any("copyFrom" in script for script in answer.scripts)
    kept = {one.field: one.after for one in await last_logged()}
    assert (kept["purpose"], kept["consent"], kept["addresses"]) == ("marketing", "given", len(addresses))
    await page.send(MailingListState.set_open, is_open=False)
    assert page.shown(MailingListState)["addresses"] == ""


@pytest.mark.asyncio
async def test_what_was_copied_is_said_and_also_when_the_browser_did_not_allow_it(sign_in: SignIn) -> None:
    page = await sign_in("kundansvarig", "/contacts")
    await page.send(MailingListState.copy, purpose="service", unstated=True)
    number = len(page.shown(MailingListState)["addresses"].split("; "))
    await page.send(MailingListState.copied, allowed=True)
    assert page.shown(MailingListState)["outcome"] == f"{number} adresser har kopierats."
    await page.send(MailingListState.copied, allowed=False)
    assert "tillät inte" in page.shown(MailingListState)["outcome"]


@pytest.mark.asyncio
async def test_a_page_of_the_list_is_not_large(sign_in: SignIn) -> None:
    page = await sign_in("medarbetare", "/contacts")
    answer = await page.send(ContactListState.choose_active, active="all")
    assert len(names(page)) == 50
    assert len(answer.text) < 35_000
