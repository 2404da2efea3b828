"""The registers as a page drives them: in the background, with cancel, and with nothing believed of the browser."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import pytest

from customer_card.database import Database
from customer_card.models import Customer, RegisterLookup
from customer_card.services import register_gateway
from customer_card.settings import settings
from customer_card.state.card import CardState
from customer_card.state.history import HistoryState
from customer_card.state.new_customer import NewCustomerState
from customer_card.state.register_search import RegisterSearchState
from customer_card.state.register_update import RegisterUpdateState
from customer_card.state.registers import RegisterState
from customer_card.state.undo import UndoState
from tests.state.conftest import SignIn
from tests.support.pipeline import Page
from tests.support.records import customer_id, row, rows
from tests.support.register_stand_in import SLOW, StandIn, finnish_company, norwegian_unit, stand_in
from tests.support.snapshot import snapshot

CARD = "/customers/1003/contacts"
NUMBER = "310000019"
MARKUP = "<img src=x onerror=alert(1)>"


@pytest.fixture
def registers(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """A stand-in that the program asks."""
    with stand_in() as one:
        monkeypatch.setattr(settings, "prh_url", one.prh_url)
        monkeypatch.setattr(settings, "brreg_url", one.brreg_url)
        monkeypatch.setattr(register_gateway, "PAUSES", (0, 0))
        yield one


def form_of(page: Page, customer: int, *fields: str) -> dict[str, str]:
    """The dialog's form with some fields ticked."""
    view = page.shown(RegisterUpdateState)["view"]
    names = ("lookup_id", "customer_version", "address_id", "address_version")
    return {"customer_id": str(customer)} | {n: view[n] for n in names} | {f"take.{f}": "on" for f in fields}


@pytest.mark.asyncio
async def test_the_dialog_shows_both_values_writes_the_chosen_one_and_undoes_it(
    sign_in: SignIn, registers: StandIn
) -> None:
    registers.add(norwegian_unit(NUMBER, "FJORDBRIS NYE AS", hjemmeside="www.nye.example"))
    page, customer = await sign_in("kundansvarig", CARD), await customer_id("1003")
    await page.send(RegisterUpdateState.ask, customer_id=customer)
    view = page.shown(RegisterUpdateState)["view"]
    [name, address, email, website] = view["rows"]
    assert (name["today"], name["said"], name["ordinary"]) == (
        "Fjordbris Rådgivning AS", "FJORDBRIS NYE AS", "Fjordbris Nye AS",
    )  # fmt: skip
    assert [one["can_be_chosen"] for one in (name, address, email, website)] == [True, False, False, True]
    assert (address["note"], email["note"]) == ("Lika som i dag", "Saknas i Brønnøysundregistrene.")
    answer = await page.send(RegisterUpdateState.update, form=form_of(page, customer, "name"))
    assert answer.status == "Kunden har uppdaterats från registret."
    assert page.shown(RegisterUpdateState)["is_open"] is False
    # The same once more, as a double click on a slow line sends it, leaves the message with its undo.
    again = await page.send(RegisterUpdateState.update, form=form_of(page, customer, "name"))
    assert (again.status, again.alert) == ("", "")
    assert page.shown(CardState)["header"]["name"] == "Fjordbris Nye AS"
    assert page.shown(RegisterState)["evidence"]["shown"].startswith("Kontrollerad i Brønnøysundregistrene")
    await page.send(HistoryState.open_customer, customer_id=customer)
    newest = page.shown(HistoryState)["rows"][0]
    assert newest["what"] == "Anna Lind uppdaterade kunden från ett offentligt register."
    assert newest["source"].startswith(f"Från Brønnøysundregistrene, nummer {NUMBER}, ")
    [lookup] = await rows(RegisterLookup)
    await page.send(RegisterState.open_history, customer_id=customer)
    [kept] = page.shown(RegisterState)["history"]
    assert re.fullmatch(r"i dag \d\d:\d\d", kept["when"])
    undone = await page.send(UndoState.undo, customer_id=customer, change_id=lookup.change_id)
    assert undone.alert == ""
    assert (await row(Customer, customer)).name == "Fjordbris Rådgivning AS"


@pytest.mark.asyncio
async def test_an_answer_that_nobody_waits_for_any_more_opens_nothing(sign_in: SignIn, registers: StandIn) -> None:
    registers.add(norwegian_unit(NUMBER, "FJORDBRIS NYE AS"))
    registers.behaviours[NUMBER] = SLOW
    page, customer = await sign_in("kundansvarig", CARD), await customer_id("1003")
    asking = asyncio.create_task(page.send(RegisterUpdateState.ask, customer_id=customer))
    await page.until(lambda: page.shown(RegisterUpdateState)["is_open"])
    closing = asyncio.create_task(page.send(RegisterUpdateState.set_open, is_open=False))
    await page.until(lambda: not page.shown(RegisterUpdateState)["is_open"])
    registers.released.set()
    await asyncio.gather(asking, closing)
    assert page.shown(RegisterUpdateState)["is_open"] is False
    assert page.shown(RegisterUpdateState)["view"]["stage"] == "asking"


