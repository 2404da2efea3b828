"""Stories of the header and of «Kunduppgifter»: read first, edited in place."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.test_addresses import open_card


def details(page: Page) -> Locator:
    """The section with the customer's facts."""
    return page.get_by_role("region", name="Kunduppgifter")


def edit(page: Page, label: str) -> Locator:
    """Open a value for editing, and return its field."""
    page.get_by_role("button", name=f"Redigera {label}", exact=True).click()
    return page.get_by_role("textbox", name=label, exact=True)


def test_a_value_is_edited_in_place_with_enter(signed_in, make):
    customer = make.customer()
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    field = edit(page, "Webbplats")
    expect(field).to_be_focused()
    field.fill("www.provkund.example")
    field.press("Enter")
    link = details(page).get_by_role("link", name="www.provkund.example")
    expect(link).to_have_attribute("href", re.compile("^https://www.provkund.example"))
    expect(page.get_by_role("button", name="Redigera Webbplats")).to_be_focused()
    assert make.stored_customer(customer).website == "https://www.provkund.example"


def test_escape_leaves_the_value_as_it_was(signed_in, make):
    page = signed_in("kundansvarig")
    customer = make.customer()
    open_card(page, customer.path)
    field = edit(page, "E-post")
    field.fill("fel@provkund.example")
    field.press("Escape")
    expect(field).to_have_count(0)
    assert make.stored_customer(customer).email is None


def test_a_wrong_number_is_refused_at_its_field_with_an_example_while_others_save(signed_in, make):
    customer = make.customer(country="SE")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    field = edit(page, "Organisationsnummer")
    field.fill("556012-5791")
    field.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(details(page)).to_contain_text("Exempel")
    expect(field).to_have_value("556012-5791")
    field.press("Escape")
    other = edit(page, "Antal anställda")
    other.fill("250")
    other.press("Enter")
    expect(details(page)).to_contain_text("250")
    stored = make.stored_customer(customer)
    assert (stored.organisation_number, stored.employees) == (None, 250)


def test_a_bare_number_without_a_country_asks_which(signed_in, make):
    page = signed_in("kundansvarig")
    open_card(page, make.customer().path)
    field = edit(page, "Organisationsnummer")
    field.fill("23319727")
    field.press("Enter")
    expect(details(page)).to_contain_text("Vilket land?")


def test_the_organisation_number_proposes_the_vat_number(signed_in, make):
    customer = make.customer(country="SE")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    field = edit(page, "Organisationsnummer")
    field.fill("5560125790")
    field.press("Enter")
    details(page).get_by_role("button", name=re.compile("SE556012579001")).click()
    expect(details(page).get_by_text("SE556012579001", exact=True)).to_be_visible()
    assert make.stored_customer(customer).vat_number == "SE556012579001"


def test_an_imported_wrong_number_stays_and_is_marked(signed_in):
    page = signed_in("kundansvarig")
    open_card(page, "/customers/1016/contacts")
    expect(details(page)).to_contain_text("Ogiltigt format")


def test_the_owner_is_chosen_by_typing_the_beginning_of_a_name(signed_in, make):
    customer = make.customer()
    page = signed_in("ledning")
    open_card(page, customer.path)
    page.get_by_role("button", name="Redigera Kundansvarig").click()
    box = page.get_by_role("combobox", name="Kundansvarig")
    box.fill("Ann")
    page.get_by_role("option", name="Anna Lind").click()
    page.get_by_role("button", name="Spara").click()
    expect(box).to_have_count(0)
    expect(page.locator("header").filter(has_text=customer.name).get_by_text("Anna Lind")).to_be_visible()


def test_a_changed_number_leads_on_from_the_old_one(signed_in, make):
    customer = make.customer()
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    field = edit(page, "Kundnummer")
    field.fill(f"X-{customer.number}")
    field.press("Enter")
    page.wait_for_url(f"**/customers/X-{customer.number}/contacts")
    page.goto(f"/customers/{customer.number}/contacts")
    page.wait_for_url(f"**/customers/X-{customer.number}/contacts")
    expect(page.get_by_role("heading", name=customer.name, level=1)).to_be_visible()


def test_a_description_is_added_hidden_and_shown(signed_in, make):
    page = signed_in("kundansvarig")
    open_card(page, make.customer().path)
    page.get_by_role("button", name="Lägg till beskrivning").click()
    page.get_by_role("textbox", name="Beskrivning").fill("Bygger broar.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Bygger broar.")).to_be_visible()
    page.get_by_role("button", name="Dölj beskrivning").click()
    expect(page.get_by_text("Bygger broar.")).to_have_count(0)


def test_a_customer_is_inactivated_and_activated_from_the_menu(signed_in, make):
    customer = make.customer()
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    page.get_by_role("button", name="Meny", exact=True).click()
    page.get_by_role("menuitem", name="Inaktivera kund").click()
    expect(page.get_by_text("Inaktiv", exact=True)).to_be_visible()
    page.get_by_role("button", name="Meny", exact=True).click()
    page.get_by_role("menuitem", name="Aktivera kund").click()
    expect(page.get_by_text("Inaktiv", exact=True)).to_have_count(0)
    assert make.stored_customer(customer).active


