"""The firm's own lists of words, kept by whoever has the registers: keywords, roles, industries.

How often a word is used is counted on what the actor may see. That a word is used at all is
said to everybody who wants to delete it, since it then cannot go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import Select, func, literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.errors import Invalid, NotFound, Refused
from customer_card.domain.permissions import Actor, Need
from customer_card.domain.text_keys import plain_text, sort_key, unique_key
from customer_card.models import Contact, ContactKeyword, Customer, Industry, Keyword, Role
from customer_card.services.history import Base, ChangeLog
from customer_card.services.versions import PlainChangeLog
from customer_card.services.visibility import customer_is_visible

PAGE = 50
NAME_LENGTH = 80
COUNTED = 1000
"""Uses are counted exactly up to here; one more means more."""

Term = Keyword | Role | Industry


@dataclass(frozen=True, slots=True)
class Register:
    """One list of words: its table, what the log calls it, and where its words are used."""

    table: type[Any]
    entity: str
    used_in: Any
    customer_id: Any
    joined: Any = None

    def uses(self) -> Select[Any]:
        """The places where words of this list stand."""
        statement = select(literal(1)).select_from(self.used_in.class_)
        return statement.join(*self.joined) if self.joined else statement


REGISTERS = {
    "keywords": Register(
        Keyword,
        "keyword",
        ContactKeyword.keyword_id,
        Contact.customer_id,
        (Contact, Contact.id == ContactKeyword.contact_id),
    ),
    "roles": Register(Role, "role", Contact.role_id, Contact.customer_id),
    "industries": Register(Industry, "industry", Customer.industry_id, Customer.id),
}


class TermFields(BaseModel):
    """What a word is called."""

    name: str = Field(max_length=1000)


@dataclass(frozen=True, slots=True)
class TermDetails:
    """A word with how often it is used; ``uses`` is None for those who may not see where."""

    row: Term
    uses: int | None


@dataclass(frozen=True, slots=True)
class TermPage:
    """One page of a list of words."""

    rows: list[TermDetails]
    page: int
    has_more: bool


async def page_of(session: AsyncSession, actor: Actor, kind: str, page: int) -> TermPage:
    """One page of a list: the active words by name, then the others. Raises ``NotFound``."""
    register = _register(actor, kind)
    table = register.table
    statement = select(table).order_by(table.active.desc(), table.name_sort, table.id)
    found = list(await session.scalars(statement.limit(PAGE + 1).offset((page - 1) * PAGE)))
    uses = await _uses(session, actor, register, [row.id for row in found[:PAGE]])
    return TermPage([TermDetails(row, uses.get(row.id)) for row in found[:PAGE]], page, len(found) > PAGE)


async def find(session: AsyncSession, actor: Actor, kind: str, term_id: int) -> TermDetails:
    """One word. Raises ``NotFound``."""
    register = _register(actor, kind)
    row = await session.get(register.table, term_id)
    if row is None:
        raise NotFound
    return TermDetails(row, (await _uses(session, actor, register, [term_id])).get(term_id))


async def add(actor: Actor, kind: str, fields: TermFields) -> int:
    """Add a word. Raises ``NotFound``, and ``Invalid`` for a name that is empty or there already."""
    register = _register(actor, kind)
    name = _checked(fields)
    async with database().writing() as session:
        await _unused(session, register, name, 0)
        row = register.table(name=name, **_keys(name))
        session.add(row)
        await _flush(session)
        log = ChangeLog(session, actor, f"{register.entity}.add", None)
        await log.add(register.entity, row.id, {"name": (None, name)}, version_after=row.version)
        return row.id


async def rename(actor: Actor, kind: str, term_id: int, fields: TermFields, base: Base) -> None:
    """Call a word something else, wherever it is used. Raises ``NotFound``, ``Invalid``, ``Conflict``."""
    register = _register(actor, kind)
    name = _checked(fields)
    async with database().writing() as session:
        row = await _locked(session, register, term_id)
        await _unused(session, register, name, term_id)
        log = PlainChangeLog(session, actor, f"{register.entity}.rename", None)
        await log.edit(register.entity, row, {"name": name}, base=base)
        row.name_key, row.name_sort = unique_key(row.name), sort_key(row.name)
        await _flush(session)


async def set_active(actor: Actor, kind: str, term_id: int, active: bool) -> None:
    """Offer a word again, or offer it no more; where it is used it stays."""
    register = _register(actor, kind)
    async with database().writing() as session:
        row = await _locked(session, register, term_id)
        log = PlainChangeLog(session, actor, f"{register.entity}.{'activate' if active else 'inactivate'}", None)
        await log.edit(register.entity, row, {"active": active}, base=Base(row.version))


async def remove(actor: Actor, kind: str, term_id: int) -> None:
    """Delete a word that is used nowhere. Raises ``NotFound``, and ``Refused`` while it is used."""
    register = _register(actor, kind)
    async with database().writing() as session:
        # The lock keeps the word from being chosen between the question and the deletion.
        row = await _locked(session, register, term_id)
        used = select(literal(1)).select_from(register.used_in.class_).where(register.used_in == term_id)
        if await session.scalar(used.limit(1)):
            raise Refused("term_used")
        log = ChangeLog(session, actor, f"{register.entity}.delete", None)
        await log.add(register.entity, term_id, {"name": (row.name, None)}, version_after=row.version + 1)
        await session.delete(row)


def _register(actor: Actor, kind: str) -> Register:
    if not actor.meets(Need.REGISTERS) or kind not in REGISTERS:
        raise NotFound
    return REGISTERS[kind]


async def _locked(session: AsyncSession, register: Register, term_id: int) -> Any:
    row = await session.scalar(select(register.table).where(register.table.id == term_id).with_for_update())
    if row is None:
        raise NotFound
    return row


async def _uses(session: AsyncSession, actor: Actor, register: Register, ids: Iterable[int]) -> dict[int, int]:
    """How often each word is used where the actor may see it, bounded, in one statement."""
    if not actor.meets(Need.CUSTOMERS_READ):
        return {}
    table = register.table
    visible = select(Customer.id).where(customer_is_visible(actor))
    places = (
        register.uses()
        .where(register.used_in == table.id, register.customer_id.in_(visible))
        .limit(COUNTED + 1)
        .correlate(table)
        .subquery()
    )
    counted = select(func.count()).select_from(places).scalar_subquery()
    rows = await session.execute(select(table.id, counted).where(table.id.in_(list(ids))))
    return dict(rows.all())


async def _unused(session: AsyncSession, register: Register, name: str, term_id: int) -> None:
    table = register.table
    taken = select(table.id).where(table.name_key == unique_key(name), table.id != term_id)
    if await session.scalar(taken) is not None:
        raise Invalid.one("name", "term_taken")


async def _flush(session: AsyncSession) -> None:
    """Two who add the same word in the same moment both find it unused; the database lets one of them in."""
    try:
        await session.flush()
    except IntegrityError as error:
        raise Invalid.one("name", "term_taken") from error


def _checked(fields: TermFields) -> str:
    name = plain_text(fields.name)
    if not name:
        raise Invalid.one("name", "required")
    if len(name) > NAME_LENGTH:
        raise Invalid.one("name", "too_long", maximum=str(NAME_LENGTH))
    return name


def _keys(name: str) -> dict[str, str]:
    return {"name_key": unique_key(name), "name_sort": sort_key(name)}
