"""What every installation has before anybody does anything: profiles and number series."""

from __future__ import annotations

import secrets
from dataclasses import asdict

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.permissions import BUILT_IN_PROFILES
from customer_card.domain.text_keys import unique_key
from customer_card.models import Customer, NumberSeries, PermissionProfile, SetupToken, User
from customer_card.services.number_series import FIRST
from customer_card.services.sessions import digest

PROFILE_NAMES = {
    "administrator": "Administratör",
    "management": "Ledning",
    "finance": "Ekonomi",
    "account_manager": "Kundansvarig",
    "project_manager": "Projektledare",
    "employee": "Medarbetare",
    "no_customer_access": "Ingen kundåtkomst",
}


async def ensure_base_data() -> None:
    """Add the built-in profiles and the number series where they are missing."""
    async with database().writing() as session:
        known = set(await session.scalars(select(PermissionProfile.builtin_key)))
        for builtin_key, profile in BUILT_IN_PROFILES.items():
            if builtin_key not in known:
                name = PROFILE_NAMES[builtin_key]
                session.add(
                    PermissionProfile(name=name, name_key=unique_key(name), builtin_key=builtin_key, **_parts(profile))
                )
        series = set(await session.scalars(select(NumberSeries.name)))
        session.add_all(NumberSeries(name=n, next=first) for n, first in FIRST.items() if n not in series)


def _parts(profile: object) -> dict[str, int | bool]:
    return {name: int(v) if not isinstance(v, bool) else v for name, v in asdict(profile).items()}  # pyright: ignore[reportArgumentType]


async def is_empty() -> bool:
    """Whether nobody can sign in and no customer exists."""
    async with database().reading() as session:
        return not await has_users(session) and not await session.scalar(select(Customer.id).limit(1))


async def has_users(session: AsyncSession) -> bool:
    """Whether anybody has an account."""
    return bool(await session.scalar(select(func.count()).select_from(select(User.id).limit(1).subquery())))


async def new_setup_token() -> str | None:
    """A fresh one-time token for the set-up page, or None once somebody has an account."""
    token = secrets.token_urlsafe(32)
    async with database().writing() as session:
        if await has_users(session):
            return None
        for old in await session.scalars(select(SetupToken)):
            await session.delete(old)
        session.add(SetupToken(token_sha256=digest(token)))
    return token
