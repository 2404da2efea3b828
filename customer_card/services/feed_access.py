"""The doors to the feed: which item and which project somebody may write to, and who may see what stands there."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.errors import Invalid, NotFound
from customer_card.domain.permissions import Actor, Need
from customer_card.models import Contact, Customer, FeedItem, PermissionProfile, Project, User
from customer_card.services.customer_access import lock
from customer_card.services.visibility import (
    item_is_in_reach,
    item_is_visible,
    item_may_be_changed,
    project_is_visible,
    user_sees,
)


async def enter(session: AsyncSession, actor: Actor, customer_id: int) -> Customer:
    """The customer, locked, if the actor may write into its feed. Raises ``NotFound``."""
    return await lock(session, actor, customer_id, Need.CUSTOMERS_READ)


async def locked(
    session: AsyncSession, actor: Actor, customer_id: int, item_id: int, *, deleted: bool = False
) -> FeedItem:
    """An item that the actor may change, locked for the rest of the transaction. Raises ``NotFound``."""
    exists = FeedItem.deleted_at.is_not(None) if deleted else FeedItem.deleted_at.is_(None)
    item = await session.scalar(
        select(FeedItem)
        .where(
            FeedItem.id == item_id,
            FeedItem.customer_id == customer_id,
            exists,
            item_is_in_reach(actor),
            item_may_be_changed(actor),
        )
        .with_for_update()
    )
    if item is None:
        raise NotFound
    return item


async def seen(session: AsyncSession, actor: Actor, customer_id: int, item_id: int) -> FeedItem:
    """An item that the actor may see. Raises ``NotFound``."""
    item = await session.scalar(
        select(FeedItem).where(FeedItem.id == item_id, FeedItem.customer_id == customer_id, item_is_visible(actor))
    )
    if item is None:
        raise NotFound
    return item


async def check_project(session: AsyncSession, actor: Actor, customer_id: int, project_id: int | None) -> None:
    """That the actor may see the project that something is put into. Raises ``NotFound``."""
    if project_id is None:
        return
    found = await session.scalar(
        select(Project.id).where(
            Project.id == project_id, Project.customer_id == customer_id, project_is_visible(actor)
        )
    )
    if found is None:
        raise NotFound


async def who_see(session: AsyncSession, customer_id: int, project_id: int | None, user_ids: Iterable[int]) -> set[int]:
    """Those of the users who may see what stands with the customer, or in its project."""
    asked = set(user_ids)
    if not asked:
        return set()
    rows = await session.scalars(
        select(User.id)
        .join(PermissionProfile, PermissionProfile.id == User.profile_id)
        .where(User.id.in_(asked), user_sees(customer_id, project_id))
    )
    return {row for row in rows if row is not None}


async def check_users(
    session: AsyncSession,
    customer_id: int,
    project_id: int | None,
    asked: dict[str, set[int]],
) -> None:
    """That everybody who is named, by field, may see the place. Raises ``Invalid``.

    Whether somebody may not see it or does not exist is answered alike.
    """
    seeing = await who_see(session, customer_id, project_id, set().union(*asked.values()))
    problems = {name: "not_a_choice" for name, ids in asked.items() if ids - seeing}
    if problems:
        raise Invalid(problems)


async def check_contacts(session: AsyncSession, customer_id: int, asked: set[int], had: set[int]) -> None:
    """That the contacts are active ones of the customer, or took part already. Raises ``Invalid``."""
    added = asked - had
    if not added:
        return
    known = await session.scalars(
        select(Contact.id).where(Contact.id.in_(added), Contact.customer_id == customer_id, Contact.active)
    )
    if added - set(known):
        raise Invalid.one("contacts", "not_a_choice")
