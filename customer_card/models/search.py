"""The words by which customers are found."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from customer_card.models.base import Id, key, reference, text


class SearchToken(SQLModel, table=True):
    """A folded word of a customer, of one of its addresses or of one of its contacts.

    Words of a contact carry its id, so that erasing the contact takes its words along.
    """

    __tablename__ = "search_token"
    __table_args__ = (
        # Both carry a search alone, without a look at the table: a word's customers, and a customer's words.
        Index("ix_search_token_token", "token", "customer_id", "source"),
        Index("ix_search_token_customer", "customer_id", "token", "source"),
        Index("ix_search_token_contact", "contact_id"),
    )

    id: int | None = key()
    customer_id: int = reference("customer.id", ondelete="CASCADE")
    source: str = text("none")
    contact_id: int | None = Field(default=None, sa_type=Id)  # pyright: ignore[reportArgumentType]
    token: str = text("contact")
