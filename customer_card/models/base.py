"""What every table shares: naming of constraints, key and text types, and the declaration of personal data."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, ForeignKey, Integer, MetaData, String
from sqlmodel import Field, SQLModel

from customer_card.domain.clock import now

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

metadata: MetaData = SQLModel.metadata
metadata.naming_convention = NAMING_CONVENTION

Id = BigInteger().with_variant(Integer(), "sqlite")
"""Row ids: 64 bits on PostgreSQL, SQLite's own row id there."""

Text = String().with_variant(String(collation="C"), "postgresql")
"""Text compared byte by byte, so that both engines sort and search alike."""

NO_ID_TWICE = {"sqlite_autoincrement": True}
"""For records that have history: SQLite would otherwise give a deleted row's id to the next one.

Where the key is also part of a foreign key, as the customer's is, the migration has to say it.
"""

Personal = Literal["contact", "user", "free", "none"]


def text(
    personal: Personal,
    *,
    default: Any = ...,
    nullable: bool = False,
    is_free: bool = False,
    logged_as: str = "",
    **kwargs: Any,
) -> Any:
    """A text column that says whether it holds somebody's personal data.

    ``free`` is text that people write as they like: it may name anybody, so it is searched before
    a contact is erased. A contact's own text is both, which ``is_free`` says. ``logged_as`` is the
    name of the field in the change log, where it is another than the column's.

    The eraser, the export and the canary tests read this declaration, and a test fails on a
    text column without one.
    """
    return Field(
        default=default if default is not ... or not nullable else None,
        nullable=nullable,
        sa_type=Text,  # pyright: ignore[reportArgumentType]
        sa_column_kwargs={
            "info": {"personal": personal, "free": is_free or personal == "free", "logged_as": logged_as}
        },
        **kwargs,
    )


def key() -> Any:
    """The surrogate key of a table.

    That the database makes it is said outright: a key that is also part of a composite foreign
    key, as the customer's is, would otherwise be expected from the program.
    """
    return Field(
        default=None,
        primary_key=True,
        sa_type=Id,  # pyright: ignore[reportArgumentType]
        sa_column_kwargs={"autoincrement": True},
    )


def reference(target: str, *, nullable: bool = False, ondelete: str | None = None, **kwargs: Any) -> Any:
    """A foreign key to ``table.column``."""
    return Field(
        default=None if nullable else ...,
        nullable=nullable,
        sa_type=Id,  # pyright: ignore[reportArgumentType]
        sa_column_args=[ForeignKey(target, ondelete=ondelete)],
        **kwargs,
    )


class Kept(SQLModel):
    """A table whose rows users edit: who made and last changed a row, and its version."""

    version: int = Field(default=1, nullable=False)
    created_at: datetime = Field(default_factory=now, nullable=False)
    created_by: int | None = Field(default=None, foreign_key="app_user.id", sa_type=Id)  # pyright: ignore[reportArgumentType]
    updated_at: datetime = Field(default_factory=now, nullable=False)
    updated_by: int | None = Field(default=None, foreign_key="app_user.id", sa_type=Id)  # pyright: ignore[reportArgumentType]
