"""What can be chosen for an activity or a note of a customer: its contacts, its projects, and colleagues."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor, Need
from customer_card.domain.quick_add import Candidate
from customer_card.domain.text_keys import search_words
from customer_card.models import Contact, Customer, PermissionProfile, Project, SearchToken, User
from customer_card.services.pickers import OFFERED, Choice
from customer_card.services.search_index import CONTACTS, LAST
from customer_card.services.visibility import customer_is_visible, project_is_visible, user_sees

READ_WHOLE = 2000


async def contacts(actor: Actor, customer_id: int, query: str) -> list[Choice]:
    """The active contacts of a customer, found by the beginning of any of their words."""
    async with database().reading() as session:
        await check_reader(session, actor, customer_id)
        met = [Contact.customer_id == customer_id, Contact.active]
        met += [_has_word(customer_id, word) for word in search_words(query[:100])]
        rows = await session.execute(
            select(Contact.id, Contact.first_name, Contact.last_name)
            .where(*met)
            .order_by(Contact.sort_key, Contact.id)
            .limit(OFFERED)
        )
        return [Choice(row_id, " ".join(filter(None, (first, last)))) for row_id, first, last in rows]


async def projects(actor: Actor, customer_id: int, query: str) -> list[Choice]:
    """The projects of a customer that the actor may see: the open ones first, by name."""
    async with database().reading() as session:
        await check_reader(session, actor, customer_id)
        found = await _projects(session, actor, customer_id)
    asked = search_words(query[:100])
    return [
        Choice(row_id, f"{number} {name}")
        for row_id, number, name in found
        if all(any(word.startswith(typed) for word in search_words(f"{number} {name}")) for typed in asked)
    ][:OFFERED]


async def viewers(actor: Actor, customer_id: int, project_id: int | None, query: str) -> list[Choice]:
    """Active colleagues who may see what stands with the customer, or in a project that the actor sees."""
    async with database().reading() as session:
        await check_reader(session, actor, customer_id)
        if project_id is not None and not await _sees(session, actor, customer_id, project_id):
            return []
        found = await session.execute(_viewers(customer_id, project_id))
        asked = search_words(query[:100])
        return [
            Choice(row_id, name)
            for row_id, name in found
            if all(any(word.startswith(typed) for word in search_words(name)) for typed in asked)
        ][:OFFERED]


async def candidates(
    session: AsyncSession, actor: Actor, customer_id: int, people: Iterable[str]
) -> tuple[list[Candidate], list[Candidate]]:
    """What a typed line can name: the projects, and the contacts of whom a word begins as one that was typed."""
    found = await _projects(session, actor, customer_id)
    named = [Candidate("project", row_id, name, number) for row_id, number, name in found]
    words = list(people)[:10]
    if not words:
        return named, []
    rows = await session.execute(
        select(Contact.id, Contact.first_name, Contact.last_name)
        .where(
            Contact.customer_id == customer_id,
            Contact.active,
            or_(*[_has_word(customer_id, word) for word in words]),
        )
        .order_by(Contact.sort_key, Contact.id)
        .limit(READ_WHOLE)
    )
    return named, [Candidate("contact", i, " ".join(filter(None, (first, last)))) for i, first, last in rows]


async def colleagues(session: AsyncSession, customer_id: int, project_id: int | None) -> list[Candidate]:
    """The colleagues whom a typed line can name, in a project that the actor sees or in none."""
    rows = await session.execute(_viewers(customer_id, project_id))
    return [Candidate("colleague", row_id, name) for row_id, name in rows]


async def check_reader(session: AsyncSession, actor: Actor, customer_id: int) -> None:
    """That the actor may read the customer. Raises ``NotFound``."""
    if not actor.meets(Need.CUSTOMERS_READ):
        raise NotFound
    if await session.scalar(select(Customer.id).where(Customer.id == customer_id, customer_is_visible(actor))) is None:
        raise NotFound


async def _sees(session: AsyncSession, actor: Actor, customer_id: int, project_id: int) -> bool:
    of_customer = and_(Project.id == project_id, Project.customer_id == customer_id)
    return await session.scalar(select(Project.id).where(of_customer, project_is_visible(actor))) is not None


async def _projects(session: AsyncSession, actor: Actor, customer_id: int) -> list[Any]:
    rows = await session.execute(
        select(Project.id, Project.number, Project.name)
        .where(Project.customer_id == customer_id, project_is_visible(actor))
        .order_by(Project.open.desc(), Project.name_sort, Project.id)
        .limit(READ_WHOLE)
    )
    return list(rows.all())


def _viewers(customer_id: int, project_id: int | None) -> Select[Any]:
    return (
        select(User.id, User.name)
        .join(PermissionProfile, PermissionProfile.id == User.profile_id)
        .where(user_sees(customer_id, project_id))
        .order_by(User.name_sort, User.id)
        .limit(READ_WHOLE)
    )


def _has_word(customer_id: int, word: str) -> ColumnElement[bool]:
    """That a contact has a word that begins so; e-mail addresses and telephone numbers are words too."""
    return exists().where(
        SearchToken.contact_id == Contact.id,
        SearchToken.customer_id == customer_id,
        SearchToken.source == CONTACTS,
        SearchToken.token >= word,
        SearchToken.token < word + LAST,
    )
