"""Permission profiles: the built-in ones, and those that the firm makes as copies of others.

Nobody makes or changes a profile that has, or had, any part that they do not have themselves,
and nobody changes the profile that they carry.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from pydantic import BaseModel, Field
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.errors import Invalid, NotFound, Refused
from customer_card.domain.permissions import BUILT_IN_PROFILES, Actor, Customers, Need, Profile, Projects
from customer_card.domain.text_keys import plain_text, sort_key, unique_key
from customer_card.models import PermissionProfile, User
from customer_card.services import administrators
from customer_card.services.history import Base, ChangeLog
from customer_card.services.sessions import profile_of
from customer_card.services.versions import PlainChangeLog

ENTITY = "profile"
NAME_LENGTH = 80
LISTED = 500
ORDER = list(BUILT_IN_PROFILES)


class ProfileFields(BaseModel):
    """A profile's name and its parts."""

    name: str = Field(max_length=1000)
    customers: Customers = Customers.NONE
    projects: Projects = Projects.NONE
    own_customers: bool = False
    delete_customers: bool = False
    billing: bool = False
    registers: bool = False
    administration: bool = False

    @property
    def profile(self) -> Profile:
        """The parts, as the rules know them."""
        return Profile(**{part: getattr(self, part) for part in Profile.__slots__})


@dataclass(frozen=True, slots=True)
class ProfileDetails:
    """A profile with how many users carry it. ``may_give`` and ``may_change`` are about the one who asks."""

    row: PermissionProfile
    users: int
    may_give: bool
    may_change: bool


async def listed(session: AsyncSession, actor: Actor) -> list[ProfileDetails]:
    """Every profile: the built-in ones from the widest to the narrowest, then the firm's own by name."""
    _administrators_only(actor)
    rows = await session.scalars(select(PermissionProfile).order_by(PermissionProfile.id).limit(LISTED))
    counts = await session.execute(select(User.profile_id, func.count()).group_by(User.profile_id))
    users = dict(counts.all())
    own = await _own_profile_id(session, actor)
    return [_details(actor, row, users.get(row.id, 0), own) for row in sorted(rows, key=_place)]


async def find(session: AsyncSession, actor: Actor, profile_id: int) -> ProfileDetails:
    """One profile. Raises ``NotFound``."""
    _administrators_only(actor)
    row = await session.get(PermissionProfile, profile_id)
    if row is None:
        raise NotFound
    return _details(actor, row, await _count(session, profile_id), await _own_profile_id(session, actor))


async def create(actor: Actor, fields: ProfileFields) -> int:
    """Make a profile. Raises ``NotFound`` for a part that the actor lacks, ``Invalid`` for the name."""
    async with database().writing() as session:
        me = await administrators.lock(session, actor)
        if not me.profile.covers(fields.profile):
            raise NotFound
        name = await _unused_name(session, fields.name, 0)
        row = PermissionProfile(name=name, name_key=unique_key(name), **_stored(fields))
        session.add(row)
        await session.flush()
        made = {"name": (None, name)} | {part: (None, value) for part, value in _stored(fields).items()}
        await ChangeLog(session, me, "profile.add", None).add(ENTITY, row.id, made, version_after=row.version)
        return row.id


async def change(actor: Actor, profile_id: int, fields: ProfileFields, base: Base) -> None:
    """Rename a profile and change its parts, for everybody who carries it and from this moment."""
    async with database().writing() as session:
        me = await administrators.lock(session, actor)
        row = await _changeable(session, me, profile_id)
        if not me.profile.covers(fields.profile):
            raise NotFound
        if row.administration and not fields.administration:
            await administrators.keep_another(session, than_profile=profile_id)
        name = await _unused_name(session, fields.name, profile_id)
        log = PlainChangeLog(session, me, "profile.change", None)
        changes = await log.edit(ENTITY, row, {"name": name} | _stored(fields), base=base)
        row.name_key = unique_key(row.name)
        if changes.keys() - {"name"}:
            await session.execute(
                update(User).where(User.profile_id == profile_id).values(rights_stamp=User.rights_stamp + 1)
            )


async def remove(actor: Actor, profile_id: int) -> None:
    """Delete a profile that nobody carries. Raises ``NotFound``, and ``Refused`` while somebody does."""
    async with database().writing() as session:
        me = await administrators.lock(session, actor)
        row = await _changeable(session, me, profile_id)
        if await _count(session, profile_id):
            raise Refused("profile_used")
        log = ChangeLog(session, me, "profile.delete", None)
        await log.add(ENTITY, profile_id, {"name": (row.name, None)}, version_after=row.version + 1)
        await session.delete(row)


def _administrators_only(actor: Actor) -> None:
    if not actor.meets(Need.ADMINISTRATION):
        raise NotFound


def _place(row: PermissionProfile) -> tuple[int, str, int]:
    known = row.builtin_key in BUILT_IN_PROFILES
    return (ORDER.index(row.builtin_key or "") if known else len(ORDER), sort_key(row.name), row.id or 0)


def _details(actor: Actor, row: PermissionProfile, users: int, own: int | None) -> ProfileDetails:
    covered = actor.profile.covers(profile_of(row))
    return ProfileDetails(row, users, covered, covered and row.builtin_key is None and row.id != own)


async def _own_profile_id(session: AsyncSession, actor: Actor) -> int | None:
    return await session.scalar(select(User.profile_id).where(User.id == actor.user_id))


async def _count(session: AsyncSession, profile_id: int) -> int:
    counted = select(func.count()).select_from(User).where(User.profile_id == profile_id)
    return await session.scalar(counted) or 0


async def _changeable(session: AsyncSession, me: Actor, profile_id: int) -> PermissionProfile:
    """A profile of the firm's own that the actor has every part of and does not carry."""
    row = await session.get(PermissionProfile, profile_id)
    if row is None or row.builtin_key is not None or not me.profile.covers(profile_of(row)):
        raise NotFound
    if profile_id == await _own_profile_id(session, me):
        raise Refused("own_profile")
    return row


async def _unused_name(session: AsyncSession, name: str, profile_id: int) -> str:
    """The name as it is kept. Raises ``Invalid``; administrators take turns, so it stays unused."""
    name = plain_text(name)
    if not name:
        raise Invalid.one("name", "required")
    if len(name) > NAME_LENGTH:
        raise Invalid.one("name", "too_long", maximum=str(NAME_LENGTH))
    taken = select(PermissionProfile.id).where(
        PermissionProfile.name_key == unique_key(name), PermissionProfile.id != profile_id
    )
    if await session.scalar(taken) is not None:
        raise Invalid.one("name", "term_taken")
    return name


def _stored(fields: ProfileFields) -> dict[str, int | bool]:
    parts = asdict(fields.profile)
    return {part: value if isinstance(value, bool) else int(value) for part, value in parts.items()}
