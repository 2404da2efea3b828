"""deleting contacts does not read all others for whether they moved from them"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_contact_moved_from_id", "contact", ["moved_from_id"])


def downgrade() -> None:
    op.drop_index("ix_contact_moved_from_id", table_name="contact")
