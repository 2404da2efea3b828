"""Users as their administrators know them: adding, changing, inactivating, new passwords, signing out.

A user may be given rights, or be touched at all, only by somebody who has every part of them,
since a new password or a new e-mail address is a way into the account.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from customer_card.database import database
from customer_card.domain.errors import Invalid, NotFound, Refused
from customer_card.domain.permissions import Actor, Need
from customer_card.domain.text_keys import sort_key, unique_key
from customer_card.models import PermissionProfile, Unit, User
from customer_card.services import administrators, passwords
from customer_card.services.administrators import may_give
from customer_card.services.history import Base, ChangeLog
from customer_card.services.sessions import end_sessions_of, profile_of
from customer_card.services.users import checked
from customer_card.settings import LANGUAGES

PAGE = 50
UNITS_OFFERED = 200
ENTITY = "app_user"
RIGHTS = {"profile_id", "unit_id"}

NAME_LENGTH = 200
EMAIL_LENGTH = 320


class UserFields(BaseModel):
    """What an administrator says of a user. Without a profile, it stays as it is."""

    name: str = Field(max_length=NAME_LENGTH)
    email: str = Field(max_length=EMAIL_LENGTH)
    profile_id: int | None = None
    unit_id: int | None = None
    language: str = "sv"


@dataclass(frozen=True, slots=True)
class UserDetails:
    """A user with what the list and the dialog show. ``may_change`` is about the one who asks."""

    user: User
    profile: PermissionProfile
    unit: Unit | None
    may_change: bool
    is_self: bool
    created_by: str | None = None
    updated_by: str | None = None


@dataclass(frozen=True, slots=True)
class UserPage:
    """One page of the users."""

    rows: list[UserDetails]
    page: int
    has_more: bool


async def page_of(session: AsyncSession, actor: Actor, page: int) -> UserPage:
    """One page of all users: the active ones by name, then the others. Raises ``NotFound``."""
    _administrators_only(actor)
    statement = _selected().order_by(User.active.desc(), User.name_sort, User.id)
    found = (await session.execute(statement.limit(PAGE + 1).offset((page - 1) * PAGE))).all()
    return UserPage([_details(actor, *row) for row in found[:PAGE]], page, len(found) > PAGE)


async def find(session: AsyncSession, actor: Actor, user_id: int) -> UserDetails:
    """One user. Raises ``NotFound``."""
    _administrators_only(actor)
    row = (await session.execute(_selected().where(User.id == user_id))).one_or_none()
    if row is None:
        raise NotFound
    return _details(actor, *row)


async def units(session: AsyncSession) -> list[Unit]:
    """The business units to choose from."""
    statement = select(Unit).where(Unit.active).order_by(Unit.name_key, Unit.id).limit(UNITS_OFFERED)
    return list(await session.scalars(statement))


async def unit_names(session: AsyncSession) -> dict[int, str]:
    """What every unit is called, inactive ones too."""
    return dict((await session.execute(select(Unit.id, Unit.name))).all())


async def add(actor: Actor, fields: UserFields, password: str) -> int:
    """Add a user who can sign in with a first password. Raises ``NotFound`` and ``Invalid``."""
    _administrators_only(actor)
    email, name = _checked(fields, password)
    password_hash = await asyncio.to_thread(passwords.hash_password, password)
    async with database().writing() as session:
        me = await administrators.lock(session, actor)
        profile = await _profile(session, fields.profile_id)
        unit = await _unit(session, fields.unit_id, None)
        if not may_give(me, profile_of(profile), unit):
            raise NotFound
        await _unused_email(session, email, 0)
        user = User(
            email=email,
            email_key=unique_key(email),
            name=name,
            name_sort=sort_key(name),
            password_hash=password_hash,
            profile_id=profile.id,
            unit_id=unit,
            language=fields.language,
            created_by=me.user_id,
            updated_by=me.user_id,
        )
        session.add(user)
        await session.flush()
        made = {name: (None, getattr(user, name)) for name in UserFields.model_fields}
        await ChangeLog(session, me, "user.add", None).add(ENTITY, user.id, made, version_after=user.version)
        return user.id


async def change(actor: Actor, user_id: int, fields: UserFields, base: Base) -> None:
    """Change who a user is and what the user may do. Raises ``NotFound``, ``Invalid``, ``Refused``, ``Conflict``."""
    _administrators_only(actor)
    email, name = _checked(fields, None)
    async with database().writing() as session:
        me = await administrators.lock(session, actor)
        user, current = await _touchable(session, me, user_id)
        unit = await _unit(session, fields.unit_id, user.unit_id)
        values: dict[str, Any] = {"name": name, "email": email, "unit_id": unit, "language": fields.language}
        profile = current
        if fields.profile_id is not None:
            profile = await _profile(session, fields.profile_id)
            values["profile_id"] = profile.id
        await _may_become(session, me, user, current, profile, unit)
        await _unused_email(session, email, user.id)
        changes = await ChangeLog(session, me, "user.change", None).edit(ENTITY, user, values, base=base)
        user.email_key, user.name_sort = unique_key(user.email), sort_key(user.name)
        if RIGHTS & changes.keys():
            user.rights_stamp += 1


async def set_active(actor: Actor, user_id: int, active: bool) -> None:
    """Let a user sign in again, or end every session and let the user in no more."""
    async with database().writing() as session:
        me = await administrators.lock(session, actor)
        user, profile = await _touchable(session, me, user_id)
        if not active:
            if profile.administration:
                await administrators.keep_another(session, than_user=user.id)
            if user.id == me.user_id:
                raise Refused("own_account")
            await end_sessions_of(session, user.id)
        log = ChangeLog(session, me, "user.activate" if active else "user.inactivate", None)
        if await log.edit(ENTITY, user, {"active": active}, base=Base(user.version)):
            user.rights_stamp += 1


async def set_password(actor: Actor, user_id: int, password: str) -> None:
    """Give a user a new password, which ends all of the user's sessions. The log never holds it."""
    _administrators_only(actor)
    if wrong := passwords.problem(password):
        raise Invalid.one("password", wrong, **passwords.LENGTHS)
    password_hash = await asyncio.to_thread(passwords.hash_password, password)
    async with database().writing() as session:
        me = await administrators.lock(session, actor)
        user, _ = await _touchable(session, me, user_id)
        log = ChangeLog(session, me, "user.password", None)
        user.password_hash = password_hash
        log.touch(user)
        await log.add(ENTITY, user.id, {"password": (None, None)}, version_after=user.version)
        await end_sessions_of(session, user.id)


