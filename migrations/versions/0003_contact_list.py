"""the indexes of the list of contacts across customers"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_contact_role", table_name="contact")
    op.create_index("ix_contact_role", "contact", ["role_id", "active", "sort_key", "id"])
    op.create_index("ix_contact_active_sort", "contact", ["active", "sort_key", "id"])
    op.create_index("ix_contact_sort", "contact", ["sort_key", "id"])


def downgrade() -> None:
    op.drop_index("ix_contact_sort", table_name="contact")
    op.drop_index("ix_contact_active_sort", table_name="contact")
    op.drop_index("ix_contact_role", table_name="contact")
    op.create_index("ix_contact_role", "contact", ["role_id"])
