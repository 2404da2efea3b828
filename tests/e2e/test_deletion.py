"""Stories of «Ta bort kund», and of a contact whose name stands in what people wrote."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import ready
from tests.e2e.test_addresses import open_card
from tests.e2e.test_contacts import contacts, open_contact

MISSING = re.compile("Kunden finns inte eller så saknar du behörighet")


def ask_to_delete(page: Page) -> Locator:
    """Open the dialog «Ta bort kund» from the card's menu."""
    page.get_by_role("button", name="Meny", exact=True).click()
    page.get_by_role("menuitem", name="Ta bort kund").click()
    question = page.get_by_role("alertdialog", name="Ta bort kund")
    expect(question).to_be_visible()
    return question


def test_a_customer_is_deleted_by_keyboard_and_a_colleague_who_looks_at_it_is_told(signed_in, make):
    customer = make.customer("Bortfallna Konsulter AB")
    make.address(customer)
    contact_id = make.contact(customer, "Rut", "Raderfors")
    page, other = signed_in("kundansvarig"), signed_in("ekonomi")
    open_card(other, customer.path)
    page.goto("/customers?view=all&search=bortfallna")
    ready(page)
    page.get_by_role("link", name=customer.name).click()
    page.get_by_role("button", name="Meny", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Inaktivera kund")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("menuitem", name="Ta bort kund")).to_be_focused()
    page.keyboard.press("Enter")
    question = page.get_by_role("alertdialog", name="Ta bort kund")
    expect(question).to_contain_text("Åtgärden kan inte ångras.")
    expect(question).to_contain_text("1 kontakt")
    field = question.get_by_role("textbox", name=re.compile(customer.number))
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Meny", exact=True)).to_be_focused()
    ask_to_delete(page)
    page.keyboard.type("ett annat namn")
    page.keyboard.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    field.fill(customer.number)
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers?**")
    expect(page.get_by_role("status")).to_contain_text(f"Kund {customer.number} har tagits bort.")
    expect(page.get_by_role("status").get_by_role("button", name="Ångra")).to_have_count(0)
    expect(page.get_by_role("link", name=customer.name)).to_have_count(0)
    page.goto(customer.path)
    expect(page.get_by_role("heading", name=MISSING)).to_be_visible()
    contacts(other).get_by_role("button", name=re.compile("Rut Raderfors")).click()
    expect(other.get_by_role("alert")).to_contain_text(MISSING)
    assert contact_id


def test_a_customer_with_a_project_is_kept_and_inactivated_instead(signed_in, make):
    customer = make.customer()
    make.project(customer)
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    question = ask_to_delete(page)
    expect(question).to_contain_text("Kunden har projekt, fakturor eller filer och kan därför inte tas bort.")
    expect(question.get_by_role("textbox")).to_have_count(0)
    question.get_by_role("button", name="Inaktivera kund").click()
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    expect(page.get_by_text("Inaktiv", exact=True)).to_be_visible()
    assert make.stored_customer(customer).active is False
    page.get_by_role("status").get_by_role("button", name="Ångra").click()
    expect(page.get_by_text("Inaktiv", exact=True)).to_have_count(0)
    assert make.stored_customer(customer).active is True


def test_deleting_is_offered_to_those_who_may_only(signed_in, make):
    customer = make.customer()
    for name in ("ekonomi", "medarbetare"):
        page = signed_in(name)
        open_card(page, customer.path)
        page.get_by_role("button", name="Meny", exact=True).click()
        expect(page.get_by_role("menuitem", name="Historik")).to_be_visible()
        expect(page.get_by_role("menuitem", name="Ta bort kund")).to_have_count(0)


def test_texts_that_name_a_contact_are_listed_and_masked(signed_in, make):
    customer = make.customer()
    contact_id = make.contact(customer, "Rosmarie", "Quist", phone="070-174 06 05")
    make.contact(customer, "Ulf", "Ekman", description="Tog över efter Rosmarie Quist i våras.")
    make.change(customer, "description", "Rosmarie ringer gärna. Rosmarie Quist: 070-174 06 05.")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    open_contact(page, "Rosmarie Quist").get_by_role("button", name="Ta bort").click()
    question = page.get_by_role("alertdialog")
    whole = question.get_by_role("list").first
    expect(whole.get_by_role("listitem")).to_have_count(2)
    expect(whole).to_contain_text("Kundens beskrivning")
    expect(whole).to_contain_text("Beskrivningen av Ulf Ekman")
    expect(whole.locator("mark")).to_have_text(["Rosmarie Quist", "070-174 06 05", "Rosmarie Quist"])
    alone = question.get_by_role("checkbox")
    expect(alone).to_be_checked()
    alone.uncheck()
    question.get_by_role("button", name="Ta bort kontakt").click()
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    expect(page.get_by_text("Rosmarie ringer gärna. Borttagen kontakt: Borttagen kontakt.")).to_be_visible()
    assert make.stored_contact(contact_id).last_name is None
    dialog = open_contact(page, "Ulf Ekman")
    expect(dialog.get_by_role("textbox", name="Beskrivning")).to_have_value("Tog över efter Borttagen kontakt i våras.")
