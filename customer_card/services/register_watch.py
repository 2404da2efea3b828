"""Looking after the customers of the countries whose registers can be asked: who was renamed, moved, went bankrupt.

A round goes through the customers by id, a register at a time. It can be stopped at any point:
the next one goes on where it stopped, and one that reached the end is followed by a new one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.errors import NotFound
from customer_card.domain.register_targets import COUNTRIES
from customer_card.models import Address, Customer
from customer_card.registers import CompanyRegister, Trouble
from customer_card.services import register_findings, register_gateway, register_tasks
from customer_card.services.job_lease import Lease
from customer_card.services.register_lookups import UNREACHABLE, Lookup, look_up
from customer_card.services.register_update import target_of

CHUNK = 200

MOST_FAILURES = 3
"""After so many customers in a row without an answer the register counts as not answering."""

RESTS = 5
LONGEST_REST_SECONDS = 300
"""Told that there were too many questions, the watch rests as long as it was asked to, so many times in a row."""

STEP_SECONDS = 30

Progress = Callable[[int, int], None]
Rest = Callable[[float], Awaitable[None]]


@dataclass(slots=True)
class Summary:
    """What a round came to.

    ``seen`` counts customers, also those that no register could be asked about; ``unanswered``
    those about whom it did not answer; ``stopped_by`` names the registers that were given up.
    """

    seen: int = 0
    checked: int = 0
    found: int = 0
    not_found: int = 0
    unanswered: int = 0
    stopped_by: tuple[str, ...] = ()


async def check(progress: Progress = lambda _done, _total: None, rest: Rest = asyncio.sleep) -> Summary:
    """Check every active customer that a register can be asked about. ``rest`` waits for so many seconds.

    Raises ``Refused("already_running")`` while another process does so.
    """
    registers = register_gateway.registers()
    leases = {country: Lease(f"registers check {registers[country].name}") for country in COUNTRIES}
    summary = Summary()
    async with _held(leases) as positions:
        total = sum([await _count(country, positions[country]) for country in COUNTRIES])
        for country in COUNTRIES:
            turn = _Pass(registers[country], leases[country], summary, lambda: progress(summary.seen, total), rest)
            await turn.run(positions)
    return summary


@asynccontextmanager
async def _held(leases: dict[str, Lease]) -> AsyncIterator[dict[str, int]]:
    """All leases, with how far each job has come; given back at the end, however it comes."""
    positions: dict[str, int] = {}
    try:
        for country, lease in leases.items():
            positions[country] = await lease.acquire()
        yield positions
    finally:
        for country, position in positions.items():
            await leases[country].release(position)


class _Pass:
    """One register's customers, from a position to the end or until the register answers no more."""

    def __init__(
        self, register: CompanyRegister, lease: Lease, summary: Summary, tell: Callable[[], None], rest: Rest
    ) -> None:
        self._register, self._lease, self._summary = register, lease, summary
        self._tell, self._rest_for = tell, rest
        self._position = 0

    async def run(self, positions: dict[str, int]) -> None:
        """Keeps among the positions where the next round goes on, however this one ends.

        That is after the last customer that was answered about, or 0 at the end. One that alone gets
        no answer is left to the next round, lest it keep the watch from all behind it.
        """
        self._position = positions[self._register.country]
        try:
            if await self._reached_the_end():
                self._position = 0
        finally:
            positions[self._register.country] = self._position

    async def _reached_the_end(self) -> bool:
        failures, last = 0, self._position
        while customer_ids := await _next(self._register.country, last):
            for last in customer_ids:
                await self._lease.prolong(self._position)
                if await self._check(last):
                    self._position, failures = last, 0
                else:
                    failures += 1
                    self._summary.unanswered += 1
                if failures == MOST_FAILURES:
                    self._summary.stopped_by += (self._register.name,)
                    return False
                self._summary.seen += 1
                self._tell()
        return True

    async def _check(self, customer_id: int) -> bool:
        """Whether the register answered, or needed not be asked."""
        register_id = await self._register_id(customer_id)
        if register_id is None:
            return True
        try:
            lookup = await self._looked_up(register_id, customer_id)
        except NotFound:
            return True  # Deleted meanwhile.
        if lookup.state == UNREACHABLE:
            return False
        self._summary.checked += 1
        self._summary.not_found += lookup.record is None
        self._summary.found += await self._keep(customer_id, lookup)
        return True

    async def _looked_up(self, register_id: str, customer_id: int) -> Lookup:
        """The answer, after resting where the register asked for it."""
        for _ in range(RESTS):
            lookup = await look_up(None, self._register, register_id, customer_id, unhurried=True)
            seconds = lookup.retry_after or 0
            if lookup.detail != Trouble.TOO_MANY or seconds > LONGEST_REST_SECONDS:
                return lookup
            while seconds > 0:
                await self._lease.prolong(self._position)
                await self._rest_for(min(seconds, STEP_SECONDS))
                seconds -= STEP_SECONDS
        return await look_up(None, self._register, register_id, customer_id, unhurried=True)

    async def _register_id(self, customer_id: int) -> str | None:
        async with database().reading() as session:
            customer, head_office = await _read(session, customer_id)
        target = target_of(customer, head_office) if customer else None
        if target is None or target.country != self._register.country:
            return None
        return target.register_id or None

    async def _keep(self, customer_id: int, lookup: Lookup) -> bool:
        """Whether something new was found out."""
        async with database().writing() as session:
            customer, head_office = await _read(session, customer_id, lock=True)
            if customer is None:
                return False
            finding = await register_findings.keep(session, customer, head_office, self._register, lookup)
            if finding is not None:
                await register_tasks.give_to_owner(session, customer, self._register)
            return finding is not None


async def _read(
    session: AsyncSession, customer_id: int, *, lock: bool = False
) -> tuple[Customer | None, Address | None]:
    statement = select(Customer).where(Customer.id == customer_id, Customer.active)
    customer = await session.scalar(statement.with_for_update() if lock else statement)
    if customer is None or customer.head_office_id is None:
        return customer, None
    return customer, await session.get(Address, customer.head_office_id)


def _candidates(country: str, position: int):
    """Active customers after a position that may belong to a country; whether they do, their numbers say."""
    of_office = select(Address.id).where(Address.id == Customer.head_office_id, Address.country == country)
    return (
        select(Customer.id)
        .where(
            Customer.id > position,
            Customer.active,
            or_(Customer.vat_number.is_not(None), Customer.organisation_number.is_not(None)),
            or_(
                Customer.country == country,
                Customer.vat_key.startswith(country),
                Customer.organisation_key.startswith(f"{country}:"),
                of_office.exists(),
            ),
        )
        .order_by(Customer.id)
    )


async def _next(country: str, position: int) -> list[int]:
    async with database().reading() as session:
        return [found or 0 for found in await session.scalars(_candidates(country, position).limit(CHUNK))]


async def _count(country: str, position: int) -> int:
    async with database().reading() as session:
        found = _candidates(country, position).order_by(None).subquery()
        return await session.scalar(select(func.count()).select_from(found)) or 0
