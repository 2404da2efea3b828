"""Stories of the administration: users, permission profiles, and the firm's lists of words."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import ready
from tests.e2e.test_access import check
from tests.e2e.test_addresses import open_card
from tests.support.people import SIGN_INS

PASSWORD = "en lång mening"


def open_admin(page: Page, section: str, heading: str) -> Locator:
    """Open a page of the administration, and wait for what stands on it."""
    page.goto(f"/admin/{section}")
    region = page.get_by_role("region", name=heading, exact=True)
    expect(region).to_be_visible()
    return region


def add_user(page: Page, name: str, email: str, profile: str) -> None:
    """Add a user with a first password."""
    open_admin(page, "users", "Användare").get_by_role("button", name="Ny användare").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Namn")).to_be_focused()
    dialog.get_by_role("textbox", name="Namn").fill(name)
    dialog.get_by_role("textbox", name="E-post").fill(email)
    dialog.get_by_role("combobox", name="Behörighetsprofil").select_option(label=profile)
    dialog.get_by_role("combobox", name="Enhet").select_option(label="Oslo")
    dialog.get_by_label("Lösenord").fill(PASSWORD)
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_have_count(0)


def enter(page: Page, email: str, password: str = PASSWORD) -> None:
    """Sign in with an account that a test made."""
    page.goto("/login")
    ready(page)
    page.get_by_role("textbox", name="E-post").fill(email)
    page.get_by_label("Lösenord").fill(password)
    page.get_by_role("button", name="Logga in").click()


def test_a_user_is_added_and_signs_in_and_an_open_page_follows_a_change_of_profile(signed_in, contexts, make):
    customer = make.customer()
    admin = signed_in("admin")
    add_user(admin, "Berit Ny", "berit.ny@provfirma.example", "Medarbetare")
    row = admin.get_by_role("row", name=re.compile("Berit Ny"))
    for said in ("berit.ny@provfirma.example", "Medarbetare", "Oslo", "Svenska"):
        expect(row).to_contain_text(said)
    berit = contexts().new_page()
    enter(berit, "berit.ny@provfirma.example")
    berit.wait_for_url("**/customers**")
    open_card(berit, customer.path)
    expect(berit.get_by_role("button", name="Ny adress")).to_have_count(0)
    row.get_by_role("button", name="Berit Ny").click()
    dialog = admin.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Behörighetsprofil").select_option(label="Projektledare")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_have_count(0)
    expect(berit.get_by_role("button", name="Ny adress")).to_be_visible(timeout=4_000)


def test_an_inactivated_user_is_sent_away_from_an_open_page_and_cannot_return(signed_in, contexts):
    admin = signed_in("admin")
    add_user(admin, "Curt Kort", "curt.kort@provfirma.example", "Medarbetare")
    curt = contexts().new_page()
    enter(curt, "curt.kort@provfirma.example")
    curt.wait_for_url("**/customers**")
    expect(curt.get_by_role("heading", name="Kunder", level=1)).to_be_visible()
    admin.get_by_role("button", name="Curt Kort").click()
    admin.get_by_role("dialog").get_by_role("button", name="Inaktivera").click()
    admin.get_by_role("alertdialog").get_by_role("button", name="Inaktivera användare").click()
    curt.wait_for_url("**/login**", timeout=4_000)
    expect(admin.get_by_role("row", name=re.compile("Curt Kort"))).to_contain_text("Inaktiv")
    enter(curt, "curt.kort@provfirma.example")
    expect(curt.get_by_role("alert")).to_be_visible()
    admin.get_by_role("button", name="Curt Kort").click()
    admin.get_by_role("dialog").get_by_role("button", name="Aktivera").click()
    expect(admin.get_by_role("row", name=re.compile("Curt Kort"))).not_to_contain_text("Inaktiv")
    enter(curt, "curt.kort@provfirma.example")
    curt.wait_for_url("**/customers**")


def test_a_new_password_ends_the_old_session_and_the_old_password(signed_in, contexts):
    admin = signed_in("admin")
    add_user(admin, "Dora Dag", "dora.dag@provfirma.example", "Medarbetare")
    dora = contexts().new_page()
    enter(dora, "dora.dag@provfirma.example")
    dora.wait_for_url("**/customers**")
    expect(dora.get_by_role("heading", name="Kunder", level=1)).to_be_visible()
    admin.get_by_role("button", name="Dora Dag").click()
    dialog = admin.get_by_role("dialog")
    dialog.get_by_role("button", name="Nytt lösenord").click()
    field = dialog.get_by_label("Nytt lösenord")
    field.fill("kort")
    dialog.get_by_role("button", name="Spara").click()
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("en annan mening")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_have_count(0)
    dora.wait_for_url("**/login**", timeout=4_000)
    enter(dora, "dora.dag@provfirma.example")
    expect(dora.get_by_role("alert")).to_be_visible()
    enter(dora, "dora.dag@provfirma.example", "en annan mening")
    dora.wait_for_url("**/customers**")


def test_what_is_wrong_with_a_user_is_said_at_the_fields_and_nothing_typed_is_lost(signed_in):
    page = signed_in("admin")
    open_admin(page, "users", "Användare").get_by_role("button", name="Ny användare").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Namn").fill("Eva Fel")
    dialog.get_by_role("textbox", name="E-post").fill("ledning@demo.example")
    dialog.get_by_label("Lösenord").fill(PASSWORD)
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog.get_by_text("Någon har redan den här e-postadressen")).to_be_visible()
    expect(dialog.get_by_role("textbox", name="Namn")).to_have_value("Eva Fel")
    expect(dialog.get_by_role("combobox", name="Behörighetsprofil")).to_have_value(re.compile(r"\d+"))


def test_nobody_is_offered_to_change_their_own_profile_or_to_inactivate_themselves(signed_in):
    page = signed_in("admin")
    open_admin(page, "users", "Användare").get_by_role("button", name="Karin Wallin").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Administratör")).to_be_visible()
    expect(dialog.get_by_role("combobox", name="Behörighetsprofil")).to_have_count(0)
    expect(dialog.get_by_role("button", name="Inaktivera")).to_have_count(0)


def test_a_profile_is_made_as_a_copy_renamed_and_deleted(signed_in):
    page = signed_in("admin")
    region = open_admin(page, "profiles", "Behörighetsprofiler")
    region.get_by_role("button", name="Kopiera Medarbetare").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Namn")).to_have_value("Kopia av Medarbetare")
    dialog.get_by_role("textbox", name="Namn").fill("Assistent")
    dialog.get_by_role("checkbox", name="Register").check()
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_have_count(0)
    row = region.get_by_role("row", name=re.compile("Assistent"))
    expect(row).to_contain_text("Läsa kunder")
    expect(row).to_contain_text("Register")
    row.get_by_role("button", name="Assistent", exact=True).click()
    dialog.get_by_role("textbox", name="Namn").fill("Registeransvarig")
    dialog.get_by_role("button", name="Spara").click()
    region.get_by_role("button", name="Registeransvarig", exact=True).click()
    dialog.get_by_role("button", name="Ta bort profil").click()
    expect(region.get_by_role("row", name=re.compile("Registeransvarig"))).to_have_count(0)


def test_a_built_in_profile_is_shown_with_its_parts_and_cannot_be_changed(signed_in):
    page = signed_in("admin")
    region = open_admin(page, "profiles", "Behörighetsprofiler")
    region.get_by_role("button", name="Ekonomi", exact=True).click()
    dialog = page.get_by_role("dialog")
    for part in ("Läsa och ändra kunder", "Alla projekt, med ekonomi", "Fakturering", "Register"):
        expect(dialog.get_by_text(part)).to_be_visible()
    expect(dialog.get_by_role("textbox")).to_have_count(0)
    expect(dialog.get_by_role("button", name="Spara")).to_have_count(0)


def test_a_keyword_is_added_and_offered_in_the_dialog_of_a_contact(signed_in, make):
    customer = make.customer()
    page = signed_in("ekonomi")
    region = open_admin(page, "keywords", "Nyckelord")
    region.get_by_role("button", name="Nytt nyckelord").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Namn").fill("julkort")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog.get_by_text("Namnet finns redan i listan")).to_be_visible()
    dialog.get_by_role("textbox", name="Namn").fill("Vernissage")
    dialog.get_by_role("button", name="Spara").click()
    expect(region.get_by_role("row", name=re.compile("Vernissage"))).to_contain_text("0")
    open_card(page, customer.path)
    page.get_by_role("button", name="Ny kontaktperson").click()
    dialog.get_by_role("combobox", name="Nyckelord").fill("Vern")
    expect(page.get_by_role("option", name="Vernissage")).to_be_visible()


def test_a_word_in_use_is_inactivated_rather_than_deleted(signed_in):
    page = signed_in("ekonomi")
    region = open_admin(page, "roles", "Roller")
    region.get_by_role("button", name="Rådgivare").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Ta bort")).to_have_count(0)
    dialog.get_by_role("button", name="Inaktivera").click()
    row = region.get_by_role("row", name=re.compile("Rådgivare"))
    expect(row).to_contain_text("Inaktiv")
    row.get_by_role("button", name="Rådgivare").click()
    dialog.get_by_role("button", name="Aktivera").click()
    expect(row).not_to_contain_text("Inaktiv")


@pytest.mark.parametrize("name", SIGN_INS.values())
def test_each_profile_is_offered_what_it_may_open_and_no_more(signed_in, name):
    offered = {
        "admin": ["Användare", "Behörighetsprofiler", "Nyckelord", "Roller", "Branscher"],
        "ekonomi": ["Nyckelord", "Roller", "Branscher"],
    }.get(name, [])
    page = signed_in(name)
    page.goto("/admin")
    ready(page)
    rail = page.get_by_role("navigation", name="Huvudmeny")
    expect(rail.get_by_role("link", name="Administration")).to_have_count(1 if offered else 0)
    ways = page.get_by_role("main").get_by_role("navigation").get_by_role("link")
    expect(ways).to_have_text(offered)
    if offered:
        expect(page.get_by_role("region", name=offered[0])).to_be_visible()
    closed = [one for one in ("users", "profiles", "keywords", "nowhere") if not opens(name, one)]
    for section in closed:
        page.goto(f"/admin/{section}")
        expect(page.get_by_text("Sidan finns inte eller så saknar du behörighet")).to_be_visible()
        expect(page.get_by_role("table")).to_have_count(0)


def opens(name: str, section: str) -> bool:
    """Whether a demo user may open a page of the administration."""
    return (name == "admin" and section != "nowhere") or (name == "ekonomi" and section == "keywords")


def test_a_visitor_signs_in_and_arrives_at_the_administration(contexts):
    page = contexts().new_page()
    page.goto("/admin")
    ready(page)
    page.get_by_role("textbox", name="E-post").fill("ekonomi@demo.example")
    page.get_by_label("Lösenord").fill("kundkort")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("region", name="Nyckelord")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_the_administration_has_no_findings_and_scrolls_only_downwards(signed_in, theme, width):
    page = signed_in("admin", viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce")
    for section, heading, button in (
        ("users", "Användare", "Ny användare"),
        ("users", "Användare", "Karin Wallin"),
        ("users", "Användare", "Maria Sundqvist"),
        ("profiles", "Behörighetsprofiler", "Ledning"),
        ("profiles", "Behörighetsprofiler", "Kopiera Ledning"),
        ("keywords", "Nyckelord", "Golf"),
    ):
        region = open_admin(page, section, heading)
        check(page, section)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        region.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        check(page, button)


def test_what_is_typed_of_a_user_survives_a_reload_but_a_password_is_never_kept(signed_in):
    page = signed_in("admin")
    open_admin(page, "users", "Användare").get_by_role("button", name="Ny användare").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Namn").fill("Fia Halvklar")
    dialog.get_by_label("Lösenord").fill("hemlig mening")
    assert "hemlig" not in page.evaluate("JSON.stringify(sessionStorage)")
    open_admin(page, "users", "Användare").get_by_role("button", name="Ny användare").click()
    expect(dialog.get_by_role("textbox", name="Namn")).to_have_value("Fia Halvklar")
    expect(dialog.get_by_label("Lösenord")).to_have_value("")
    dialog.get_by_role("button", name="Avbryt").click()
    dialog.get_by_role("button", name="Lämna ändå").click()
    expect(dialog).to_have_count(0)
