"""The watch over the registers: what it finds, that it finds it once, and that it can be stopped at any point."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import time_machine
from sqlalchemy import update
from typer.testing import CliRunner

from customer_card.cli import app
from customer_card.database import Database, database, use_database
from customer_card.domain.clock import now
from customer_card.domain.errors import Refused
from customer_card.models import Customer, FeedItem, JobLease, RegisterFinding, RegisterLookup
from customer_card.services import register_findings, register_gateway, register_update, register_watch
from customer_card.services.customer_fields import named
from customer_card.services.job_lease import LASTS, Lease
from customer_card.services.register_update import Chosen
from customer_card.settings import settings
from tests.support.engines import Engine
from tests.support.people import actor
from tests.support.records import addresses_of, customer_id, row, rows
from tests.support.register_stand_in import (
    BROKEN,
    SLOW,
    TOO_MANY,
    StandIn,
    deleted_unit,
    finnish_company,
    norwegian_unit,
    stand_in,
)

WATCHED = {"1003": "310000019", "1010": "310000027", "1017": "9900001-8"}
"""The demo customers of these tests, with their numbers; the others are put to rest."""


@pytest.fixture
def registers(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """A stand-in that the program asks without pausing."""
    with stand_in() as one:
        monkeypatch.setattr(settings, "prh_url", one.prh_url)
        monkeypatch.setattr(settings, "brreg_url", one.brreg_url)
        monkeypatch.setattr(register_gateway, "PAUSES", (0, 0))
        for register in (register_gateway.Prh, register_gateway.Brreg):
            monkeypatch.setattr(register, "calls_per_minute", 10**6)
        one.add(
            norwegian_unit("310000019", "FJORDBRIS RÅDGIVNING AS"),
            norwegian_unit("310000027", "NORDVÅG SJØMAT AS", street="Kaiveien 6", post_code="8300", city="SVOLVÆR"),
            finnish_company("9900001-8", "HAVUKOSKI KONSULTOINTI OY", street="Esimerkkikatu", number="18",
                            post_code="00100", city=("HELSINKI", "HELSINGFORS")),
        )  # fmt: skip
        yield one


@pytest_asyncio.fixture
async def three(firm: Database) -> AsyncIterator[dict[str, int]]:
    """The ids of the three active customers that the watch looks at, by number."""
    async with firm.writing() as session:
        await session.execute(update(Customer).where(Customer.number.not_in(WATCHED)).values(active=False))
    yield {number: await customer_id(number) for number in WATCHED}


async def kinds() -> list[tuple[int, str]]:
    """What is open, by customer."""
    found = await rows(RegisterFinding, RegisterFinding.closed_at.is_(None))
    return [(one.customer_id, one.kinds) for one in found]


def change(registers: StandIn, number: str, **values: Any) -> None:
    """The register says something else of a company from now on."""
    book = registers.finnish if "-" in number else registers.norwegian
    book[number] = book[number] | values


@pytest.mark.asyncio
async def test_what_agrees_with_the_card_is_kept_as_evidence_and_nothing_else(
    three: dict[str, int], registers: StandIn
) -> None:
    before = [await row(Customer, one) for one in three.values()]
    told: list[tuple[int, int]] = []
    summary = await register_watch.check(lambda done, total: told.append((done, total)))
    assert (summary.checked, summary.found, summary.stopped_by) == (3, 0, ())
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert {one.customer_id: one.state for one in await rows(RegisterLookup)} == dict.fromkeys(three.values(), "valid")
    assert await kinds() == []
    assert [(await row(Customer, one.id)).version for one in before] == [one.version for one in before]


@pytest.mark.parametrize(
    ("number", "values", "kind"),
    [
        ("310000019", {"navn": "FJORDBRIS KONSULENT AS"}, "renamed"),
        ("310000019", {"forretningsadresse": {"adresse": ["Ny vei 1"], "poststed": "BERGEN"}}, "moved"),
        ("310000019", {"navn": "A AS", "forretningsadresse": {"adresse": ["B"]}}, "renamed moved"),
        ("310000019", {"konkurs": True}, "bankrupt"),
        ("310000019", {"underAvvikling": True}, "liquidation"),
        ("9900001-8", {"companySituations": [{"type": "SANE"}]}, "restructuring"),
        ("9900001-8", {"endDate": "2026-01-01"}, "deleted"),
    ],
)
@pytest.mark.asyncio
async def test_news_are_found_exactly_once(
    three: dict[str, int], registers: StandIn, number: str, values: dict[str, Any], kind: str
) -> None:
    await register_watch.check()
    change(registers, number, **values)
    summaries = [await register_watch.check() for _ in range(3)]
    assert [one.found for one in summaries] == [1, 0, 0]
    [(customer, found)] = await kinds()
    assert found == kind
    assert WATCHED[(await row(Customer, customer)).number] == number


@pytest.mark.asyncio
async def test_what_is_said_again_after_something_else_is_news_again(three: dict[str, int], registers: StandIn) -> None:
    names = ["FJORDBRIS RÅDGIVNING AS", "FJORDBRIS NYE AS"] * 3
    found = []
    for name in names:
        change(registers, "310000019", navn=name)
        found += [(await register_watch.check()).found for _ in range(2)]
    assert found == [0, 0, 1, 0] * 3
    assert await kinds() == [(three["1003"], "renamed")]
    owner = (await row(Customer, three["1003"])).owner_id
    assert len(await rows(FeedItem, FeedItem.customer_id == three["1003"], FeedItem.assignee_id == owner,
                          FeedItem.title.startswith("Brønnøysundregistrene"))) == 3  # fmt: skip


@pytest.mark.asyncio
async def test_a_name_taken_over_each_time_is_news_each_time(three: dict[str, int], registers: StandIn) -> None:
    who = await actor("kundansvarig")
    await register_watch.check()
    for name in ("FJORDBRIS NYE AS", "FJORDBRIS RÅDGIVNING AS", "FJORDBRIS NYE AS"):
        change(registers, "310000019", navn=name)
        assert (await register_watch.check()).found == 1
        await register_findings.put_away(who, three["1003"])
        async with database().writing() as session:
            values = named(Customer(), name.title())
            await session.execute(update(Customer).where(Customer.id == three["1003"]).values(**values))
        assert (await register_watch.check()).found == 0


@pytest.mark.asyncio
async def test_a_banner_that_is_open_says_the_same_only_once(three: dict[str, int], registers: StandIn) -> None:
    await register_watch.check()
    found = []
    for name in ("FJORDBRIS EN AS", "FJORDBRIS TO AS", "FJORDBRIS EN AS"):
        change(registers, "310000019", navn=name, hjemmeside=f"www.{len(found)}.example")
        found.append((await register_watch.check()).found)
    assert found == [1, 1, 0]


@pytest.mark.asyncio
async def test_a_company_that_vanishes_is_news_once_until_it_was_there_again(
    three: dict[str, int], registers: StandIn
) -> None:
    await register_watch.check()
    unit = registers.norwegian["310000019"]
    for _ in range(2):
        del registers.norwegian["310000019"]
        assert (await register_watch.check()).found == 1
        await register_findings.put_away(await actor("kundansvarig"), three["1003"])
        assert (await register_watch.check()).found == 0
        registers.add(unit)
        assert (await register_watch.check()).found == 0


@pytest.mark.asyncio
async def test_at_first_what_differs_from_the_card_is_news(three: dict[str, int], registers: StandIn) -> None:
    registers.add(deleted_unit("310000027", "NORDVÅG SJØMAT AS"))
    change(registers, "310000019", navn="NOE HELT ANNET AS")
    assert (await register_watch.check()).found == 2
    assert dict(await kinds()) == {three["1003"]: "renamed", three["1010"]: "deleted"}


@pytest.mark.asyncio
async def test_a_company_that_vanishes_is_news_only_where_it_was_known(
    three: dict[str, int], registers: StandIn
) -> None:
    del registers.norwegian["310000027"]
    summary = await register_watch.check()
    assert (summary.found, summary.not_found) == (0, 1)
    del registers.norwegian["310000019"]
    assert (await register_watch.check()).found == 1
    assert await kinds() == [(three["1003"], "vanished")]


@pytest.mark.asyncio
async def test_a_finding_ends_when_it_is_taken_over_put_away_or_agreed_with(
    three: dict[str, int], registers: StandIn
) -> None:
    who = await actor("kundansvarig")
    change(registers, "310000019", navn="FJORDBRIS EN AS")
    change(registers, "310000027", navn="NORDVÅG TO AS")
    change(registers, "9900001-8", names=[{"name": "HAVUKOSKI KOLME OY", "type": "1"}])
    assert (await register_watch.check()).found == 3
    target = await register_update.target(who, three["1003"])
    asked = await register_update.ask(who, three["1003"], target)
    assert asked.lookup is not None
    assert asked.basis is not None
    choice = Chosen(
        lookup_id=asked.lookup.id,
        customer_version=asked.basis.customer_version,
        address_id=asked.basis.address_id,
        address_version=asked.basis.address_version,
        fields={"name"},
    )
    await register_update.take_over(who, three["1003"], choice)
    await register_findings.put_away(who, three["1010"])
    async with database().writing() as session:
        values = named(Customer(), "Havukoski Kolme Oy")
        await session.execute(update(Customer).where(Customer.id == three["1017"]).values(**values))
    assert (await register_watch.check()).found == 0
    assert await kinds() == []


@pytest.mark.asyncio
async def test_a_round_that_was_stopped_is_gone_on_with(
    three: dict[str, int], registers: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_watch, "MOST_FAILURES", 1)
    registers.behaviours["310000027"] = BROKEN
    first = await register_watch.check()
    assert (first.checked, first.unanswered, first.stopped_by) == (2, 1, ("brreg",))
    registers.behaviours.clear()
    registers.calls.clear()
    second = await register_watch.check()
    assert (second.checked, second.stopped_by) == (2, ())
    assert [call for call in registers.calls if "310000019" in call] == []
    assert (await register_watch.check()).checked == 3


@pytest.mark.asyncio
async def test_one_customer_without_an_answer_keeps_the_watch_from_none_behind_it(
    three: dict[str, int], registers: StandIn
) -> None:
    registers.behaviours["310000019"] = BROKEN
    for _ in range(2):
        summary = await register_watch.check()
        assert (summary.checked, summary.unanswered, summary.stopped_by) == (2, 1, ())


@pytest.mark.asyncio
async def test_told_that_there_were_too_many_questions_it_rests_as_long_as_it_was_asked_to(
    three: dict[str, int], registers: StandIn
) -> None:
    registers.behaviours["310000019"] = TOO_MANY
    rested: list[float] = []
    with time_machine.travel(now()) as traveller:

        async def rest(seconds: float) -> None:
            rested.append(seconds)
            traveller.shift(seconds)
            registers.behaviours.clear()

        summary = await register_watch.check(rest=rest)
    assert (summary.checked, summary.unanswered) == (3, 0)
    assert rested == [30, 30, 30]


@pytest.mark.asyncio
async def test_only_one_runs_at_a_time_and_a_killed_one_ends_by_itself(
    three: dict[str, int], registers: StandIn
) -> None:
    killed = Lease("registers check brreg")
    assert await killed.acquire() == 0
    await killed.prolong(three["1003"])
    with pytest.raises(Refused):
        await register_watch.check()
    assert registers.calls == []
    with time_machine.travel(now() + LASTS + timedelta(seconds=1)):
        assert (await register_watch.check()).checked == 2
        with pytest.raises(Refused):
            await killed.prolong(three["1010"])
    assert {one.job: (one.holder, one.position) for one in await rows_of_leases()} == {
        "registers check brreg": ("", 0),
        "registers check prh": ("", 0),
    }


async def leases_of(url: str) -> list[JobLease]:
    use_database(Database(url))
    try:
        return await rows_of_leases()
    finally:
        await database().dispose()
        use_database(None)


async def rows_of_leases() -> list[JobLease]:
    async with database().reading() as session:
        found = [await session.get(JobLease, f"registers check {name}") for name in ("prh", "brreg")]
    return [one for one in found if one]


@pytest.mark.asyncio
async def test_who_is_inactive_foreign_or_without_a_number_is_never_asked_about(
    three: dict[str, int], registers: StandIn
) -> None:
    async with database().writing() as session:
        await session.execute(update(Customer).where(Customer.number == "1003").values(active=False))
        without = {"vat_number": None, "vat_key": None, "organisation_number": None, "organisation_key": None}
        await session.execute(update(Customer).where(Customer.number == "1010").values(**without))
        wrong = {"vat_number": "FI99000012", "vat_key": "FI99000012"}
        await session.execute(update(Customer).where(Customer.number == "1017").values(**wrong))
        await session.execute(update(Customer).where(Customer.number == "1001").values(active=True))
    assert (await register_watch.check()).checked == 0
    assert registers.calls == []


@pytest.mark.asyncio
async def test_moving_is_told_by_the_head_office_alone(three: dict[str, int], registers: StandIn) -> None:
    head, other = await addresses_of(three["1003"])
    assert (head.line1, other.line1) == ("Eksempelgata 1", "Postboks 1752 Vika")
    change(registers, "310000019", postadresse={"adresse": ["Postboks 9"], "poststed": "ÅLESUND"})
    assert (await register_watch.check()).found == 0


def test_the_command_tells_what_it_did_and_ends_fit_for_a_timer(
    sqlite_engine: Engine, registers: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "database_url", sqlite_engine.fresh("firm"))
    runner = CliRunner()
    done = runner.invoke(app, ["registers", "check", "--language", "en"])
    assert (done.exit_code, done.output.split(",")[0]) == (0, "Checked: 14")
    registers.behaviours |= dict.fromkeys(["310000019", "310000027", "310000035"], BROKEN)
    stopped = runner.invoke(app, ["registers", "check", "--language", "sv"])
    assert stopped.exit_code == 1
    assert "Brønnøysundregistrene svarade inte" in stopped.stderr
    assert runner.invoke(app, ["registers", "check", "--language", "tlh"]).exit_code == 2
    monkeypatch.setattr(settings, "database_url", sqlite_engine.fresh("blank"))
    assert runner.invoke(app, ["registers", "check"]).exit_code == 2


def test_a_check_that_is_stopped_gives_its_leases_back_and_is_gone_on_with(
    sqlite_engine: Engine, registers: StandIn, tmp_path: Path
) -> None:
    url = sqlite_engine.fresh("firm")
    registers.behaviours["310000027"] = SLOW
    environment = os.environ | {
        "CUSTOMER_CARD_DATABASE_URL": url,
        "CUSTOMER_CARD_DATA_DIR": str(tmp_path),
        "CUSTOMER_CARD_PRH_URL": registers.prh_url,
        "CUSTOMER_CARD_BRREG_URL": registers.brreg_url,
    }
    command = [sys.executable, "-m", "customer_card", "registers", "check"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not any("310000027" in call for call in registers.calls):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.terminate()
        ended = process.wait(20)
    finally:
        process.kill()
    assert ended == -signal.SIGTERM
    leases = asyncio.run(leases_of(url))
    # What came before the one that was being asked about need not be asked about again.
    assert {one.holder for one in leases} == {""}
    assert {one.job: one.position > 0 for one in leases}["registers check brreg"]


@pytest.mark.asyncio
async def test_news_give_the_owner_one_task_however_often_they_are_seen(
    three: dict[str, int], registers: StandIn
) -> None:
    await register_watch.check()
    before = len(await rows(FeedItem))
    change(registers, "310000019", navn="FJORDBRIS GRUPPEN AS")
    await register_watch.check()
    await register_watch.check()
    customer: Customer = await row(Customer, three["1003"])
    made = (await rows(FeedItem))[before:]
    assert [(one.customer_id, one.assignee_id, one.kind, one.state) for one in made] == [
        (customer.id, customer.owner_id, "todo", "planned")
    ]
    # The title speaks of the register as people do, never by the id that the program knows it by.
    assert made[0].title.startswith("Brønnøysundregistrene")
    assert "brreg" not in made[0].title


@pytest.mark.asyncio
async def test_without_an_owner_who_may_read_the_customer_news_are_shown_on_the_card_alone(
    three: dict[str, int], registers: StandIn, firm: Database
) -> None:
    await register_watch.check()
    before = len(await rows(FeedItem))
    async with firm.writing() as session:
        await session.execute(update(Customer).values(owner_id=None))
    change(registers, "310000019", navn="FJORDBRIS GRUPPEN AS")
    await register_watch.check()
    assert (three["1003"], "renamed") in await kinds()
    assert len(await rows(FeedItem)) == before
