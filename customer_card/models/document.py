"""Files and links that belong to a customer, or to one of its projects."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import Field

from customer_card.models.base import NO_ID_TWICE, Id, Kept, key, reference, text

_LIVE: dict[str, Any] = {"sqlite_where": sql("deleted_at IS NULL"), "postgresql_where": sql("deleted_at IS NULL")}
_REMOVED: dict[str, Any] = {
    "sqlite_where": sql("deleted_at IS NOT NULL"),
    "postgresql_where": sql("deleted_at IS NOT NULL"),
}


class Document(Kept, table=True):
    """A file, whose content is in the store under a random key, or a link, which has an address instead.

    A removed one keeps its row and its content until ``purge_after``.
    """

    __tablename__ = "document"
    __table_args__ = (
        ForeignKeyConstraint(
            ["customer_id", "project_id"], ["project.customer_id", "project.id"], name="fk_document_project"
        ),
        CheckConstraint("(storage_key IS NULL) <> (url IS NULL)", name="file_or_link"),
        CheckConstraint("(storage_key IS NULL) = (sha256 IS NULL)", name="file_has_digest"),
        CheckConstraint("(deleted_at IS NULL) = (purge_after IS NULL)", name="removed_is_purged"),
        CheckConstraint("kind IN ('contract', 'quote', 'invoice', 'other')", name="kind"),
        Index("ix_document_customer", "customer_id", "created_at", "id", **_LIVE),
        Index("ix_document_place", "customer_id", "project_id", "created_at", "id", **_LIVE),
        Index("ix_document_removed", "customer_id", "deleted_at", "id", **_REMOVED),
        # The key's own check has no condition on deleted_at, so the partial indexes are none of its.
        Index("ix_document_project", "project_id", "customer_id"),
        Index("ix_document_purge_after", "purge_after"),
        NO_ID_TWICE,
    )

    id: int | None = key()
    customer_id: int = reference("customer.id")
    project_id: int | None = Field(default=None, nullable=True, sa_type=Id)  # pyright: ignore[reportArgumentType]
    kind: str = text("none", default="other")
    name: str = text("free")
    media_type: str = text("none", default="")
    size: int = Field(default=0, nullable=False, sa_type=Id)  # pyright: ignore[reportArgumentType]
    sha256: str | None = text("none", nullable=True)
    storage_key: str | None = text("none", nullable=True, unique=True)
    # A link without a part of its address would lead nowhere, so nobody is masked in it.
    url: str | None = text("none", nullable=True)
    deleted_at: datetime | None = None
    deleted_by: int | None = reference("app_user.id", nullable=True)
    purge_after: datetime | None = None
