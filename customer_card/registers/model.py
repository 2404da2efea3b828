"""What a company register says of a company, the same for every register."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Situation(StrEnum):
    """What is the matter with a company; at most one is told, the gravest."""

    NONE = ""
    DELETED = "deleted"
    BANKRUPT = "bankrupt"
    LIQUIDATION = "liquidation"
    RESTRUCTURING = "restructuring"
    UNREGISTERED = "unregistered"


class Trouble(StrEnum):
    """Why a register gave no answer. None of these says anything about the company."""

    TOO_MANY = "too_many"
    TIME_OUT = "time_out"
    UNREACHABLE = "unreachable"
    UNEXPECTED = "unexpected"


class RegisterUnavailable(Exception):
    """No answer was got; ``retry_after`` is in seconds when it is known."""

    def __init__(self, trouble: Trouble, retry_after: int | None = None) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class RegisterAddress:
    """An address as the register writes it; empty texts for what it leaves out.

    ``city_sv`` is the Swedish name of a Finnish post office, empty where there is no other.
    """

    lines: tuple[str, ...] = ()
    postal_code: str = ""
    city: str = ""
    city_sv: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class RegisterRecord:
    """A company as its register has it; empty texts and None for what the register leaves out.

    ``name_sv`` is the Swedish name of a Finnish company, empty where it has none of its own.
    ``in_vat_register`` is None where the register does not say.
    """

    register_id: str
    name: str = ""
    name_sv: str = ""
    address: RegisterAddress | None = None
    email: str = ""
    website: str = ""
    situation: Situation = Situation.NONE
    in_vat_register: bool | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A company found by its name."""

    register_id: str
    name: str
    city: str = ""


class CompanyRegister(Protocol):
    """A public register of a country's companies."""

    name: str
    """By which it is known in the database: ``prh``, ``brreg``."""

    title: str
    """What people call it, in every language."""

    country: str
    """The country (ISO 3166) whose companies it lists."""

    carries_email: bool
    """Whether it tells e-mail addresses at all."""

    calls_per_minute: int
    """How many calls the program allows itself, all processes together."""

    async def find(self, register_id: str) -> RegisterRecord | None:
        """The company with this number, or None when the register has none. Raises ``RegisterUnavailable``."""
        ...

    async def search(self, name: str) -> list[Hit]:
        """Companies whose name begins like this, a few at most. Raises ``RegisterUnavailable``."""
        ...
