"""What the ids in the fields of an activity or a note are called."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.errors import Conflict
from customer_card.domain.permissions import Actor
from customer_card.models import Contact, Project, User
from customer_card.services.visibility import project_is_visible

USERS = {"assignee_id", "colleagues", "mentions"}


async def of_conflict(
    session: AsyncSession, actor: Actor, customer_id: int, conflict: Conflict
) -> dict[tuple[str, int], str]:
    """The names of whoever and whatever both sides of a conflict speak of, by field and id.

    A project that the actor may not see has none.
    """
    wanted: dict[str, set[int]] = {}
    for one in conflict.fields:
        wanted.setdefault(one.field, set()).update(_ids((one.mine, one.theirs)))
    users = set().union(*(ids for field, ids in wanted.items() if field in USERS))
    called: dict[tuple[str, int], str] = {}
    names = dict((await session.execute(select(User.id, User.name).where(User.id.in_(users)))).all())
    called |= {(field, i): names.get(i, "") for field in USERS & wanted.keys() for i in wanted[field]}
    if "project_id" in wanted:
        rows = await session.execute(
            select(Project.id, Project.number, Project.name).where(
                Project.id.in_(wanted["project_id"]), Project.customer_id == customer_id, project_is_visible(actor)
            )
        )
        called |= {("project_id", i): f"{number} {name}" for i, number, name in rows}
    if "contacts" in wanted:
        rows = await session.execute(
            select(Contact.id, Contact.first_name, Contact.last_name).where(
                Contact.id.in_(wanted["contacts"]), Contact.customer_id == customer_id
            )
        )
        called |= {("contacts", i): " ".join(filter(None, (first, last))) for i, first, last in rows}
    return called


def _ids(sides: Iterable[object]) -> set[int]:
    several = [value if isinstance(value, list) else [value] for value in sides]
    return {one for values in several for one in values if isinstance(one, int) and not isinstance(one, bool)}
