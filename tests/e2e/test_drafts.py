"""Stories of what is being typed: it survives, and leaving it asks first."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import ready, sign_in
from tests.e2e.test_addresses import addresses, open_card
from tests.e2e.test_contacts import open_contact
from tests.e2e.test_details import edit


def test_leaving_a_form_with_unsaved_changes_asks_and_keeps_them(signed_in, make):
    customer = make.customer()
    make.contact(customer, "Una", "Undran")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    dialog = open_contact(page, "Una Undran")
    dialog.get_by_role("textbox", name="Titel").fill("Halvfärdig")
    page.keyboard.press("Escape")
    expect(dialog.get_by_text("Du har gjort ändringar som inte är sparade.")).to_be_visible()
    dialog.get_by_role("button", name="Fortsätt redigera").click()
    expect(dialog.get_by_role("textbox", name="Titel")).to_have_value("Halvfärdig")
    dialog.get_by_role("button", name="Avbryt").click()
    dialog.get_by_role("button", name="Lämna ändå").click()
    expect(dialog).to_have_count(0)
    expect(open_contact(page, "Una Undran").get_by_role("textbox", name="Titel")).to_have_value("")


def test_an_untouched_form_closes_without_a_question(signed_in, make):
    customer = make.customer()
    make.contact(customer, "Ulla", "Utan")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    dialog = open_contact(page, "Ulla Utan")
    expect(dialog.get_by_role("textbox", name="Förnamn")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_what_was_typed_survives_a_reload_with_its_choices(signed_in, make):
    customer = make.customer()
    make.address(customer)
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    addresses(page).get_by_role("button", name=re.compile("Storgatan 1")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Ort").fill("Åbo")
    dialog.get_by_role("combobox", name="Land").fill("Finl")
    page.get_by_role("option", name="Finland").click()
    dialog.get_by_role("checkbox", name="Postadress").check()
    page.reload()
    ready(page)
    if dialog.count() == 0:
        addresses(page).get_by_role("button", name=re.compile("Storgatan 1")).click()
    expect(dialog.get_by_text("Det du skrev tidigare är tillbaka.")).to_be_visible()
    expect(dialog.get_by_role("textbox", name="Ort")).to_have_value("Åbo")
    expect(dialog.get_by_role("combobox", name="Land")).to_have_value("Finland")
    expect(dialog.get_by_role("checkbox", name="Postadress")).to_be_checked()
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_have_count(0)
    expect(addresses(page)).to_contain_text("Åbo")
    addresses(page).get_by_role("button", name=re.compile("Storgatan 1")).click()
    expect(dialog.get_by_text("Det du skrev tidigare är tillbaka.")).to_be_hidden()


def test_a_field_edited_in_place_survives_a_change_of_tab(signed_in, make):
    page = signed_in("kundansvarig")
    open_card(page, make.customer().path)
    edit(page, "Webbplats").fill("www.halvvags.example")
    tabs = page.get_by_role("tablist", name="Kundkort")
    tabs.get_by_role("tab", name="Samarbete").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("Kunden har inga projekt som du får se")
    tabs.get_by_role("tab", name="Kontaktuppgifter").click()
    expect(page.get_by_role("textbox", name="Webbplats", exact=True)).to_have_value("www.halvvags.example")


def test_a_lost_connection_keeps_what_is_typed_and_saves_when_it_is_back(signed_in, make):
    customer = make.customer()
    contact_id = make.contact(customer, "Frida", "Frånkopplad")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    dialog = open_contact(page, "Frida Frånkopplad")
    dialog.get_by_role("textbox", name="Titel").fill("Uthållig")
    page.context.set_offline(True)
    page.context.set_offline(False)
    expect(dialog.get_by_role("textbox", name="Titel")).to_have_value("Uthållig")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_have_count(0)
    assert make.stored_contact(contact_id).title == "Uthållig"


def test_drafts_are_forgotten_when_somebody_signs_out(contexts, make):
    customer = make.customer()
    page = contexts().new_page()
    sign_in(page, "ledning")
    open_card(page, customer.path)
    page.get_by_role("button", name="Ny kontaktperson").click()
    page.get_by_role("dialog").get_by_role("textbox", name="Förnamn").fill("Hemlig")
    page.goto("/login")
    ready(page)
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('draft ')).length") == 0
