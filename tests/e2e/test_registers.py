"""Stories of the public registers: «Uppdatera kundinformation», the evidence, and a new customer from a number."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import all_answered, ready
from tests.e2e.test_access import check
from tests.e2e.test_addresses import open_card
from tests.support.register_stand_in import (
    SLOW,
    TOO_MANY,
    deleted_unit,
    finnish_company,
    norwegian_unit,
)

ITEM = "Uppdatera kundinformation"


def dialog_of(page: Page) -> Locator:
    """The dialog with the comparison."""
    return page.get_by_role("dialog", name=ITEM)


def ask(page: Page) -> Locator:
    """Choose the menu's item, and wait for the dialog."""
    page.get_by_role("button", name="Meny", exact=True).click()
    page.get_by_role("menuitem", name=ITEM).click()
    expect(dialog_of(page)).to_be_visible()
    return dialog_of(page)


def test_all_four_fields_come_from_the_norwegian_register_and_can_be_undone(signed_in, make, registers):
    registers.add(
        norwegian_unit(
            "974760673", "NORDLYS RÅDGIVNING AS", city="MO I RANA", street="Havnegata 2", post_code="8622",
            epostadresse="post@nordlys.example", hjemmeside="www.nordlys.example",
        )
    )  # fmt: skip
    customer = make.customer("Nordlys Raadgivning", vat_number="NO974760673MVA")
    office = make.address(customer, "Gamla vägen 1", country="NO")
    other = make.address(customer, "Lagret 2", country="NO")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    page.get_by_role("button", name="Meny", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    dialog = dialog_of(page)
    expect(dialog.get_by_role("checkbox", name="Kundnamn")).to_be_focused()
    expect(dialog).to_contain_text("NORDLYS RÅDGIVNING AS")
    expect(dialog).to_contain_text("Havnegata 2, 8622 Mo i Rana, Norge")
    for name in ("Kundnamn", "Adress", "E-post", "Webbplats"):
        dialog.get_by_role("checkbox", name=name).check()
    dialog.get_by_role("group").nth(1).get_by_role("radio", name="Som i registret").check()
    dialog.get_by_role("button", name="Uppdatera").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nordlys Rådgivning AS")
    expect(page.get_by_role("region", name="Adresser")).to_contain_text("8622 MO I RANA")
    details = page.get_by_role("region", name="Kunduppgifter")
    expect(details).to_contain_text("post@nordlys.example")
    expect(details.get_by_role("link", name="www.nordlys.example")).to_have_attribute(
        "href", "https://www.nordlys.example"
    )
    expect(details).to_contain_text("Kontrollerad i Brønnøysundregistrene")
    assert make.stored_address(other).line1 == "Lagret 2"
    page.get_by_role("button", name="Meny", exact=True).click()
    page.get_by_role("menuitem", name="Historik").click()
    expect(page.get_by_role("dialog")).to_contain_text("Från Brønnøysundregistrene, nummer 974760673")
    page.keyboard.press("Escape")
    page.get_by_role("status").get_by_role("button", name="Ångra").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nordlys Raadgivning")
    expect(details).not_to_contain_text("post@nordlys.example")
    assert make.stored_address(office).line1 == "Gamla vägen 1"


def test_only_the_address_becomes_the_head_office_where_there_is_none(signed_in, make, registers):
    registers.add(finnish_company("0109862-8", "Toinen Nimi Oy", website="javascript:alert(1)"))
    customer = make.customer("Ensimmäinen Nimi Oy", country="FI", vat_number="FI01098628")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    dialog = ask(page)
    expect(dialog.get_by_role("checkbox", name="E-post")).to_be_disabled()
    expect(dialog).to_contain_text("Uppgiften finns inte i PRH:s öppna data.")
    expect(dialog.get_by_role("checkbox", name="Webbplats")).to_be_disabled()
    expect(dialog.get_by_role("link")).to_have_count(0)
    dialog.get_by_role("button", name="Uppdatera").click()
    expect(dialog.get_by_text("Välj minst ett fält.")).to_be_visible()
    dialog.get_by_role("checkbox", name="Adress").check()
    dialog.get_by_role("button", name="Uppdatera").click()
    expect(dialog).to_have_count(0)
    addresses = page.get_by_role("region", name="Adresser")
    expect(addresses).to_contain_text("Karakaari 7")
    expect(addresses).to_contain_text("02610 Espoo")
    expect(addresses.get_by_text("Huvudkontor", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ensimmäinen Nimi Oy")
    page.get_by_role("status").get_by_role("button", name="Ångra").click()
    expect(addresses).not_to_contain_text("Karakaari 7")


def test_every_state_has_its_words_and_changes_nothing(signed_in, make, registers):
    registers.add(
        norwegian_unit("310000086", "KONKURSEN AS", konkurs=True),
        norwegian_unit("310000094", "LIKE AS", street="Storgatan 1", post_code="111 22", city="Stockholm"),
        deleted_unit("923609016", "BORTE AS"),
    )
    registers.norwegian["310000094"]["forretningsadresse"]["landkode"] = "SE"
    registers.behaviours |= {"991825827": TOO_MANY, "1967543-8": SLOW}
    page = signed_in("kundansvarig")

    def opened(number: str, name: str = "Like AS", **fields: str) -> Locator:
        customer = make.customer(name, vat_number=number, **fields)
        make.address(customer)
        open_card(page, customer.path)
        return ask(page)

    dialog = opened("NO310000086MVA", "Konkursen AS")
    expect(dialog).to_contain_text("Företaget är i konkurs enligt Brønnøysundregistrene.")
    expect(dialog.get_by_role("checkbox", name="Adress")).to_be_enabled()
    expect(page.locator("#details")).to_contain_text("Företaget är i konkurs enligt Brønnøysundregistrene.")
    dialog = opened("NO310000094MVA")
    expect(dialog).to_contain_text("Det finns inget att hämta")
    expect(dialog.get_by_role("button", name="Uppdatera")).to_have_count(0)
    dialog = opened("NO923609016MVA", "Borte AS")
    expect(dialog).to_contain_text("Företaget är borttaget enligt Brønnøysundregistrene.")
    dialog = opened("NO310000124MVA", "Okänd AS")
    expect(dialog).to_contain_text("har inget företag med numret")
    dialog = opened("NO991825827MVA", "Upptagen AS")
    expect(dialog).to_contain_text(re.compile(r"Försök igen kl\. \d\d:\d\d\. Inget har ändrats\."))
    expect(dialog.get_by_role("button", name="Försök igen")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Meny", exact=True)).to_be_focused()
    expect(page.get_by_role("region", name="Kunduppgifter")).to_contain_text("Brønnøysundregistrene svarade inte")
    expect(page.get_by_text("ogiltigt")).to_have_count(0)
    make.reopen_registers()
    dialog = opened("FI19675438", "Trög Oy")
    expect(dialog).to_contain_text("Frågar PRH …")
    dialog.get_by_role("button", name="Avbryt").click()
    expect(dialog).to_have_count(0)
    registers.released.set()


def test_the_menu_offers_the_register_by_the_customers_country(signed_in, make):
    page = signed_in("kundansvarig")
    without_number = make.customer("Utan Nummer AS")
    make.address(without_number, country="NO")
    open_card(page, without_number.path)
    page.get_by_role("button", name="Meny", exact=True).click()
    item = page.get_by_role("menuitem", name=ITEM)
    expect(item).to_be_disabled()
    expect(item).to_contain_text("saknas")
    swedish = make.customer("Svensk AB", country="SE", organisation_number="556677-8899")
    open_card(page, swedish.path)
    page.get_by_role("button", name="Meny", exact=True).click()
    expect(page.get_by_role("menuitem", name="Historik")).to_be_visible()
    expect(page.get_by_role("menuitem", name=ITEM)).to_have_count(0)


def test_a_new_customer_is_made_from_a_number_and_from_a_name(signed_in, registers):
    registers.add(
        norwegian_unit("310000116", "FJELLTOPP UTVIKLING AS", hjemmeside="www.fjelltopp.example"),
        finnish_company("0112038-9", "Saaristo Digi Oyj", city=("TURKU", "ÅBO"), street="Linnankatu"),
    )
    page = signed_in("kundansvarig")
    page.goto("/customers?view=all")
    ready(page)
    page.get_by_role("button", name="Ny kund").click()
    dialog = page.get_by_role("dialog", name="Ny kund")
    dialog.get_by_role("textbox", name="Organisationsnummer").fill("0112038-9")
    dialog.get_by_role("combobox", name="Land").fill("Finl")
    page.get_by_role("option", name="Finland").click()
    expect(dialog.get_by_role("textbox", name="Namn")).to_have_value("Saaristo Digi Oyj")
    expect(dialog.get_by_role("textbox", name="Momsregistreringsnummer")).to_have_value("FI01120389")
    expect(dialog.get_by_role("textbox", name="Ort")).to_have_value("Turku")
    dialog.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saaristo Digi Oyj")
    expect(page.get_by_role("region", name="Kunduppgifter")).to_contain_text("Kontrollerad i PRH")
    page.goto("/customers?view=all")
    ready(page)
    page.get_by_role("button", name="Ny kund").click()
    dialog.get_by_role("textbox", name="Namn").fill("fjelltopp")
    dialog.get_by_role("button", name="Brønnøysundregistrene").click()
    dialog.get_by_role("button", name=re.compile("Fjelltopp Utvikling AS")).click()
    expect(dialog.get_by_role("textbox", name="Namn")).to_have_value("Fjelltopp Utvikling AS")
    expect(dialog.get_by_role("textbox", name="Namn")).to_be_focused()
    expect(dialog.get_by_role("textbox", name="Momsregistreringsnummer")).to_have_value("NO310000116MVA")
    expect(dialog.get_by_role("textbox", name="Webbplats")).to_have_value("https://www.fjelltopp.example")
    dialog.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fjelltopp Utvikling AS")
    expect(page.get_by_role("region", name="Kunduppgifter")).to_contain_text("Norge")


def test_a_double_click_takes_over_once_and_keeps_the_undo(signed_in, make, registers):
    registers.add(norwegian_unit("310000167", "DOBBEL KLIKK AS"))
    page = signed_in("kundansvarig")
    open_card(page, make.customer("Enkel Klikk AS", vat_number="NO310000167MVA").path)
    dialog = ask(page)
    dialog.get_by_role("checkbox", name="Kundnamn").check()
    dialog.get_by_role("button", name="Uppdatera").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dobbel Klikk AS")
    all_answered(page)
    page.get_by_role("status").get_by_role("button", name="Ångra").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enkel Klikk AS")


def test_what_was_filled_in_makes_way_for_another_company_and_what_was_typed_does_not(signed_in, registers):
    registers.add(
        norwegian_unit("310000140", "FORSTE FIRMA AS", hjemmeside="www.forste.example"),
        norwegian_unit("310000159", "ANDRE FIRMA AS", street="Havnegata 2", registrertIMvaregisteret=False),
    )
    page = signed_in("kundansvarig")
    page.goto("/customers?view=all")
    ready(page)
    page.get_by_role("button", name="Ny kund").click()
    dialog = page.get_by_role("dialog", name="Ny kund")

    def field(name: str) -> Locator:
        return dialog.get_by_role("textbox", name=name)

    dialog.get_by_role("combobox", name="Land").fill("Nor")
    page.get_by_role("option", name="Norge").click()
    field("Organisationsnummer").fill("310000140")
    expect(field("Namn")).to_have_value("Forste Firma AS")
    expect(field("Momsregistreringsnummer")).to_have_value("NO310000140MVA")
    expect(field("Webbplats")).to_have_value("https://www.forste.example")
    field("Ort").fill("Bergen")
    field("Organisationsnummer").fill("310000159")
    expect(field("Namn")).to_have_value("Andre Firma AS")
    expect(field("Gata eller box")).to_have_value("Havnegata 2")
    expect(field("Momsregistreringsnummer")).to_have_value("")
    expect(field("Webbplats")).to_have_value("")
    expect(field("Ort")).to_have_value("Bergen")


def test_the_name_that_the_form_will_hold_is_warned_about(signed_in, make, registers):
    registers.add(*(norwegian_unit(one, "GRANSKOG REVISJON AS") for one in ("310000175", "310000191")))
    make.customer("Granskog Revisjon AS")
    make.customer("Snöflingans Bageri AB")
    page = signed_in("kundansvarig")
    page.goto("/customers?view=all")
    ready(page)
    page.get_by_role("button", name="Ny kund").click()
    dialog = page.get_by_role("dialog", name="Ny kund")
    number, name = (dialog.get_by_role("textbox", name=one) for one in ("Organisationsnummer", "Namn"))
    country = dialog.get_by_role("combobox", name="Land")
    country.fill("Nor")
    page.get_by_role("option", name="Norge").click()
    name.fill("Snöflingans Bageri")
    expect(dialog.get_by_role("link", name=re.compile("Snöflingan"))).to_be_visible()
    number.fill("310000175")
    expect(dialog.get_by_role("textbox", name="Momsregistreringsnummer")).to_have_value("NO310000175MVA")
    # Countries are looked for on the server, which answers in turn: what was asked before is answered then.
    country.fill("Nor")
    page.get_by_role("option", name="Norge").click()
    expect(dialog.get_by_role("link", name=re.compile("Snöflingan"))).to_be_visible()
    expect(dialog.get_by_role("link", name=re.compile("Granskog"))).to_have_count(0)
    # Without a name of one's own the register's is filled in, and warned about.
    name.fill("")
    number.fill("310000191")
    expect(name).to_have_value("Granskog Revisjon AS")
    expect(dialog.get_by_role("link", name=re.compile("Granskog"))).to_be_visible()


def test_choosing_a_writing_ticks_its_field(signed_in, make, registers):
    registers.add(norwegian_unit("310000183", "SKRIVEMATE AS"))
    page = signed_in("kundansvarig")
    open_card(page, make.customer("Annen Skrivemåte AS", vat_number="NO310000183MVA").path)
    dialog = ask(page)
    tick = dialog.get_by_role("checkbox", name="Kundnamn")
    expect(tick).not_to_be_checked()
    dialog.get_by_role("radio", name="Som i registret", description="SKRIVEMATE AS").check()
    expect(tick).to_be_checked()
    tick.uncheck()
    dialog.get_by_role("radio", name="Vanlig skrivning", description="Skrivemate AS").check()
    expect(tick).to_be_checked()
    dialog.get_by_role("button", name="Uppdatera").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Skrivemate AS")


def test_the_banner_of_the_watch_leads_to_the_dialog_or_is_put_away(signed_in, make, registers):
    registers.add(norwegian_unit("310000132", "NYTT NAVN AS"))
    customer = make.customer("Gammelt Navn AS", vat_number="NO310000132MVA")
    make.find_news(customer, "renamed bankrupt")
    reader = signed_in("medarbetare")
    open_card(reader, customer.path)
    banner = reader.get_by_role("complementary", name="Nytt från registret")
    expect(banner).to_contain_text("Företaget har ett nytt namn enligt Brønnøysundregistrene.")
    expect(banner).to_contain_text("Företaget är i konkurs enligt Brønnøysundregistrene.")
    expect(banner.get_by_role("button")).to_have_count(0)
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    banner = page.get_by_role("complementary", name="Nytt från registret")
    banner.get_by_role("button", name="Jämför med registret").click()
    dialog_of(page).get_by_role("checkbox", name="Kundnamn").check()
    dialog_of(page).get_by_role("button", name="Uppdatera").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nytt Navn AS")
    expect(banner).to_have_count(0)
    make.find_news(customer, "moved")
    page.reload()
    ready(page)
    banner.get_by_role("button", name="Lägg undan").click()
    expect(banner).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_register_dialogs_have_no_findings(signed_in, make, registers, theme):
    registers.add(norwegian_unit("310000108", "TILGJENGELIG AS", epostadresse="post@tilg.example", underAvvikling=True))
    customer = make.customer("Annet Navn AS", vat_number="NO310000108MVA")
    make.address(customer, country="NO")
    make.find_news(customer, "moved liquidation")
    page = signed_in("admin", viewport={"width": 320, "height": 900}, color_scheme=theme, reduced_motion="reduce")
    open_card(page, customer.path)
    check(page, "banner")
    dialog = ask(page)
    expect(dialog.get_by_role("checkbox", name="Kundnamn")).to_be_enabled()
    check(page, "update")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1440, "height": 900})
    check(page, "update, wide")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("Kontrollerad i")).click()
    expect(page.get_by_role("dialog", name="Kontroller i register")).to_contain_text("likvidation")
    check(page, "evidence")
