"""What a register says anew about a customer: kept once, shown as a banner on the card until it is dealt with.

A finding is something that differs both from the card and from what the register said the last
time somebody or the watch looked. Where nobody has looked before, differing from the card is enough.
"""

from __future__ import annotations

from sqlalchemy import Select, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.clock import now
from customer_card.domain.permissions import Actor, Need
from customer_card.models import Address, Customer, RegisterFinding, RegisterLookup
from customer_card.registers import CompanyRegister, RegisterRecord, Situation
from customer_card.services.customer_access import lock
from customer_card.services.parameters import CUSTOMER, Rights, made_once, rights_of, somebody_with
from customer_card.services.register_comparison import Compared, Standing, compare
from customer_card.services.register_lookups import Lookup, digest, digests, last_found
from customer_card.services.visibility import customer_is_visible

RENAMED, MOVED, VANISHED = "renamed", "moved", "vanished"
WATCHED_SITUATIONS = {Situation.DELETED, Situation.BANKRUPT, Situation.LIQUIDATION, Situation.RESTRUCTURING}


async def keep(
    session: AsyncSession, customer: Customer, head_office: Address | None, register: CompanyRegister, lookup: Lookup
) -> RegisterFinding | None:
    """Keep what a look-up of the watch found out about a customer that is locked in this transaction.

    Returns the finding when it is a new one and None otherwise, so that whatever follows from a
    finding, such as a task for the customer's owner, is done exactly once by doing it for what
    this returns, in the same transaction.
    """
    assert customer.id is not None
    last = await last_found(session, customer.id, lookup.register_id, before=lookup.id)
    kinds = _kinds(customer, head_office, register, lookup, last)
    if not kinds:
        await settle(session, customer, head_office, register, lookup.record)
        return None
    finding = RegisterFinding(
        customer_id=customer.id, lookup_id=lookup.id, kinds=" ".join(kinds), digest=_change(kinds, lookup, last)
    )
    if await _is_known(session, finding, lookup):
        return None
    session.add(finding)
    await session.flush()
    return finding


def _change(kinds: list[str], lookup: Lookup, last: RegisterLookup | None) -> str:
    """A digest of one change: what is new, and since which answer.

    What is new once more after the register had said otherwise in between is another change. A company that
    stays away is not: the last answer about it stays the same.
    """
    since = last.id if last else 0
    return digest(" ".join([*kinds, lookup.source, lookup.register_id, str(since), *_told(lookup)]))


def _told(lookup: Lookup) -> list[str]:
    """What a finding is about: name, address and situation, and nothing else that a register says, as a website."""
    said = digests(lookup.record) if lookup.record else {}
    return [said.get("name_digest", ""), said.get("address_digest", ""), lookup.detail]


async def _is_known(session: AsyncSession, finding: RegisterFinding, lookup: Lookup) -> bool:
    """Whether this very change was found before, or a banner that is still open says the same."""
    name, address, situation = _told(lookup)
    is_open = and_(
        RegisterFinding.closed_at.is_(None),
        RegisterFinding.kinds == finding.kinds,
        func.coalesce(RegisterLookup.name_digest, "") == name,
        func.coalesce(RegisterLookup.address_digest, "") == address,
        RegisterLookup.detail == situation,
    )
    return (
        await session.scalar(
            select(RegisterFinding.id)
            .join(RegisterLookup, RegisterLookup.id == RegisterFinding.lookup_id)
            .where(
                RegisterFinding.customer_id == finding.customer_id,
                or_(RegisterFinding.digest == finding.digest, is_open),
            )
            .limit(1)
        )
        is not None
    )


async def settle(
    session: AsyncSession,
    customer: Customer,
    head_office: Address | None,
    register: CompanyRegister,
    record: RegisterRecord | None,
) -> None:
    """Close what is open once the register and the card agree again."""
    if record is None or record.situation in WATCHED_SITUATIONS:
        return
    if not _differing(compare(customer, head_office, record, register)):
        await close(session, customer.id or 0)


async def close(session: AsyncSession, customer_id: int) -> None:
    """Whatever was found is dealt with."""
    await session.execute(
        update(RegisterFinding)
        .where(RegisterFinding.customer_id == customer_id, RegisterFinding.closed_at.is_(None))
        .values(closed_at=now())
    )


async def put_away(actor: Actor, customer_id: int) -> None:
    """Close what was found without taking anything over. Raises ``NotFound``."""
    async with database().writing() as session:
        customer = await lock(session, actor, customer_id, Need.CUSTOMERS_EDIT)
        await close(session, customer.id or 0)


async def open_of(session: AsyncSession, actor: Actor, customer_id: int) -> list[tuple[RegisterFinding, str]]:
    """What is open about a customer, oldest first, each with the register that said so."""
    rows = await session.execute(_open(rights_of(actor)), {"customer_id": customer_id})
    return [(finding, source) for finding, source in rows]


@made_once
def _open(rights: Rights) -> Select[tuple[RegisterFinding, str]]:
    return (
        select(RegisterFinding, RegisterLookup.source)
        .join(RegisterLookup, RegisterLookup.id == RegisterFinding.lookup_id)
        .join(Customer, Customer.id == RegisterFinding.customer_id)
        .where(
            RegisterFinding.customer_id == CUSTOMER,
            RegisterFinding.closed_at.is_(None),
            customer_is_visible(somebody_with(rights)),
        )
        .order_by(RegisterFinding.id)
    )


def _kinds(
    customer: Customer,
    head_office: Address | None,
    register: CompanyRegister,
    lookup: Lookup,
    last: RegisterLookup | None,
) -> list[str]:
    record = lookup.record
    if record is None:
        return [VANISHED] if last is not None else []
    kinds: list[str] = []
    said = digests(record)
    differing = _differing(compare(customer, head_office, record, register))
    if "name" in differing and (last is None or last.name_digest != said["name_digest"]):
        kinds.append(RENAMED)
    is_new_address = last is None or last.address_digest != said["address_digest"]
    if "address" in differing and head_office is not None and is_new_address:
        kinds.append(MOVED)
    if record.situation in WATCHED_SITUATIONS and (last is None or last.detail != record.situation):
        kinds.append(record.situation.value)
    return kinds


def _differing(compared: list[Compared]) -> set[str]:
    """Name and address where they differ: what tells whether a company has changed its name or place."""
    return {one.field for one in compared if one.standing is Standing.DIFFERS and one.field in {"name", "address"}}
