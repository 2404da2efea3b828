"""indexes that carry a search on their own, and the orders by city and by update

A search asks the words of a customer as often as the customers of a word; both answers now stand in
an index, without a look at the table.
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BEFORE = {"ix_search_token_token": ["token", "customer_id"], "ix_search_token_customer": ["customer_id", "source"]}
AFTER = {
    "ix_search_token_token": ["token", "customer_id", "source"],
    "ix_search_token_customer": ["customer_id", "token", "source"],
}


def upgrade() -> None:
    _replace(AFTER)
    op.create_index("ix_customer_active_updated", "customer", ["active", "updated_at", "id"])
    op.create_index("ix_address_city", "address", ["city_sort", "customer_id"])


def downgrade() -> None:
    op.drop_index("ix_address_city", table_name="address")
    op.drop_index("ix_customer_active_updated", table_name="customer")
    _replace(BEFORE)


def _replace(indexes: dict[str, list[str]]) -> None:
    for name, columns in indexes.items():
        op.drop_index(name, table_name="search_token")
        op.create_index(name, "search_token", columns)
