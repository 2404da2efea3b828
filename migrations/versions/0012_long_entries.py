"""an index of the calendar entries that last longer than a day

What goes on now has begun within a day, but for these: without the index, a month of a customer's entries was passed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

IN_FEED = "deleted_at IS NULL AND root_id IS NULL"
ON_SQLITE = sa.text(f"julianday(ends_at) - julianday(sort_at) > 26.0 / 24.0 AND {IN_FEED}")
ON_POSTGRESQL = sa.text(f"ends_at - sort_at > '26:00:00'::interval AND {IN_FEED}")

INDEXES = {
    "ix_feed_item_long": ["customer_id", "sort_at", "id"],
    "ix_feed_item_long_scope": ["customer_id", "scope_id", "sort_at", "id"],
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, "feed_item", columns, sqlite_where=ON_SQLITE, postgresql_where=ON_POSTGRESQL)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, table_name="feed_item")