@pytest.mark.asyncio
async def test_what_a_register_says_is_shown_as_text_and_kept_as_text(sign_in: SignIn, registers: StandIn) -> None:
    registers.add(norwegian_unit(NUMBER, MARKUP, hjemmeside="javascript:alert(1)", street=MARKUP))
    page, customer = await sign_in("kundansvarig", CARD), await customer_id("1003")
    answer = await page.send(RegisterUpdateState.ask, customer_id=customer)
    [name, _address, _email, website] = page.shown(RegisterUpdateState)["view"]["rows"]
    assert name["said"] == MARKUP
    assert (website["said"], website["can_be_chosen"]) == ("", False)
    assert not any(MARKUP in script for script in answer.scripts)
    await page.send(RegisterUpdateState.update, form=form_of(page, customer, "name", "address"))
    assert (await row(Customer, customer)).name == MARKUP


@pytest.mark.asyncio
async def test_a_website_that_is_no_web_address_is_never_a_link(sign_in: SignIn, firm: Database) -> None:
    async with firm.writing() as session:
        kept = await session.get_one(Customer, await customer_id("1003"))
        kept.website = "javascript:alert(1)"
    page = await sign_in("kundansvarig", CARD)
    website = page.shown(CardState)["fields"]["website"]
    assert (website["shown"], website["link"]) == ("javascript:alert(1)", "")


@pytest.mark.asyncio
async def test_forged_forms_write_nothing(sign_in: SignIn, registers: StandIn, firm: Database) -> None:
    registers.add(norwegian_unit(NUMBER, "FJORDBRIS NYE AS"))
    page, customer = await sign_in("kundansvarig", CARD), await customer_id("1003")
    await page.send(RegisterUpdateState.ask, customer_id=customer)
    right, other = form_of(page, customer, "name"), await customer_id("1010")
    stranger = await sign_in("projektledare", CARD)
    before = await snapshot(firm)
    for sender, form in (
        (page, right | {"lookup_id": "99999999"}),
        (page, right | {"customer_id": str(other)}),
        (page, right | {"take.email": "on"}),
        (page, {"customer_id": str(customer), "take.name": "on", "name": "Kapad AB"}),
        (stranger, right),
    ):
        answer = await sender.send(RegisterUpdateState.update, form=form)
        assert answer.alert == "Kunden finns inte eller så saknar du behörighet."
        assert await snapshot(firm) == before
    await page.send(RegisterUpdateState.update, form=right | {"name": "Kapad AB", "said.name": "Kapad AB"})
    assert (await row(Customer, customer)).name == "Fjordbris Nye AS"


@pytest.mark.asyncio
async def test_a_colleagues_change_meanwhile_is_shown_before_anything_is_written(
    sign_in: SignIn, registers: StandIn
) -> None:
    registers.add(norwegian_unit(NUMBER, "FJORDBRIS NYE AS"))
    page, colleague = await sign_in("kundansvarig", CARD), await sign_in("admin", CARD)
    customer = await customer_id("1003")
    await page.send(RegisterUpdateState.ask, customer_id=customer)
    version = colleague.shown(CardState)["header"]["version"]
    theirs = {"id": str(customer), "version": version, "field": "name", "value": "Kollegans Namn AS"}
    await colleague.send(CardState.save_field, form=theirs)
    await page.send(RegisterUpdateState.update, form=form_of(page, customer, "name"))
    shown = page.shown(RegisterUpdateState)
    assert shown["view"]["rows"][0]["today"] == "Kollegans Namn AS"
    assert shown["problem"].startswith("Någon annan har ändrat")
    assert (await row(Customer, customer)).name == "Kollegans Namn AS"
    await page.send(RegisterUpdateState.update, form=form_of(page, customer, "name"))
    assert (await row(Customer, customer)).name == "Fjordbris Nye AS"


@pytest.mark.parametrize(
    ("number", "offer"), [("1003", "offered"), ("1017", "offered"), ("1001", ""), ("1039", "offered")]
)
@pytest.mark.asyncio
async def test_the_menu_knows_whether_a_register_can_be_asked(sign_in: SignIn, number: str, offer: str) -> None:
    page = await sign_in("kundansvarig", f"/customers/{number}/contacts")
    assert page.shown(CardState)["header"]["register_offer"] == offer


