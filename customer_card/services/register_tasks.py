"""The task that a finding of the watch makes: one for the customer's owner, in the same transaction."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.permissions import Need
from customer_card.domain.working_days import next_working_day
from customer_card.i18n.catalogues import gettext
from customer_card.models import Customer, PermissionProfile, User
from customer_card.registers import CompanyRegister
from customer_card.services import local_time
from customer_card.services.activities import insert_activity
from customer_card.services.feed_fields import ActivityFields
from customer_card.services.sessions import actor_of
from customer_card.settings import settings


async def give_to_owner(session: AsyncSession, customer: Customer, register: CompanyRegister) -> bool:
    """Give the owner of a customer that is locked in this transaction a to-do to look at what the register says.

    Nobody acts here but a timer, so the to-do is made in the owner's own name. Returns whether it was
    made: a customer without an owner who may read it has its banner only.
    """
    found = await session.execute(
        select(User, PermissionProfile)
        .join(PermissionProfile, PermissionProfile.id == User.profile_id)
        .where(User.id == customer.owner_id, User.active)
    )
    row = found.first()
    owner = actor_of(*row) if row else None
    if owner is None or not owner.meets(Need.CUSTOMERS_READ):
        return False
    title = gettext(owner.language, "{register} has news: compare and update the customer", register=register.title)
    due = next_working_day(local_time.today(), settings.country)
    fields = ActivityFields(title=title, assignee_id=str(owner.user_id), due_on=due.isoformat())
    await insert_activity(session, owner, customer.id or 0, fields)
    return True
