"""Stories of signing in and out."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import ready, sign_in


def test_somebody_signs_in_and_arrives_at_the_customers(contexts):
    page = contexts().new_page()
    sign_in(page, "kundansvarig")
    expect(page.get_by_role("heading", name="Kunder", level=1)).to_be_visible()
    expect(page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Kunder")).to_be_visible()


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(contexts):
    page = contexts().new_page()
    answers = []
    for email in ("admin@demo.example", "nobody@demo.example"):
        page.goto("/login")
        ready(page)
        page.get_by_role("textbox", name="E-post").fill(email)
        page.get_by_label("Lösenord").fill("fel lösenord")
        page.get_by_role("button", name="Logga in").click()
        alert = page.get_by_role("alert")
        expect(alert).to_be_visible()
        answers.append(alert.inner_text())
    assert answers[0] == answers[1]


def test_whoever_follows_a_link_signs_in_and_lands_there(contexts, make):
    customer = make.customer()
    page = contexts().new_page()
    page.goto(customer.path)
    ready(page)
    page.get_by_role("textbox", name="E-post").fill("admin@demo.example")
    page.get_by_label("Lösenord").fill("kundkort")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", name=customer.name, level=1)).to_be_visible()


def test_signing_out_in_one_tab_empties_the_other_within_two_seconds(contexts, make):
    customer = make.customer()
    context = contexts()
    first, second = context.new_page(), context.new_page()
    sign_in(first, "ekonomi")
    second.goto(customer.path)
    expect(second.get_by_role("heading", name=customer.name, level=1)).to_be_visible()
    _sign_out(first)
    second.wait_for_url("**/login**", timeout=4_000)
    expect(second.get_by_text(customer.name)).to_have_count(0)


def test_back_shows_nothing_after_signing_out(contexts, make):
    customer = make.customer()
    page = contexts().new_page()
    sign_in(page, "ledning")
    page.goto(customer.path)
    expect(page.get_by_role("heading", name=customer.name, level=1)).to_be_visible()
    _sign_out(page)
    page.go_back()
    page.wait_for_url("**/login**")
    expect(page.get_by_text(customer.name)).to_have_count(0)


def test_an_idle_page_is_loaded_anew_when_its_users_rights_change(contexts, make):
    page = contexts().new_page()
    sign_in(page, "projektledare")
    ready(page)
    page.evaluate("window.before = true")
    make.new_rights("projektledare")
    page.wait_for_function("window.before === undefined", timeout=4_000)
    expect(page.get_by_role("heading", name="Kunder", level=1)).to_be_visible()


def _sign_out(page: Page) -> None:
    ready(page)
    page.get_by_role("button", name="Användarmeny").click()
    page.get_by_role("menuitem", name="Logga ut").click()
    page.wait_for_url("**/login**")
