"""The change log: who changed what, when, from what to what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from customer_card.domain.clock import now
from customer_card.models.base import Id, key, reference, text


class Change(SQLModel, table=True):
    """One use case that changed something.

    ``customer_id`` is no foreign key: the log outlives a deleted customer.
    """

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_customer_at", "customer_id", "at", "id"),)

    id: int | None = key()
    at: datetime = Field(default_factory=now, nullable=False)
    actor_id: int | None = reference("app_user.id", nullable=True)
    use_case: str = text("none")
    customer_id: int | None = Field(default=None, sa_type=Id)  # pyright: ignore[reportArgumentType]
    undo_of: int | None = reference("change.id", nullable=True)
    batch_id: str | None = text("none", nullable=True)


class ChangeItem(SQLModel, table=True):
    """One field of one record in a change. Values are JSON scalars, or lists of them."""

    __tablename__ = "change_item"
    __table_args__ = (
        Index("ix_change_item_entity", "entity", "entity_id", "id"),
        Index("ix_change_item_contact", "contact_id"),
        Index("ix_change_item_change", "change_id"),
    )

    id: int | None = key()
    change_id: int = reference("change.id")
    entity: str = text("none")
    entity_id: int = Field(nullable=False, sa_type=Id)  # pyright: ignore[reportArgumentType]
    project_id: int | None = Field(default=None, sa_type=Id)  # pyright: ignore[reportArgumentType]
    is_money: bool = Field(default=False, nullable=False)
    contact_id: int | None = Field(default=None, sa_type=Id)  # pyright: ignore[reportArgumentType]
    """Set on every item that describes a contact, so that erasing one is one statement."""
    field: str = text("none")
    before: str | None = text("contact", nullable=True)
    after: str | None = text("contact", nullable=True)
    version_after: int = Field(default=0, nullable=False)
