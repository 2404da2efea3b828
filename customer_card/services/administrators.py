"""The door to the administration of rights: use cases take turns, and everybody's rights are looked at anew.

Whoever gives or takes rights does so while nobody else does. Without that, two administrators could take the
administration from each other in the same moment and leave the firm without one.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.errors import NotFound, Refused
from customer_card.domain.permissions import Actor, Need, Profile, Projects
from customer_card.models import PermissionProfile, User
from customer_card.services.sessions import actor_of


async def lock(session: AsyncSession, actor: Actor) -> Actor:
    """The actor with the rights of this moment, while nobody else can change any until the transaction ends.

    Raises ``NotFound`` when the actor is no administrator, or was one until a moment ago.
    """
    if not actor.meets(Need.ADMINISTRATION):
        raise NotFound
    # One row that every installation has stands for all rights. Users may still be added to it meanwhile.
    await session.execute(
        select(PermissionProfile.id)
        .where(PermissionProfile.builtin_key == "administrator")
        .with_for_update(key_share=True)
    )
    found = await session.execute(
        select(User, PermissionProfile)
        .join(PermissionProfile, PermissionProfile.id == User.profile_id)
        .where(User.id == actor.user_id, User.active)
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound
    user, profile = row
    current = actor_of(user, profile, actor.session_id)
    if not current.meets(Need.ADMINISTRATION):
        raise NotFound
    return current


def may_give(actor: Actor, profile: Profile, unit_id: int | None) -> bool:
    """Whether the actor has every part of what somebody with this profile in this unit has."""
    if not actor.profile.covers(profile):
        return False
    # Who sees the projects of one unit only cannot hand out those of another.
    sees_one_unit = profile.projects == Projects.UNIT and actor.profile.projects == Projects.UNIT
    return not sees_one_unit or unit_id in {None, actor.unit_id}


async def keep_another(session: AsyncSession, *, than_user: int = 0, than_profile: int = 0) -> None:
    """Raise ``Refused`` unless there is an administrator apart from this user or from those with this profile."""
    another = await session.scalar(
        select(User.id)
        .join(PermissionProfile, PermissionProfile.id == User.profile_id)
        .where(
            User.active,
            PermissionProfile.administration,
            User.id != than_user,
            PermissionProfile.id != than_profile,
        )
        .limit(1)
    )
    if another is None:
        raise Refused("last_administrator")
