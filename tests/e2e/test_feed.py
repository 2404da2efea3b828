"""Stories of «Aktiviteter»: on the card and on one's own page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import ready
from tests.e2e.test_access import check
from tests.e2e.test_addresses import open_card

HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>'
LINE = "Lägg till anteckning eller uppgift"


def activities(page: Page) -> Locator:
    """The section with the feed."""
    return page.get_by_role("region", name="Aktiviteter")


def rows(page: Page, part: str) -> Locator:
    """The rows of what is planned or done."""
    return activities(page).get_by_role("list", name=part).get_by_role("listitem")


def test_a_call_is_logged_with_person_and_follow_up_in_four_steps_by_keyboard(signed_in, make):
    customer = make.customer()
    make.contact(customer, "Greta", "Ölander")
    page = signed_in("medarbetare")
    open_card(page, customer.path)
    page.keyboard.press("n")
    line = page.get_by_role("textbox", name=LINE)
    expect(line).to_be_focused()
    line.press_sequentially("Ringde @Greta om budgeten")
    expect(activities(page).get_by_text("Greta Ölander")).to_be_visible()
    expect(activities(page).locator(".chip", has_text="Samtal")).to_be_visible()
    page.get_by_role("checkbox", name="Uppföljning").press("Space")
    line.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Anteckningen är sparad.")).to_be_visible()
    expect(line).to_be_focused()
    expect(line).to_have_value("")
    done = rows(page, "Avslutade").filter(has_text="Ringde Greta Ölander om budgeten")
    expect(done).to_contain_text("Samtal")
    planned = rows(page, "Planerade").filter(has_text="Följ upp: Ringde Greta Ölander om budgeten")
    expect(planned).to_contain_text("Greta Ölander")
    page.get_by_role("button", name="Ångra").click()
    expect(rows(page, "Avslutade")).to_have_count(0)
    expect(rows(page, "Planerade")).to_have_count(0)


def test_a_colleague_gets_a_dated_task_in_three_steps_and_does_it(signed_in, make):
    customer = make.customer()
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    page.keyboard.press("t")
    line = page.get_by_role("textbox", name=LINE)
    line.press_sequentially(f"@elin skicka avtalet till {customer.name} imorgon")
    expect(activities(page).get_by_text("Elin Sjöberg")).to_be_visible()
    expect(activities(page).get_by_text("imorgon", exact=True)).to_be_visible()
    line.press("Enter")
    expect(rows(page, "Planerade").filter(has_text="skicka avtalet")).to_contain_text("Elin Sjöberg")
    colleague = signed_in("medarbetare")
    colleague.goto("/activities")
    ready(colleague)
    row = colleague.get_by_role("listitem").filter(has_text=f"skicka avtalet till {customer.name}")
    # Not ``check``, which looks at the box afterwards: the row may be gone by then.
    row.get_by_role("checkbox", name="Klar").click()
    expect(row).to_have_count(0)
    colleague.get_by_role("button", name="Ångra").click()
    expect(row).to_have_count(1)
    row.get_by_role("checkbox", name="Klar").click()
    expect(row).to_have_count(0)
    page.reload()
    expect(rows(page, "Avslutade").get_by_role("checkbox", name="Klar")).to_be_checked()


def test_what_one_must_do_today_is_one_step_away_wherever_one_is(signed_in, make):
    customer = make.customer()
    page = signed_in("medarbetare")
    open_card(page, customer.path)
    page.keyboard.press("t")
    page.get_by_role("textbox", name=LINE).press_sequentially(f"Ring {customer.name} idag")
    page.keyboard.press("Enter")
    expect(rows(page, "Planerade")).to_have_count(1)
    page.get_by_role("tab", name="Kundinställningar").click()
    page.get_by_role("link", name=re.compile("^Aktiviteter")).click()
    expect(page.get_by_role("region", name="I dag")).to_contain_text(f"Ring {customer.name}")
    parts = page.get_by_role("region").all_inner_texts()
    names = [part.split("\n")[0] for part in parts]
    assert names.index("I dag") == (1 if "Försenade" in names else 0)


def test_a_part_of_the_line_that_means_nothing_stays_text(signed_in, make):
    page = signed_in("kundansvarig")
    open_card(page, make.customer().path)
    activities(page).get_by_role("radio", name="Uppgift").check()
    line = page.get_by_role("textbox", name=LINE)
    line.press_sequentially("Läs boken imorgon")
    page.get_by_role("button", name="Låt «imorgon» stå som text").click()
    line.press("Enter")
    expect(rows(page, "Planerade")).to_contain_text("Läs boken imorgon")


def test_a_note_is_answered_and_names_a_colleague_who_is_told(signed_in, make):
    customer = make.customer()
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    line = page.get_by_role("textbox", name=LINE)
    line.fill(f"{HOSTILE} **viktigt**")
    line.press("Enter")
    row = rows(page, "Avslutade")
    expect(row).to_contain_text(HOSTILE)
    row.get_by_role("button", name=re.compile("viktigt")).click()
    sheet = page.get_by_role("dialog")
    expect(sheet.locator("strong", has_text="viktigt")).to_be_visible()
    expect(sheet.locator(".note-text").first).to_contain_text(HOSTILE)
    sheet.get_by_role("textbox", name="Ditt svar").fill(f"Kan du titta på {customer.name}?")
    sheet.get_by_role("combobox", name="Omnämn").fill("Elin")
    page.get_by_role("option", name="Elin Sjöberg").click()
    sheet.get_by_role("button", name="Svara").click()
    expect(sheet.locator(".answers")).to_contain_text("Elin Sjöberg")
    expect(sheet.get_by_role("textbox", name="Ditt svar")).to_have_value("")
    page.keyboard.press("Escape")
    expect(row.get_by_role("button", name=re.compile("viktigt"))).to_be_focused()
    expect(row).to_contain_text("1 svar")
    assert page.evaluate("window.hit") is None
    colleague = signed_in("medarbetare")
    colleague.goto("/activities")
    ready(colleague)
    expect(colleague.get_by_role("link", name=re.compile(r"Aktiviteter, olästa omnämnanden: \d+"))).to_be_visible()
    mention = colleague.get_by_role("region", name="Omnämnanden").get_by_role("listitem").first
    expect(mention).to_contain_text("Ny")
    mention.get_by_role("button", name=re.compile(f"Kan du titta på {customer.name}")).click()
    expect(colleague.get_by_role("dialog")).to_contain_text(HOSTILE)
    colleague.keyboard.press("Escape")
    expect(mention.get_by_text("Ny", exact=True)).to_have_count(0)


def test_a_calendar_entry_is_planned_changed_and_offered_to_other_calendars(signed_in, make):
    customer = make.customer()
    make.contact(customer, "Oskar", "Östlund")
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    page.get_by_role("textbox", name=LINE).fill("Avstämning 3/12")
    page.get_by_role("button", name="Fler alternativ").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Kalenderpost").check()
    dialog.get_by_role("textbox", name="Rubrik").fill("Avstämning")
    dialog.get_by_label("Börjar").fill("2030-12-03")
    dialog.get_by_label("Starttid").fill("09:00")
    dialog.get_by_label("Sluttid").fill("08:00")
    dialog.get_by_role("textbox", name="Plats").fill(HOSTILE)
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_contain_text("Slutet kommer före början.")
    dialog.get_by_label("Sluttid").fill("10:30")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_have_count(0)
    row = rows(page, "Planerade")
    expect(row).to_contain_text("09:00–10:30")
    expect(row).to_contain_text(HOSTILE)
    row.get_by_role("button", name="Avstämning").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Ladda ner som iCalendar").click()
    assert "DTSTART:20301203T080000Z" in download.value.path().read_text()
    page.get_by_role("button", name="Redigera").click()
    dialog.get_by_role("checkbox", name="Hela dagen").check()
    dialog.get_by_role("button", name="Spara").click()
    expect(row).not_to_contain_text("09:00")
    assert page.evaluate("window.hit") is None


def test_tasks_are_done_one_after_the_other_by_keyboard(signed_in, make):
    customer = make.customer()
    project = make.project(customer, "Nytt lager")
    for title in ("Första", "Andra", "Tredje"):
        make.task(customer, project, title)
    page = signed_in("ledning")
    open_card(page, customer.path)
    planned = rows(page, "Planerade")
    planned.nth(1).get_by_role("checkbox", name="Klar").focus()
    for left in (2, 1):
        page.keyboard.press("Space")
        expect(planned).to_have_count(left)
        expect(planned.last.get_by_role("checkbox", name="Klar")).to_be_focused()


def test_a_name_that_means_nobody_is_told_before_the_line_is_added(signed_in, make):
    page = signed_in("kundansvarig")
    open_card(page, make.customer().path)
    activities(page).get_by_role("radio", name="Uppgift").check()
    line = page.get_by_role("textbox", name=LINE)
    line.fill("@zork ring imorgon")
    expect(activities(page).get_by_text("Ingen här heter zork")).to_be_visible()
    page.get_by_role("button", name="Låt «@zork» stå som text").click()
    expect(activities(page).get_by_text("Ingen här heter zork")).to_have_count(0)


def test_another_kind_of_form_keeps_what_was_typed(signed_in, make):
    customer = make.customer()
    make.project(customer, "Nytt lager")
    page = signed_in("ledning")
    open_card(page, customer.path)
    page.get_by_role("textbox", name=LINE).fill("Ringde om avtalet")
    page.get_by_role("button", name="Fler alternativ").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Text")).to_have_value("Ringde om avtalet")
    dialog.get_by_role("radio", name="Uppgift").check()
    title = dialog.get_by_role("textbox", name="Rubrik")
    expect(title).to_have_value("Ringde om avtalet")
    title.fill("Skicka avtalet")
    dialog.get_by_role("textbox", name="Beskrivning").fill("Båda bilagorna")
    dialog.get_by_label("Dag").fill("2030-12-03")
    dialog.get_by_role("combobox", name="Projekt").fill("Nytt")
    page.get_by_role("option", name=re.compile("Nytt lager")).click()
    dialog.get_by_role("radio", name="Kalenderpost").check()
    expect(dialog.get_by_label("Börjar")).to_have_value("2030-12-03")
    expect(title).to_have_value("Skicka avtalet")
    expect(dialog.get_by_role("textbox", name="Beskrivning")).to_have_value("Båda bilagorna")
    expect(dialog.get_by_role("combobox", name="Projekt")).to_have_value(re.compile("Nytt lager"))
    dialog.get_by_role("radio", name="Anteckning").check()
    expect(dialog.get_by_role("textbox", name="Text")).to_have_value("Båda bilagorna")
    dialog.get_by_role("radio", name="Uppgift").check()
    expect(title).to_have_value("Skicka avtalet")
    # The draft is of the kind that was chosen, and comes back as that.
    page.reload()
    ready(page)
    if dialog.count() == 0:
        page.get_by_role("button", name="Fler alternativ").click()
    expect(dialog.get_by_text("Det du skrev tidigare är tillbaka.")).to_be_visible()
    expect(title).to_have_value("Skicka avtalet")
    dialog.get_by_role("button", name="Spara").click()
    expect(rows(page, "Planerade")).to_contain_text("Skicka avtalet")


def test_the_feed_is_narrowed_and_says_so(signed_in):
    page = signed_in("admin")
    open_card(page, "/customers/1004/contacts")
    activities(page).get_by_role("button", name="Filter").click()
    activities(page).get_by_role("combobox", name="Typ av aktivitet").select_option("note")
    expect(activities(page).get_by_text("Filter begränsar vad som visas.")).to_be_visible()
    expect(rows(page, "Avslutade").get_by_role("checkbox")).to_have_count(0)
    activities(page).get_by_role("searchbox", name="Sök bland aktiviteterna").fill("finns inte alls")
    expect(activities(page).get_by_text("Inget motsvarar filtren.")).to_have_count(2)
    activities(page).get_by_role("button", name="Visa allt").click()
    expect(rows(page, "Planerade").first).to_be_visible()
    activities(page).get_by_role("button", name=re.compile("försenad")).click()
    expect(rows(page, "Planerade").filter(has_text="Försenad").first).to_be_visible()
    expect(activities(page).get_by_role("heading", name="Avslutade")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_the_feed_and_its_dialogs_have_no_findings(signed_in, theme, width):
    page = signed_in("admin", viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce")
    open_card(page, "/customers/1004/contacts")
    check(page, "feed")
    rows(page, "Planerade").first.locator(".feed-title").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page, "sheet")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Fler alternativ").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page, "form")
    page.goto("/activities")
    ready(page)
    expect(page.get_by_role("region", name="Omnämnanden")).to_be_visible()
    check(page, "my activities")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
