"""Looking customers up, and taking over what somebody chose: against a stand-in, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from customer_card.database import Database
from customer_card.domain.clock import now
from customer_card.domain.errors import Conflict, Invalid, NotFound, Refused
from customer_card.models import Address, Change, ChangeItem, Customer, RegisterLookup
from customer_card.services import addresses, customers, register_gateway, register_lookups, register_update, undo
from customer_card.services.customers import NewCustomer
from customer_card.services.history import Base
from customer_card.services.register_comparison import FIELDS, Standing
from customer_card.services.register_update import Asked, Chosen
from customer_card.settings import settings
from tests.support.people import actor
from tests.support.records import addresses_of, customer_id, row, rows, street
from tests.support.register_stand_in import (
    BROKEN,
    TOO_MANY,
    Behaviour,
    StandIn,
    finnish_company,
    norwegian_unit,
    stand_in,
)
from tests.support.snapshot import snapshot

FJORDBRIS, HAVUKOSKI, SWEDISH_NAMED = "1003", "1017", "1034"
NUMBER = "310000019"


@pytest.fixture
def registers(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """A stand-in that the program asks."""
    with stand_in() as one:
        monkeypatch.setattr(settings, "prh_url", one.prh_url)
        monkeypatch.setattr(settings, "brreg_url", one.brreg_url)
        monkeypatch.setattr(register_gateway, "PAUSES", (0, 0))
        yield one


async def ask(customer: int, account: str = "kundansvarig") -> Asked:
    """What the dialog is shown."""
    who = await actor(account)
    return await register_update.ask(who, customer, await register_update.target(who, customer))


def chosen(asked: Asked, *fields: str, as_registered: tuple[str, ...] = ()) -> Chosen:
    """What the dialog sends back."""
    assert asked.basis is not None
    assert asked.lookup is not None
    return Chosen(
        lookup_id=asked.lookup.id,
        customer_version=asked.basis.customer_version,
        address_id=asked.basis.address_id,
        address_version=asked.basis.address_version,
        fields=set(fields),
        as_registered=set(as_registered),
    )


def standings(asked: Asked) -> dict[str, Standing]:
    assert asked.compared is not None
    return {one.field: one.standing for one in asked.compared}


def moved(**values: Any) -> dict[str, Any]:
    """Fjordbris under another name in another town."""
    texts = {"city": "MO I RANA", "street": "Havnegata 2", "post_code": "8622", "epostadresse": "post@nye.example"}
    return norwegian_unit(NUMBER, "NYE FJORDBRIS AS", hjemmeside="www.nye.example", **(texts | values))


@pytest.mark.asyncio
async def test_the_chosen_fields_are_written_and_kept_with_their_source(firm: Database, registers: StandIn) -> None:
    registers.add(moved())
    customer, who = await customer_id(FJORDBRIS), await actor("kundansvarig")
    before = await addresses_of(customer)
    asked = await ask(customer)
    assert standings(asked) == dict.fromkeys(FIELDS, Standing.DIFFERS)
    done = await register_update.take_over(who, customer, chosen(asked, *FIELDS, as_registered=("address",)))
    kept: Customer = await row(Customer, customer)
    assert (kept.name, kept.email, kept.website) == ("Nye Fjordbris AS", "post@nye.example", "https://www.nye.example")
    head, other = await addresses_of(customer)
    assert (head.line1, head.postal_code, head.city, head.country) == ("Havnegata 2", "8622", "MO I RANA", "NO")
    assert (head.is_billing, head.phone) == (before[0].is_billing, before[0].phone)
    assert other.version == before[1].version
    [lookup] = await rows(RegisterLookup, RegisterLookup.customer_id == customer)
    assert (lookup.source, lookup.register_id, lookup.state) == ("brreg", NUMBER, "valid")
    assert lookup.change_id == done.change_id
    assert (await row(Change, done.change_id)).use_case == "update_from_register"


@pytest.mark.asyncio
async def test_what_was_taken_over_is_undone_as_one(firm: Database, registers: StandIn) -> None:
    registers.add(moved())
    customer, who = await customer_id(FJORDBRIS), await actor("kundansvarig")
    former: Customer = await row(Customer, customer)
    head = (await addresses_of(customer))[0]
    done = await register_update.take_over(who, customer, chosen(await ask(customer), *FIELDS))
    await undo.undo(who, customer, done.change_id or 0)
    now_there: Customer = await row(Customer, customer)
    assert (now_there.name, now_there.email, now_there.website) == (former.name, former.email, former.website)
    back = (await addresses_of(customer))[0]
    assert (back.line1, back.postal_code, back.city) == (head.line1, head.postal_code, head.city)


@pytest.mark.asyncio
async def test_without_a_head_office_the_address_becomes_it_and_goes_again(firm: Database, registers: StandIn) -> None:
    registers.add(finnish_company("0112038-9", "Uusi Oy", website="uusi.example"))
    who = await actor("kundansvarig")
    customer = await customer_id(await customers.create(who, NewCustomer(name="Uusi Oy", vat_number="FI01120389")))
    asked = await ask(customer)
    assert standings(asked) == {
        "name": Standing.EQUAL,
        "address": Standing.DIFFERS,
        "email": Standing.NOT_CARRIED,
        "website": Standing.DIFFERS,
    }
    done = await register_update.take_over(who, customer, chosen(asked, "address"))
    [made] = await addresses_of(customer)
    kept: Customer = await row(Customer, customer)
    assert (made.line1, made.city, made.country) == ("Karakaari 7", "Espoo", "FI")
    assert (kept.head_office_id, kept.website) == (made.id, None)
    await undo.undo(who, customer, done.change_id or 0)
    assert await addresses_of(customer) == []
    assert (await row(Customer, customer)).head_office_id is None


@pytest.mark.asyncio
async def test_an_address_that_others_lean_on_by_now_is_not_taken_away_again(
    firm: Database, registers: StandIn
) -> None:
    registers.add(finnish_company("0112038-9", "Uusi Oy"))
    who = await actor("kundansvarig")
    customer = await customer_id(await customers.create(who, NewCustomer(name="Uusi Oy", vat_number="FI01120389")))
    done = await register_update.take_over(who, customer, chosen(await ask(customer), "address"))
    await addresses.add(who, customer, street("Toinen katu 2"))
    before = await snapshot(firm)
    with pytest.raises(Refused):
        await undo.undo(who, customer, done.change_id or 0)
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_nothing_is_ever_blanked(firm: Database, registers: StandIn) -> None:
    unit = norwegian_unit(NUMBER, "", epostadresse="", hjemmeside=" ")
    unit["forretningsadresse"] = {"adresse": [], "poststed": "BERGEN"}
    registers.add(unit)
    customer, who = await customer_id(FJORDBRIS), await actor("kundansvarig")
    former = (await addresses_of(customer))[0]
    asked = await ask(customer)
    assert standings(asked) == dict.fromkeys(FIELDS, Standing.MISSING) | {"address": Standing.DIFFERS}
    for field in ("name", "email", "website"):
        with pytest.raises(NotFound):
            await register_update.take_over(who, customer, chosen(asked, field))
    await register_update.take_over(who, customer, chosen(asked, "address"))
    head = (await addresses_of(customer))[0]
    assert (head.line1, head.postal_code, head.city) == (former.line1, former.postal_code, "Bergen")


@pytest.mark.asyncio
async def test_comparing_ignores_case_blanks_and_how_a_website_is_written(firm: Database, registers: StandIn) -> None:
    customer, who = await customer_id(FJORDBRIS), await actor("kundansvarig")
    kept: Customer = await row(Customer, customer)
    host = (kept.website or "").removeprefix("https://").removeprefix("www.")
    registers.add(
        norwegian_unit(
            NUMBER, "FJORDBRIS  RÅDGIVNING AS", street="EKSEMPELGATA  1", hjemmeside=f"HTTP://WWW.{host.upper()}/",
            epostadresse=(kept.email or "").upper(),
        )
    )  # fmt: skip
    asked = await ask(customer)
    assert standings(asked) == dict.fromkeys(FIELDS, Standing.EQUAL)
    before = await row(Customer, customer)
    await register_update.take_over(who, customer, chosen(asked, "email"))
    assert (await row(Customer, customer)).name == before.name


@pytest.mark.asyncio
async def test_finnish_names_and_cities_come_in_the_customers_language(firm: Database, registers: StandIn) -> None:
    for number, business_id, name, city in (
        (HAVUKOSKI, "9900001-8", "Havukoski Oyj", "Turku"),
        (SWEDISH_NAMED, "9900007-7", "Havukoski Abp", "Åbo"),
    ):
        company = finnish_company(business_id, "HAVUKOSKI OYJ", city=("TURKU", "ÅBO"))
        company["names"].append({"name": "HAVUKOSKI ABP", "type": "2"})
        registers.add(company)
        asked = await ask(await customer_id(number))
        values = {one.field: one.value("ordinary") for one in asked.compared or [] if one.writings}
        assert (values["name"], values["address"].city) == (name, city)  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize(
    "website", ["javascript:alert(1)", "ftp://files.example", "https://user@evil.example", "x" * 900]
)
@pytest.mark.asyncio
async def test_a_website_that_is_no_web_address_can_never_be_taken_over(
    firm: Database, registers: StandIn, website: str
) -> None:
    registers.add(norwegian_unit(NUMBER, "FJORDBRIS RÅDGIVNING AS", hjemmeside=website, epostadresse="nobody"))
    customer, who = await customer_id(FJORDBRIS), await actor("kundansvarig")
    asked = await ask(customer)
    assert standings(asked)["email"] is Standing.UNUSABLE
    assert standings(asked)["website"] in {Standing.UNUSABLE, Standing.MISSING}
    with pytest.raises(NotFound):
        await register_update.take_over(who, customer, chosen(asked, "website"))


@pytest.mark.asyncio
async def test_only_what_was_shown_is_written_whatever_the_register_says_meanwhile(
    firm: Database, registers: StandIn
) -> None:
    registers.add(moved())
    customer, who = await customer_id(FJORDBRIS), await actor("kundansvarig")
    asked = await ask(customer)
    registers.add(norwegian_unit(NUMBER, "KAPRET AS", hjemmeside="www.kapret.example"))
    with time_machine.travel(now() + timedelta(minutes=10)):
        again = await ask(customer)
        await register_update.take_over(who, customer, chosen(asked, "name"))
    assert again.lookup is not None
    assert again.lookup.state == "changed"
    assert (await row(Customer, customer)).name == "Nye Fjordbris AS"


@pytest.mark.asyncio
async def test_forged_choices_write_nothing(firm: Database, registers: StandIn) -> None:
    registers.add(moved(), norwegian_unit("310000027", "NORDVÅG AS"))
    mine, other = await customer_id(FJORDBRIS), await customer_id("1010")
    who, colleague = await actor("kundansvarig"), await actor("projektledare")
    asked = await ask(mine)
    right = chosen(asked, "name")
    before = await snapshot(firm)
    forged = [
        (who, other, right),
        (colleague, mine, right),
        (await actor("medarbetare"), mine, right),
        (who, mine, right.model_copy(update={"lookup_id": 99_999_999})),
        (who, mine, right.model_copy(update={"fields": {"number"}})),
        (who, mine, right.model_copy(update={"fields": {"name", "description"}})),
        (who, 99_999_999, right),
    ]
    for person, customer, choice in forged:
        with pytest.raises(NotFound):
            await register_update.take_over(person, customer, choice)
    with pytest.raises(Invalid):
        await register_update.take_over(who, mine, right.model_copy(update={"fields": set()}))
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_an_answer_is_good_for_an_hour_and_for_the_number_it_was_about(
    firm: Database, registers: StandIn
) -> None:
    registers.add(moved())
    customer, who = await customer_id(FJORDBRIS), await actor("kundansvarig")
    asked = await ask(customer)
    with time_machine.travel(now() + timedelta(hours=1, minutes=1)), pytest.raises(Refused):
        await register_update.take_over(who, customer, chosen(asked, "name"))
    await customers.change_field(who, customer, "vat_number", "", Base(10**6))
    await customers.change_field(who, customer, "organisation_number", "310000027", Base(10**6))
    with pytest.raises(Refused):
        await register_update.take_over(who, customer, chosen(asked, "name"))


@pytest.mark.asyncio
async def test_what_somebody_else_changed_meanwhile_is_not_overwritten(firm: Database, registers: StandIn) -> None:
    registers.add(moved())
    customer, who, other = await customer_id(FJORDBRIS), await actor("kundansvarig"), await actor("admin")
    asked = await ask(customer)
    await customers.change_field(other, customer, "name", "Fjordbris Nordre AS", Base(10**6))
    before = await snapshot(firm)
    with pytest.raises(Conflict):
        await register_update.take_over(who, customer, chosen(asked, "name", "website"))
    assert await snapshot(firm) == before
    done = await register_update.take_over(who, customer, chosen(asked, "website"))
    assert done.customer.name == "Fjordbris Nordre AS"
    anew = await register_update.again(who, customer, asked.lookup.id if asked.lookup else 0)
    await register_update.take_over(who, customer, chosen(anew, "name"))
    assert (await row(Customer, customer)).name == "Nye Fjordbris AS"


@pytest.mark.asyncio
async def test_another_head_office_meanwhile_is_a_conflict(firm: Database, registers: StandIn) -> None:
    registers.add(moved())
    customer, who = await customer_id(FJORDBRIS), await actor("kundansvarig")
    asked = await ask(customer)
    _, other = await addresses_of(customer)
    await addresses.make_head_office(await actor("admin"), customer, other.id or 0)
    with pytest.raises(Conflict):
        await register_update.take_over(who, customer, chosen(asked, "address"))
    assert (await row(Address, other.id or 0)).line1 == other.line1


@pytest.mark.parametrize(
    ("behaviour", "detail"),
    [(TOO_MANY, "too_many"), (BROKEN, "unreachable"), (Behaviour(body=b"<html>"), "unexpected")],
)
@pytest.mark.asyncio
async def test_a_register_that_does_not_answer_is_kept_as_such_and_blocks_nothing(
    firm: Database, registers: StandIn, behaviour: Behaviour, detail: str
) -> None:
    registers.behaviours[NUMBER] = behaviour
    customer, who = await customer_id(FJORDBRIS), await actor("kundansvarig")
    former: Customer = await row(Customer, customer)
    asked = await ask(customer)
    assert asked.lookup is not None
    assert (asked.lookup.state, asked.lookup.detail, asked.compared) == ("unreachable", detail, None)
    assert (await row(Customer, customer)).version == former.version
    await customers.change_field(who, customer, "email", "ny@fjordbris.example", Base(former.version))
    assert (await row(Customer, customer)).email == "ny@fjordbris.example"


@pytest.mark.asyncio
async def test_a_number_that_cannot_be_right_is_said_before_any_call(firm: Database, registers: StandIn) -> None:
    customer = await customer_id(FJORDBRIS)
    async with firm.writing() as session:
        kept = await session.get_one(Customer, customer)
        kept.vat_number, kept.vat_key = "NO112233445MVA", "NO112233445MVA"
    asked = await ask(customer)
    assert (asked.lookup, asked.target.number) == (None, "NO112233445MVA")
    assert asked.target.problem is not None
    assert registers.calls == []
    assert await rows(RegisterLookup) == []


@pytest.mark.asyncio
async def test_a_recent_answer_is_given_again_and_a_failure_is_not(firm: Database, registers: StandIn) -> None:
    customer = await customer_id(FJORDBRIS)
    registers.behaviours[NUMBER] = Behaviour(400, b"")
    await ask(customer)
    registers.behaviours.clear()
    registers.add(moved())
    for account in ("kundansvarig", "admin", "admin"):
        await ask(customer, account)
    assert len(registers.calls) == 2
    assert len(await rows(RegisterLookup, RegisterLookup.customer_id == customer)) == 4
    with time_machine.travel(now() + timedelta(minutes=6)):
        await ask(customer)
    assert len(registers.calls) == 3


@pytest.mark.asyncio
async def test_after_too_many_nobody_asks_again_before_it_is_allowed(firm: Database, registers: StandIn) -> None:
    registers.behaviours[NUMBER] = TOO_MANY
    await ask(await customer_id(FJORDBRIS))
    waiting = await ask(await customer_id("1010"), "admin")
    assert waiting.lookup is not None
    assert (waiting.lookup.detail, len(registers.calls)) == ("too_many", 1)
    assert 80 <= (waiting.lookup.retry_after or 0) <= 90
    with time_machine.travel(now() + timedelta(seconds=91)):
        assert (await ask(await customer_id("1010"))).lookup.state == "not_found"  # pyright: ignore[reportOptionalMemberAccess]


@pytest.mark.asyncio
async def test_everybody_together_keeps_the_pace(empty: Database, registers: StandIn) -> None:
    register = register_gateway.registers()["FI"]
    with time_machine.travel(now(), tick=False):
        waits = [await register_gateway._turn(register, unhurried=False) for _ in range(register_gateway.BURST + 4)]
        assert waits[: register_gateway.BURST + 1] == [0.0] * (register_gateway.BURST + 1)
        assert waits[-1] == pytest.approx(3.0)
        with pytest.raises(register_gateway.RegisterUnavailable) as refused:
            await register_gateway._turn(register, unhurried=False)
        assert refused.value.retry_after == 4
        assert await register_gateway._turn(register, unhurried=True) > 20


@pytest.mark.asyncio
async def test_a_look_up_made_for_a_new_customer_becomes_its_evidence(firm: Database, registers: StandIn) -> None:
    registers.add(finnish_company("0112038-9", "Uusi Oy"))
    who, register = await actor("kundansvarig"), register_gateway.registers()["FI"]
    lookup = await register_lookups.look_up(who, register, "0112038-9")
    stranger = await register_lookups.look_up(await actor("admin"), register, "0112038-9")
    made = {}
    for name, number, lookup_id in (
        ("Uusi Oy", "FI01120389", lookup.id),
        ("Toinen Oy", "FI01098628", lookup.id),
        ("Kolmas Oy", "FI01120389", stranger.id),
    ):
        new = NewCustomer(name=name, vat_number=number, lookup_id=lookup_id, website="www.uusi.example")
        made[name] = await customer_id(await customers.create(who, new))
    kept = {one.id: one.customer_id for one in await rows(RegisterLookup)}
    assert kept == {lookup.id: made["Uusi Oy"], stranger.id: None}
    assert (await row(Customer, made["Uusi Oy"])).website == "https://www.uusi.example"


@pytest.mark.asyncio
async def test_the_history_tells_the_change_and_readers_see_the_evidence(firm: Database, registers: StandIn) -> None:
    registers.add(moved())
    customer, reader = await customer_id(FJORDBRIS), await actor("medarbetare")
    await register_update.take_over(await actor("kundansvarig"), customer, chosen(await ask(customer), "name"))
    items = await rows(ChangeItem, ChangeItem.entity_id == customer, ChangeItem.field == "name")
    assert items[-1].after == '"Nye Fjordbris AS"'
    async with firm.reading() as session:
        [evidence] = await register_lookups.history_of(session, reader, customer)
        assert evidence.user_name == "Anna Lind"
        for who, number in ((await actor("ingen"), customer), (reader, 99_999_999)):
            with pytest.raises(NotFound):
                await register_lookups.history_of(session, who, number)
