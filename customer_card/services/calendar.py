"""Calendar entries as other calendars read them (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import UTC, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor
from customer_card.models import Customer, FeedItem
from customer_card.services.visibility import item_is_visible
from customer_card.settings import settings


async def entry(session: AsyncSession, actor: Actor, item_id: int) -> bytes:
    """A calendar entry as a file. Raises ``NotFound``.

    It names the customer and nobody else: a file leaves the house, and who takes part stays in it. A day without
    a time is a day in it too, so that no time zone moves it.
    """
    row = (
        await session.execute(
            select(FeedItem, Customer.number, Customer.name)
            .join(Customer, Customer.id == FeedItem.customer_id)
            .where(FeedItem.id == item_id, FeedItem.kind == "event", item_is_visible(actor))
        )
    ).first()
    if row is None:
        raise NotFound
    item, number, name = row
    calendar = Calendar()
    calendar.add("prodid", "-//Customer card//EN")
    calendar.add("version", "2.0")
    calendar.add_component(_event(item, number, name))
    return calendar.to_ical()


def _event(item: FeedItem, number: str, name: str) -> Event:
    event = Event()
    event.add("uid", f"feed-{item.id}@{urlsplit(settings.origin).hostname}")
    event.add("dtstamp", item.updated_at.astimezone(UTC))
    event.add("sequence", item.version)
    event.add("summary", f"{item.title} – {name}")
    if item.starts_at and item.ends_at:
        event.add("dtstart", item.starts_at.astimezone(UTC))
        event.add("dtend", item.ends_at.astimezone(UTC))
    elif item.due_on:
        event.add("dtstart", item.due_on)
        event.add("dtend", (item.last_on or item.due_on) + timedelta(days=1))
    if item.place:
        event.add("location", item.place)
    event.add("url", f"{settings.origin}/customers/{number}/contacts")
    return event
