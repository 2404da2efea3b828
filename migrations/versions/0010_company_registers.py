"""look-ups in public company registers, and what the watch over them found"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "register_lookup",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("register_id", TEXT, nullable=False),
        sa.Column("customer_id", ID, nullable=True),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("detail", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=True),
        sa.Column("name_digest", TEXT, nullable=True),
        sa.Column("address_digest", TEXT, nullable=True),
        sa.Column("change_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_register_lookup_customer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_register_lookup_user_id")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_register_lookup_change_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_lookup")),
    )
    op.create_index("ix_register_lookup_customer", "register_lookup", ["customer_id", "id"])
    op.create_index("ix_register_lookup_user", "register_lookup", ["user_id"])
    op.create_index("ix_register_lookup_change", "register_lookup", ["change_id"])
    op.create_table(
        "register_offer",
        sa.Column("lookup_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("record", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["lookup_id"], ["register_lookup.id"], name=op.f("fk_register_offer_lookup_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_register_offer_user_id")),
        sa.PrimaryKeyConstraint("lookup_id", "user_id", name=op.f("pk_register_offer")),
    )
    op.create_index("ix_register_offer_user", "register_offer", ["user_id"])
    op.create_index("ix_register_offer_at", "register_offer", ["at"])
    op.create_table(
        "register_cache",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("content", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_register_cache")),
    )
    op.create_index("ix_register_cache_at", "register_cache", ["at"])
    op.create_table(
        "register_pace",
        sa.Column("source", TEXT, nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("closed_until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_register_pace")),
    )
    op.create_table(
        "register_finding",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("lookup_id", ID, nullable=False),
        sa.Column("kinds", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_register_finding_customer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["lookup_id"], ["register_lookup.id"], name=op.f("fk_register_finding_lookup_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_finding")),
        sa.UniqueConstraint("customer_id", "digest", name="uq_register_finding_customer_digest"),
    )
    op.create_index("ix_register_finding_lookup", "register_finding", ["lookup_id"])
    op.create_table(
        "job_lease",
        sa.Column("job", TEXT, nullable=False),
        sa.Column("holder", TEXT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_lease")),
    )


def downgrade() -> None:
    for table in (
        "job_lease",
        "register_finding",
        "register_pace",
        "register_cache",
        "register_offer",
        "register_lookup",
    ):
        op.drop_table(table)
