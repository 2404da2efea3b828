"""Every page and dialog so far without findings by axe, in light and dark, wide and narrow."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import ready
from tests.e2e.test_addresses import open_card
from tests.e2e.test_deletion import ask_to_delete


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_pages_and_dialogs_have_no_findings(signed_in, make, theme, width):
    customer = make.customer(country="SE", organisation_number="556677-8899")
    make.address(customer, is_billing=True)
    make.address(customer, "Andra gatan 2")
    make.contact(customer, "Axa", "Axelsson", email="axa@provkund.example", phone="070-174 06 05")
    make.change(customer, "description", "Axa ringde. Axa Axelsson svarar på 070-174 06 05.")
    page = signed_in("admin", viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce")
    open_card(page, customer.path)
    check(page, "card")
    page.get_by_role("button", name="Ny adress").click()
    check(page, "new address")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Axa Axelsson").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page, "contact")
    page.get_by_role("dialog").get_by_role("button", name="Ta bort").click()
    expect(page.get_by_role("alertdialog").get_by_role("listitem")).to_have_count(2)
    check(page, "delete contact")
    page.keyboard.press("Escape")
    ask_to_delete(page)
    check(page, "delete customer")
    page.keyboard.press("Escape")
    make.project(customer)
    ask_to_delete(page)
    check(page, "a customer that is kept")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Användarmeny").click()
    check(page, "user menu")
    page.goto("/customers?view=all")
    ready(page)
    check(page, "list")
    page.get_by_role("button", name="Ny kund").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page, "new customer")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_page_has_no_findings(contexts, theme):
    page = contexts(color_scheme=theme).new_page()
    page.goto("/login?error=credentials")
    ready(page)
    check(page, "sign-in")


def test_nothing_scrolls_sideways_on_a_narrow_screen(signed_in, make):
    customer = make.customer("Ett mycket långt namn på en kund som bör brytas över flera rader AB")
    make.address(customer)
    make.contact(customer, "Maximiliana", "Wallengren-Oxenstierna", email="maximiliana.wallengren@provkund.example")
    page = signed_in("admin", viewport={"width": 320, "height": 700})
    for path in (customer.path, "/customers?view=all"):
        page.goto(path)
        ready(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def check(page: Page, where: str) -> None:
    """Fail with what axe found, and where."""
    results = Axe().run(page)
    findings = [
        f"{where}: {v['id']}: {[node['html'][:160] for node in v['nodes']][:3]}" for v in results.response["violations"]
    ]
    assert findings == []
