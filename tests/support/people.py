"""The demo firm's people as actors."""

from __future__ import annotations

from sqlalchemy import select

from customer_card.database import database
from customer_card.domain.permissions import Actor
from customer_card.models import PermissionProfile, User
from customer_card.services.sessions import actor_of

SIGN_INS = {
    "administrator": "admin",
    "management": "ledning",
    "finance": "ekonomi",
    "account_manager": "kundansvarig",
    "project_manager": "projektledare",
    "employee": "medarbetare",
    "no_customer_access": "ingen",
}


async def actor(name: str) -> Actor:
    """The demo user whose e-mail begins with this name, as an actor."""
    async with database().reading() as session:
        user, profile = (
            await session.execute(
                select(User, PermissionProfile)
                .join(PermissionProfile, PermissionProfile.id == User.profile_id)
                .where(User.email_key == f"{name}@demo.example")
            )
        ).one()
    return actor_of(user, profile)
