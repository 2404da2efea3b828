"""The clients of the two registers against a stand-in: what they read, and what they refuse to believe."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customer_card.registers import (
    Brreg,
    Prh,
    RegisterAddress,
    RegisterRecord,
    RegisterUnavailable,
    Situation,
    Trouble,
)
from customer_card.registers import brreg as brreg_module
from customer_card.registers import http as http_module
from customer_card.registers import prh as prh_module
from customer_card.registers.http import Caller
from tests.support.register_stand_in import (
    BROKEN,
    HANGS_UP,
    HUGE,
    SLOW,
    TOO_MANY,
    TRUNCATED,
    Behaviour,
    StandIn,
    deleted_unit,
    finnish_company,
    norwegian_unit,
    stand_in,
)

FINNISH, NORWEGIAN = "9900001-8", "310000019"


@pytest.fixture(scope="module")
def server() -> Iterator[StandIn]:
    with stand_in() as one:
        yield one


@pytest.fixture
def registers(server: StandIn) -> Iterator[StandIn]:
    """The stand-in, knowing nothing and behaving well."""
    yield server
    for known in (server.finnish, server.norwegian, server.sub_units, server.removed, server.behaviours, server.calls):
        known.clear()


def prh(registers: StandIn) -> Prh:
    return Prh(Caller(registers.prh_url, pauses=(0, 0)))


def brreg(registers: StandIn) -> Brreg:
    return Brreg(Caller(registers.brreg_url, pauses=(0, 0)))


async def trouble_of(work: Any) -> tuple[Trouble, int | None]:
    """Why there was no answer, and for how long."""
    with pytest.raises(RegisterUnavailable) as caught:
        await work
    return caught.value.trouble, caught.value.retry_after


@pytest.mark.asyncio
async def test_a_finnish_company_is_read_with_its_swedish_names(registers: StandIn) -> None:
    company = finnish_company(FINNISH, "Nokia Oyj", website="www.nokia.com")
    company["names"] += [
        {"name": "Oy Nokia Ab", "type": "1", "endDate": "1997-08-31"},
        {"name": "Nokia Networks", "type": "3"},
        {"name": "Nokia Corporation", "type": "2"},
        {"name": "Nokia Abp", "type": "2"},
    ]
    registers.add(company)
    assert await prh(registers).find(FINNISH) == RegisterRecord(
        FINNISH,
        name="Nokia Oyj",
        name_sv="Nokia Abp",
        address=RegisterAddress(("Karakaari 7",), "02610", "ESPOO", "ESBO", "FI"),
        website="www.nokia.com",
        in_vat_register=True,
    )


@pytest.mark.asyncio
async def test_a_postal_address_serves_where_there_is_no_street(registers: StandIn) -> None:
    company = finnish_company(FINNISH, "Havukoski Konsultointi Oy")
    company["addresses"] = [
        {
            "type": 2, "street": "Esimerkkikatu", "postCode": "00100", "buildingNumber": "18", "entrance": "B",
            "postOffices": [{"city": "HELSINKI", "languageCode": "1"}], "postOfficeBox": "",
            "apartmentNumber": "52", "apartmentIdSuffix": "", "co": "c/o Maija Meikäläinen",
        }
    ]  # fmt: skip
    registers.add(company)
    found = await prh(registers).find(FINNISH)
    assert found is not None
    assert found.address == RegisterAddress(
        ("c/o Maija Meikäläinen", "Esimerkkikatu 18 B 52"), "00100", "HELSINKI", "", "FI"
    )
    company["addresses"][0] |= {"street": "", "postOfficeBox": "226", "co": "", "country": "EE"}
    found = await prh(registers).find(FINNISH)
    assert found is not None
    assert found.address == RegisterAddress(("PL 226",), "00100", "HELSINKI", "", "EE")


@pytest.mark.parametrize(
    ("change", "situation"),
    [
        ({}, Situation.NONE),
        ({"companySituations": [{"type": "KONK"}, {"type": "SANE"}]}, Situation.BANKRUPT),
        ({"companySituations": [{"type": "SELTILA"}]}, Situation.LIQUIDATION),
        ({"companySituations": [{"type": "SANE"}]}, Situation.RESTRUCTURING),
        ({"companySituations": [{"type": "SANE", "endDate": "2020-01-01"}]}, Situation.NONE),
        ({"endDate": "2020-01-01"}, Situation.DELETED),
        ({"endDate": ""}, Situation.NONE),
        ({"tradeRegisterStatus": "3"}, Situation.DELETED),
        ({"tradeRegisterStatus": 3}, Situation.DELETED),
        ({"tradeRegisterStatus": "0"}, Situation.UNREGISTERED),
        ({"status": "3"}, Situation.NONE),
    ],
)
@pytest.mark.asyncio
async def test_a_finnish_companys_situation_is_told(
    registers: StandIn, change: dict[str, Any], situation: Situation
) -> None:
    registers.add(finnish_company(FINNISH, "Havukoski Oy") | change)
    found = await prh(registers).find(FINNISH)
    assert found is not None
    assert found.situation is situation


@pytest.mark.asyncio
async def test_a_norwegian_unit_is_read_without_its_blanks(registers: StandIn) -> None:
    registers.add(norwegian_unit(NORWEGIAN, "FJORDBRIS AS", epostadresse="post@fjord.example", hjemmeside=" "))
    assert await brreg(registers).find(NORWEGIAN) == RegisterRecord(
        NORWEGIAN,
        name="FJORDBRIS AS",
        address=RegisterAddress(("Eksempelgata 1",), "0101", "OSLO", "", "NO"),
        email="post@fjord.example",
        in_vat_register=True,
    )


@pytest.mark.parametrize(
    ("change", "situation"),
    [
        ({"konkurs": True, "underAvvikling": True}, Situation.BANKRUPT),
        ({"underAvvikling": True}, Situation.LIQUIDATION),
        ({"underTvangsavviklingEllerTvangsopplosning": True}, Situation.LIQUIDATION),
        ({"konkurs": "true"}, Situation.NONE),
        ({"slettedato": "2024-11-26", "konkurs": True}, Situation.DELETED),
    ],
)
@pytest.mark.asyncio
async def test_a_norwegian_units_situation_is_told(
    registers: StandIn, change: dict[str, Any], situation: Situation
) -> None:
    registers.add(norwegian_unit(NORWEGIAN, "FJORDBRIS AS") | change)
    found = await brreg(registers).find(NORWEGIAN)
    assert found is not None
    assert found.situation is situation


@pytest.mark.asyncio
async def test_sub_units_deleted_and_removed_units_are_told_from_unknown_ones(registers: StandIn) -> None:
    registers.sub_units[NORWEGIAN] = {
        "organisasjonsnummer": NORWEGIAN, "navn": "AVDELING",
        "beliggenhetsadresse": {"adresse": ["Gata 2"], "poststed": "BERGEN"},
    }  # fmt: skip
    registers.add(deleted_unit("310000027", "BORTE AS"))
    registers.removed["310000035"] = "2025-05-24"
    register = brreg(registers)
    branch, deleted, removed = [await register.find(n) for n in (NORWEGIAN, "310000027", "310000035")]
    assert branch is not None
    assert branch.address == RegisterAddress(("Gata 2",), "", "BERGEN", "", "")
    assert deleted == RegisterRecord("310000027", "BORTE AS", situation=Situation.DELETED)
    assert removed == RegisterRecord("310000035", situation=Situation.DELETED)
    assert await register.find("310000043") is None
    assert await prh(registers).find(FINNISH) is None


@pytest.mark.asyncio
async def test_a_name_leads_to_a_list_or_to_nothing(registers: StandIn) -> None:
    registers.add(finnish_company(FINNISH, "Havukoski Oy"), norwegian_unit(NORWEGIAN, "FJORDBRIS AS"))
    assert [hit.name for hit in await prh(registers).search("havu")] == ["Havukoski Oy"]
    assert [(hit.name, hit.city) for hit in await brreg(registers).search("fjord")] == [("FJORDBRIS AS", "OSLO")]
    assert await prh(registers).search("zzz") == []
    assert await brreg(registers).search("zzz") == []


@pytest.mark.parametrize(
    ("behaviour", "expected", "calls"),
    [
        (TOO_MANY, (Trouble.TOO_MANY, 90), 1),
        (Behaviour(429, b"", {"Retry-After": "0"}), (Trouble.TOO_MANY, 0), 3),
        (Behaviour(429, b"", {"Retry-After": "soon"}), (Trouble.TOO_MANY, None), 3),
        (Behaviour(429, b"", {"Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"}), (Trouble.TOO_MANY, 0), 3),
        (BROKEN, (Trouble.UNREACHABLE, None), 3),
        (Behaviour(400, b"{}"), (Trouble.UNEXPECTED, None), 1),
        (Behaviour(204, b""), (Trouble.UNEXPECTED, None), 1),
        (Behaviour(body=b"<html>maintenance</html>"), (Trouble.UNEXPECTED, None), 1),
        (Behaviour(body=b"[" * 100_000), (Trouble.UNEXPECTED, None), 1),
        (Behaviour(body=b"\xff\xfe\x00"), (Trouble.UNEXPECTED, None), 1),
        (Behaviour(body=b"not gzip", headers={"Content-Encoding": "gzip"}), (Trouble.UNEXPECTED, None), 1),
        (Behaviour(body=b"x", headers={"Content-Encoding": "br"}), (Trouble.UNEXPECTED, None), 1),
        (TRUNCATED, (Trouble.UNEXPECTED, None), 1),
        (HUGE, (Trouble.UNEXPECTED, None), 1),
        (HANGS_UP, (Trouble.UNEXPECTED, None), 1),
    ],
)
@pytest.mark.asyncio
async def test_what_is_no_answer_is_never_taken_for_one(
    registers: StandIn, behaviour: Behaviour, expected: tuple[Trouble, int | None], calls: int
) -> None:
    registers.behaviours |= {FINNISH: behaviour, NORWEGIAN: behaviour}
    assert await trouble_of(prh(registers).find(FINNISH)) == expected
    assert await trouble_of(brreg(registers).find(NORWEGIAN)) == expected
    assert len(registers.calls) == 2 * calls


@pytest.mark.asyncio
async def test_a_slow_register_is_waited_for_only_so_long(registers: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "TIME_OUT_SECONDS", 0.2)
    registers.behaviours[FINNISH] = SLOW
    assert await trouble_of(prh(registers).find(FINNISH)) == (Trouble.TIME_OUT, None)
    assert len(registers.calls) == 1


@pytest.mark.asyncio
async def test_nobody_there_is_unreachable() -> None:
    nowhere = Caller("http://127.0.0.1:9", pauses=(0, 0))
    assert await trouble_of(Prh(nowhere).find(FINNISH)) == (Trouble.UNREACHABLE, None)


@pytest.mark.asyncio
async def test_a_register_that_recovers_is_believed(registers: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    registers.add(finnish_company(FINNISH, "Havukoski Oy"))
    answers = iter([BROKEN, Behaviour(429, b"")])
    usual = registers.answer
    monkeypatch.setattr(registers, "answer", lambda *asked: next(answers, None) or usual(*asked))
    found = await prh(registers).find(FINNISH)
    assert found is not None
    assert found.name == "Havukoski Oy"


@pytest.mark.parametrize(
    "target",
    ["http://localhost:1/evil", "https://example.com/", "//example.com/x", "http://[::1/", "file:///etc/passwd"],
)
@pytest.mark.asyncio
async def test_a_redirect_to_another_host_is_never_followed(registers: StandIn, target: str) -> None:
    registers.behaviours[NORWEGIAN] = Behaviour(302, b"", {"Location": target})
    assert (await trouble_of(brreg(registers).find(NORWEGIAN)))[0] is Trouble.UNEXPECTED
    assert len(registers.calls) == 1


@pytest.mark.asyncio
async def test_a_redirect_within_the_host_is_followed_a_few_times(registers: StandIn) -> None:
    registers.add(norwegian_unit("310000027", "FJORDBRIS AS"))
    registers.norwegian["310000027"]["organisasjonsnummer"] = NORWEGIAN
    registers.behaviours[NORWEGIAN] = Behaviour(301, b"", {"Location": "/brreg/enheter/310000027"})
    found = await brreg(registers).find(NORWEGIAN)
    assert found is not None
    assert found.name == "FJORDBRIS AS"
    registers.behaviours[NORWEGIAN] = Behaviour(301, b"", {"Location": f"/brreg/enheter/{NORWEGIAN}"})
    assert (await trouble_of(brreg(registers).find(NORWEGIAN)))[0] is Trouble.UNEXPECTED


@pytest.mark.asyncio
async def test_another_companys_record_is_never_taken(registers: StandIn) -> None:
    registers.finnish[FINNISH] = finnish_company("9900002-6", "Toinen Oy")
    registers.norwegian[NORWEGIAN] = norwegian_unit("310000027", "ANNET AS")
    assert (await trouble_of(prh(registers).find(FINNISH)))[0] is Trouble.UNEXPECTED
    assert (await trouble_of(brreg(registers).find(NORWEGIAN)))[0] is Trouble.UNEXPECTED


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def mangled(draw: st.DrawFn, value: Any) -> Any:
    """A shape in which any part may be missing, of another type, or have more beside it."""
    if draw(st.integers(0, 9)) == 0:
        return draw(JSON)
    if isinstance(value, dict):
        kept = {name: mangled(draw, inner) for name, inner in value.items() if draw(st.integers(0, 9))}
        return kept | draw(st.dictionaries(st.text(max_size=5), JSON, max_size=1))
    if isinstance(value, list):
        return [mangled(draw, inner) for inner in value] + draw(st.lists(JSON, max_size=1))
    return value


@st.composite
def strange(draw: st.DrawFn, shape: dict[str, Any]) -> Any:
    return mangled(draw, shape)


FINNISH_SHAPE = finnish_company(
    FINNISH, "Havukoski Oy", companySituations=[{"type": "SANE", "endDate": None}], endDate="", website="www.x.example"
)
NORWEGIAN_SHAPE = norwegian_unit(
    NORWEGIAN, "FJORDBRIS AS", epostadresse="a@b.example", postadresse={"adresse": ["Postboks 1", None]}, slettedato=""
)


@given(strange(FINNISH_SHAPE))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_shape_a_finnish_company_has_it_is_read_or_refused(shape: Any) -> None:
    if isinstance(shape, dict):
        only_a_record_of_texts(lambda: prh_module.record_of(shape, FINNISH))


@given(strange(NORWEGIAN_SHAPE))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_shape_a_norwegian_unit_has_it_is_read_or_refused(shape: Any) -> None:
    if isinstance(shape, dict):
        only_a_record_of_texts(lambda: brreg_module.record_of(shape, NORWEGIAN))


def only_a_record_of_texts(read: Any) -> None:
    """A record whose texts are short texts in one line, or a plain refusal."""
    try:
        record = read()
    except RegisterUnavailable as refused:
        assert refused.trouble is Trouble.UNEXPECTED
        return
    address = record.address or RegisterAddress()
    texts = [record.name, record.name_sv, record.email, record.website, *address.lines]
    texts += [address.postal_code, address.city, address.city_sv, address.country]
    assert all(isinstance(text, str) and "\n" not in text and "\x00" not in text for text in texts)


@pytest.mark.asyncio
@given(st.one_of(JSON.map(lambda value: json.dumps(value).encode()), st.binary(max_size=200)))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_body_comes_back_is_an_answer_or_trouble(server: StandIn, body: bytes) -> None:
    server.behaviours |= {FINNISH: Behaviour(body=body), NORWEGIAN: Behaviour(body=body), "x": Behaviour(body=body)}
    for work in (prh(server).find(FINNISH), brreg(server).find(NORWEGIAN), prh(server).search("x")):
        try:
            await work
        except RegisterUnavailable as refused:
            assert refused.trouble is Trouble.UNEXPECTED
    server.behaviours.clear()
