"""Invoices as they were issued, and their lines."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, Date, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from customer_card.models.base import NO_ID_TWICE, Id, Kept, key, reference, text


class Invoice(Kept, table=True):
    """An invoice. What was printed on it is kept as it was printed, whatever becomes of the people.

    Amounts are integers in the currency's minor unit.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("source", "external_id", name="uq_invoice_source_external_id"),
        CheckConstraint("net_minor + vat_minor = gross_minor", name="gross"),
        Index("ix_invoice_customer_date", "customer_id", "invoice_date", "id"),
        Index("ix_invoice_contact", "contact_id"),
        NO_ID_TWICE,
    )

    id: int | None = key()
    number: str = text("none")
    number_key: str = text("none", unique=True)
    customer_id: int = reference("customer.id")
    invoice_date: date = Field(sa_column=Column(Date, nullable=False))
    due_date: date = Field(sa_column=Column(Date, nullable=False))
    paid_minor: int = Field(default=0, nullable=False, sa_type=Id)  # pyright: ignore[reportArgumentType]
    currency: str = text("none")
    net_minor: int = Field(nullable=False, sa_type=Id)  # pyright: ignore[reportArgumentType]
    vat_minor: int = Field(nullable=False, sa_type=Id)  # pyright: ignore[reportArgumentType]
    gross_minor: int = Field(nullable=False, sa_type=Id)  # pyright: ignore[reportArgumentType]
    credit: bool = Field(default=False, nullable=False)
    receiver_as_issued: str = text("none", default="")
    contact_name_as_issued: str = text("none", default="")
    """Personal, and kept all the same: bookkeeping law outranks erasure for issued invoices."""
    contact_id: int | None = reference("contact.id", nullable=True)
    source: str = text("none", default="own")
    external_id: str = text("none")


class InvoiceLine(SQLModel, table=True):
    """A line of an invoice; it belongs to one project or to none."""

    __tablename__ = "invoice_line"
    __table_args__ = (
        CheckConstraint("kind IN ('work', 'expense', 'other')", name="kind"),
        Index("ix_invoice_line_project", "project_id", "invoice_id"),
        Index("ix_invoice_line_invoice", "invoice_id", "project_id"),
    )

    id: int | None = key()
    invoice_id: int = reference("invoice.id", ondelete="CASCADE")
    project_id: int | None = reference("project.id", nullable=True)
    kind: str = text("none", default="work")
    description: str = text("none", default="")
    amount_minor: int = Field(nullable=False, sa_type=Id)  # pyright: ignore[reportArgumentType]
