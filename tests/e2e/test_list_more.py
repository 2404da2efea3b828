"""Stories of the list's figures, filters and views, of going through it, and of warnings and signatures."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import ready
from tests.e2e.test_access import check
from tests.e2e.test_addresses import open_card
from tests.e2e.test_customer_list import open_list, rows

SIGNATURE = """Med vänlig hälsning

Klara Bergström
Inköpschef
Provkund AB
Tel: 08-123 456 78
Mob: 070-174 06 05
klara.bergstrom@provkund.example
www.provkund.example
"""

COLUMNS = ("Öppen försäljning", "Fakturerat i år", "Förfallet")


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def test_amounts_are_shown_to_whoever_has_a_money_scope_and_say_it(signed_in):
    page = signed_in("ekonomi")
    open_list(page)
    for name in COLUMNS:
        expect(page.get_by_role("columnheader", name=name)).to_be_visible()
    expect(page.get_by_text("Belopp från projekt som du har behörighet att se")).to_be_visible()
    expect(rows(page).filter(has_text=re.compile(r"\d (SEK|EUR|NOK|DKK)")).first).to_be_visible()
    page = signed_in("medarbetare")
    open_list(page)
    expect(rows(page).first).to_be_visible()
    expect(page.get_by_role("columnheader", name=COLUMNS[0])).to_have_count(0)
    expect(page.get_by_text("Belopp från projekt")).to_have_count(0)


def test_filters_and_orders_stand_in_the_address_and_survive_a_reload(signed_in):
    page = signed_in("ledning")
    open_list(page)
    page.get_by_role("combobox", name="Land").fill("Finl")
    page.get_by_role("option", name="Finland", exact=True).click()
    expect(page).to_have_url(re.compile("country=FI"))
    page.get_by_label("Sortering").select_option("city")
    expect(page).to_have_url(re.compile("sort=city"))
    expect(page.get_by_role("columnheader", name="Ort")).to_have_attribute("aria-sort", "ascending")
    page.reload()
    ready(page)
    expect(page.get_by_role("combobox", name="Land")).to_have_value("Finland")
    expect(page.get_by_label("Sortering")).to_have_value("city")
    countries = rows(page).locator("td:nth-child(7)").all_inner_texts()
    assert countries
    assert set(countries) == {"Finland"}


# Whatever stands on the page for a moment between two others is kept. The server is asked a little later than the page
# would, so that there is such a moment; the one for which a page is held is made long.
WATCHED = """
const soon = window.setTimeout;
window.setTimeout = (act, after, ...more) => soon(act, after === 120 ? 60000 : after, ...more);
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) { soon(() => send.call(this, data), 100) };
window.headings = [];
window.outlines = 0;
new MutationObserver(() => {
  const heading = document.querySelector("h1")?.textContent;
  if (heading && heading !== window.headings.at(-1)) window.headings.push(heading);
  window.outlines += document.querySelectorAll(".card.waiting").length;
}).observe(document, {subtree: true, childList: true, characterData: true});
"""


def test_the_list_stays_in_sight_until_the_card_is_there_whole(signed_in, make):
    customer = make.customer()
    page = signed_in("admin")
    page.add_init_script(WATCHED)
    open_list(page, f"?view=all&search={customer.number}")
    page.evaluate("() => { window.headings.length = 0; window.outlines = 0 }")
    page.get_by_role("link", name=customer.name).click()
    expect(heading(page)).to_have_text(customer.name)
    ready(page)
    assert page.evaluate("window.outlines") == 0
    assert [name for name in page.evaluate("window.headings") if name != "Kunder"] == [customer.name]


# Nothing is sent for a second: whoever waits for an answer waits longer than a page is kept in sight.
SLOW = """
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) {
  if (!window.slow) send.call(this, data);
  else setTimeout(() => (send.call(this, data), (window.late = true)), 1000);
};
"""


def test_a_row_that_becomes_another_customer_s_while_it_is_pressed_is_not_opened(signed_in):
    page = signed_in("medarbetare")
    open_list(page)
    first = rows(page).get_by_role("link").first
    meant = first.inner_text()
    first.hover()
    page.mouse.down()
    # An answer to what was typed before comes only now.
    page.get_by_role("searchbox", name="Sök kunder").evaluate(
        """input => {
          Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, "vindkullen");
          input.dispatchEvent(new Event("input", {bubbles: true}));
        }"""
    )
    expect(first).to_have_text("Vindkullen Energi AB")
    page.mouse.up()
    page.get_by_role("searchbox", name="Sök kunder").fill("")
    expect(first).to_have_text(meant)
    first.click()
    expect(heading(page)).to_have_text(meant)


def test_where_the_answer_takes_long_the_page_turns_without_it(signed_in, make):
    customer = make.customer()
    page = signed_in("admin")
    page.add_init_script(SLOW)
    open_list(page, f"?view=all&search={customer.number}")
    page.evaluate("window.slow = true")
    page.get_by_role("link", name=customer.name).click()
    expect(page.locator(".card.waiting")).to_be_visible()
    expect(page).to_have_url(re.compile(f"/customers/{customer.number}/contacts"))
    expect(heading(page)).to_have_text(customer.name)


def test_whoever_goes_elsewhere_in_that_moment_is_not_fetched_back(signed_in, make):
    customer = make.customer()
    page = signed_in("admin")
    page.add_init_script(SLOW)
    open_list(page, f"?view=all&search={customer.number}")
    expect(rows(page)).to_have_count(1)
    page.evaluate(
        """() => {
          window.slow = true;
          document.querySelector("td.name a").click();
          document.querySelector("a[href='/contacts']").click();
          window.slow = false;
        }"""
    )
    expect(heading(page)).to_have_text("Kontakter")
    page.wait_for_function("window.late")
    # What is asked after it is answered after it.
    page.get_by_role("searchbox", name="Sök kontakter").fill("ingen heter så")
    expect(page.get_by_role("button", name="Rensa sökning och filter")).to_be_visible()
    expect(page).to_have_url(re.compile("/contacts"))


def test_the_arrows_go_on_whatever_key_is_held_and_however_often_they_are_pressed(signed_in):
    page = signed_in("medarbetare")
    page.add_init_script(SLOW)
    open_list(page, "?view=all&sort=number")
    names = [name.inner_text() for name in rows(page).locator("td.name a").all()[:3]]
    page.get_by_role("link", name=names[0]).click()
    expect(heading(page)).to_have_text(names[0])
    page.get_by_role("button", name="Nästa kund").click(modifiers=["Shift"])
    expect(heading(page)).to_have_text(names[1])
    expect(page).to_have_url(re.compile("/1002/"))
    page.evaluate("window.slow = true")
    for _ in range(8):
        page.keyboard.press("j")
    expect(page).to_have_url(re.compile("/1003/"))
    expect(heading(page)).to_have_text(names[2])


def test_the_card_that_was_seen_last_is_opened_again_at_once(signed_in, make):
    customer = make.customer()
    page = signed_in("admin")
    open_list(page, f"?view=all&search={customer.number}")
    for _ in range(2):
        page.get_by_role("link", name=customer.name).click()
        expect(heading(page)).to_have_text(customer.name)
        page.go_back()
        expect(heading(page)).to_have_text("Kunder")
        expect(rows(page)).to_have_count(1)


def test_a_link_to_a_customer_that_is_gone_meanwhile_says_so(signed_in, make):
    customer = make.customer()
    page = signed_in("admin")
    open_list(page, f"?view=all&search={customer.number}")
    expect(rows(page)).to_have_count(1)
    make.delete(customer)
    page.get_by_role("link", name=customer.name).click()
    expect(page.get_by_role("heading", name="Kunden finns inte eller så saknar du behörighet.")).to_be_visible()


def test_the_last_visited_customers_stand_first(signed_in, make):
    first, second = make.customer(), make.customer()
    page = signed_in("projektledare")
    for customer in (first, second):
        open_card(page, customer.path)
        expect(heading(page)).to_have_text(customer.name)
    open_list(page)
    page.get_by_role("button", name="Senast besökta").click()
    expect(page).to_have_url(re.compile("view=recent"))
    expect(rows(page).first).to_contain_text(second.name)
    expect(rows(page).nth(1)).to_contain_text(first.name)


def test_keys_and_arrows_go_through_the_list_with_the_tab_kept(signed_in):
    page = signed_in("medarbetare")
    open_list(page, "?view=all&sort=number")
    names = [name.inner_text() for name in rows(page).locator("td.name a").all()[:3]]
    page.get_by_role("link", name=names[0]).click()
    expect(heading(page)).to_have_text(names[0])
    expect(page.get_by_role("button", name="Föregående kund")).to_be_disabled()
    page.keyboard.press("5")
    expect(page).to_have_url(re.compile("/settings"))
    page.keyboard.press("j")
    expect(heading(page)).to_have_text(names[1])
    expect(page).to_have_url(re.compile("/settings"))
    expect(page.get_by_role("button", name="Föregående kund")).to_be_enabled()
    page.reload()
    ready(page)
    page.get_by_role("button", name="Nästa kund").click()
    expect(heading(page)).to_have_text(names[2])
    page.keyboard.press("k")
    expect(heading(page)).to_have_text(names[1])
    page.get_by_role("link", name="Till listan").click()
    expect(page).to_have_url(re.compile("sort=number"))


def test_a_card_that_was_not_opened_out_of_a_list_has_no_arrows(signed_in, make):
    page = signed_in("medarbetare")
    customer = make.customer()
    open_card(page, customer.path)
    expect(heading(page)).to_have_text(customer.name)
    expect(page.get_by_role("button", name="Nästa kund")).to_have_count(0)


def test_the_keys_are_listed_and_can_be_switched_off(signed_in):
    page = signed_in("medarbetare")
    open_list(page)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Kortkommandon")
    expect(dialog).to_contain_text("Nästa kund i listan")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    switch = page.get_by_role("menuitemcheckbox", name="Använd snabbtangenter")
    for state in ("off", "on"):
        page.get_by_role("button", name="Användarmeny").click()
        switch.click()
        page.locator(f"[data-single-keys={state}]").wait_for()
        if state == "off":
            page.keyboard.press("?")
            page.reload()
            ready(page)
            page.locator("[data-single-keys=off]").wait_for()
            page.keyboard.press("/")
            expect(page.get_by_role("searchbox", name="Sök kunder")).not_to_be_focused()
            expect(dialog).to_have_count(0)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Sök kunder")).to_be_focused()


def test_nearly_the_same_name_is_warned_about_while_typing(signed_in, make):
    make.customer("Vinterbergets Snickeri AB")
    page = signed_in("kundansvarig")
    open_list(page)
    page.get_by_role("button", name="Ny kund").click()
    dialog = page.get_by_role("dialog", name="Ny kund")
    dialog.get_by_role("textbox", name="Namn").press_sequentially("Vinterbergets Snikeri")
    expect(dialog.get_by_role("link", name=re.compile("Vinterbergets Snickeri AB"))).to_be_visible()
    dialog.get_by_role("textbox", name="Namn").fill("Något helt annat")
    expect(dialog.get_by_role("link", name=re.compile("Vinterbergets"))).to_have_count(0)


def test_a_pasted_signature_fills_what_is_empty(signed_in, make):
    customer = make.customer(country="SE")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    page.get_by_role("button", name="Ny kontaktperson").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Titel").fill("Logistikchef")
    dialog.get_by_role("button", name="Klistra in signatur").click()
    expect(dialog.get_by_role("textbox", name="Signatur")).to_be_focused()
    page.keyboard.insert_text(SIGNATURE)
    expect(dialog.get_by_role("textbox", name="Förnamn")).to_have_value("Klara")
    expect(dialog.get_by_role("textbox", name="Efternamn")).to_have_value("Bergström")
    expect(dialog.get_by_role("textbox", name="Titel")).to_have_value("Logistikchef")
    expect(dialog.get_by_role("textbox", name="E-post")).to_have_value("klara.bergstrom@provkund.example")
    expect(dialog.get_by_role("textbox", name="Telefon")).to_have_count(2)
    expect(dialog.get_by_role("textbox", name="Telefon").nth(1)).to_have_value("+46 70 174 06 05")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_have_count(0)
    contacts = page.get_by_role("region", name="Kontaktpersoner")
    expect(contacts).to_contain_text("Klara Bergström")
    expect(contacts).to_contain_text("Logistikchef")
    expect(contacts).to_contain_text("08-123 456 78")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_the_new_parts_have_no_findings(signed_in, make, theme, width):
    customer = make.customer()
    page = signed_in("admin", viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce")
    open_list(page, "?view=all&sort=-updated&country=SE")
    expect(rows(page).first).to_be_visible()
    check(page, "list with amounts")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Kortkommandon")).to_be_visible()
    check(page, "shortcuts")
    page.keyboard.press("Escape")
    open_card(page, f"{customer.path}?list=view%3Dall")
    expect(page.get_by_role("button", name="Nästa kund")).to_be_visible()
    check(page, "card out of a list")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Ny kontaktperson").click()
    page.get_by_role("button", name="Klistra in signatur").click()
    expect(page.get_by_role("textbox", name="Signatur")).to_be_visible()
    check(page, "signature")
