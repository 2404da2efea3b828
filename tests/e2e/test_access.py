"""Every page and dialog without findings by axe, in light and dark, wide and narrow, and only downwards to scroll."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.e2e.conftest import ready
from tests.e2e.test_addresses import addresses, open_card
from tests.e2e.test_deletion import ask_to_delete
from tests.e2e.test_details import edit

HEIGHT = 900
WIDE, NARROW = 1440, 320
LOOKS = (("light", WIDE), ("light", NARROW), ("dark", NARROW), ("dark", WIDE))


@pytest.fixture
def page(signed_in) -> Page:
    """A page of somebody who may do everything."""
    page = signed_in("admin", viewport={"width": WIDE, "height": HEIGHT}, reduced_motion="reduce")
    page.emulate_media(color_scheme="light")
    return page


def test_the_card_with_its_tabs_menus_and_edits_in_place(page, make):
    customer = a_customer(make)
    open_card(page, customer.path)
    look(page, "card")
    page.get_by_role("button", name="Meny", exact=True).click()
    expect(page.get_by_role("menu")).to_be_visible()
    look(page, "card's menu")
    page.get_by_role("menuitem", name="Historik").click()
    expect(page.get_by_role("dialog", name="Historik")).to_be_visible()
    look(page, "history")
    page.keyboard.press("Escape")
    addresses(page).get_by_role("button", name="Ändra").click()
    look(page, "head offices to choose from")
    page.keyboard.press("Escape")
    field = edit(page, "Organisationsnummer")
    field.fill("556677-8890")
    field.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    look(page, "a wrong value in place")
    page.keyboard.press("Escape")
    field = edit(page, "Antal anställda")
    make.change(customer, "employees", "10", by="ekonomi")
    field.fill("20")
    field.press("Enter")
    expect(page.get_by_text("Välj vilket värde som ska gälla")).to_be_visible()
    look(page, "a conflict in place")
    field.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Sparat")
    look(page, "a message that can be undone")
    for tab in ("sales", "collaboration", "financials", "settings"):
        open_card(page, f"/customers/{customer.number}/{tab}")
        look(page, tab)


def test_the_dialogs_of_the_card(page, make):
    customer = a_customer(make)
    open_card(page, customer.path)
    page.get_by_role("button", name="Ny adress").click()
    look(page, "new address")
    close(page)
    addresses(page).get_by_role("button", name=re.compile("Storgatan 1")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Ort").fill("Åbo")
    page.keyboard.press("Escape")
    expect(dialog.get_by_text("Du har gjort ändringar som inte är sparade.")).to_be_visible()
    look(page, "an address with unsaved changes")
    dialog.get_by_role("button", name="Lämna ändå").click()
    addresses(page).get_by_role("button", name=re.compile("Storgatan 1")).click()
    dialog.get_by_role("button", name="Ta bort").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Ta bort").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("Välj")
    look(page, "a successor for the head office")
    close(page)
    open_card(page, customer.path)
    page.get_by_role("button", name="Ny kontaktperson").click()
    page.get_by_role("dialog").get_by_role("button", name="Spara").click()
    expect(page.get_by_role("dialog").locator("[aria-invalid=true]").first).to_be_visible()
    look(page, "a contact without a name")
    close(page)
    page.get_by_role("button", name="Axa Axelsson").click()
    expect(dialog.get_by_role("textbox", name="Förnamn")).to_be_focused()
    look(page, "contact")
    dialog.get_by_role("combobox", name="Nyckelord").click()
    expect(page.get_by_role("option").first).to_be_visible()
    look(page, "keywords to choose from")
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Ta bort", exact=True).click()
    expect(page.get_by_role("alertdialog").get_by_role("listitem")).to_have_count(2)
    look(page, "deleting a contact")
    close(page)
    ask_to_delete(page)
    look(page, "deleting a customer")
    close(page)
    make.project(customer)
    ask_to_delete(page)
    look(page, "a customer that is kept")


def test_the_lists_with_their_filters_and_dialogs(page):
    go(page, "/customers?view=all")
    page.get_by_role("button", name="Användarmeny").click()
    expect(page.get_by_role("menu")).to_be_visible()
    look(page, "user menu")
    page.keyboard.press("Escape")
    look(page, "customers")
    page.get_by_role("combobox", name="Kundansvarig").fill("a")
    expect(page.get_by_role("option").first).to_be_visible()
    look(page, "owners to choose from")
    page.get_by_role("button", name="Ny kund").click()
    dialog = page.get_by_role("dialog", name="Ny kund")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog.get_by_role("textbox", name="Namn")).to_have_attribute("aria-invalid", "true")
    look(page, "a new customer without a name")
    close(page)
    go(page, "/customers?view=all&search=qqqqqq")
    look(page, "no customers")
    go(page, "/customers?view=recent")
    look(page, "recent customers")
    go(page, "/contacts?search=qqqqqq")
    look(page, "no contacts")


def test_the_lists_of_words_and_what_is_not_there(page):
    for section, heading, word in (("roles", "Roller", "Ny roll"), ("industries", "Branscher", "Ny bransch")):
        go(page, f"/admin/{section}")
        region = page.get_by_role("region", name=heading, exact=True)
        region.get_by_role("button", name=word).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        look(page, word)
        close(page)
        look(page, section)
    for path, sentence in (
        ("/admin/nowhere", "Sidan finns inte"),
        ("/customers/nowhere/contacts", "Kunden finns inte"),
    ):
        go(page, path)
        expect(page.get_by_text(sentence).first).to_be_visible()
        look(page, path)


def test_what_stands_outside_the_program(contexts, signed_in):
    outside = contexts(viewport={"width": WIDE, "height": HEIGHT}, reduced_motion="reduce").new_page()
    for path in ("/login?error=credentials", "/setup?token=x&error=fields"):
        go(outside, path)
        look(outside, path)
    nobody = signed_in("ingen", viewport={"width": WIDE, "height": HEIGHT}, reduced_motion="reduce")
    for path in ("/customers", "/contacts"):
        go(nobody, path)
        look(nobody, f"{path} without access")


def test_an_address_that_leads_nowhere(browser: Browser, server):
    # A page that is missing is told by its status, which a browser logs as an error.
    context = browser.new_context(base_url=server, locale="sv-SE", reduced_motion="reduce")
    page = context.new_page()
    go(page, "/nowhere")
    expect(page.get_by_role("heading", name="Sidan finns inte", level=1)).to_be_visible()
    expect(page).to_have_title(re.compile("Sidan finns inte"))
    look(page, "no such page")
    page.get_by_role("link", name="Kunder").click()
    page.wait_for_url("**/login**")
    context.close()


def test_a_lost_connection_is_told(page):
    sockets: list[WebSocketRoute] = []

    def opened(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket(re.compile("/_event"), opened)
    go(page, "/customers?view=all")
    # Being offline keeps new connections from being made; the one that stands is closed by hand.
    page.context.set_offline(True)
    sockets[-1].close()
    expect(page.get_by_role("alert").get_by_text("Anslutningen bröts")).to_be_visible(timeout=20_000)
    look(page, "connection lost")


def a_customer(make):
    """A customer with something of everything."""
    customer = make.customer("Kund med långt namn som bryts över raderna AB", country="SE")
    make.change(customer, "organisation_number", "556677-8899")
    make.address(customer, is_billing=True)
    make.address(customer, "Andra gatan 2")
    make.contact(customer, "Axa", "Axelsson", email="axa.axelsson@langtnamn.provkund.example", phone="070-174 06 05")
    make.change(customer, "description", "Axa ringde. Axa Axelsson svarar på 070-174 06 05.")
    return customer


def go(page: Page, path: str) -> None:
    """Open a page and wait until it is alive."""
    page.goto(path)
    ready(page)


def close(page: Page) -> None:
    """Close whatever lies over the page."""
    page.keyboard.press("Escape")
    leave = page.get_by_role("button", name="Lämna ändå")
    if leave.count():
        leave.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("alertdialog")).to_have_count(0)


def look(page: Page, where: str) -> None:
    """Look at the screen in light and dark, wide and narrow."""
    for theme, width in LOOKS:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        expect(page.locator(f"html.{theme}")).to_have_count(1)
        check(page, f"{where}, {theme}, {width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (where, width)
    page.emulate_media(color_scheme="light")


def check(page: Page, where: str) -> None:
    """Fail with what axe found, and where."""
    results = Axe().run(page)
    findings = [
        f"{where}: {v['id']}: {[node['html'][:160] for node in v['nodes']][:3]}" for v in results.response["violations"]
    ]
    assert findings == []
