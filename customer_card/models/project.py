"""Projects, which are sales cases until they are won, and who works on them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, Date, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from customer_card.models.base import NO_ID_TWICE, Id, Kept, key, reference, text


class SalesStatus(SQLModel, table=True):
    """A step of the sale; its category says whether it is in progress, won or lost."""

    __tablename__ = "sales_status"
    __table_args__ = (CheckConstraint("category IN ('in_progress', 'won', 'lost')", name="category"),)

    id: int | None = key()
    name: str = text("none")
    name_key: str = text("none", unique=True)
    category: str = text("none")
    probability: int = Field(default=0, nullable=False)
    position: int = Field(default=0, nullable=False)


class Project(Kept, table=True):
    """A sales case or a project: one record, whatever its sales status."""

    __tablename__ = "project"
    __table_args__ = (
        UniqueConstraint("customer_id", "id", name="uq_project_customer_id_id"),
        CheckConstraint("probability BETWEEN 0 AND 100", name="probability"),
        Index("ix_project_customer", "customer_id", "open", "name_sort", "id"),
        Index("ix_project_manager", "manager_id"),
        Index("ix_project_seller", "seller_id"),
        Index("ix_project_unit", "unit_id"),
        NO_ID_TWICE,
    )

    id: int | None = key()
    number: str = text("none")
    number_key: str = text("none", unique=True)
    customer_id: int = reference("customer.id")
    name: str = text("none")
    name_sort: str = text("none")
    status_id: int = reference("sales_status.id")
    probability: int = Field(default=0, nullable=False)
    manager_id: int | None = reference("app_user.id", nullable=True)
    seller_id: int | None = reference("app_user.id", nullable=True)
    unit_id: int | None = reference("unit.id", nullable=True)
    currency: str = text("none", default="SEK")
    value_minor: int = Field(default=0, nullable=False, sa_type=Id)  # pyright: ignore[reportArgumentType]
    expected_order_date: date | None = Field(default=None, sa_column=Column(Date))
    start_date: date | None = Field(default=None, sa_column=Column(Date))
    deadline: date | None = Field(default=None, sa_column=Column(Date))
    open: bool = Field(default=True, nullable=False)


class ProjectMember(SQLModel, table=True):
    """That a user works on a project."""

    __tablename__ = "project_member"
    __table_args__ = (Index("ix_project_member_user", "user_id", "project_id"),)

    project_id: int = reference("project.id", ondelete="CASCADE", primary_key=True)
    user_id: int = reference("app_user.id", primary_key=True)
