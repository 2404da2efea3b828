"""What the tests of the administration share: administrators of many kinds, and sessions."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from customer_card.database import database
from customer_card.domain.permissions import Actor, Profile
from customer_card.domain.text_keys import sort_key, unique_key
from customer_card.models import PermissionProfile, Unit, User
from customer_card.services import sessions
from customer_card.services.user_administration import UserFields
from tests.support.people import actor
from tests.support.records import row, user_id

PASSWORD = "en lång mening"


async def profile_id(builtin_key: str) -> int:
    """The id of a built-in profile."""
    async with database().reading() as session:
        statement = select(PermissionProfile.id).where(PermissionProfile.builtin_key == builtin_key)
        return (await session.scalars(statement)).one() or 0


async def unit_id(name: str) -> int:
    """The id of a unit of the demo firm."""
    async with database().reading() as session:
        return (await session.scalars(select(Unit.id).where(Unit.name == name))).one() or 0


async def own_profile(name: str, parts: Profile) -> int:
    """A profile of the firm's own, written straight into the table."""
    async with database().writing() as session:
        stored = {part: value if isinstance(value, bool) else int(value) for part, value in asdict(parts).items()}
        made = PermissionProfile(name=name, name_key=unique_key(name), **stored)
        session.add(made)
        await session.flush()
        return made.id or 0


async def somebody(account: str, of_profile: int, unit: int | None = None) -> Actor:
    """A user of a profile, written straight into the table, as an actor."""
    email = f"{account}@demo.example"
    async with database().writing() as session:
        session.add(
            User(
                email=email, email_key=email, name=account, name_sort=sort_key(account), password_hash="",
                profile_id=of_profile, unit_id=unit,
            )
        )  # fmt: skip
    return await actor(account)


async def second_administrator() -> Actor:
    """Another user who may do everything."""
    return await somebody("andra", await profile_id("administrator"))


async def fields_of(account: str, **values: Any) -> UserFields:
    """A user's form as it was opened, with some of its fields changed."""
    user = await row(User, await user_id(account))
    known = {name: getattr(user, name) for name in UserFields.model_fields}
    return UserFields.model_validate(known | values)


async def stamp(account: str) -> int:
    """The stamp of a user's rights."""
    return (await row(User, await user_id(account))).rights_stamp


async def session_of(account: str) -> str:
    """The token of a session that a user has."""
    return await sessions.start_session(await user_id(account))
