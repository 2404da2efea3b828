"""Stories of the customer list and of making a customer."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import ready
from tests.e2e.test_addresses import open_card


def rows(page: Page) -> Locator:
    """The rows of the list, without its heading."""
    return page.get_by_role("table").locator("tbody").get_by_role("row")


def open_list(page: Page, query: str = "?view=all") -> None:
    """Open the list and wait until it is alive."""
    page.goto(f"/customers{query}")
    ready(page)


def test_somebody_who_owns_customers_sees_their_own_first(signed_in):
    page = signed_in("kundansvarig")
    page.goto("/customers")
    ready(page)
    expect(page.get_by_role("button", name="Mina kunder")).to_have_attribute("aria-pressed", "true")
    mine = rows(page).count()
    page.get_by_role("button", name="Alla kunder").click()
    expect(page).to_have_url(re.compile("view=all"))
    expect(rows(page)).not_to_have_count(mine)


def test_the_list_is_searched_while_typing_without_accents(signed_in):
    page = signed_in("medarbetare")
    open_list(page)
    search = page.get_by_role("searchbox", name="Sök kunder")
    search.press_sequentially("akerlunda l")
    expect(rows(page)).to_have_count(1)
    expect(rows(page).get_by_role("link", name="Åkerlunda Livsmedel AB")).to_be_visible()
    expect(page).to_have_url(re.compile("search=akerlunda"))
    expect(search).to_be_focused()
    page.reload()
    ready(page)
    expect(page.get_by_role("searchbox", name="Sök kunder")).to_have_value("akerlunda l")
    expect(rows(page)).to_have_count(1)


def test_a_long_answer_to_a_search_goes_on_before_its_end_is_reached(signed_in):
    page = signed_in("medarbetare", viewport={"width": 1280, "height": 300})
    open_list(page)
    search, more = page.get_by_role("searchbox", name="Sök kunder"), page.get_by_role("button", name="Visa fler")
    # The end of the first rows is far from what such a low window shows.
    for text in ("e", "i"):
        search.fill(text)
        expect(page).to_have_url(re.compile(f"search={text}"))
        expect(rows(page)).to_have_count(25)
        rows(page).last.scroll_into_view_if_needed()
        expect(more).to_have_count(0)
        assert rows(page).count() > 25
    search.fill("e")
    expect(page).to_have_url(re.compile("search=e"))
    expect(rows(page)).to_have_count(25)
    more.press("Enter")
    expect(more).to_have_count(0)
    assert rows(page).count() > 25


def test_back_from_a_card_returns_to_the_search(signed_in):
    page = signed_in("medarbetare")
    open_list(page)
    page.get_by_role("searchbox", name="Sök kunder").fill("akerlunda l")
    expect(rows(page)).to_have_count(1)
    rows(page).get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Åkerlunda Livsmedel AB", level=1)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("searchbox", name="Sök kunder")).to_have_value("akerlunda l")
    expect(rows(page)).to_have_count(1)


def test_a_customer_is_found_by_the_telephone_of_a_contact(signed_in, make):
    customer = make.customer()
    make.contact(customer, "Tea", "Telefon", phone="070-174 06 77")
    page = signed_in("medarbetare")
    open_list(page)
    page.get_by_role("searchbox", name="Sök kunder").fill("0701740677")
    expect(rows(page).get_by_role("link", name=customer.name)).to_be_visible()


def test_a_search_without_a_match_says_what_to_do(signed_in):
    page = signed_in("medarbetare")
    open_list(page)
    page.get_by_role("searchbox", name="Sök kunder").fill("qqqqqq")
    page.get_by_role("button", name="Rensa sökning och filter").click()
    expect(rows(page).first).to_be_visible()
    expect(page.get_by_role("searchbox", name="Sök kunder")).to_have_value("")


def test_the_list_is_sorted_and_filtered_and_the_address_keeps_both(signed_in):
    page = signed_in("ledning")
    open_list(page)
    page.get_by_role("columnheader", name="Nummer", exact=True).get_by_role("button").click()
    expect(page.get_by_role("columnheader", name="Nummer", exact=True)).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("columnheader", name="Nummer", exact=True).get_by_role("button").click()
    expect(page.get_by_role("columnheader", name="Nummer", exact=True)).to_have_attribute("aria-sort", "descending")
    page.get_by_role("combobox", name="Kundansvarig").fill("Mika")
    page.get_by_role("option", name="Mika Lehtonen").click()
    expect(page).to_have_url(re.compile(r"owner=\d+"))
    page.get_by_label("Status").select_option("all")
    expect(page).to_have_url(re.compile("active=all"))
    for text in rows(page).locator("td:nth-child(3)").all_inner_texts():
        assert text == "Mika Lehtonen"
    numbers = [int(n) for n in rows(page).locator("td:nth-child(1)").all_inner_texts() if n.isdigit()]
    assert numbers == sorted(numbers, reverse=True)
    page.reload()
    ready(page)
    expect(page.get_by_role("columnheader", name="Nummer", exact=True)).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_role("combobox", name="Kundansvarig")).to_have_value("Mika Lehtonen")


def test_a_new_customer_is_made_with_number_and_address(signed_in):
    page = signed_in("kundansvarig")
    open_list(page)
    page.get_by_role("button", name="Ny kund").click()
    dialog = page.get_by_role("dialog", name="Ny kund")
    dialog.get_by_role("textbox", name="Namn").fill("Solrosens Konsult AB")
    dialog.get_by_role("combobox", name="Land").fill("Sver")
    page.get_by_role("option", name="Sverige").click()
    dialog.get_by_role("textbox", name="Organisationsnummer").fill("5591234566")
    dialog.get_by_role("textbox", name="Ort").fill("Lund")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog.get_by_role("textbox", name="Organisationsnummer")).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_role("textbox", name="Namn")).to_have_value("Solrosens Konsult AB")
    dialog.get_by_role("textbox", name="Organisationsnummer").fill("559900-1004")
    dialog.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("heading", name="Solrosens Konsult AB", level=1)).to_be_visible()
    expect(page.get_by_role("region", name="Adresser")).to_contain_text("Lund")
    expect(page.get_by_role("region", name="Kunduppgifter")).to_contain_text("559900-1004")


def test_an_existing_number_is_warned_about_while_typing(signed_in, make):
    make.customer("Redan Här AB", organisation_number="5560125790", country="SE")
    page = signed_in("kundansvarig")
    open_list(page)
    page.get_by_role("button", name="Ny kund").click()
    dialog = page.get_by_role("dialog", name="Ny kund")
    dialog.get_by_role("textbox", name="Organisationsnummer").press_sequentially("556012-5790")
    expect(dialog.get_by_role("link", name=re.compile("Redan Här AB"))).to_be_visible()


def test_a_customer_needs_a_name(signed_in):
    page = signed_in("kundansvarig")
    open_list(page)
    page.get_by_role("button", name="Ny kund").click()
    dialog = page.get_by_role("dialog", name="Ny kund")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog.get_by_role("textbox", name="Namn")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_role("button", name="Avbryt").click()
    expect(dialog).to_have_count(0)


def test_the_language_changes_without_a_reload_and_stays(signed_in, make):
    customer = make.customer()
    page = signed_in("ledning")
    open_card(page, customer.path)
    page.evaluate("window.before = true")
    page.get_by_role("button", name="Användarmeny").click()
    page.get_by_role("menuitemcheckbox", name="Suomi").click()
    expect(page.get_by_role("region", name="Asiakastiedot")).to_be_visible()
    expect(page.get_by_text(re.compile("^Luotu"))).to_be_visible()
    assert page.evaluate("window.before") is True
    assert page.evaluate("document.documentElement.lang") == "fi"
    page.reload()
    expect(page.get_by_role("region", name="Asiakastiedot")).to_be_visible()
    page.get_by_role("button", name="Käyttäjävalikko").click()
    page.get_by_role("menuitemcheckbox", name="Svenska").click()
    expect(page.get_by_role("region", name="Kunduppgifter")).to_be_visible()


def test_dark_is_chosen_and_kept(signed_in):
    page = signed_in("medarbetare")
    open_list(page)
    page.get_by_role("button", name="Användarmeny").click()
    page.get_by_role("menuitemcheckbox", name="Mörkt").click()
    expect(page.locator("html")).to_have_class(re.compile("dark"))
    page.reload()
    ready(page)
    expect(page.locator("html")).to_have_class(re.compile("dark"))


def test_a_double_click_makes_one_customer(signed_in):
    page = signed_in("kundansvarig")
    page.goto("/customers?view=all")
    ready(page)
    page.get_by_role("button", name="Ny kund").click()
    dialog = page.get_by_role("dialog", name="Ny kund")
    dialog.get_by_role("textbox", name="Namn").fill("Dubbelklickets Provbolag")
    dialog.get_by_role("button", name="Spara").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dubbelklickets Provbolag")
    page.goto("/customers?view=all&search=dubbelklickets")
    ready(page)
    expect(page.get_by_role("link", name="Dubbelklickets Provbolag")).to_have_count(1)
