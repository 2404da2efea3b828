"""Stories of «Kontaktpersoner»."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import all_answered, ready
from tests.e2e.test_addresses import open_card


def contacts(page: Page) -> Locator:
    """The section with the contacts."""
    return page.get_by_role("region", name="Kontaktpersoner")


def as_it_was_saved(page: Page) -> None:
    """The card as the database has it once all that was sent has been answered."""
    all_answered(page)
    page.reload()
    ready(page)


def open_contact(page: Page, name: str) -> Locator:
    """Open the dialog of a contact."""
    contacts(page).get_by_role("button", name=re.compile(name)).click()
    return page.get_by_role("dialog")


def test_a_contact_is_added_with_role_keywords_and_how_to_reach_her(signed_in, make):
    page = signed_in("kundansvarig")
    open_card(page, make.customer().path)
    page.get_by_role("button", name="Ny kontaktperson").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Förnamn")).to_be_focused()
    dialog.get_by_role("textbox", name="Förnamn").fill("Greta")
    dialog.get_by_role("textbox", name="Efternamn").fill("Öberg")
    dialog.get_by_role("textbox", name="Titel").fill("Ekonomichef")
    dialog.get_by_role("textbox", name="E-post").fill("greta.oberg@provkund.example")
    dialog.get_by_role("textbox", name="Telefon").fill("070-174 06 99")
    dialog.get_by_role("combobox", name="Roll").fill("Ekonomi")
    page.get_by_role("option", name="Ekonomichef").click()
    dialog.get_by_role("combobox", name="Nyckelord").fill("Jul")
    page.get_by_role("option", name="Julkort").click()
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_have_count(0)
    row = contacts(page).get_by_role("listitem").filter(has_text="Greta Öberg")
    expect(row).to_contain_text("Julkort")
    expect(row.get_by_role("link", name="greta.oberg@provkund.example")).to_have_attribute(
        "href", "mailto:greta.oberg@provkund.example"
    )
    expect(row.get_by_role("link", name=re.compile("174"))).to_have_attribute("href", re.compile(r"^tel:\+46"))


def test_a_contact_without_a_name_is_refused_at_the_field_and_nothing_typed_is_lost(signed_in, make):
    page = signed_in("kundansvarig")
    open_card(page, make.customer().path)
    page.get_by_role("button", name="Ny kontaktperson").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Titel").fill("Inköpare")
    dialog.get_by_role("textbox", name="E-post").fill("inte en adress")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog.get_by_role("textbox", name="Efternamn")).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_role("textbox", name="E-post")).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_role("textbox", name="Titel")).to_have_value("Inköpare")


def test_a_second_email_is_added_and_made_primary(signed_in, make):
    customer = make.customer()
    make.contact(customer, "Ola", "Norrby", email="ola@provkund.example")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    dialog = open_contact(page, "Ola Norrby")
    dialog.get_by_role("button", name=re.compile("^Lägg till e-post")).click()
    dialog.get_by_role("textbox", name="E-post").nth(1).fill("norrby@provkund.example")
    dialog.get_by_role("radio").nth(1).check()
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_have_count(0)
    expect(contacts(page).get_by_role("link", name="norrby@provkund.example")).to_be_visible()


def test_an_email_that_somebody_else_has_is_warned_about(signed_in, make):
    customer = make.customer()
    make.contact(customer, "Siv", "Sundin", email="siv@provkund.example")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    page.get_by_role("button", name="Ny kontaktperson").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="E-post").fill("siv@provkund.example")
    dialog.get_by_role("textbox", name="Titel").click()
    expect(dialog.get_by_text(re.compile("Siv Sundin"))).to_be_visible()


def test_an_inactivated_contact_is_hidden_until_asked_for_and_activated_again(signed_in, make):
    customer = make.customer()
    contact_id = make.contact(customer, "Vilma", "Vilande")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    open_contact(page, "Vilma Vilande").get_by_role("button", name="Inaktivera").click()
    expect(contacts(page).get_by_text("Vilma Vilande")).to_have_count(0)
    contacts(page).get_by_role("switch", name="Visa inaktiva").click()
    expect(contacts(page).get_by_role("switch", name="Visa inaktiva")).to_be_checked()
    dialog = open_contact(page, "Vilma Vilande")
    dialog.get_by_role("textbox", name="Titel").fill("Rådgivare")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_have_count(0)
    assert make.stored_contact(contact_id).active is False
    open_contact(page, "Vilma Vilande").get_by_role("button", name="Aktivera").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert make.stored_contact(contact_id).active is True


def test_a_contact_is_deleted_for_good_after_a_question(signed_in, make):
    customer = make.customer()
    contact_id = make.contact(customer, "Rune", "Raderad", email="rune@provkund.example")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    open_contact(page, "Rune Raderad").get_by_role("button", name="Ta bort").click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("Åtgärden kan inte ångras.")
    question.get_by_role("button", name="Avbryt").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Förnamn")).to_have_value("Rune")
    dialog.get_by_role("button", name="Ta bort").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Ta bort kontakt").click()
    expect(contacts(page).get_by_text("Rune Raderad")).to_have_count(0)
    contacts(page).get_by_role("switch", name="Visa inaktiva").click()
    expect(contacts(page).get_by_text("Borttagen kontakt")).to_be_visible()
    assert make.stored_contact(contact_id).last_name is None


def test_a_contact_shows_who_made_it(signed_in, make):
    customer = make.customer()
    make.contact(customer, "Klara", "Kund")
    page = signed_in("medarbetare")
    open_card(page, customer.path)
    dialog = open_contact(page, "Klara Kund")
    expect(dialog.get_by_text(re.compile("^Skapad"))).to_be_visible()
    expect(dialog.get_by_text(re.compile("^Uppdaterad"))).to_be_visible()
    for name in ("Spara", "Ta bort", "Inaktivera"):
        expect(dialog.get_by_role("button", name=name)).to_have_count(0)


def test_many_contacts_come_a_page_at_a_time(signed_in):
    page = signed_in("kundansvarig")
    open_card(page, "/customers/1004/contacts")
    rows = contacts(page).get_by_role("listitem")
    expect(rows).to_have_count(10)
    contacts(page).get_by_role("button", name="Visa fler").click()
    expect(rows).to_have_count(50)
    contacts(page).get_by_role("switch", name="Visa inaktiva").click()
    expect(rows).to_have_count(50)
    contacts(page).get_by_role("button", name="Visa fler").click()
    expect(rows).to_have_count(60)


def test_two_people_change_the_same_contact_and_the_second_chooses(signed_in, make):
    customer = make.customer()
    contact_id = make.contact(customer, "Tove", "Tveksam", email="tove@provkund.example")
    first, second = signed_in("kundansvarig"), signed_in("ekonomi")
    for page in (first, second):
        open_card(page, customer.path)
        open_contact(page, "Tove Tveksam")
    first.get_by_role("dialog").get_by_role("textbox", name="Titel").fill("Chef")
    first.get_by_role("dialog").get_by_role("button", name="Spara").click()
    expect(first.get_by_role("dialog")).to_have_count(0)
    dialog = second.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Titel").fill("Direktör")
    dialog.get_by_role("textbox", name="Telefon").fill("070-174 06 01")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_contain_text("Välj vilket värde som ska gälla")
    expect(dialog.get_by_role("textbox", name="Telefon")).to_have_value("070-174 06 01")
    dialog.get_by_role("radio", name=re.compile("Chef")).check()
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_have_count(0)
    assert make.stored_contact(contact_id).title == "Chef"
    expect(contacts(second)).to_contain_text("174 06 01")


def test_the_form_fits_a_phone(signed_in, make):
    page = signed_in("kundansvarig", viewport={"width": 320, "height": 780})
    open_card(page, make.customer().path)
    page.get_by_role("button", name="Ny kontaktperson").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Telefon")).to_be_visible()
    # Nothing of a row of an e-mail address or telephone number stands out of it, where it could not be reached.
    outside = dialog.evaluate(
        "(one) => [...one.querySelectorAll('.point *')].filter((part) => {"
        " const at = part.getBoundingClientRect(); return at.width && (at.right > innerWidth || at.left < 0) })"
        ".map((part) => part.outerHTML)"
    )
    assert outside == []


def test_a_double_click_or_enter_held_down_saves_once(signed_in, make):
    page = signed_in("kundansvarig")
    open_card(page, make.customer().path)
    dialog = page.get_by_role("dialog")
    for name in ("Dubbel Klick", "Lang Enter"):
        page.get_by_role("button", name="Ny kontaktperson").click()
        first, last = name.split()
        dialog.get_by_role("textbox", name="Förnamn").fill(first)
        dialog.get_by_role("textbox", name="Efternamn").fill(last)
        if first == "Dubbel":
            dialog.get_by_role("button", name="Spara").dblclick()
        else:
            # A key that is pressed again without having been released repeats, as one that is held down does.
            for _ in range(5):
                page.keyboard.down("Enter")
            expect(dialog).to_have_count(0)
            # The focus is back on the button that opened the dialog, and the key is still down.
            page.keyboard.down("Enter")
            page.keyboard.up("Enter")
            all_answered(page)
        expect(dialog).to_have_count(0)
        as_it_was_saved(page)
        expect(contacts(page).get_by_role("button", name=name)).to_have_count(1)
    note = page.get_by_role("textbox", name="Lägg till anteckning eller uppgift")
    note.fill("En enda anteckning")
    page.get_by_role("button", name="Lägg till", exact=True).dblclick()
    expect(note).to_have_value("")
    as_it_was_saved(page)
    expect(page.get_by_role("region", name="Aktiviteter").get_by_text("En enda anteckning")).to_have_count(1)


SENT_TWICE = """form => {
  form.requestSubmit();
  // Whatever is typed in between, though it comes to the same, is let through by the browser.
  form.querySelector("input:not([type=hidden])").dispatchEvent(new Event("input", { bubbles: true }));
  form.requestSubmit();
}"""


def test_what_reaches_the_server_twice_is_saved_once(signed_in, make):
    page = signed_in("kundansvarig")
    open_card(page, make.customer().path)
    page.get_by_role("button", name="Ny kontaktperson").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Förnamn").fill("Lena")
    dialog.get_by_role("textbox", name="Efternamn").fill("Långsam")
    dialog.locator("form").evaluate(SENT_TWICE)
    expect(dialog).to_have_count(0)
    as_it_was_saved(page)
    expect(contacts(page).get_by_role("button", name="Lena Långsam")).to_have_count(1)
    note = page.get_by_role("textbox", name="Lägg till anteckning eller uppgift")
    note.fill("Bara en gång")
    page.locator("form.quick").evaluate(SENT_TWICE)
    expect(note).to_have_value("")
    as_it_was_saved(page)
    expect(page.get_by_role("region", name="Aktiviteter").get_by_text("Bara en gång")).to_have_count(1)
