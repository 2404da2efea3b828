"""Stories of «Filer & länkar»."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import BASE
from tests.e2e.test_access import check
from tests.e2e.test_addresses import open_card
from tests.support import papers

DROPPED = """([files, target]) => {
  const transfer = new DataTransfer();
  for (const [name, type, content] of files)
    transfer.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name, { type }));
  const at = document.querySelector(target);
  for (const kind of ["dragenter", "dragover", "drop"])
    at.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""

PASTED = """([name, type, content, text]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name, { type }));
  if (text) transfer.items.add(text, "text/plain");
  const event = new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""


def files(page: Page) -> Locator:
    """The section with the files and links."""
    return page.get_by_role("region", name="Filer & länkar")


def row(page: Page, name: str) -> Locator:
    """The row of a file or link."""
    return files(page).get_by_role("listitem").filter(has=page.get_by_role("link", name=name, exact=True))


def choose(page: Page, *paths: Path) -> None:
    """Choose files by the button."""
    with page.expect_file_chooser() as chooser:
        files(page).get_by_role("button", name="Lägg till fil").click()
    chooser.value.set_files(list(paths))


def act(page: Page, name: str, item: str) -> None:
    """Choose from the menu of a row."""
    files(page).get_by_role("button", name=f"Åtgärder för {name}").click()
    page.get_by_role("menuitem", name=item).click()


def in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_contract_is_put_on_a_project_looked_at_renamed_removed_and_brought_back(signed_in, make, tmp_path):
    customer = make.customer()
    make.project(customer, "Förstudie datalager")
    paper = tmp_path / "Ramavtal.pdf"
    paper.write_bytes(papers.PDF)
    page = signed_in("ledning")
    open_card(page, customer.path)
    files(page).get_by_role("combobox", name="Koppla till").fill("datal")
    page.get_by_role("option", name="Förstudie datalager").click()
    choose(page, paper)
    expect(page.get_by_role("status")).to_contain_text("Ramavtal.pdf har lagts till.")
    expect(row(page, "Ramavtal.pdf")).to_contain_text("Avtal")
    expect(row(page, "Ramavtal.pdf")).to_contain_text("Förstudie datalager")
    row(page, "Ramavtal.pdf").get_by_role("link").click()
    sheet = page.get_by_role("dialog", name="Ramavtal.pdf")
    expect(sheet.get_by_role("img", name="Sida 1 av Ramavtal.pdf")).to_have_js_property("complete", True)
    sheet.get_by_role("button", name="Nästa sida").click()
    shown = sheet.get_by_role("img", name="Sida 2 av Ramavtal.pdf")
    expect(shown).to_be_visible()
    assert shown.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 500
    with page.expect_download() as download:
        sheet.get_by_role("link", name="Ladda ner").click()
    assert download.value.suggested_filename == "Ramavtal.pdf"
    assert download.value.path().read_bytes() == papers.PDF
    page.keyboard.press("Escape")
    expect(row(page, "Ramavtal.pdf").get_by_role("link")).to_be_focused()
    act(page, "Ramavtal.pdf", "Byt namn")
    field = files(page).get_by_role("textbox", name="Namn", exact=True)
    expect(field).to_be_focused()
    page.keyboard.type("Ramavtal 2026")
    expect(field).to_have_value("Ramavtal 2026.pdf")
    field.press("Enter")
    expect(row(page, "Ramavtal 2026.pdf")).to_be_visible()
    act(page, "Ramavtal 2026.pdf", "Ta bort")
    expect(row(page, "Ramavtal 2026.pdf")).to_have_count(0)
    page.get_by_role("status").get_by_role("button", name="Ångra").click()
    expect(row(page, "Ramavtal 2026.pdf")).to_be_visible()
    act(page, "Ramavtal 2026.pdf", "Ta bort")
    expect(row(page, "Ramavtal 2026.pdf")).to_have_count(0)
    files(page).get_by_role("switch", name="Visa borttagna").click()
    files(page).get_by_role("button", name="Återställ Ramavtal 2026.pdf").click()
    files(page).get_by_role("switch", name="Visa borttagna").click()
    expect(row(page, "Ramavtal 2026.pdf")).to_be_visible()
    page.get_by_role("button", name="Meny", exact=True).click()
    page.get_by_role("menuitem", name="Historik").click()
    expect(page.get_by_role("dialog", name="Historik")).to_contain_text("lade till en fil.")


def test_a_contract_is_put_on_the_right_project_in_two_steps(signed_in, make, tmp_path):
    customer = make.customer()
    wanted = make.project(customer, "Förstudie datalager")
    make.project(customer, "Ett annat projekt")
    page = signed_in("ledning")
    open_card(page, customer.path)
    place = files(page).get_by_role("combobox", name="Koppla till")
    # The first step: the field is typed, and Enter takes what matches best.
    place.click()
    page.keyboard.type("datalager")
    place.press("Enter")
    expect(place).to_have_value(re.compile("Förstudie datalager"))
    # The second: the file is dropped, anywhere.
    contract = [["Ramavtal.pdf", "application/pdf", in_base64(papers.PDF)]]
    page.evaluate(DROPPED, [contract, ".card-head"])
    expect(row(page, "Ramavtal.pdf")).to_contain_text("Avtal")
    expect(row(page, "Ramavtal.pdf")).to_contain_text("Förstudie datalager")
    assert [(one.kind, one.project_id) for one in make.stored_documents(customer)] == [("contract", wanted)]


def test_a_file_added_to_a_project_shows_on_both_tabs_for_those_who_see_the_project_and_nobody_else(signed_in, make):
    customer = make.customer()
    make.project(customer, "Deras projekt", member="medarbetare")
    adds, member, other = signed_in("ledning"), signed_in("medarbetare"), signed_in("projektledare")
    open_card(adds, customer.path)
    files(adds).get_by_role("combobox", name="Koppla till").fill("Deras")
    adds.get_by_role("option", name="Deras projekt").click()
    adds.evaluate(DROPPED, [[["Mötesbild.txt", "text/plain", in_base64(b"Anteckning\n")]], "body"])
    expect(row(adds, "Mötesbild.txt")).to_contain_text("Deras projekt")
    adds.get_by_role("tab", name="Samarbete").click()
    expect(row(adds, "Mötesbild.txt")).to_contain_text("Deras projekt")
    for tab in ("Kontaktuppgifter", "Samarbete"):
        for page in (member, other):
            if page.url == "about:blank":
                open_card(page, customer.path)
            page.get_by_role("tab", name=tab).click()
        expect(row(member, "Mötesbild.txt")).to_contain_text("Deras projekt")
        expect(files(other).get_by_text("Inga filer än.")).to_be_visible()
        expect(files(other).get_by_role("listitem")).to_have_count(0)
    [stored] = make.stored_documents(customer)
    answers = [page.request.get(f"{BASE}/files/{stored.id}").status for page in (adds, member, other)]
    assert answers == [200, 200, 404]


def test_files_are_dropped_and_pasted_several_at_once_and_one_is_stopped(signed_in, make):
    customer = make.customer()
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    content = in_base64(b"Anteckning\n")
    page.evaluate(DROPPED, [[["ett.txt", "text/plain", content], ["två.txt", "text/plain", content]], ".card-head"])
    expect(row(page, "ett.txt")).to_be_visible()
    expect(row(page, "två.txt")).to_be_visible()
    page.evaluate(PASTED, ["image.png", "image/png", in_base64(papers.png())])
    pasted = files(page).get_by_role("link", name=re.compile(r"^Inklistrad bild 20.*\.png$"))
    expect(pasted).to_be_visible()
    pasted.click()
    picture = page.get_by_role("dialog").locator("img")
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 40
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.route("**/files?*", lambda route: None)
    page.evaluate(DROPPED, [[["långsam.txt", "text/plain", content], ["tom.txt", "text/plain", ""]], "body"])
    expect(files(page).get_by_role("progressbar", name="Skickar långsam.txt")).to_be_visible()
    expect(files(page).get_by_text("Filen är tom och lades inte till.")).to_be_visible()
    files(page).get_by_role("button", name="Stoppa långsam.txt").click()
    files(page).get_by_role("button", name="Dölj tom.txt").click()
    expect(files(page).get_by_role("progressbar")).to_have_count(0)
    page.unroute_all()
    # The two were on their way at the same time: either may have arrived first.
    stored = [one.name for one in make.stored_documents(customer)]
    assert (sorted(stored[:2]), len(stored)) == (["ett.txt", "två.txt"], 3)


def test_files_are_dropped_on_a_tab_that_does_not_show_them_and_go_to_the_customer(signed_in, make):
    customer = make.customer()
    make.project(customer, "Ett projekt")
    page = signed_in("ledning")
    open_card(page, customer.path.replace("contacts", "financials"))
    content = in_base64(b"Anteckning\n")
    page.evaluate(DROPPED, [[["ett.txt", "text/plain", content]], "body"])
    expect(page.get_by_role("status")).to_contain_text("ett.txt har lagts till.")
    page.route("**/files?*", lambda route: None)
    page.evaluate(DROPPED, [[["långsam.txt", "text/plain", content]], "body"])
    expect(page.get_by_role("progressbar", name="Skickar långsam.txt")).to_be_visible()
    page.get_by_role("tab", name="Kontaktuppgifter").click()
    expect(row(page, "ett.txt")).to_be_visible()
    # What is on its way is shown once, wherever it can be seen.
    expect(page.get_by_role("progressbar", name="Skickar långsam.txt")).to_have_count(1)
    files(page).get_by_role("button", name="Stoppa långsam.txt").click()
    assert [(one.name, one.project_id) for one in make.stored_documents(customer)] == [("ett.txt", None)]


def test_what_a_reader_drops_is_neither_sent_nor_opened_in_place_of_the_page(signed_in, make):
    customer = make.customer()
    page = signed_in("medarbetare")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "PUT" else None)
    for path in (customer.path, customer.path.replace("contacts", "settings")):
        open_card(page, path)
        # The browser opens what no listener has taken.
        taken = page.evaluate(
            """() => {
              const transfer = new DataTransfer();
              transfer.items.add(new File(["x"], "x.html"));
              const drop = new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
              return !document.body.dispatchEvent(drop);
            }"""
        )
        assert taken
        page.evaluate(PASTED, ["image.png", "image/png", in_base64(papers.png()), ""])
    assert (sent, make.stored_documents(customer)) == ([], [])


def test_a_picture_is_pasted_while_writing_and_text_stays_text(signed_in, make):
    customer = make.customer()
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    page.get_by_role("textbox", name="Lägg till anteckning eller uppgift").focus()
    page.evaluate(PASTED, ["image.png", "image/png", in_base64(papers.png()), "cellernas text"])
    page.evaluate(PASTED, ["image.png", "image/png", in_base64(papers.png()), ""])
    expect(files(page).get_by_role("link", name=re.compile(r"^Inklistrad bild 20.*\.png$"))).to_have_count(1)
    assert len(make.stored_documents(customer)) == 1


def test_what_is_refused_is_told_at_the_file_and_can_be_tried_again(signed_in, make):
    customer = make.customer()
    page = signed_in("kundansvarig")
    open_card(page, customer.path)
    content = in_base64(b"Anteckning\n")
    page.route("**/files?*", lambda route: route.fulfill(status=204))
    page.evaluate(DROPPED, [[["omtag.txt", "text/plain", content]], "body"])
    expect(files(page).get_by_text("Filen nådde inte servern")).to_be_visible()
    page.unroute_all()
    files(page).get_by_role("button", name="Försök igen").click()
    expect(row(page, "omtag.txt")).to_be_visible()
    page.evaluate(
        """() => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(51 * 1024 * 1024)], "stor.bin"));
          window.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
        }"""
    )
    expect(files(page).get_by_text("Större än 50 MB och lades inte till.")).to_be_visible()
    assert [one.name for one in make.stored_documents(customer)] == ["omtag.txt"]


def test_a_file_of_a_project_is_there_for_those_who_see_the_project_and_for_nobody_else(signed_in, make):
    customer = make.customer()
    theirs, hidden = (
        make.project(customer, "Deras projekt", member="medarbetare"),
        make.project(customer, "Dolt projekt"),
    )
    make.file(customer, "Kundens.txt")
    make.file(customer, "Projektets.txt", project=theirs)
    secret = make.file(customer, "Dolda.txt", project=hidden)
    member, other, boss = signed_in("medarbetare"), signed_in("projektledare"), signed_in("ledning")
    for page, seen in (
        (member, ["Projektets.txt", "Kundens.txt"]),
        (other, ["Kundens.txt"]),
        (boss, ["Dolda.txt", "Projektets.txt", "Kundens.txt"]),
    ):
        open_card(page, customer.path)
        expect(files(page).locator("a.strong")).to_have_text(seen)
    for name in ("Lägg till fil", "Lägg till länk", re.compile("Åtgärder för")):
        expect(files(member).get_by_role("button", name=name)).to_have_count(0)
    expect(files(member).get_by_role("combobox", name="Koppla till")).to_have_count(0)
    assert member.request.get(f"{BASE}/files/{secret}").status == 404
    assert boss.request.get(f"{BASE}/files/{secret}").status == 200
    assert boss.request.get(f"{BASE}/_upload/secret.key").status == 404


def test_a_link_is_added_and_moving_it_to_the_customer_is_asked_about(signed_in, make):
    customer = make.customer()
    make.project(customer, "Flyttprojektet")
    page = signed_in("ledning")
    open_card(page, customer.path)
    files(page).get_by_role("button", name="Lägg till länk").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Länkadress")).to_be_focused()
    dialog.get_by_role("textbox", name="Länkadress").fill("javascript:alert(1)")
    dialog.get_by_role("textbox", name="Namn").fill("<script>alert(1)</script>")
    dialog.get_by_role("combobox", name="Koppla till").fill("Flytt")
    page.get_by_role("option", name="Flyttprojektet").click()
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog.get_by_role("textbox", name="Länkadress")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_role("textbox", name="Länkadress").fill("www.example.com/mapp")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_have_count(0)
    name = "<script>alert(1)<-script>"
    link = files(page).get_by_role("link", name=name, exact=True)
    expect(link).to_have_attribute("href", "https://www.example.com/mapp")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    act(page, name, "Typ och plats")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Koppla till").click()
    page.get_by_role("option", name="Kunden").click()
    dialog.get_by_role("button", name="Spara").click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("Då kan alla som får läsa kunden se den")
    question.get_by_role("button", name="Flytta till kunden").click()
    expect(question).to_have_count(0)
    expect(row(page, name)).not_to_contain_text("Flyttprojektet")
    assert make.stored_documents(customer)[0].project_id is None


def test_nothing_hostile_runs_in_the_browser_of_whoever_opens_it(signed_in, make):
    customer = make.customer()
    hostile = {"bild.svg": papers.SVG, "sida.html": papers.HTML, "bild.gif": b"GIF89a/*" + papers.HTML + b"*/=1"}
    ids = [make.file(customer, name, content) for name, content in hostile.items()]
    make.file(customer, "bomb.pdf", papers.exploding_pdf())
    make.file(customer, "bomb.png", papers.exploding_png())
    page = signed_in("kundansvarig")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    open_card(page, customer.path)
    for name in hostile:
        row(page, name).get_by_role("link").click()
        sheet = page.get_by_role("dialog")
        if name == "sida.html":
            expect(sheet.get_by_text("<script>document.title='ran'</script>")).to_be_visible()
        else:
            expect(sheet.get_by_role("link", name="Ladda ner")).to_be_visible()
        page.keyboard.press("Escape")
        expect(sheet).to_have_count(0)
    for name in ("bomb.pdf", "bomb.png"):
        row(page, name).get_by_role("link").click()
        expect(page.get_by_role("dialog").get_by_text("Filen kan inte visas här")).to_be_visible(timeout=20_000)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    for document_id in ids:
        with page.expect_download() as download:
            page.evaluate("(path) => void window.open(path, '_self')", f"/files/{document_id}")
        assert download.value.failure() is None
    expect(page.get_by_role("heading", level=1, name=customer.name)).to_be_visible()
    assert (dialogs, page.title() == "ran") == ([], False)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_section_its_dialogs_and_the_preview_have_no_findings(signed_in, make, theme):
    customer = make.customer()
    make.project(customer, "Ett projekt med ett mycket långt namn som bör brytas över flera rader")
    for number in range(9):
        make.file(customer, f"Enmycketlångfilutannågotmellanslagsomskullekunnabrytas{number}.txt")
    page = signed_in("ledning", viewport={"width": 1440, "height": 900}, color_scheme=theme, reduced_motion="reduce")
    for width in (1440, 320):
        page.set_viewport_size({"width": width, "height": 900})
        open_card(page, customer.path)
        check(page, f"files {width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        files(page).get_by_role("button", name="Lägg till länk").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        check(page, f"link {width}")
        page.keyboard.press("Escape")
        files(page).locator("a.strong").first.click()
        expect(page.get_by_role("dialog").get_by_role("region", name="Innehåll")).to_be_visible()
        check(page, f"preview {width}")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        files(page).get_by_role("button", name=re.compile("Åtgärder för")).first.click()
        check(page, f"menu {width}")
        page.get_by_role("menuitem", name="Byt namn").click()
        check(page, f"rename {width}")
