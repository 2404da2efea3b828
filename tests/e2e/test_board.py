"""Stories of «Samarbete»: the board, and what is written about the projects."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import ready
from tests.e2e.make import Made
from tests.e2e.test_access import check
from tests.e2e.test_addresses import open_card

HOSTILE = "<img src=x onerror='window.hit=1'>"


def board_of(customer: Made) -> str:
    """Where the customer's board is."""
    return customer.path.replace("/contacts", "/collaboration")


def column(page: Page, name: str) -> Locator:
    """A column of the board."""
    return page.get_by_role("region", name=name, exact=True)


def card(page: Page, where: str, title: str) -> Locator:
    """A task in a column."""
    return column(page, where).get_by_role("listitem").filter(has_text=title)


def titles(page: Page, where: str) -> list[str]:
    """The tasks of a column, in order."""
    return column(page, where).locator(".feed-title").all_inner_texts()


def test_a_task_is_moved_by_menu_and_by_drag_and_seen_in_the_feed(signed_in, make):
    customer = make.customer()
    project = make.project(customer, "Ny webbplats", member="medarbetare")
    for title in ("Rita", "Bygga", "Testa"):
        make.task(customer, project, title)
    page = signed_in("admin")
    open_card(page, board_of(customer))
    expect(page.get_by_role("heading", name="Projektuppgifter")).to_be_visible()
    expect(page.get_by_role("tab", name="Samarbete 3 uppgifter")).to_be_visible()
    # By the menu, with the keyboard alone; the focus follows the card.
    trigger = card(page, "Ej påbörjad", "Rita").get_by_role("button", name="Flytta till …")
    trigger.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Pågår")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Uppgiften står nu i «Pågår».")).to_be_visible()
    expect(card(page, "Pågår", "Rita").get_by_role("button", name="Flytta till …")).to_be_focused()
    # By one drag: into the same column, below the card that stands there.
    card(page, "Ej påbörjad", "Bygga").drag_to(card(page, "Pågår", "Rita"), target_position={"x": 60, "y": 75})
    expect(card(page, "Pågår", "Bygga")).to_be_visible()
    assert titles(page, "Pågår") == ["Rita", "Bygga"]
    card(page, "Pågår", "Bygga").drag_to(card(page, "Pågår", "Rita"), target_position={"x": 60, "y": 8})
    expect(column(page, "Pågår").locator(".feed-title").first).to_have_text("Bygga")
    # Done on the board is done in the feed, and undone is not.
    card(page, "Pågår", "Bygga").drag_to(column(page, "Klar"))
    expect(card(page, "Klar", "Bygga")).to_be_visible()
    expect(page.get_by_role("tab", name="Samarbete 2 uppgifter")).to_be_visible()
    page.get_by_role("tab", name="Kontaktuppgifter").click()
    done = page.get_by_role("list", name="Avslutade").get_by_role("listitem").filter(has_text="Bygga")
    expect(done).to_be_visible()
    page.get_by_role("button", name="Ångra").click()
    expect(done).to_have_count(0)
    page.get_by_role("tab", name="Samarbete").click()
    expect(card(page, "Pågår", "Bygga")).to_be_visible()


def test_a_task_is_added_to_a_column_needs_a_project_and_is_edited_in_the_sheet(signed_in, make):
    customer = make.customer()
    make.project(customer, "Nytt lager", member="medarbetare")
    make.project(customer, "Gammalt lager", member="medarbetare")
    page = signed_in("admin")
    open_card(page, board_of(customer))
    add = column(page, "Granskas").get_by_role("button", name="Ny uppgift i kolumnen")
    add.click()
    line = page.get_by_role("textbox", name="Vad ska göras?")
    expect(line).to_be_focused()
    line.fill(f"Mät hyllorna {HOSTILE}")
    line.press("Enter")
    expect(column(page, "Granskas")).to_contain_text("En projektuppgift behöver ett projekt.")
    page.get_by_role("combobox", name="Uppgiftens projekt").fill("Nytt")
    page.get_by_role("option", name=re.compile("Nytt lager")).click()
    line.press("Enter")
    expect(card(page, "Granskas", f"Mät hyllorna {HOSTILE}")).to_contain_text("Nytt lager")
    expect(line).to_be_focused()
    expect(line).to_have_value("")
    expect(column(page, "Granskas").get_by_text("Det du skrev tidigare är tillbaka.")).to_be_hidden()
    line.press("Escape")
    expect(add).to_be_focused()
    card(page, "Granskas", "Mät hyllorna").locator(".feed-title").click()
    page.get_by_role("dialog").get_by_role("button", name="Redigera").click()
    page.get_by_role("dialog").get_by_role("textbox", name="Rubrik").fill("Mät alla hyllor")
    page.get_by_role("dialog").get_by_role("button", name="Spara").click()
    expect(card(page, "Granskas", "Mät alla hyllor")).to_be_visible()
    # What is asked for stands in the address line, and a reload keeps it.
    page.get_by_role("combobox", name="Projekt", exact=True).first.fill("Gammalt")
    page.get_by_role("option", name=re.compile("Gammalt lager")).click()
    expect(card(page, "Granskas", "Mät alla hyllor")).to_have_count(0)
    page.wait_for_url(re.compile(r"\?project=\d+"))
    page.reload()
    ready(page)
    expect(page.get_by_text("Filter begränsar vad som visas.")).to_be_visible()
    page.get_by_role("button", name="Visa allt").click()
    expect(card(page, "Granskas", "Mät alla hyllor")).to_be_visible()
    assert page.evaluate("window.hit") is None


