"""A customer's addresses."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field

from customer_card.models.base import NO_ID_TWICE, Id, Kept, key, reference, text


def _one_each(purpose: str) -> Index:
    """At most one address of a customer serves each purpose."""
    condition = sql(f"is_{purpose}")
    return Index(
        f"uq_address_{purpose}",
        "customer_id",
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )


class Address(Kept, table=True):
    """An address of a customer.

    Every address repeats its customer's head office. The pair of columns refers to the same
    pair in ``Customer``, so no address can exist while its customer has no head office.
    """

    __tablename__ = "address"
    __table_args__ = (
        UniqueConstraint("customer_id", "id", name="uq_address_customer_id_id"),
        ForeignKeyConstraint(
            ["customer_id", "head_office_id"],
            ["customer.id", "customer.head_office_id"],
            name="fk_address_head_office",
            onupdate="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        _one_each("billing"),
        _one_each("postal"),
        _one_each("visiting"),
        Index("ix_address_head_office", "customer_id", "head_office_id"),
        Index("ix_address_city", "city_sort", "customer_id"),
        NO_ID_TWICE,
    )

    id: int | None = key()
    customer_id: int = reference("customer.id", ondelete="CASCADE")
    head_office_id: int = Field(nullable=False, sa_type=Id)  # pyright: ignore[reportArgumentType]
    line1: str = text("none", default="")
    line2: str = text("none", default="")
    postal_code: str = text("none", default="")
    city: str = text("none", default="")
    city_sort: str = text("none", default="")
    region: str = text("none", default="")
    country: str = text("none", default="")
    phone: str = text("none", default="")
    is_billing: bool = Field(default=False, nullable=False)
    is_postal: bool = Field(default=False, nullable=False)
    is_visiting: bool = Field(default=False, nullable=False)
