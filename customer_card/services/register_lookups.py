"""Looking a company up in its register, and keeping that it was done."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.clock import now
from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor, Need
from customer_card.models import Customer, RegisterLookup, RegisterOffer, User
from customer_card.registers import CompanyRegister, RegisterRecord, RegisterUnavailable
from customer_card.services import register_gateway
from customer_card.services.customer_access import lock
from customer_card.services.parameters import CUSTOMER, LIMIT, Rights, made_once, rights_of, somebody_with
from customer_card.services.register_comparison import letters
from customer_card.services.visibility import customer_is_visible

VALID, CHANGED, NOT_FOUND, UNREACHABLE = "valid", "changed", "not_found", "unreachable"
FOUND = (VALID, CHANGED)
ANSWERED = (*FOUND, NOT_FOUND)

OFFERED_FOR = timedelta(hours=1)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Lookup:
    """What came of asking a register; ``retry_after`` is in seconds when it is known."""

    id: int
    source: str
    register_id: str
    at: datetime
    state: str
    detail: str
    record: RegisterRecord | None
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A look-up that was kept, with the name of whoever made it; the watch has none."""

    lookup: RegisterLookup
    user_name: str | None


async def look_up(
    actor: Actor | None,
    register: CompanyRegister,
    register_id: str,
    customer_id: int | None = None,
    *,
    unhurried: bool = False,
) -> Lookup:
    """Ask a register, keep that it was asked, and offer the person what was said.

    Nothing of a customer is changed. A register that does not answer is kept as unreachable.
    Raises ``NotFound`` when the customer is gone, or not the actor's to edit, by then.
    """
    record, detail, retry_after = None, "", None
    try:
        record = await register_gateway.find(register, register_id, unhurried=unhurried)
        state = VALID if record else NOT_FOUND
        detail = record.situation.value if record else ""
    except RegisterUnavailable as unavailable:
        state, detail, retry_after = UNREACHABLE, unavailable.trouble.value, unavailable.retry_after
    async with database().writing() as session:
        await _must_still_be_there(session, actor, customer_id)
        if record is not None and await _is_other_than_last_time(session, customer_id, register, record):
            state = CHANGED
        row = RegisterLookup(
            source=register.name,
            register_id=register_id,
            customer_id=customer_id,
            user_id=actor.user_id if actor else None,
            state=state,
            detail=detail,
            **(digests(record) if record else {}),
        )
        session.add(row)
        await session.flush()
        assert row.id is not None
        if actor is not None and record is not None:
            await _offer(session, actor, row.id, record)
    return Lookup(row.id, register.name, register_id, row.at, state, detail, record, retry_after)


def digests(record: RegisterRecord) -> dict[str, str]:
    """Digests of all that was said, of the name, and of the address: they tell whether something changed."""
    address = asdict(record.address) if record.address else {}
    return {
        "digest": digest(register_gateway.dumped(record)),
        "name_digest": digest(letters(record.name)),
        "address_digest": digest(letters(json.dumps(address, sort_keys=True, ensure_ascii=False))),
    }


def digest(text: str) -> str:
    """A digest of a text, by which it can be compared without being kept."""
    return hashlib.sha256(text.encode()).hexdigest()


async def last_found(
    session: AsyncSession, customer_id: int, register_id: str, before: int | None = None
) -> RegisterLookup | None:
    """The last look-up that found the customer's company under this number, earlier than look-up ``before``."""
    earlier = (RegisterLookup.id < before,) if before is not None else ()
    return await session.scalar(
        select(RegisterLookup)
        .where(
            RegisterLookup.customer_id == customer_id,
            RegisterLookup.register_id == register_id,
            RegisterLookup.state.in_(FOUND),
            *earlier,
        )
        .order_by(RegisterLookup.id.desc())
        .limit(1)
    )


async def evidence_of(session: AsyncSession, actor: Actor, customer_id: int, *, limit: int = SHOWN) -> list[Evidence]:
    """The look-ups of a customer, newest first."""
    rows = await session.execute(_evidence(rights_of(actor)), {"customer_id": customer_id, "limit": limit})
    return [Evidence(row, name) for row, name in rows]


@made_once
def _evidence(rights: Rights) -> Select[tuple[RegisterLookup, str]]:
    return (
        select(RegisterLookup, User.name)
        .join(Customer, Customer.id == RegisterLookup.customer_id)
        .outerjoin(User, User.id == RegisterLookup.user_id)
        .where(RegisterLookup.customer_id == CUSTOMER, customer_is_visible(somebody_with(rights)))
        .order_by(RegisterLookup.id.desc())
        .limit(LIMIT)
    )


async def history_of(session: AsyncSession, actor: Actor, customer_id: int) -> list[Evidence]:
    """The look-ups of a customer, newest first. Raises ``NotFound``."""
    if await session.scalar(select(Customer.id).where(Customer.id == customer_id, customer_is_visible(actor))) is None:
        raise NotFound
    return await evidence_of(session, actor, customer_id)


async def claim(session: AsyncSession, actor: Actor, lookup_id: int, customer_id: int, register_ids: set[str]) -> None:
    """A look-up that the actor made for a customer-to-be becomes the new customer's evidence, if it is its number's."""
    row = await session.scalar(
        select(RegisterLookup)
        .where(
            RegisterLookup.id == lookup_id,
            RegisterLookup.user_id == actor.user_id,
            RegisterLookup.customer_id.is_(None),
            RegisterLookup.register_id.in_(register_ids),
        )
        .with_for_update()
    )
    if row is not None:
        row.customer_id = customer_id


async def _must_still_be_there(session: AsyncSession, actor: Actor | None, customer_id: int | None) -> None:
    """Whether the customer can still be given evidence, and keep it from going meanwhile. Raises ``NotFound``."""
    if customer_id is None:
        return
    if actor is not None:
        await lock(session, actor, customer_id, Need.CUSTOMERS_EDIT)
    elif await session.scalar(select(Customer.id).where(Customer.id == customer_id).with_for_update()) is None:
        raise NotFound


async def _is_other_than_last_time(
    session: AsyncSession, customer_id: int | None, register: CompanyRegister, record: RegisterRecord
) -> bool:
    if customer_id is None:
        return False
    last = await last_found(session, customer_id, record.register_id)
    return last is not None and last.source == register.name and last.digest != digests(record)["digest"]


async def _offer(session: AsyncSession, actor: Actor, lookup_id: int, record: RegisterRecord) -> None:
    moment = now()
    await session.execute(delete(RegisterOffer).where(RegisterOffer.at <= moment - OFFERED_FOR))
    content = register_gateway.dumped(record)
    session.add(RegisterOffer(lookup_id=lookup_id, user_id=actor.user_id, at=moment, record=content))
