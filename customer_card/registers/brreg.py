"""Norway: Enhetsregisteret of the Brønnøysund registers."""

from __future__ import annotations

from typing import Any

from customer_card.registers.http import Caller, unexpected
from customer_card.registers.model import Hit, RegisterAddress, RegisterRecord, Situation
from customer_card.registers.reading import at, objects_at, text_at, texts_at, truth_at

HITS = 12


class Brreg:
    """The client: a number that is no unit's may still be a sub-unit's."""

    name = "brreg"
    title = "Brønnøysundregistrene"
    country = "NO"
    carries_email = True
    calls_per_minute = 120

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def find(self, register_id: str) -> RegisterRecord | None:
        """The unit or sub-unit with this organisation number. Raises ``RegisterUnavailable``."""
        for kind in ("enheter", "underenheter"):
            answer = await self._caller.get(f"{kind}/{register_id}")
            if answer.status == 404:
                continue
            if answer.status == 410:
                return RegisterRecord(register_id, situation=Situation.DELETED)
            if answer.status != 200 or not isinstance(answer.body, dict):
                raise unexpected()
            return record_of(answer.body, register_id)
        return None

    async def search(self, name: str) -> list[Hit]:
        """Units by name. Raises ``RegisterUnavailable``."""
        answer = await self._caller.get("enheter", {"navn": name, "size": str(HITS)})
        if answer.status != 200 or not isinstance(answer.body, dict):
            raise unexpected()
        # Without a hit the answer has no list at all.
        found = [
            Hit(text_at(one, "organisasjonsnummer"), text_at(one, "navn"), _city(one))
            for one in objects_at(answer.body, "_embedded", "enheter")
        ]
        return [hit for hit in found if hit.register_id and hit.name][:HITS]


def record_of(unit: dict[str, Any], register_id: str) -> RegisterRecord:
    """A unit's record. Raises ``RegisterUnavailable`` for another unit's, and for one of which nothing was read."""
    own, name = text_at(unit, "organisasjonsnummer"), text_at(unit, "navn")
    if own not in {"", register_id} or not (own or name):
        raise unexpected()
    return RegisterRecord(
        register_id=register_id,
        name=name,
        address=_address(unit),
        email=text_at(unit, "epostadresse"),
        website=text_at(unit, "hjemmeside"),
        situation=_situation(unit),
        in_vat_register=truth_at(unit, "registrertIMvaregisteret"),
    )


def _address(unit: dict[str, Any]) -> RegisterAddress | None:
    for kind in ("forretningsadresse", "beliggenhetsadresse", "postadresse"):
        found = at(unit, kind)
        address = RegisterAddress(
            lines=tuple(texts_at(found, "adresse")),
            postal_code=text_at(found, "postnummer"),
            city=text_at(found, "poststed"),
            country=text_at(found, "landkode"),
        )
        if address.lines or address.postal_code or address.city:
            return address
    return None


def _city(unit: dict[str, Any]) -> str:
    address = _address(unit)
    return address.city if address else ""


def _situation(unit: dict[str, Any]) -> Situation:
    if text_at(unit, "slettedato"):
        return Situation.DELETED
    if truth_at(unit, "konkurs"):
        return Situation.BANKRUPT
    if truth_at(unit, "underAvvikling") or truth_at(unit, "underTvangsavviklingEllerTvangsopplosning"):
        return Situation.LIQUIDATION
    return Situation.NONE
