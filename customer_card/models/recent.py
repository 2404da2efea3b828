"""Which customers a user has looked at lately."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from customer_card.models.base import reference


class RecentCustomer(SQLModel, table=True):
    """That a user has seen a customer's card, and when last; the newest are kept for each user."""

    __tablename__ = "recent_customer"
    __table_args__ = (
        Index("ix_recent_customer_user_seen", "user_id", "seen_at", "customer_id"),
        Index("ix_recent_customer_customer", "customer_id"),
    )

    user_id: int = reference("app_user.id", ondelete="CASCADE", primary_key=True)
    customer_id: int = reference("customer.id", ondelete="CASCADE", primary_key=True)
    seen_at: datetime = Field(nullable=False)
