"""Customers, and the old numbers that still lead to them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, Date, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from customer_card.models.base import NO_ID_TWICE, Id, Kept, key, reference, text


class Customer(Kept, table=True):
    """A customer of the firm.

    ``head_office_id`` points at the one address that is the head office. Together with the
    composite keys here and in ``Address`` the database itself keeps the rule that there is
    exactly one head office whenever there is an address (see docs/decisions/0003).
    """

    __tablename__ = "customer"
    __table_args__ = (
        UniqueConstraint("id", "head_office_id", name="uq_customer_id_head_office_id"),
        ForeignKeyConstraint(
            ["id", "head_office_id"],
            ["address.customer_id", "address.id"],
            name="fk_customer_head_office",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        CheckConstraint("employees IS NULL OR employees >= 0", name="employees"),
        CheckConstraint("(revenue_minor IS NULL) = (revenue_currency IS NULL)", name="revenue_has_currency"),
        Index("ix_customer_active_name", "active", "name_sort", "id"),
        Index("ix_customer_active_number", "active", "number_sort", "id"),
        Index("ix_customer_active_updated", "active", "updated_at", "id"),
        Index("ix_customer_name", "name_sort", "id"),
        Index("ix_customer_number", "number_sort", "id"),
        Index("ix_customer_owner_name", "owner_id", "active", "name_sort", "id"),
        Index("ix_customer_stand_in", "stand_in_id"),
        Index("ix_customer_industry", "industry_id", "active", "name_sort", "id"),
        Index("ix_customer_vat_key", "vat_key"),
        Index("ix_customer_organisation_key", "organisation_key"),
        NO_ID_TWICE,
    )

    id: int | None = key()
    number: str = text("none")
    number_key: str = text("none", unique=True)
    number_sort: str = text("none")
    name: str = text("none")
    name_sort: str = text("none")
    owner_id: int | None = reference("app_user.id", nullable=True)
    stand_in_id: int | None = reference("app_user.id", nullable=True)
    stand_in_from: date | None = Field(default=None, sa_column=Column(Date))
    stand_in_to: date | None = Field(default=None, sa_column=Column(Date))
    country: str | None = text("none", nullable=True)
    organisation_number: str | None = text("none", nullable=True)
    organisation_key: str | None = text("none", nullable=True)
    vat_number: str | None = text("none", nullable=True)
    vat_key: str | None = text("none", nullable=True)
    sole_trader: bool = Field(default=False, nullable=False)
    language: str | None = text("none", nullable=True)
    industry_id: int | None = reference("industry.id", nullable=True)
    email: str | None = text("none", nullable=True)
    phone: str | None = text("none", nullable=True)
    website: str | None = text("none", nullable=True)
    revenue_minor: int | None = Field(default=None, sa_type=Id)  # pyright: ignore[reportArgumentType]
    revenue_currency: str | None = text("none", nullable=True)
    employees: int | None = None
    description: str | None = text("free", nullable=True)
    active: bool = Field(default=True, nullable=False)
    head_office_id: int | None = Field(default=None, nullable=True, sa_type=Id)  # pyright: ignore[reportArgumentType]


class CustomerNumberAlias(SQLModel, table=True):
    """A number that a customer once had; it leads to the customer until it is used again."""

    __tablename__ = "customer_number_alias"
    __table_args__ = (Index("ix_customer_number_alias_customer_id", "customer_id"),)

    number_key: str = text("none", primary_key=True)
    customer_id: int = reference("customer.id", ondelete="CASCADE")
