"""Places in the demo firm where some may see what is written and others may not, and short ways to write there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from customer_card.database import database
from customer_card.models import Contact, FeedItem, Project, ProjectMember
from customer_card.services import activities, notes
from customer_card.services.feed_fields import ActivityFields, NoteFields
from customer_card.services.feed_writing import ItemDone
from tests.support.people import actor
from tests.support.records import row, user_id


@dataclass(frozen=True, slots=True)
class Place:
    """A customer with a project that ``medarbetare`` works on, and one that ``medarbetare`` may not see."""

    customer_id: int
    seen_project: int
    hidden_project: int
    contact_id: int


async def a_place() -> Place:
    """The first customer of the demo firm, by id, that has both kinds of project and an active contact."""
    member = await user_id("medarbetare")
    mine = select(ProjectMember.project_id).where(ProjectMember.user_id == member)
    async with database().reading() as session:
        for seen in await session.scalars(select(Project).where(Project.id.in_(mine)).order_by(Project.id)):
            hidden = await session.scalar(
                select(Project.id).where(Project.customer_id == seen.customer_id, Project.id.not_in(mine)).limit(1)
            )
            contact = await session.scalar(
                select(Contact.id).where(Contact.customer_id == seen.customer_id, Contact.active).limit(1)
            )
            if hidden and contact:
                return Place(seen.customer_id, seen.id or 0, hidden, contact)
    raise LookupError("no customer of the demo firm has both kinds of project")


async def activity(account: str, customer_id: int, title: str = "Ring upp", **values: object) -> ItemDone:
    """An activity as somebody adds it; with a project it is a project task unless said otherwise."""
    fields: dict[str, object] = {"title": title} | values
    fields.setdefault("kind", "task" if values.get("project_id") else "todo")
    texts = {
        name: str(value) if isinstance(value, int) and name.endswith("_id") else value for name, value in fields.items()
    }
    return await activities.add(await actor(account), customer_id, ActivityFields(**texts))  # pyright: ignore[reportArgumentType]


async def note(account: str, customer_id: int, text: str = "De vill ha en offert.", **values: object) -> ItemDone:
    """A note as somebody writes it."""
    texts = {name: str(value) if isinstance(value, int) else value for name, value in values.items()}
    return await notes.add(await actor(account), customer_id, NoteFields(text=text, **texts))  # pyright: ignore[reportArgumentType]


async def item(item_id: int) -> FeedItem:
    """An item as the database has it now."""
    return await row(FeedItem, item_id)