def test_two_people_change_the_same_field_in_place_and_the_second_chooses(signed_in, make):
    customer = make.customer()
    first, second = signed_in("kundansvarig"), signed_in("ekonomi")
    for page in (first, second):
        open_card(page, customer.path)
        edit(page, "Antal anställda")
    mine = first.get_by_role("textbox", name="Antal anställda", exact=True)
    mine.fill("10")
    mine.press("Enter")
    expect(mine).to_have_count(0)
    theirs = second.get_by_role("textbox", name="Antal anställda", exact=True)
    theirs.fill("20")
    theirs.press("Enter")
    expect(details(second)).to_contain_text("Välj vilket värde som ska gälla")
    assert make.stored_customer(customer).employees == 10
    details(second).get_by_role("button", name="Spara").click()
    expect(details(second).get_by_role("textbox")).to_have_count(0)
    assert make.stored_customer(customer).employees == 20


def test_an_unknown_customer_and_a_wrong_tab_are_answered(signed_in, make):
    page = signed_in("kundansvarig")
    open_card(page, "/customers/finns-inte/contacts")
    expect(page.get_by_text("Kunden finns inte eller så saknar du behörighet").first).to_be_visible()
    customer = make.customer()
    open_card(page, f"/customers/{customer.number}/nonsense")
    page.wait_for_url(f"**/customers/{customer.number}/contacts")


def test_the_five_tabs_have_addresses_of_their_own(signed_in, make):
    customer = make.customer()
    page = signed_in("kundansvarig")
    open_card(page, f"/customers/{customer.number}")
    page.wait_for_url(f"**/customers/{customer.number}/contacts")
    tabs = page.get_by_role("tablist", name="Kundkort")
    for name, tab in (
        ("Försäljning & projekt", "sales"),
        ("Samarbete", "collaboration"),
        ("Finanser", "financials"),
        ("Kundinställningar", "settings"),
        ("Kontaktuppgifter", "contacts"),
    ):
        tabs.get_by_role("tab", name=name).click()
        page.wait_for_url(f"**/customers/{customer.number}/{tab}")
        expect(tabs.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("tabpanel")).to_contain_text(re.compile(r"\w"))
    page.go_back()
    expect(tabs.get_by_role("tab", name="Kundinställningar")).to_have_attribute("aria-selected", "true")


def test_the_arrow_keys_go_along_the_tabs_and_enter_or_space_opens_one(signed_in, make):
    customer = make.customer()
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    tabs = page.get_by_role("tab")
    first, second, last = tabs.first, page.get_by_role("tab", name="Försäljning & projekt"), tabs.last
    # One tab is in the way of the Tab key, the one that is open.
    expect(page.locator("[role=tab][tabindex='0']")).to_have_count(1)
    first.focus()
    page.keyboard.press("ArrowLeft")
    expect(last).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(first).to_be_focused()
    page.keyboard.press("End")
    expect(last).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(second).to_be_focused()
    expect(first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sales")
    expect(second).to_have_attribute("aria-selected", "true")
    expect(second).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    page.wait_for_url("**/contacts")
    expect(first).to_have_attribute("aria-selected", "true")
    panel = page.get_by_role("tabpanel", name="Kontaktuppgifter")
    expect(panel).to_have_attribute("id", first.get_attribute("aria-controls") or "")


def test_a_link_to_where_one_is_adds_nothing_to_go_back_to(signed_in, make):
    customer = make.customer()
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    page.get_by_role("tab", name="Samarbete").click()
    page.wait_for_url("**/collaboration")
    length = page.evaluate("history.length")
    page.get_by_role("tab", name="Samarbete").click()
    page.get_by_role("tab", name="Samarbete").click()
    expect(page.get_by_role("tab", name="Samarbete")).to_have_attribute("aria-selected", "true")
    assert page.evaluate("history.length") == length
    page.go_back()
    page.wait_for_url("**/contacts")


def test_no_pencil_lies_over_the_menu_at_any_width(signed_in, make):
    customer = make.customer("Kivilahden Provbolag Oy")
    page = signed_in("kundansvarig", viewport={"width": 320, "height": 780})
    open_card(page, customer.path)
    # Where the words of the header end depends on the name, the writing and the width: one of these always fits ill.
    measure = """() => {
        const menu = document.getElementById("card-menu").getBoundingClientRect();
        return [...document.querySelectorAll(".card-head .edit")].every((pencil) => {
            const at = pencil.getBoundingClientRect();
            return at.right <= menu.left || at.top >= menu.bottom || at.bottom <= menu.top;
        });
    }"""
    for width in range(320, 480, 4):
        page.set_viewport_size({"width": width, "height": 780})
        assert page.evaluate(measure), width
    page.get_by_role("button", name="Meny", exact=True).click()
    expect(page.get_by_role("menuitem", name="Historik")).to_be_visible()


def test_no_label_touches_its_value(signed_in, make):
    page = signed_in("kundansvarig")
    page.set_viewport_size({"width": 1280, "height": 800})
    open_card(page, make.customer().path)
    narrow = (
        page.get_by_role("region", name="Kunduppgifter")
        .locator(".fact")
        .evaluate_all(
            """facts => facts.filter(({ firstChild: label, lastChild: value }) => {
          const words = document.createRange();
          words.selectNodeContents(label);
          return value.getBoundingClientRect().left - words.getBoundingClientRect().right < 16;
        }).map((fact) => fact.textContent)"""
        )
    )
    assert narrow == []
