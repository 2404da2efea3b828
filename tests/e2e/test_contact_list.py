"""Stories of the contacts across customers, and of copying them as an e-mail list."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import ready
from tests.e2e.test_access import check
from tests.support.people import SIGN_INS

EDITORS = [name for key, name in SIGN_INS.items() if key not in {"employee", "no_customer_access"}]
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def rows(page: Page) -> Locator:
    """The rows of the list, without its heading."""
    return page.get_by_role("table", name="Kontakter").locator("tbody").get_by_role("row")


def open_list(page: Page, query: str = "") -> None:
    """Open the list and wait until it is alive."""
    page.goto(f"/contacts{query}")
    ready(page)


def search_for(page: Page, text: str) -> None:
    """Type into the search."""
    page.get_by_role("searchbox", name="Sök kontakter").fill(text)


def open_dialog(page: Page) -> Locator:
    """Open the dialog for copying the list as it is."""
    page.get_by_role("button", name="Kopiera e-postlista").click()
    return page.get_by_role("dialog", name="Kopiera e-postlista")


@pytest.fixture
def circle(make):
    """Four people at two customers of their own, whose names begin with a word that nobody else has."""
    word = f"Krets{make.customer().number}"
    one, other = make.customer(f"{word} Ett AB"), make.customer(f"{word} Två AB")
    make.contact(one, "Anna", f"{word}ek", email=f"anna@{word}.example", phone="070-174 06 11", consent="given")
    make.contact(one, "Bo", f"{word}al", email=f"bo@{word}.example")
    make.contact(other, "Cia", f"{word}bok", email=f"cia@{word}.example", consent="declined")
    make.contact(other, "Dan", f"{word}ask", email=f"dan@{word}.example", email_barred=True, consent="given")
    return word.lower()


def test_the_list_is_reached_from_the_main_menu(signed_in):
    page = signed_in("medarbetare")
    page.goto("/customers?view=all")
    ready(page)
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Kontakter").click()
    expect(page.get_by_role("heading", name="Kontakter", level=1)).to_be_visible()
    expect(rows(page)).to_have_count(50)
    for column in ("Namn", "Titel", "Roll", "Kund", "E-post", "Telefon", "Nyckelord", "Samtycke"):
        expect(page.get_by_role("columnheader", name=column, exact=True)).to_be_visible()


def test_contacts_are_searched_while_typing_and_the_address_keeps_it(signed_in, circle):
    page = signed_in("medarbetare")
    open_list(page)
    search = page.get_by_role("searchbox", name="Sök kontakter")
    search.press_sequentially(f"{circle} ann")
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text(f"anna@{circle}.example")
    expect(page).to_have_url(re.compile(f"search={circle}"))
    expect(search).to_be_focused()
    page.reload()
    ready(page)
    expect(page.get_by_role("searchbox", name="Sök kontakter")).to_have_value(f"{circle} ann")
    expect(rows(page)).to_have_count(1)


def test_contacts_stand_by_last_name_and_the_other_columns_sort_too(signed_in, circle):
    page = signed_in("medarbetare")
    open_list(page, f"?search={circle}")
    names = rows(page).locator("td:nth-child(1)")
    expect(names).to_have_text([re.compile("Bo"), re.compile("Dan"), re.compile("Cia"), re.compile("Anna")])
    page.get_by_role("columnheader", name="Namn", exact=True).get_by_role("button").click()
    expect(names).to_have_text([re.compile("Anna"), re.compile("Cia"), re.compile("Dan"), re.compile("Bo")])
    page.get_by_role("columnheader", name="Kund", exact=True).get_by_role("button").click()
    expect(page.get_by_role("columnheader", name="Kund", exact=True)).to_have_attribute("aria-sort", "ascending")
    expect(names).to_have_text([re.compile("Bo"), re.compile("Anna"), re.compile("Dan"), re.compile("Cia")])
    expect(page).to_have_url(re.compile("sort=customer"))


def test_a_contacts_name_opens_the_customers_card(signed_in, circle):
    page = signed_in("medarbetare")
    open_list(page, f"?search=anna+{circle}")
    page.get_by_role("link", name=re.compile("^Anna")).click()
    expect(page.get_by_role("heading", name=re.compile(f"{circle} Ett AB", re.IGNORECASE), level=1)).to_be_visible()
    expect(page.get_by_role("region", name="Kontaktpersoner")).to_contain_text("Anna")
    page.go_back()
    expect(rows(page)).to_have_count(1)


def test_filters_narrow_the_list_down_and_survive_a_reload(signed_in):
    page = signed_in("ledning")
    open_list(page)
    keywords = page.get_by_role("combobox", name="Nyckelord")
    keywords.fill("nyhets")
    page.get_by_role("option", name="Nyhetsbrev").click()
    expect(page).to_have_url(re.compile(r"keywords=\d+"))
    with_one = page.get_by_role("heading", level=1).locator("..").get_by_role("status").inner_text()
    keywords.fill("golf")
    page.get_by_role("option", name="Golf").click()
    expect(page).to_have_url(re.compile(r"keywords=\d+%2C\d+"))
    page.get_by_label("Vilka av nyckelorden").select_option("all")
    expect(page).to_have_url(re.compile("match=all"))
    expect(page.get_by_role("heading", level=1).locator("..").get_by_role("status")).not_to_have_text(with_one)
    page.get_by_label("Samtycke till marknadsföring").select_option("given")
    expect(page).to_have_url(re.compile("consent=given"))
    page.get_by_role("combobox", name="Kundansvarig").fill("Mika")
    page.get_by_role("option", name="Mika Lehtonen").click()
    expect(page).to_have_url(re.compile(r"owner=\d+"))
    page.reload()
    ready(page)
    expect(page.get_by_role("combobox", name="Kundansvarig")).to_have_value("Mika Lehtonen")
    expect(page.get_by_label("Vilka av nyckelorden")).to_have_value("all")
    expect(page.get_by_label("Samtycke till marknadsföring")).to_have_value("given")


def test_inactive_contacts_are_shown_when_asked_for(signed_in):
    page = signed_in("medarbetare")
    open_list(page)
    expect(page.get_by_role("cell", name="Inaktiv")).to_have_count(0)
    page.get_by_label("Status").select_option("no")
    expect(page).to_have_url(re.compile("active=no"))
    expect(rows(page).first).to_contain_text("Inaktiv")


def test_a_search_without_a_match_says_what_to_do(signed_in):
    page = signed_in("medarbetare")
    open_list(page)
    search_for(page, "qqqqqq")
    page.get_by_role("button", name="Rensa sökning och filter").click()
    expect(rows(page)).to_have_count(50)
    expect(page.get_by_role("searchbox", name="Sök kontakter")).to_have_value("")


def test_the_list_pages(signed_in):
    page = signed_in("medarbetare")
    open_list(page)
    first = rows(page).first.inner_text()
    page.get_by_role("button", name="Nästa sida").click()
    expect(page.get_by_text("Sida 2")).to_be_visible()
    expect(rows(page).first).not_to_have_text(first)
    expect(page).to_have_url(re.compile("page=2"))


def test_a_marketing_list_holds_who_consented_and_says_who_is_left_out(signed_in, circle):
    page = signed_in("kundansvarig", permissions=CLIPBOARD)
    open_list(page, f"?search={circle}")
    dialog = open_dialog(page)
    expect(dialog.get_by_role("button", name="Kopiera adresser")).to_be_disabled()
    expect(dialog.get_by_role("checkbox")).to_have_count(0)
    dialog.get_by_role("radio", name="Marknadsföring").check()
    expect(dialog.get_by_text("1 adress", exact=True)).to_be_visible()
    for reason in ("Har avböjt marknadsföring", "Samtycke ej angivet", "Adress som inte får användas"):
        expect(dialog.get_by_role("term").filter(has_text=reason)).to_be_visible()
    expect(dialog.get_by_role("textbox")).to_have_count(0)
    dialog.get_by_role("button", name="Kopiera adresser").click()
    expect(dialog.get_by_text("1 adress har kopierats.")).to_be_visible()
    expect(dialog.get_by_role("textbox", name="E-postadresser")).to_have_value(f"anna@{circle}.example")
    assert page.evaluate("navigator.clipboard.readText()") == f"anna@{circle}.example"


def test_contacts_without_a_stated_consent_come_along_when_ticked(signed_in, circle):
    page = signed_in("kundansvarig", permissions=CLIPBOARD)
    open_list(page, f"?search={circle}")
    dialog = open_dialog(page)
    dialog.get_by_role("radio", name="Marknadsföring").check()
    dialog.get_by_role("checkbox", name="Ta med kontakter utan angivet samtycke").check()
    expect(dialog.get_by_text("2 adresser", exact=True)).to_be_visible()
    dialog.get_by_role("button", name="Kopiera adresser").click()
    expect(dialog.get_by_text("2 adresser har kopierats.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"bo@{circle}.example; anna@{circle}.example"


def test_service_information_reaches_those_who_declined_marketing_too(signed_in, circle):
    page = signed_in("projektledare", permissions=CLIPBOARD)
    open_list(page, f"?search={circle}")
    dialog = open_dialog(page)
    dialog.get_by_role("radio", name="Serviceinformation").check()
    expect(dialog.get_by_text("3 adresser", exact=True)).to_be_visible()
    expect(dialog.get_by_role("checkbox")).to_have_count(0)
    dialog.get_by_role("button", name="Kopiera adresser").click()
    expect(dialog.get_by_text("3 adresser har kopierats.")).to_be_visible()
    expected = "; ".join(f"{name}@{circle}.example" for name in ("bo", "cia", "anna"))
    assert page.evaluate("navigator.clipboard.readText()") == expected
    page.evaluate("navigator.clipboard.writeText('')")
    dialog.get_by_role("button", name="Kopiera igen").click()
    expect(dialog.get_by_text("3 adresser har kopierats.")).to_be_visible()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text !== '')")


def test_where_the_browser_does_not_let_it_copy_the_addresses_are_selected(signed_in, circle):
    page = signed_in("ekonomi")
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'))")
    open_list(page, f"?search={circle}")
    dialog = open_dialog(page)
    dialog.get_by_role("radio", name="Serviceinformation").check()
    dialog.get_by_role("button", name="Kopiera adresser").click()
    expect(dialog.get_by_text("Webbläsaren tillät inte kopiering")).to_be_visible()
    assert page.evaluate("document.getSelection().toString()").startswith(f"bo@{circle}.example; ")


def test_another_purpose_takes_the_addresses_away_again(signed_in, circle):
    page = signed_in("admin", permissions=CLIPBOARD)
    open_list(page, f"?search={circle}")
    dialog = open_dialog(page)
    dialog.get_by_role("radio", name="Serviceinformation").check()
    dialog.get_by_role("button", name="Kopiera adresser").click()
    expect(dialog.get_by_role("textbox", name="E-postadresser")).to_be_visible()
    dialog.get_by_role("radio", name="Marknadsföring").check()
    expect(dialog.get_by_role("textbox")).to_have_count(0)
    expect(dialog.get_by_role("button", name="Kopiera adresser")).to_be_enabled()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Kopiera e-postlista")).to_be_focused()


@pytest.mark.parametrize("name", EDITORS)
def test_an_editor_is_offered_the_list_to_copy(signed_in, name):
    page = signed_in(name)
    open_list(page)
    expect(rows(page)).to_have_count(50)
    expect(page.get_by_role("button", name="Kopiera e-postlista")).to_be_visible()


def test_an_employee_reads_the_list_and_may_not_copy_it(signed_in):
    page = signed_in("medarbetare")
    open_list(page)
    expect(rows(page)).to_have_count(50)
    expect(page.get_by_role("button", name="Kopiera e-postlista")).to_have_count(0)


def test_somebody_without_access_to_customers_sees_no_contacts(signed_in):
    page = signed_in("ingen")
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    open_list(page)
    expect(page.get_by_text("Du har inte behörighet att se kunder")).to_be_visible()
    expect(page.get_by_role("link", name="Kontakter")).to_have_count(0)
    assert frames
    assert not any("@" in frame.replace("@demo.example", "") for frame in frames)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_the_list_and_its_dialog_have_no_findings(signed_in, circle, theme, width):
    page = signed_in(
        "admin", viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce",
        permissions=CLIPBOARD,
    )  # fmt: skip
    open_list(page)
    check(page, "contacts")
    page.get_by_label("Status").select_option("no")
    expect(rows(page).first).to_contain_text("Inaktiv")
    check(page, "inactive contacts")
    open_list(page, f"?search={circle}")
    dialog = open_dialog(page)
    check(page, "purpose")
    dialog.get_by_role("radio", name="Marknadsföring").check()
    expect(dialog.get_by_role("term").first).to_be_visible()
    check(page, "left out")
    dialog.get_by_role("button", name="Kopiera adresser").click()
    expect(dialog.get_by_role("textbox", name="E-postadresser")).to_be_visible()
    check(page, "copied")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 390])
def test_several_keywords_leave_the_toolbar_in_lines(signed_in, width):
    page = signed_in("kundansvarig")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/contacts")
    ready(page)
    field = page.get_by_role("combobox", name="Nyckelord", exact=True)
    chosen = page.locator(".toolbar .combobox-chip")
    for count in (1, 2, 3):
        field.click()
        page.get_by_role("listbox").get_by_role("option").nth(count).click()
        expect(chosen).to_have_count(count)
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox", name="Vilka av nyckelorden")).to_be_visible()
    # Whatever stands beside something else begins where it begins, and is as high.
    ragged = page.locator(".toolbar > *").evaluate_all(
        """parts => {
          const boxes = parts.map((part) => part.getBoundingClientRect());
          const beside = (one, other) => one.top < other.bottom && other.top < one.bottom;
          return boxes.some((one) => boxes.some((other) =>
            beside(one, other) && Math.abs(one.top - other.top) + Math.abs(one.height - other.height) > 4));
        }"""
    )
    assert not ragged


def test_a_title_and_a_role_do_not_run_into_each_other_on_a_phone(signed_in):
    page = signed_in("kundansvarig")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/contacts")
    ready(page)
    between = (
        page.get_by_role("row")
        .filter(has_text="Verkställande direktör")
        .first.evaluate("row => getComputedStyle(row.children[1], '::after').content")
    )
    assert between == '"·"'
