"""The firm's own lists, by the names that a file uses for their entries."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.permissions import Customers
from customer_card.domain.text_keys import unique_key
from customer_card.models import Industry, Keyword, PermissionProfile, Role, User
from customer_card.services.imports.tables import table_of


@dataclass(frozen=True, slots=True)
class Registers:
    """What may be chosen, as key of the name → id. Two colleagues may share a name, not an e-mail address."""

    industries: dict[str, int]
    roles: dict[str, int]
    keywords: dict[str, int]
    owners_by_email: dict[str, int]
    owners_by_name: dict[str, list[int]]

    def owner(self, text: str) -> int:
        """The colleague with this e-mail address or name.

        Raises ValueError("owner_unknown") or ValueError("owner_ambiguous").
        """
        key = unique_key(text)
        if key in self.owners_by_email:
            return self.owners_by_email[key]
        found = self.owners_by_name.get(key, [])
        if len(found) != 1:
            raise ValueError("owner_ambiguous" if found else "owner_unknown")
        return found[0]


async def load_registers(session: AsyncSession) -> Registers:
    """The active entries, and the active colleagues who may read customers."""
    by_email: dict[str, int] = {}
    by_name: dict[str, list[int]] = {}
    user, profile = table_of(User), table_of(PermissionProfile)
    people = await session.execute(
        select(user.c.id, user.c.email_key, user.c.name)
        .join(profile, profile.c.id == user.c.profile_id)
        .where(user.c.active, profile.c.customers >= Customers.READ)
    )
    for user_id, email_key, name in people:
        by_email[email_key] = user_id
        by_name.setdefault(unique_key(name), []).append(user_id)
    return Registers(
        await _terms(session, Industry),
        await _terms(session, Role),
        await _terms(session, Keyword),
        by_email,
        by_name,
    )


async def _terms(session: AsyncSession, model: type[Industry | Role | Keyword]) -> dict[str, int]:
    term = table_of(model).c
    rows = await session.execute(select(term.name_key, term.id).where(term.active))
    return {row.name_key: row.id for row in rows}
