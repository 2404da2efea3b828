"""Stories of «Adresser»."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import ready


def addresses(page: Page) -> Locator:
    """The section with the addresses."""
    return page.get_by_role("region", name="Adresser")


def open_card(page: Page, path: str) -> None:
    """Open a card and wait until it is alive."""
    page.goto(path)
    ready(page)


def test_the_first_address_becomes_the_head_office_by_itself(signed_in, make):
    page = signed_in("kundansvarig")
    open_card(page, make.customer().path)
    expect(addresses(page)).to_contain_text("huvudkontor")
    page.get_by_role("button", name="Ny adress").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Adress").fill("Fabriksgatan 4")
    dialog.get_by_role("textbox", name="Postnummer").fill("00100")
    dialog.get_by_role("textbox", name="Ort").fill("Helsingfors")
    dialog.get_by_role("combobox", name="Land").fill("Finl")
    page.get_by_role("option", name="Finland").click()
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_have_count(0)
    expect(addresses(page)).to_contain_text("Fabriksgatan 4")
    expect(addresses(page)).to_contain_text("00100 Helsingfors")
    expect(addresses(page).get_by_text("Huvudkontor", exact=True)).to_be_visible()
    expect(addresses(page).get_by_role("button", name="Ändra")).to_have_count(0)


def test_another_address_is_made_the_head_office(signed_in, make):
    customer = make.customer()
    make.address(customer, "Gamla vägen 1")
    make.address(customer, "Nya vägen 2", city="Lund")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    addresses(page).get_by_role("button", name="Ändra").click()
    addresses(page).get_by_role("button", name="Nya vägen 2, 111 22 Lund").click()
    row = addresses(page).get_by_role("listitem").filter(has_text="Nya vägen 2")
    expect(row.get_by_text("Huvudkontor", exact=True)).to_be_visible()
    expect(addresses(page).get_by_text("Huvudkontor", exact=True)).to_have_count(1)


def test_an_address_tells_who_made_it_and_who_uses_it(signed_in, make):
    customer = make.customer()
    make.address(customer)
    make.contact(customer, "Berit", "Boende")
    page = signed_in("medarbetare")
    open_card(page, customer.path)
    addresses(page).get_by_role("button", name=re.compile("Storgatan 1")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(re.compile("^Skapad"))).to_be_visible()
    expect(dialog.get_by_text(re.compile("^Uppdaterad"))).to_be_visible()
    expect(dialog).to_contain_text("Berit Boende")
    expect(dialog.get_by_role("button", name="Spara")).to_have_count(0)
    expect(dialog.get_by_role("textbox", name="Ort")).to_be_disabled()


def test_the_head_office_is_deleted_only_with_a_successor(signed_in, make):
    customer = make.customer()
    make.address(customer, "Gamla vägen 1")
    make.address(customer, "Nya vägen 2")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    addresses(page).get_by_role("button", name=re.compile("Gamla vägen 1")).click()
    page.get_by_role("dialog").get_by_role("button", name="Ta bort").click()
    question = page.get_by_role("alertdialog")
    question.get_by_role("button", name="Ta bort").click()
    expect(question).to_contain_text("Välj")
    question.get_by_role("radio", name=re.compile("Nya vägen 2")).check()
    question.get_by_role("button", name="Ta bort").click()
    expect(question).to_have_count(0)
    expect(addresses(page)).not_to_contain_text("Gamla vägen 1")
    expect(addresses(page).get_by_text("Huvudkontor", exact=True)).to_be_visible()


def test_an_address_without_anything_in_it_is_refused_at_its_field(signed_in, make):
    page = signed_in("kundansvarig")
    open_card(page, make.customer().path)
    page.get_by_role("button", name="Ny adress").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Ort").fill("   ")
    dialog.get_by_role("button", name="Spara").click()
    field = dialog.get_by_role("textbox", name="Adress")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()


def test_two_people_change_different_fields_of_one_address_and_both_go_through(signed_in, make):
    customer = make.customer()
    address_id = make.address(customer)
    first, second = signed_in("kundansvarig"), signed_in("ekonomi")
    for page in (first, second):
        open_card(page, customer.path)
        addresses(page).get_by_role("button", name=re.compile("Storgatan 1")).click()
    _save(first, "Adress", "Storgatan 100")
    _save(second, "Ort", "Uppsala")
    expect(second.get_by_role("dialog")).to_have_count(0)
    stored = make.stored_address(address_id)
    assert (stored.line1, stored.city) == ("Storgatan 100", "Uppsala")


def test_two_people_change_the_same_field_and_the_second_chooses(signed_in, make):
    customer = make.customer()
    address_id = make.address(customer)
    first, second = signed_in("kundansvarig"), signed_in("ekonomi")
    for page in (first, second):
        open_card(page, customer.path)
        addresses(page).get_by_role("button", name=re.compile("Storgatan 1")).click()
    _save(first, "Ort", "Uppsala")
    expect(first.get_by_role("dialog")).to_have_count(0)
    dialog = second.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Adress").fill("Kungsgatan 9")
    _save(second, "Ort", "Västerås")
    expect(dialog).to_contain_text("Någon annan har ändrat detta. Välj vilket värde som ska gälla.")
    expect(dialog).to_contain_text("Uppsala")
    expect(dialog).to_contain_text("Västerås")
    expect(dialog.get_by_role("textbox", name="Adress")).to_have_value("Kungsgatan 9")
    assert make.stored_address(address_id).city == "Uppsala"
    dialog.get_by_role("radio", name=re.compile("Västerås")).check()
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_have_count(0)
    stored = make.stored_address(address_id)
    assert (stored.line1, stored.city) == ("Kungsgatan 9", "Västerås")


def test_choosing_the_colleagues_value_keeps_it_and_saves_the_rest(signed_in, make):
    customer = make.customer()
    address_id = make.address(customer)
    first, second = signed_in("kundansvarig"), signed_in("ekonomi")
    for page in (first, second):
        open_card(page, customer.path)
        addresses(page).get_by_role("button", name=re.compile("Storgatan 1")).click()
    _save(first, "Ort", "Uppsala")
    expect(first.get_by_role("dialog")).to_have_count(0)
    dialog = second.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Postnummer").fill("753 10")
    _save(second, "Ort", "Västerås")
    dialog.get_by_role("radio", name=re.compile("Uppsala")).check()
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_have_count(0)
    stored = make.stored_address(address_id)
    assert (stored.postal_code, stored.city) == ("753 10", "Uppsala")


def _save(page: Page, field: str, text: str) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=field).fill(text)
    dialog.get_by_role("button", name="Spara").click()


def test_what_an_address_is_for_is_ticked_and_kept(signed_in, make):
    page = signed_in("kundansvarig")
    open_card(page, make.customer().path)
    page.get_by_role("button", name="Ny adress").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Adress").fill("Postgatan 6")
    dialog.get_by_role("checkbox", name="Faktureringsadress").check()
    dialog.get_by_role("button", name="Spara").click()
    expect(addresses(page).get_by_role("listitem")).to_contain_text("Faktureringsadress")
