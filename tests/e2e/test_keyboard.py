"""A day's work without a mouse: every step by keys, with the focus always somewhere, and always seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PASSWORD, ready
from tests.e2e.test_addresses import addresses

# All that is asked about one stop is read at once: between two questions a list may be drawn anew.
STOP = """target => {
  const it = document.activeElement;
  const is = it === target ? "there" : "on the way";
  // Past the last stop a key leads out of the page once, and in again at its other end.
  if (it === document.body) return "out of the page";
  const box = it.getBoundingClientRect();
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth)
    return "the focus is beyond the screen: " + it.outerHTML.slice(0, 200);
  for (let one = it, steps = 0; one && steps < 3; one = one.parentElement, steps++) {
    const style = getComputedStyle(one);
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) return is;
    if (style.boxShadow !== "none") return is;
  }
  return "the focus is not shown: " + it.outerHTML.slice(0, 200);
}"""


def test_a_customer_gets_an_address_a_contact_and_a_head_office_without_a_mouse(contexts, make):
    customer = make.customer("Tangentbordets Vänner AB")
    make.address(customer, "Gamla gatan 1")
    page = contexts().new_page()
    sign_in_by_keys(page)
    skip_to_the_content(page)
    page.keyboard.press("/")
    page.keyboard.type("tangentbordets")
    # Until the answer is there the rows of before are, and the focus would go with the one it stands in.
    expect(page.locator("tbody tr")).to_have_count(1)
    tab_to(page, page.get_by_role("link", name=customer.name))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=customer.name, level=1)).to_be_visible()
    expect(page).to_have_title(customer.name)
    focus_is_somewhere(page)
    add_an_address(page)
    move_the_head_office(page)
    add_a_contact(page)
    stored = make.stored_customer(customer)
    assert make.stored_address(stored.head_office_id).line1 == "Nya gatan 2"
    tab_to(page, page.get_by_role("button", name="Användarmeny"), back=True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu")).to_be_visible()
    page.keyboard.press("End")
    expect(page.get_by_role("menuitem", name="Logga ut")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/login**")


def test_what_is_closed_gives_the_focus_back_to_what_opened_it(signed_in, make):
    customer = make.customer()
    make.address(customer, "Gatan 1")
    make.contact(customer, "Fia", "Fokus")
    page = signed_in("admin")
    page.goto(customer.path)
    ready(page)
    for opener in ("Ny adress", "Gatan 1", "Ny kontaktperson", "Fia Fokus"):
        button = page.get_by_role("button", name=opener)
        button.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        focus_is_somewhere(page)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(button).to_be_focused()
    menu = page.get_by_role("button", name="Meny", exact=True)
    menu.focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Historik").press("Enter")
    expect(page.get_by_role("dialog", name="Historik")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(menu).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Kortkommandon")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(menu).to_be_focused()


@pytest.mark.parametrize(("path", "title"), [("/contacts", "Kontakter"), ("/admin/users", "Administration")])
def test_a_link_of_the_rail_opens_its_page_with_its_title_and_the_focus_in_it(signed_in, make, path, title):
    customer = make.customer()
    page = signed_in("admin")
    page.goto(customer.path)
    expect(page).to_have_title(customer.name)
    link = page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name=title)
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path}")
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    expect(page).to_have_title(title)
    focus_is_somewhere(page)


def sign_in_by_keys(page: Page) -> None:
    """Sign in by typing alone."""
    page.goto("/login")
    ready(page)
    expect(page.get_by_role("textbox", name="E-post")).to_be_focused()
    page.keyboard.type("admin@demo.example")
    tab_to(page, page.get_by_label("Lösenord"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers**")
    ready(page)


def skip_to_the_content(page: Page) -> None:
    """The first stop of a page leads past its rail, and changes nothing else."""
    before = page.url
    tab_to(page, page.get_by_role("link", name="Hoppa till innehållet"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    assert page.url.partition("#")[0] == before


def add_an_address(page: Page) -> None:
    """Fill in the dialog of a new address, with its country chosen by typing."""
    tab_to(page, page.get_by_role("button", name="Ny adress"))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Adress", exact=True)).to_be_focused()
    page.keyboard.type("Nya gatan 2")
    tab_to(page, dialog.get_by_role("textbox", name="Ort"))
    page.keyboard.type("Helsingfors")
    tab_to(page, dialog.get_by_role("combobox", name="Land"))
    page.keyboard.type("Finl")
    expect(page.get_by_role("option", name="Finland")).to_be_visible()
    page.keyboard.press("Enter")
    tab_to(page, dialog.get_by_role("button", name="Spara"))
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(addresses(page)).to_contain_text("Nya gatan 2")
    focus_is_somewhere(page)


def move_the_head_office(page: Page) -> None:
    """Open the list beside «Huvudkontor» and choose the other address."""
    tab_to(page, addresses(page).get_by_role("button", name="Ändra"))
    page.keyboard.press("Enter")
    tab_to(page, addresses(page).get_by_role("button", name="Nya gatan 2, Helsingfors"))
    page.keyboard.press("Enter")
    row = addresses(page).get_by_role("listitem").filter(has_text="Nya gatan 2")
    expect(row.get_by_text("Huvudkontor", exact=True)).to_be_visible()
    focus_is_somewhere(page)


def add_a_contact(page: Page) -> None:
    """Fill in the dialog of a new contact."""
    tab_to(page, page.get_by_role("button", name="Ny kontaktperson"))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Förnamn")).to_be_focused()
    page.keyboard.type("Tage")
    page.keyboard.press("Tab")
    page.keyboard.type("Tangent")
    tab_to(page, dialog.get_by_role("button", name="Spara"))
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("region", name="Kontaktpersoner")).to_contain_text("Tage Tangent")
    focus_is_somewhere(page)


def tab_to(page: Page, target: Locator, *, back: bool = False) -> None:
    """Press Tab until an element has the focus; on the way each stop must be seen."""
    expect(target).to_be_visible()
    handle = target.element_handle()
    if handle.evaluate("it => it === document.activeElement"):
        return
    turns = 0
    for _ in range(120):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        stop = handle.evaluate(STOP)
        if stop == "there":
            return
        turns += stop == "out of the page"
        assert turns <= 1
        assert stop in ("on the way", "out of the page")
    pytest.fail(f"no key leads to {target}")


def focus_is_somewhere(page: Page) -> None:
    """The focus did not fall back to the page as a whole."""
    page.wait_for_function("document.activeElement && document.activeElement !== document.body")


def test_a_dialog_closed_by_pointer_gives_the_focus_back_to_what_opened_it(signed_in, make):
    page = signed_in("kundansvarig")
    page.goto(make.customer().path)
    ready(page)
    for opener, field in (("Ny kontaktperson", "Förnamn"), ("Ny adress", "Ort")):
        dialog = page.get_by_role("dialog", name=opener)
        for closed_by in ("Avbryt", "Stäng", "Lämna ändå"):
            page.get_by_role("button", name=opener).click()
            expect(dialog.get_by_role("textbox", name=field)).to_be_visible()
            if closed_by == "Lämna ändå":
                dialog.get_by_role("textbox", name=field).fill("Utkast")
                dialog.get_by_role("button", name="Avbryt").click()
            dialog.get_by_role("button", name=closed_by).click()
            expect(dialog).to_have_count(0)
            expect(page.get_by_role("button", name=opener)).to_be_focused()
