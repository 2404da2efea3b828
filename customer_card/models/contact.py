"""The people at a customer, how to reach them, and what they are known for."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Date, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from customer_card.models.base import NO_ID_TWICE, Id, Kept, key, reference, text

PERSONAL_COLUMNS = ("first_name", "last_name", "sort_key", "title", "language", "description")


class Contact(Kept, table=True):
    """A contact person, or what is left of one: an erased contact keeps its row and nothing personal."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("customer_id", "id", name="uq_contact_customer_id_id"),
        ForeignKeyConstraint(
            ["customer_id", "address_id"],
            ["address.customer_id", "address.id"],
            name="fk_contact_address",
        ),
        CheckConstraint(
            "erased_at IS NULL OR ("
            + " AND ".join(f"{column} IS NULL" for column in PERSONAL_COLUMNS)
            + " AND role_id IS NULL AND address_id IS NULL AND consent_at IS NULL AND NOT active)",
            name="erased_is_empty",
        ),
        CheckConstraint(
            "erased_at IS NOT NULL OR (sort_key IS NOT NULL AND (first_name IS NOT NULL OR last_name IS NOT NULL))",
            name="has_a_name",
        ),
        CheckConstraint("consent IN ('given', 'unstated', 'declined')", name="consent"),
        Index("ix_contact_customer_sort", "customer_id", "active", "sort_key", "id"),
        Index("ix_contact_address", "customer_id", "address_id"),
        Index("ix_contact_active_sort", "active", "sort_key", "id"),
        Index("ix_contact_sort", "sort_key", "id"),
        Index("ix_contact_moved_from_id", "moved_from_id"),
        Index("ix_contact_role", "role_id", "active", "sort_key", "id"),
        NO_ID_TWICE,
    )

    id: int | None = key()
    customer_id: int = reference("customer.id", ondelete="CASCADE")
    first_name: str | None = text("contact", nullable=True)
    last_name: str | None = text("contact", nullable=True)
    sort_key: str | None = text("contact", nullable=True)
    title: str | None = text("contact", nullable=True)
    role_id: int | None = reference("role.id", nullable=True)
    address_id: int | None = Field(default=None, nullable=True, sa_type=Id)  # pyright: ignore[reportArgumentType]
    language: str | None = text("contact", nullable=True)
    consent: str = text("none", default="unstated")
    consent_at: date | None = Field(default=None, sa_column=Column(Date))
    description: str | None = text("contact", nullable=True, is_free=True)
    active: bool = Field(default=True, nullable=False)
    erased_at: datetime | None = None
    moved_from_id: int | None = reference("contact.id", nullable=True)


class ContactPoint(SQLModel, table=True):
    """An e-mail address or a telephone number of a contact."""

    __tablename__ = "contact_point"
    __table_args__ = (
        CheckConstraint("kind IN ('email', 'phone')", name="kind"),
        Index(
            "uq_contact_point_primary",
            "contact_id",
            "kind",
            unique=True,
            sqlite_where=sql("is_primary"),
            postgresql_where=sql("is_primary"),
        ),
        Index("ix_contact_point_contact", "contact_id", "kind", "position"),
        Index("ix_contact_point_value", "kind", "value_key"),
    )

    id: int | None = key()
    contact_id: int = reference("contact.id", ondelete="CASCADE")
    kind: str = text("none")
    position: int = Field(default=0, nullable=False)
    type: str = text("none", default="work")
    value: str = text("contact")
    value_key: str = text("contact")
    do_not_use: bool = Field(default=False, nullable=False)
    is_primary: bool = Field(default=False, nullable=False)


class ContactKeyword(SQLModel, table=True):
    """That a contact carries a keyword."""

    __tablename__ = "contact_keyword"
    __table_args__ = (Index("ix_contact_keyword_keyword", "keyword_id", "contact_id"),)

    contact_id: int = reference("contact.id", ondelete="CASCADE", primary_key=True)
    keyword_id: int = reference("keyword.id", primary_key=True)