async def sign_out_everywhere(actor: Actor, user_id: int) -> None:
    """End every session of a user."""
    async with database().writing() as session:
        me = await administrators.lock(session, actor)
        user, _ = await _touchable(session, me, user_id)
        log = ChangeLog(session, me, "user.sign_out", None)
        await log.add(ENTITY, user.id, {"sessions": (None, None)}, version_after=user.version)
        await end_sessions_of(session, user.id)


def _administrators_only(actor: Actor) -> None:
    if not actor.meets(Need.ADMINISTRATION):
        raise NotFound


def _selected() -> Any:
    creator, updater = aliased(User), aliased(User)
    return (
        select(User, PermissionProfile, Unit, creator.name, updater.name)
        .join(PermissionProfile, PermissionProfile.id == User.profile_id)
        .outerjoin(Unit, Unit.id == User.unit_id)
        .outerjoin(creator, creator.id == User.created_by)
        .outerjoin(updater, updater.id == User.updated_by)
    )


def _details(
    actor: Actor, user: User, profile: PermissionProfile, unit: Unit | None, created_by: str, updated_by: str
) -> UserDetails:
    may_change = may_give(actor, profile_of(profile), user.unit_id)
    return UserDetails(user, profile, unit, may_change, user.id == actor.user_id, created_by, updated_by)


async def _touchable(session: AsyncSession, me: Actor, user_id: int) -> tuple[User, PermissionProfile]:
    """The user and the user's profile, if the actor has every part of it."""
    found = await session.execute(
        select(User, PermissionProfile)
        .join(PermissionProfile, PermissionProfile.id == User.profile_id)
        .where(User.id == user_id)
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound
    user, profile = row
    if not may_give(me, profile_of(profile), user.unit_id):
        raise NotFound
    return user, profile


async def _may_become(
    session: AsyncSession,
    me: Actor,
    user: User,
    current: PermissionProfile,
    profile: PermissionProfile,
    unit_id: int | None,
) -> None:
    """A colleague may have changed one of the two meanwhile, so every way in which they can meet is looked at."""
    if profile.id != current.id and current.administration and not profile.administration and user.active:
        await administrators.keep_another(session, than_user=user.id)
    if profile.id != current.id and user.id == me.user_id:
        raise Refused("own_profile")
    for one in (current, profile):
        if not (may_give(me, profile_of(one), user.unit_id) and may_give(me, profile_of(one), unit_id)):
            raise NotFound


async def _profile(session: AsyncSession, profile_id: int | None) -> PermissionProfile:
    profile = await session.get(PermissionProfile, profile_id) if profile_id is not None else None
    if profile is None:
        raise NotFound
    return profile


async def _unit(session: AsyncSession, unit_id: int | None, current: int | None) -> int | None:
    """The id of a unit that may be chosen: an active one, or the one that the user has."""
    if unit_id is None:
        return None
    unit = await session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    if not unit.active and unit_id != current:
        raise Invalid.one("unit_id", "not_a_choice")
    return unit_id


async def _unused_email(session: AsyncSession, email: str, user_id: int) -> None:
    """Administrators take turns, so what is unused here stays so until the end of the transaction."""
    statement = select(User.id).where(User.email_key == unique_key(email), User.id != user_id)
    if await session.scalar(statement) is not None:
        raise Invalid.one("email", "email_taken")


def _checked(fields: UserFields, password: str | None) -> tuple[str, str]:
    email, name = checked(fields.email, fields.name, password)
    if fields.language not in LANGUAGES:
        raise Invalid.one("language", "not_a_choice")
    return email, name