@pytest.mark.asyncio
async def test_a_number_fills_in_what_follows_from_it(sign_in: SignIn, registers: StandIn) -> None:
    registers.add(finnish_company("0112038-9", "SAARISTO DIGI OYJ", city=("TURKU", "ÅBO")))
    page = await sign_in("kundansvarig")
    await page.send(NewCustomerState.open)
    for field, text, country, filled in (
        ("organisation_number", "556012-5790", "", '{"vat_number": "SE556012579001"}'),
        ("vat_number", "DK25313763", "", '{"organisation_number": "25313763"}'),
        ("vat_number", "25313763", "DK", '{"organisation_number": "25313763"}'),
    ):
        answer = await page.send(RegisterSearchState.number_typed, field=field, text=text, country=country)
        assert [script for script in answer.scripts if filled in script]
    assert registers.calls == []
    for unfinished in ("FI0112", "25313763", "FI01120380", ""):
        answer = await page.send(RegisterSearchState.number_typed, field="vat_number", text=unfinished, country="")
        assert answer.scripts == []
    answer = await page.send(RegisterSearchState.number_typed, field="vat_number", text="FI01120389", country="")
    at_once, script = answer.scripts
    assert '{"organisation_number": "0112038-9"}' in at_once
    assert '"name": "Saaristo Digi Oyj"' in script
    assert '"city": "Turku"' in script
    assert page.shown(NewCustomerState)["country"] == [{"value": "FI", "label": "Finland", "hint": ""}]
    assert page.shown(RegisterSearchState)["message"] == "Ifyllt från PRH. Kontrollera innan du sparar."


@pytest.mark.asyncio
async def test_what_is_filled_in_warns_of_doubles(sign_in: SignIn, registers: StandIn) -> None:
    registers.add(norwegian_unit(NUMBER, "FJORDBRIS RÅDGIVNING AS"))
    page = await sign_in("kundansvarig")
    await page.send(NewCustomerState.open)
    await page.send(RegisterSearchState.search, country="NO", name="fjordbris")
    [hit] = page.shown(RegisterSearchState)["hits"]
    assert (hit["name"], hit["about"]) == ("Fjordbris Rådgivning AS", f"{NUMBER} · Oslo")
    answer = await page.send(RegisterSearchState.fetch, country="NO", register_id=hit["register_id"], chosen=True)
    assert {line["field"] for line in page.shown(NewCustomerState)["similar"]} == {"organisation_number", "vat_number"}
    # About which name to warn the browser says, which knows whether one was typed that stays.
    [told] = [event["payload"]["callback"] for event in answer.events if event["payload"].get("callback")]
    assert "check_name" in told


@pytest.mark.asyncio
async def test_a_register_that_does_not_answer_never_keeps_a_customer_from_being_made(sign_in: SignIn) -> None:
    page = await sign_in("kundansvarig")
    await page.send(NewCustomerState.open)
    answer = await page.send(RegisterSearchState.number_typed, field="vat_number", text="FI01120389", country="")
    assert answer.alert == ""
    assert page.shown(RegisterSearchState)["message"] == "Registret svarar inte just nu. Inget har ändrats."
    assert page.shown(RegisterSearchState)["again"] == ["FI", "0112038-9"]
    # What the number itself tells needs no register.
    assert [script for script in answer.scripts if '{"organisation_number": "0112038-9"}' in script]
    assert page.shown(NewCustomerState)["country"][0]["value"] == "FI"
    made = await page.send(NewCustomerState.save, form={"name": "Ny Oy", "vat_number": "FI01120389"})
    assert made.redirects


@pytest.mark.parametrize("register_id", ["310000018", "../../etc", "9900001-8", "", "3100000190", "x" * 5000])
@pytest.mark.asyncio
async def test_only_right_numbers_are_ever_asked_for(sign_in: SignIn, registers: StandIn, register_id: str) -> None:
    page = await sign_in("kundansvarig")
    await page.send(RegisterSearchState.fetch, country="NO", register_id=register_id, chosen=True)
    assert registers.calls == []


@pytest.mark.asyncio
async def test_the_card_of_another_customer_shows_nothing_of_the_former_one(
    sign_in: SignIn, registers: StandIn
) -> None:
    registers.add(norwegian_unit(NUMBER, "FJORDBRIS NYE AS", konkurs=True))
    page, customer = await sign_in("kundansvarig", CARD), await customer_id("1003")
    await page.send(RegisterUpdateState.ask, customer_id=customer)
    await page.send(RegisterState.open_history, customer_id=customer)
    assert page.shown(RegisterState)["history"][0]["detail"] == "Företaget är i konkurs enligt Brønnøysundregistrene."
    await page.go("/customers/1001/contacts")
    shown = page.shown(RegisterState)
    assert (shown["evidence"]["shown"], shown["history"], shown["history_open"]) == ("", [], False)
    assert page.shown(RegisterUpdateState)["customer"] != page.shown(CardState)["header"]["id"]
