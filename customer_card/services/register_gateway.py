"""The way to the public registers: recent answers given again, and calls at a pace that all processes share."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.clock import now
from customer_card.models import RegisterCache, RegisterPace
from customer_card.registers import (
    Brreg,
    CompanyRegister,
    Hit,
    Prh,
    RegisterAddress,
    RegisterRecord,
    RegisterUnavailable,
    Situation,
    Trouble,
)
from customer_card.registers.http import Caller
from customer_card.settings import settings

CACHED_FOR = timedelta(minutes=5)
PAUSES = (0.5, 1.5)
"""Seconds before a call is tried again, and once more."""

BURST = 20
"""So many calls may come at once, as when several people work; after that they come evenly."""

LONGEST_WAIT_SECONDS = 3.0
"""Whoever would have to wait longer for a turn is told so instead."""

CLOSED_SECONDS = 60
"""A register that says «too many» without saying how long is left alone for this long."""

NOT_FOUND = "null"


def registers() -> dict[str, CompanyRegister]:
    """The registers by the country whose companies they list."""
    found: tuple[CompanyRegister, ...] = (
        Prh(Caller(settings.prh_url, PAUSES)),
        Brreg(Caller(settings.brreg_url, PAUSES)),
    )
    return {register.country: register for register in found}


async def find(register: CompanyRegister, register_id: str, *, unhurried: bool = False) -> RegisterRecord | None:
    """The company with this number, or None when the register has none. Raises ``RegisterUnavailable``.

    ``unhurried`` is for work that nobody waits for: it always asks anew, waits for its turn, and
    leaves half of the pace to people.
    """

    async def ask() -> str:
        record = await register.find(register_id)
        return dumped(record) if record else NOT_FOUND

    key = f"{register.name}:{register_id}"
    content = None if unhurried else await _cached(key)
    if content is None:
        content = await _asked(register, key, ask, unhurried=unhurried)
    return None if content == NOT_FOUND else loaded(content)


async def search(register: CompanyRegister, name: str) -> list[Hit]:
    """Companies by name. Raises ``RegisterUnavailable``."""

    async def ask() -> str:
        return json.dumps([asdict(hit) for hit in await register.search(name)])

    key = f"{register.name}?{name.casefold()}"
    content = await _cached(key)
    if content is None:
        content = await _asked(register, key, ask)
    return [Hit(**hit) for hit in json.loads(content)]


def dumped(record: RegisterRecord) -> str:
    """A record as it is kept; equal records are kept as equal texts."""
    return json.dumps(asdict(record), ensure_ascii=False, sort_keys=True)


def loaded(content: str) -> RegisterRecord:
    """A record as it was before it was kept."""
    values = json.loads(content)
    address = values.pop("address")
    if address is not None:
        address = RegisterAddress(**(address | {"lines": tuple(address["lines"])}))
    return RegisterRecord(**(values | {"address": address, "situation": Situation(values["situation"])}))


async def _asked(register: CompanyRegister, key: str, ask: Callable[[], Any], *, unhurried: bool = False) -> str:
    await asyncio.sleep(await _turn(register, unhurried=unhurried))
    try:
        content = await ask()
    except RegisterUnavailable as unavailable:
        if unavailable.trouble is Trouble.TOO_MANY:
            unavailable.retry_after = unavailable.retry_after or CLOSED_SECONDS
            await _close(register, unavailable.retry_after)
        raise
    await _keep(key, content)
    return content


async def _turn(register: CompanyRegister, *, unhurried: bool) -> float:
    """Take a turn, and tell how many seconds there are until it. Raises ``RegisterUnavailable``."""
    interval = timedelta(seconds=60 / register.calls_per_minute)
    async with database().writing() as session:
        pace, moment = await _pace(session, register), now()
        if pace.closed_until > moment:
            raise RegisterUnavailable(Trouble.TOO_MANY, _seconds(pace.closed_until - moment))
        even = max(pace.next_at, moment)
        wait = even - moment - (timedelta(0) if unhurried else BURST * interval)
        if not unhurried and wait.total_seconds() > LONGEST_WAIT_SECONDS:
            raise RegisterUnavailable(Trouble.TOO_MANY, _seconds(wait))
        pace.next_at = even + interval * (2 if unhurried else 1)
    return max(0.0, wait.total_seconds())


async def _close(register: CompanyRegister, seconds: int) -> None:
    """Nobody asks again before the register allows it."""
    async with database().writing() as session:
        pace = await _pace(session, register)
        pace.closed_until = max(pace.closed_until, now() + timedelta(seconds=seconds))


async def _pace(session: AsyncSession, register: CompanyRegister) -> RegisterPace:
    """The register's row, locked; made by whoever asks first."""
    moment = now()
    values = {"source": register.name, "next_at": moment, "closed_until": moment}
    await session.execute(_insert()(RegisterPace).values(values).on_conflict_do_nothing())
    pace = await session.scalar(select(RegisterPace).where(RegisterPace.source == register.name).with_for_update())
    assert pace is not None
    return pace


async def _cached(key: str) -> str | None:
    async with database().reading() as session:
        return await session.scalar(
            select(RegisterCache.content).where(RegisterCache.key == key, RegisterCache.at > now() - CACHED_FOR)
        )


async def _keep(key: str, content: str) -> None:
    moment = now()
    async with database().writing() as session:
        await session.execute(delete(RegisterCache).where(RegisterCache.at <= moment - CACHED_FOR))
        fresh: dict[str, datetime | str] = {"at": moment, "content": content}
        statement = _insert()(RegisterCache).values(key=key, **fresh)
        await session.execute(statement.on_conflict_do_update(index_elements=["key"], set_=fresh))


def _insert() -> Any:
    return sqlite.insert if database().is_sqlite else postgresql.insert


def _seconds(span: timedelta) -> int:
    return max(1, math.ceil(span.total_seconds()))