def test_two_people_on_one_board_are_told_of_each_other(signed_in, make):
    customer = make.customer()
    project = make.project(customer, "Ny webbplats", member="medarbetare")
    make.task(customer, project, "Gemensam", assignee="medarbetare")
    make.task(customer, project, "Andras")
    member = signed_in("medarbetare")
    open_card(member, board_of(customer))
    expect(card(member, "Ej påbörjad", "Andras").get_by_role("button", name="Flytta till …")).to_have_count(0)
    page = signed_in("admin")
    open_card(page, board_of(customer))
    for one, where in ((page, "Pågår"), (member, "Granskas")):
        card(one, "Ej påbörjad", "Gemensam").get_by_role("button", name="Flytta till …").click()
        one.get_by_role("menuitem", name=where).click()
    expect(member.get_by_role("alert").filter(has_text="Någon annan har flyttat uppgiften")).to_be_visible()
    expect(card(member, "Pågår", "Gemensam")).to_be_visible()


def test_a_note_about_a_project_is_written_answered_and_names_its_project(signed_in, make):
    customer = make.customer()
    make.project(customer, "Nytt lager", member="medarbetare")
    page = signed_in("medarbetare")
    open_card(page, board_of(customer))
    notes = page.get_by_role("region", name="Samarbetsanteckningar")
    notes.get_by_role("textbox", name="Ny anteckning om ett projekt").fill("Kunden vill ha **två** våningar.")
    notes.get_by_role("button", name="Lägg till").click()
    expect(notes).to_contain_text("Välj vilket projekt anteckningen handlar om.")
    notes.get_by_role("combobox", name="Anteckningens projekt").fill("Nytt")
    page.get_by_role("option", name=re.compile("Nytt lager")).click()
    notes.get_by_role("combobox", name="Omnämn").fill("Karin")
    page.get_by_role("option", name="Karin Wallin").click()
    notes.get_by_role("button", name="Lägg till").click()
    expect(notes.get_by_role("textbox", name="Ny anteckning om ett projekt")).to_have_value("")
    thread = notes.get_by_role("listitem").first
    expect(thread.locator("strong", has_text="två")).to_be_visible()
    expect(thread).to_contain_text("Karin Wallin")
    expect(thread.get_by_role("link", name=re.compile("Nytt lager"))).to_be_visible()
    thread.get_by_role("button", name="Svara").click()
    expect(page.get_by_role("textbox", name="Ditt svar")).to_be_focused()
    page.keyboard.type("Det går bra.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog").locator(".answers")).to_contain_text("Det går bra.")
    page.keyboard.press("Escape")
    expect(thread.locator(".thread-answers")).to_contain_text("Det går bra.")


def test_every_figure_of_the_tabs_is_a_link_for_the_keyboard_too(signed_in):
    page = signed_in("admin")
    open_card(page, "/customers/1004/sales")
    page.get_by_role("tab", name=re.compile(r"^Försäljning")).focus()
    for figure in (r"\d+ kontakter", r"\d+ försenade?", r"\d+ uppgifter"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=re.compile(f"^{figure}$"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Projektuppgifter")).to_be_in_viewport()
    page.get_by_role("link", name=re.compile("försenade$")).press("Enter")
    expect(page.get_by_text("Bara det som är försenat visas.")).to_be_visible()


def test_the_open_tab_is_in_sight_on_a_phone(signed_in):
    page = signed_in("admin", viewport={"width": 360, "height": 800})
    open_card(page, "/customers/1004/collaboration")
    expect(page.get_by_role("tab", name="Samarbete")).to_be_in_viewport(ratio=1)


def test_who_sees_no_project_reads_one_sentence(signed_in, make):
    customer = make.customer()
    make.project(customer, "Ny webbplats", member="admin")
    page = signed_in("medarbetare")
    open_card(page, board_of(customer))
    expect(page.get_by_text("Kunden har inga projekt som du får se.")).to_be_visible()
    expect(column(page, "Pågår")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_the_board_has_no_findings(signed_in, theme, width):
    page = signed_in("admin", viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce")
    open_card(page, "/customers/1004/collaboration")
    check(page, "board")
    column(page, "Pågår").get_by_role("button", name="Ny uppgift i kolumnen").click()
    expect(page.get_by_role("textbox", name="Vad ska göras?")).to_be_focused()
    column(page, "Granskas").get_by_role("button", name="Flytta till …").first.click()
    check(page, "menu and line")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
