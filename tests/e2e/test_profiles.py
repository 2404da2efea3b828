"""What each of the seven demo users may see and do, and no more."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import ready
from tests.e2e.test_addresses import open_card
from tests.support.people import SIGN_INS

EDITORS = [name for key, name in SIGN_INS.items() if key not in {"employee", "no_customer_access"}]


@pytest.mark.parametrize("name", EDITORS)
def test_an_editor_is_offered_to_change_things(signed_in, make, name):
    customer = make.customer()
    make.address(customer)
    page = signed_in(name)
    open_card(page, customer.path)
    for button in ("Ny adress", "Ny kontaktperson", "Redigera E-post", "Meny"):
        expect(page.get_by_role("button", name=button, exact=True)).to_be_visible()
    page.goto("/customers")
    expect(page.get_by_role("button", name="Ny kund")).to_be_visible()


def test_an_employee_reads_and_is_offered_nothing_to_change(signed_in, make):
    customer = make.customer()
    make.address(customer)
    make.contact(customer, "Lena", "Läsbar")
    page = signed_in("medarbetare")
    open_card(page, customer.path)
    expect(page.get_by_text("Lena Läsbar")).to_be_visible()
    for button in ("Ny adress", "Ny kontaktperson", "Redigera E-post", "Ändra"):
        expect(page.get_by_role("button", name=button, exact=True)).to_have_count(0)
    page.get_by_role("button", name="Meny", exact=True).click()
    expect(page.get_by_role("menuitem")).to_have_text(["Historik"])
    page.goto("/customers")
    ready(page)
    expect(page.get_by_role("button", name="Ny kund")).to_have_count(0)


def test_a_sole_traders_numbers_are_masked_for_an_employee_only(signed_in, make):
    page = signed_in("ekonomi")
    open_card(page, "/customers/1013/contacts")
    details = page.get_by_role("region", name="Kunduppgifter")
    number = details.locator("dd").first.inner_text().strip()
    assert any(character.isdigit() for character in number)
    reader = signed_in("medarbetare")
    frames: list[str] = []
    reader.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    open_card(reader, "/customers/1013/contacts")
    expect(reader.get_by_role("region", name="Kunduppgifter")).to_contain_text("•")
    reader.goto("/customers?view=all&search=tranberg")
    ready(reader)
    assert frames
    assert not any(number in frame for frame in frames)


def test_somebody_without_access_to_customers_sees_none(signed_in, make):
    customer = make.customer()
    page = signed_in("ingen")
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    page.goto("/customers")
    ready(page)
    expect(page.get_by_text("Du har inte behörighet att se kunder")).to_be_visible()
    expect(page.get_by_role("link", name="Kunder")).to_have_count(0)
    page.goto(customer.path)
    ready(page)
    expect(page.get_by_text("Kunden finns inte eller så saknar du behörighet").first).to_be_visible()
    assert frames
    assert not any(customer.name in frame for frame in frames)
