"""Finland: the open data of the business information system (PRH, YTJ), version 3."""

from __future__ import annotations

from typing import Any

from customer_card.registers.http import Caller, is_past, unexpected
from customer_card.registers.model import Hit, RegisterAddress, RegisterRecord, Situation
from customer_card.registers.reading import code_at, objects_at, text_at

FINNISH, SWEDISH = "1", "2"
STREET, POSTAL = "1", "2"
TRADE_NAME, PARALLEL_NAME = "1", "2"
REGISTERED, CEASED = "1", "3"
SITUATIONS = (
    ("KONK", Situation.BANKRUPT),
    ("SELTILA", Situation.LIQUIDATION),
    ("SANE", Situation.RESTRUCTURING),
)
"""The gravest first."""

VAT_REGISTER = "6"
SWEDISH_FORMS = frozenset({"ab", "abp", "kb", "hb", "aktiebolag", "publ"})
HITS = 12


class Prh:
    """The client; ``status`` of a company is not read, since it says the same of live and dissolved ones."""

    name = "prh"
    title = "PRH"
    country = "FI"
    carries_email = False
    # All users of the service in the world share 300 a minute, so this program takes a modest part.
    calls_per_minute = 60

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def find(self, register_id: str) -> RegisterRecord | None:
        """The company with this business id. Raises ``RegisterUnavailable``."""
        companies = await self._companies({"businessId": register_id})
        if companies is None:
            return None
        # Nothing is taken from a company that was not asked for.
        own = [one for one in companies if text_at(one, "businessId", "value") in {"", register_id}]
        if not own:
            raise unexpected()
        return record_of(own[0], register_id)

    async def search(self, name: str) -> list[Hit]:
        """Companies by name. Raises ``RegisterUnavailable``."""
        companies = await self._companies({"name": name}) or []
        records = [
            record_of(one, text_at(one, "businessId", "value"))
            for one in companies
            if text_at(one, "businessId", "value")
        ]
        named = [one for one in records if one.name]
        return [Hit(one.register_id, one.name, one.address.city if one.address else "") for one in named[:HITS]]

    async def _companies(self, query: dict[str, str]) -> list[dict[str, Any]] | None:
        """The companies of an answer; None for a plain «no such company», which comes as an empty list."""
        answer = await self._caller.get("companies", query)
        listed = answer.body.get("companies") if isinstance(answer.body, dict) else None
        if answer.status != 200 or not isinstance(listed, list):
            raise unexpected()
        if not listed:
            return None
        return objects_at(answer.body, "companies")


def record_of(company: dict[str, Any], register_id: str) -> RegisterRecord:
    """A company's record. Raises ``RegisterUnavailable`` for one of which nothing could be read."""
    name, name_sv = _names(company)
    record = RegisterRecord(
        register_id=register_id,
        name=name,
        name_sv=name_sv,
        address=_address(company),
        website=text_at(company, "website", "url"),
        situation=_situation(company),
        in_vat_register=_in_vat_register(company),
    )
    if not name and record.address is None and not record.website and not text_at(company, "businessId", "value"):
        raise unexpected()
    return record


def _names(company: dict[str, Any]) -> tuple[str, str]:
    """The trade name, and a parallel one that its company form shows to be Swedish."""
    current = [one for one in objects_at(company, "names") if not text_at(one, "endDate")]
    trade = [text_at(one, "name") for one in current if code_at(one, "type") == TRADE_NAME]
    parallel = [text_at(one, "name") for one in current if code_at(one, "type") == PARALLEL_NAME]
    name = next(filter(None, trade), "")
    swedish = next((one for one in parallel if _is_swedish(one)), "")
    return name, swedish if swedish != name else ""


def _is_swedish(name: str) -> bool:
    words = name.casefold().replace(".", "").split()
    return bool(words) and (words[-1] in SWEDISH_FORMS or words[0] in SWEDISH_FORMS)


def _address(company: dict[str, Any]) -> RegisterAddress | None:
    """The street address, else the postal one; one of which nothing but the country is said counts as none."""
    addresses = objects_at(company, "addresses")
    for wanted in (STREET, POSTAL):
        for one in addresses:
            if code_at(one, "type") != wanted or is_ended(one):
                continue
            address = _address_of(one)
            if address.lines or address.postal_code or address.city:
                return address
    return None


def is_ended(part: dict[str, Any]) -> bool:
    """Whether a part of a record is history."""
    return is_past(text_at(part, "endDate"))


def _address_of(address: dict[str, Any]) -> RegisterAddress:
    offices = objects_at(address, "postOffices")
    cities = {code_at(one, "languageCode"): text_at(one, "city") for one in reversed(offices)}
    anywhere = next(filter(None, cities.values()), "")
    finnish = cities.get(FINNISH) or anywhere
    swedish = cities.get(SWEDISH, "")
    return RegisterAddress(
        lines=tuple(filter(None, (text_at(address, "co"), _street(address), text_at(address, "freeAddressLine")))),
        postal_code=text_at(address, "postCode"),
        city=finnish,
        city_sv=swedish if swedish != finnish else "",
        country=text_at(address, "country") or "FI",
    )


def _street(address: dict[str, Any]) -> str:
    parts = ("street", "buildingNumber", "entrance", "apartmentNumber", "apartmentIdSuffix")
    if text_at(address, "street"):
        return " ".join(filter(None, (code_at(address, part) for part in parts)))
    box = code_at(address, "postOfficeBox")
    return f"PL {box}" if box else ""


def _situation(company: dict[str, Any]) -> Situation:
    status = code_at(company, "tradeRegisterStatus")
    if is_past(text_at(company, "endDate")) or status == CEASED:
        return Situation.DELETED
    current = {code_at(one, "type") for one in objects_at(company, "companySituations") if not is_ended(one)}
    for code, situation in SITUATIONS:
        if code in current:
            return situation
    return Situation.NONE if status in {"", REGISTERED} else Situation.UNREGISTERED


def _in_vat_register(company: dict[str, Any]) -> bool | None:
    entries = objects_at(company, "registeredEntries")
    if not entries:
        return None
    return any(code_at(one, "register") == VAT_REGISTER and not is_ended(one) for one in entries)
