"""The customer list as its page drives it, with the address line always saying what is shown."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

import pytest

from customer_card.database import Database
from customer_card.services import customers
from customer_card.services.customers import NewCustomer
from customer_card.state.customers import WHILE_TYPING, CustomersState
from customer_card.state.picker import PickerState
from tests.state.conftest import SignIn
from tests.support.people import actor
from tests.support.pipeline import Answer, Page
from tests.support.records import user_id

REPLACED = re.compile(r"^history\.replaceState\(history\.state, '', '\?(?P<query>[^']*)'\)$")


def address_of(answer: Answer) -> dict[str, str]:
    """The query that the answer puts into the address line."""
    found = [REPLACED.match(script) for script in answer.scripts if "replaceState" in script]
    assert len(found) == 1
    assert found[0]
    return dict(parse_qsl(found[0]["query"], keep_blank_values=True))


def names(page: Page) -> list[str]:
    return [one["name"] for one in page.shown(CustomersState)["rows"]]


@pytest.mark.asyncio
async def test_ones_own_customers_are_the_first_view_of_whoever_has_some(sign_in: SignIn) -> None:
    owner, other = await sign_in("kundansvarig"), await sign_in("medarbetare")
    assert (owner.shown(CustomersState)["view"], other.shown(CustomersState)["view"]) == ("mine", "all")
    owners = [one["owner"] for one in owner.shown(CustomersState)["rows"]]
    assert 0 < owners.count("Anna Lind") <= len(owners) < len(other.shown(CustomersState)["rows"])


@pytest.mark.asyncio
async def test_without_the_right_to_read_there_is_no_list(sign_in: SignIn) -> None:
    page = await sign_in("ingen")
    shown = page.shown(CustomersState)
    assert (shown["no_access"], shown["loaded"], shown["rows"], shown["count"]) == (True, True, [], "")


@pytest.mark.asyncio
async def test_a_search_stands_in_the_address_line_and_survives_a_reload(sign_in: SignIn) -> None:
    page = await sign_in("admin", "/customers?view=all")
    answer = await page.send(CustomersState.search_for, text="björk & co's åäö")
    assert address_of(answer) == {"search": "björk & co's åäö", "view": "all"}
    answer = await page.send(CustomersState.search_for, text="björk")
    [script] = answer.scripts
    shown = names(page)
    assert any("Björkvik" in name for name in shown)
    await page.open("/customers?" + REPLACED.match(script)["query"])  # pyright: ignore[reportOptionalSubscript]
    assert names(page) == shown
    assert page.shown(CustomersState)["search"] == "björk"


@pytest.mark.asyncio
async def test_a_search_is_answered_with_a_screenful_and_the_rest_comes_when_asked_for(sign_in: SignIn) -> None:
    page = await sign_in("admin", "/customers?view=all")
    all_of_them = names(page)
    assert (len(all_of_them), page.shown(CustomersState)["goes_on"]) == (37, False)
    await page.send(CustomersState.search_for, text="e")
    shown = page.shown(CustomersState)
    assert (len(shown["rows"]), shown["goes_on"], shown["count"]) == (WHILE_TYPING, True, "37 kunder")
    first = names(page)
    await page.send(CustomersState.show_rest)
    shown = page.shown(CustomersState)
    assert (names(page)[:WHILE_TYPING], sorted(names(page)), shown["goes_on"]) == (first, sorted(all_of_them), False)
    # Asked for again, as by a button that was pressed twice, nothing is read or sent.
    answer = await page.send(CustomersState.show_rest)
    assert answer.changed(CustomersState) == {}


@pytest.mark.asyncio
async def test_another_search_sends_what_differs(sign_in: SignIn) -> None:
    page = await sign_in("admin", "/customers?view=all")
    await page.send(CustomersState.search_for, text="björkv")
    answer = await page.send(CustomersState.search_for, text="björkvi")
    assert answer.changed(CustomersState).keys() == {"search", "card_suffix"}


@pytest.mark.asyncio
async def test_nothing_that_is_typed_can_leave_the_script_that_writes_the_address(sign_in: SignIn) -> None:
    page = await sign_in("admin")
    for typed in (
        "'); alert(1); ('",
        "\\'); alert(1)//",
        "\u2028\u2029",
        "</script><script>",
        "`${alert(1)}`",
    ):
        answer = await page.send(CustomersState.search_for, text=typed)
        assert address_of(answer)["search"] == typed


@pytest.mark.asyncio
async def test_filters_keep_the_search_and_begin_at_the_first_page(sign_in: SignIn) -> None:
    page = await sign_in("admin", "/customers?view=all&search=a&page=1")
    owner = await user_id("kundansvarig")
    answer = await page.send(CustomersState.choose_owner, values=[str(owner)])
    assert address_of(answer) == {"search": "a", "view": "all", "owner": str(owner)}
    answer = await page.send(CustomersState.choose_active, active="all")
    assert address_of(answer) == {"search": "a", "view": "all", "owner": str(owner), "active": "all"}
    assert page.shown(CustomersState)["owner"][0]["label"] == "Anna Lind"
    answer = await page.send(CustomersState.choose_owner, values=[""])
    assert "owner" not in address_of(answer)


@pytest.mark.asyncio
async def test_clearing_the_filters_shows_everything_in_the_same_order(sign_in: SignIn) -> None:
    page = await sign_in("admin", "/customers?view=mine&search=zzz&active=all&sort=-name")
    assert page.shown(CustomersState)["filtered"]
    assert names(page) == []
    answer = await page.send(CustomersState.clear_filters)
    assert address_of(answer) == {"view": "all", "sort": "-name"}
    assert not page.shown(CustomersState)["filtered"]
    assert len(names(page)) > 30
    assert any("customer-search" in script for script in answer.scripts)


@pytest.mark.asyncio
async def test_a_column_sorts_and_the_same_column_again_turns_the_order(sign_in: SignIn) -> None:
    page = await sign_in("admin", "/customers?view=all")
    assert address_of(await page.send(CustomersState.sort_by, column="name"))["sort"] == "name"
    upwards = names(page)
    assert address_of(await page.send(CustomersState.sort_by, column="name"))["sort"] == "-name"
    assert names(page) == upwards[::-1]


@pytest.mark.asyncio
async def test_pages_follow_one_another_without_gaps_or_doubles(sign_in: SignIn, firm: Database) -> None:
    admin = await actor("admin")
    for n in range(70):
        await customers.create(admin, NewCustomer(name=f"Serien {n:03}"))
    page = await sign_in("admin", "/customers?view=all&search=serien")
    first = names(page)
    assert page.shown(CustomersState)["has_more"]
    answer = await page.send(CustomersState.go_to_page, page=2)
    assert address_of(answer) == {"search": "serien", "view": "all", "page": "2"}
    assert first + names(page) == [f"Serien {n:03}" for n in range(70)]
    assert not page.shown(CustomersState)["has_more"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "query",
    [
        "page=0", "page=x", "page=-3", "view=everything", "active=maybe", "sort=colour", "owner=x",
        "unknown=1", "=", "&&&", "search=", "industry=x", "segment=-1", "country=QQ", "sort=--updated",
    ],
)  # fmt: skip
async def test_what_is_not_understood_in_an_address_counts_as_not_said(query: str, sign_in: SignIn) -> None:
    page = await sign_in("medarbetare", f"/customers?{query}")
    shown = page.shown(CustomersState)
    assert shown["loaded"]
    assert len(shown["rows"]) > 30


@pytest.mark.asyncio
async def test_a_page_of_the_list_is_not_large(sign_in: SignIn) -> None:
    page = await sign_in("admin", "/customers?view=all")
    answer = await page.send(CustomersState.choose_active, active="all")
    assert len(names(page)) == 40
    assert len(answer.text) < 25_000


@pytest.mark.asyncio
async def test_an_owners_name_is_offered_by_any_beginning(sign_in: SignIn) -> None:
    page = await sign_in("medarbetare")
    await page.send(PickerState.search, picker="owner.filter", query="lin")
    assert [one["label"] for one in page.shown(PickerState)["options"]] == ["Anna Lind"]
    assert page.shown(PickerState)["options_for"] == "owner.filter"


@pytest.mark.asyncio
async def test_who_cannot_read_customers_is_offered_no_names(sign_in: SignIn) -> None:
    page = await sign_in("ingen")
    answer = await page.send(PickerState.search, picker="owner", query="")
    assert answer.alert
    assert "Lind" not in answer.text
