"""Number series: customers, projects, invoices."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from customer_card.models.base import Id, text


class NumberSeries(SQLModel, table=True):
    """The next number of a series. Gaps are normal, doubles are impossible."""

    __tablename__ = "number_series"

    name: str = text("none", primary_key=True)
    next: int = Field(default=1, nullable=False, sa_type=Id)  # pyright: ignore[reportArgumentType]
