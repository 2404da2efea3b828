"""What the parts of the demo firm know of one another while it is being made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from customer_card.models import Address, Contact, ContactPoint, Customer, Project

SEED = 20_261_103


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that somebody made to a row; ``before`` maps each field to what it was, the row holds what it became."""

    days_ago: int
    actor: str
    use_case: str
    entity: str
    row: Customer | Address | Contact
    before: dict[str, Any]


@dataclass(slots=True)
class Firm:
    """The firm as far as it has been made. Ids of terms and users are kept by their names."""

    session: AsyncSession
    today: date
    units: dict[str, int] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    unit_of: dict[str, str] = field(default_factory=dict)
    terms: dict[str, dict[str, int]] = field(default_factory=dict)
    customers: list[Customer] = field(default_factory=list)
    addresses: dict[int, list[Address]] = field(default_factory=dict)
    contacts: dict[int, list[Contact]] = field(default_factory=dict)
    points: dict[int, list[ContactPoint]] = field(default_factory=dict)
    projects: list[Project] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)

    async def keep(self, rows: Iterable[SQLModel]) -> None:
        """Write rows, so that they have their ids."""
        self.session.add_all(list(rows))
        await self.session.flush()

    def owner_of(self, customer: Customer, otherwise: str) -> str:
        """The account of a customer's owner, or of whoever takes care of a customer without one."""
        accounts = {user_id: account for account, user_id in self.users.items()}
        return accounts[customer.owner_id] if customer.owner_id else otherwise

    def day(self, days_ago: int) -> date:
        """The date so many days before today."""
        return self.today - timedelta(days=days_ago)

    def moment(self, days_ago: int, salt: int = 0) -> datetime:
        """A moment in the office hours of a day before today; ``salt`` spreads moments over the day."""
        minutes = (salt * 37 + days_ago * 13) % 480
        return at_work(working_day(self.day(max(days_ago, 1))), minutes)

    def age(self, customer: Customer) -> int:
        """How many days the firm has known a customer."""
        return (self.today - customer.created_at.date()).days

    def made(self, days_ago: int, by: str, salt: int = 0) -> dict[str, Any]:
        """The columns that say who made a row, and when."""
        at = self.moment(days_ago, salt)
        return {
            "created_at": at,
            "updated_at": at,
            "created_by": self.users[by],
            "updated_by": self.users[by],
        }


def at_work(day: date, minutes: int = 0) -> datetime:
    """A moment so many minutes after eight in the morning, in UTC."""
    return datetime.combine(day, time(8), UTC) + timedelta(minutes=minutes)


def working_day(day: date) -> date:
    """The same day, or the Friday before a weekend."""
    return day - timedelta(days=max(day.weekday() - 4, 0))


def chance(part: str) -> Random:
    """Chance for one part of the firm, the same at every load; a change to one part leaves the others alone."""
    return Random(f"{SEED} {part}")


def id_of(row: Any) -> int:
    """The id of a row that has been written."""
    assert row.id is not None
    return row.id
