"""Stories of «Historik» and of «Ångra»."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.test_addresses import addresses, open_card
from tests.e2e.test_contacts import contacts, open_contact
from tests.e2e.test_details import details, edit


def open_history(page: Page) -> Locator:
    """Open the customer's history from the card's menu."""
    page.get_by_role("button", name="Meny", exact=True).click()
    page.get_by_role("menuitem", name="Historik").click()
    return page.get_by_role("dialog", name="Historik")


def rows(sheet: Locator) -> Locator:
    """The changes in the sheet, newest first."""
    return sheet.locator("ul.history > li")


def save(page: Page, label: str, text: str) -> None:
    """Change a value in place."""
    field = edit(page, label)
    field.fill(text)
    field.press("Enter")
    expect(field).to_have_count(0)


def undo(page: Page) -> None:
    """Press «Ångra» in the message."""
    page.get_by_role("status").get_by_role("button", name="Ångra").click()


def test_a_change_is_seen_with_both_values_and_its_author_and_set_back(signed_in, make):
    customer = make.customer()
    make.change(customer, "employees", "10")
    make.change(customer, "employees", "1250", by="ekonomi")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    sheet = open_history(page)
    newest = rows(sheet).first
    expect(newest).to_contain_text("ändrade kundens uppgifter")
    expect(newest).to_contain_text("i dag")
    expect(newest.locator("del")).to_have_text("10")
    expect(newest.locator("ins")).to_have_text(re.compile(r"^1\s250$"))
    newest.get_by_role("button", name="Återställ Antal anställda").click()
    expect(rows(sheet)).to_have_count(4)
    expect(rows(sheet).first).to_contain_text("Återställning")
    expect(rows(sheet).first).to_contain_text("Anna Lind")
    assert make.stored_customer(customer).employees == 10
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Meny", exact=True)).to_be_focused()
    expect(details(page).get_by_text("10", exact=True)).to_be_visible()


def test_a_creation_is_told_without_a_way_back(signed_in, make):
    customer = make.customer(country="SE")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    sheet = open_history(page)
    expect(rows(sheet)).to_have_count(1)
    expect(sheet).to_contain_text(customer.name)
    expect(sheet).to_contain_text("Sverige")
    expect(sheet.get_by_role("button", name=re.compile("^Återställ"))).to_have_count(0)


def test_a_saved_field_is_undone_from_its_message(signed_in, make):
    customer = make.customer()
    make.change(customer, "email", "fore@provkund.example")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    save(page, "E-post", "efter@provkund.example")
    undo(page)
    expect(details(page).get_by_role("link", name="fore@provkund.example")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Ändringen har ångrats.")
    assert make.stored_customer(customer).email == "fore@provkund.example"


def test_a_changed_number_is_undone_and_the_address_follows(signed_in, make):
    customer = make.customer()
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    save(page, "Kundnummer", f"Y-{customer.number}")
    page.wait_for_url(f"**/customers/Y-{customer.number}/contacts")
    undo(page)
    page.wait_for_url(f"**/customers/{customer.number}/contacts")
    expect(page.get_by_role("heading", name=customer.name, level=1)).to_be_visible()
    assert make.stored_customer(customer).number == customer.number


def test_addresses_head_office_and_contacts_are_undone_from_their_messages(signed_in, make):
    customer = make.customer()
    first = make.address(customer, "Gamla vägen 1", is_billing=True)
    make.address(customer, "Andra vägen 2")
    contact = make.contact(customer, "Ulla", "Ursprung", title="Chef")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)

    addresses(page).get_by_role("button", name=re.compile("Andra vägen")).click()
    page.get_by_role("dialog").get_by_role("checkbox", name="Faktureringsadress").check()
    page.get_by_role("dialog").get_by_role("button", name="Spara").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    undo(page)
    expect(page.get_by_role("status")).to_contain_text("Ändringen har ångrats.")
    assert make.stored_address(first).is_billing

    page.get_by_role("button", name="Ändra").click()
    page.get_by_role("button", name="Andra vägen 2, 111 22 Stockholm", exact=True).click()
    undo(page)
    expect(page.get_by_role("status")).to_contain_text("Ändringen har ångrats.")
    assert make.stored_customer(customer).head_office_id == first

    dialog = open_contact(page, "Ulla Ursprung")
    dialog.get_by_role("textbox", name="Titel").fill("Direktör")
    dialog.get_by_role("button", name="Spara").click()
    expect(contacts(page)).to_contain_text("Direktör")
    undo(page)
    expect(contacts(page)).not_to_contain_text("Direktör")
    assert make.stored_contact(contact).title == "Chef"

    open_contact(page, "Ulla Ursprung").get_by_role("button", name="Inaktivera").click()
    expect(contacts(page).get_by_text("Ulla Ursprung")).to_have_count(0)
    undo(page)
    expect(contacts(page).get_by_text("Ulla Ursprung")).to_be_visible()


def test_an_inactivated_customer_is_activated_again_by_undo(signed_in, make):
    customer = make.customer()
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    page.get_by_role("button", name="Meny", exact=True).click()
    page.get_by_role("menuitem", name="Inaktivera kund").click()
    expect(page.get_by_text("Inaktiv", exact=True)).to_be_visible()
    undo(page)
    expect(page.get_by_text("Inaktiv", exact=True)).to_have_count(0)
    assert make.stored_customer(customer).active


def test_undo_refuses_after_a_colleagues_change_and_nothing_is_lost(signed_in, make):
    customer = make.customer()
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    save(page, "E-post", "min@provkund.example")
    make.change(customer, "website", "www.kollegan.example", by="ekonomi")
    make.change(customer, "email", "kollegan@provkund.example", by="ekonomi")
    undo(page)
    expect(page.get_by_role("alert")).to_contain_text("kan inte längre ångras")
    stored = make.stored_customer(customer)
    assert (stored.email, stored.website) == ("kollegan@provkund.example", "https://www.kollegan.example")


def test_an_open_history_that_has_grown_old_sets_nothing_back(signed_in, make):
    customer = make.customer()
    make.change(customer, "email", "ett@provkund.example")
    make.change(customer, "email", "tva@provkund.example")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    sheet = open_history(page)
    expect(rows(sheet)).to_have_count(3)
    make.change(customer, "email", "tre@provkund.example", by="ekonomi")
    rows(sheet).first.get_by_role("button", name="Återställ E-post").click()
    expect(page.get_by_role("alert")).to_contain_text("Någon annan har ändrat detta")
    expect(rows(sheet).first).to_contain_text("tre@provkund.example")
    assert make.stored_customer(customer).email == "tre@provkund.example"


def test_an_employee_reads_the_history_and_is_offered_no_way_back(signed_in, make):
    customer = make.customer()
    make.change(customer, "employees", "7")
    page = signed_in("medarbetare")
    open_card(page, customer.path)
    sheet = open_history(page)
    expect(rows(sheet).first.locator("ins")).to_have_text("7")
    expect(sheet.get_by_role("button", name=re.compile("^Återställ"))).to_have_count(0)


def test_an_erased_contacts_values_are_nowhere_in_the_history(signed_in, make):
    customer = make.customer()
    contact = make.contact(customer, "Gustava", "Glömd", email="gustava@provkund.example")
    make.erase(customer, contact)
    page = signed_in("kundansvarig")
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    open_card(page, customer.path)
    sheet = open_history(page)
    expect(rows(sheet)).to_have_count(3)
    expect(sheet.get_by_text("Borttagen kontakt")).to_have_count(2)
    assert frames
    assert not any(word in frame for frame in frames for word in ("Gustava", "Glömd", "gustava"))


def test_the_history_of_one_contact_lies_over_its_dialog_and_loses_nothing_typed(signed_in, make):
    customer = make.customer()
    make.contact(customer, "Disa", "Dialog", title="Chef")
    make.contact(customer, "Annan", "Person")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    dialog = open_contact(page, "Disa Dialog")
    dialog.get_by_role("textbox", name="Titel").fill("Halvskriven")
    dialog.get_by_role("button", name="Historik").click()
    sheet = page.get_by_role("dialog", name="Historik")
    expect(rows(sheet)).to_have_count(1)
    expect(sheet).to_contain_text("Disa")
    expect(sheet).not_to_contain_text("Person")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(dialog.get_by_role("textbox", name="Titel")).to_have_value("Halvskriven")
    expect(dialog.get_by_role("button", name="Historik")).to_be_focused()


def test_the_history_of_one_address_holds_its_own_changes(signed_in, make):
    customer = make.customer()
    make.address(customer, "Lilla torget 1")
    page = signed_in("medarbetare")
    open_card(page, customer.path)
    addresses(page).get_by_role("button", name=re.compile("Lilla torget")).click()
    page.get_by_role("dialog").get_by_role("button", name="Historik").click()
    sheet = page.get_by_role("dialog", name="Historik")
    expect(rows(sheet)).to_have_count(1)
    expect(sheet).to_contain_text("lade till en adress")
    expect(sheet).to_contain_text("Stockholm")


def test_a_long_history_comes_a_page_at_a_time(signed_in, make):
    customer = make.customer()
    for number in range(30):
        make.change(customer, "employees", str(number))
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    sheet = open_history(page)
    expect(rows(sheet)).to_have_count(25)
    sheet.get_by_role("button", name="Visa fler").click()
    expect(rows(sheet)).to_have_count(31)
    expect(sheet.get_by_role("button", name="Visa fler")).to_have_count(0)
