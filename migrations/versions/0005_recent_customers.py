"""which customers each user has looked at lately"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recent_customer",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_recent_customer_user_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_recent_customer_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "customer_id", name=op.f("pk_recent_customer")),
    )
    with op.batch_alter_table("recent_customer", schema=None) as batch_op:
        batch_op.create_index("ix_recent_customer_user_seen", ["user_id", "seen_at", "customer_id"], unique=False)
        batch_op.create_index("ix_recent_customer_customer", ["customer_id"], unique=False)


def downgrade() -> None:
    op.drop_table("recent_customer")
