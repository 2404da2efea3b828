"""indexes that carry a search on their own

A search asks the words of a customer as often as the customers of a word; both answers now stand in
an index, without a look at the table.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BEFORE = {"ix_search_token_token": ["token", "customer_id"], "ix_search_token_customer": ["customer_id", "source"]}
AFTER = {
    "ix_search_token_token": ["token", "customer_id", "source"],
    "ix_search_token_customer": ["customer_id", "token", "source"],
}


def upgrade() -> None:
    _replace(AFTER)


def downgrade() -> None:
    _replace(BEFORE)


def _replace(indexes: dict[str, list[str]]) -> None:
    for name, columns in indexes.items():
        op.drop_index(name, table_name="search_token")
        op.create_index(name, "search_token", columns)
