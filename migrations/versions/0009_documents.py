"""files and links of customers and their projects"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
LIVE = {"sqlite_where": sa.text("deleted_at IS NULL"), "postgresql_where": sa.text("deleted_at IS NULL")}
REMOVED = {"sqlite_where": sa.text("deleted_at IS NOT NULL"), "postgresql_where": sa.text("deleted_at IS NOT NULL")}

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", ID, nullable=True),
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("media_type", TEXT, nullable=False),
        sa.Column("size", ID, nullable=False),
        sa.Column("sha256", TEXT, nullable=True),
        sa.Column("storage_key", TEXT, nullable=True),
        sa.Column("url", TEXT, nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", ID, nullable=True),
        sa.Column("purge_after", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(storage_key IS NULL) <> (url IS NULL)", name=op.f("ck_document_file_or_link")),
        sa.CheckConstraint("(storage_key IS NULL) = (sha256 IS NULL)", name=op.f("ck_document_file_has_digest")),
        sa.CheckConstraint("(deleted_at IS NULL) = (purge_after IS NULL)", name=op.f("ck_document_removed_is_purged")),
        sa.CheckConstraint("kind IN ('contract', 'quote', 'invoice', 'other')", name=op.f("ck_document_kind")),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_document_created_by")),
        sa.ForeignKeyConstraint(["updated_by"], ["app_user.id"], name=op.f("fk_document_updated_by")),
        sa.ForeignKeyConstraint(["deleted_by"], ["app_user.id"], name=op.f("fk_document_deleted_by")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_document_customer_id")),
        sa.ForeignKeyConstraint(
            ["customer_id", "project_id"], ["project.customer_id", "project.id"], name="fk_document_project"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_document_storage_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_document_customer", "document", ["customer_id", "created_at", "id"], **LIVE)
    op.create_index("ix_document_place", "document", ["customer_id", "project_id", "created_at", "id"], **LIVE)
    op.create_index("ix_document_removed", "document", ["customer_id", "deleted_at", "id"], **REMOVED)
    op.create_index("ix_document_project", "document", ["project_id", "customer_id"])
    op.create_index("ix_document_purge_after", "document", ["purge_after"])


def downgrade() -> None:
    op.drop_table("document")
