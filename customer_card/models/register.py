"""The firm's own lists of words: roles, keywords, industries, customer groups with their segments."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from customer_card.models.base import key, reference, text


class Term(SQLModel):
    """A word that the firm chooses from; it is inactivated rather than deleted once used."""

    id: int | None = key()
    version: int = Field(default=1, nullable=False)
    name: str = text("none")
    name_key: str = text("none", unique=True)
    name_sort: str = text("none")
    active: bool = Field(default=True, nullable=False)


class Role(Term, table=True):
    """What a contact is to the firm: decision maker, billing contact …"""

    __tablename__ = "role"


class Keyword(Term, table=True):
    """A word by which contacts are gathered into lists."""

    __tablename__ = "keyword"


class Industry(Term, table=True):
    """The line of business of a customer."""

    __tablename__ = "industry"


class SegmentGroup(SQLModel, table=True):
    """A customer group: a question whose answers are its segments."""

    __tablename__ = "segment_group"

    id: int | None = key()
    version: int = Field(default=1, nullable=False)
    name: str = text("none")
    name_key: str = text("none", unique=True)
    position: int = Field(default=0, nullable=False)


class Segment(SQLModel, table=True):
    """One answer within a customer group."""

    __tablename__ = "segment"
    __table_args__ = (UniqueConstraint("group_id", "name_key", name="uq_segment_group_name"),)

    id: int | None = key()
    group_id: int = reference("segment_group.id")
    name: str = text("none")
    name_key: str = text("none")
    position: int = Field(default=0, nullable=False)
    active: bool = Field(default=True, nullable=False)


class CustomerSegment(SQLModel, table=True):
    """That a customer belongs to a segment."""

    __tablename__ = "customer_segment"
    __table_args__ = (Index("ix_customer_segment_segment", "segment_id", "customer_id"),)

    customer_id: int = reference("customer.id", ondelete="CASCADE", primary_key=True)
    segment_id: int = reference("segment.id", primary_key=True)
