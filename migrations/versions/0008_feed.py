"""the feed: activities, notes, who takes part and who is named"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

IN_FEED = sa.text("deleted_at IS NULL AND root_id IS NULL")
ON_BOARD = sa.text("board IS NOT NULL AND deleted_at IS NULL")
AN_ANSWER = sa.text("root_id IS NOT NULL")

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('feed_item',
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', ID, nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by', ID, nullable=True),
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('customer_id', ID, nullable=False),
    sa.Column('project_id', ID, nullable=True),
    sa.Column('scope_id', ID, nullable=False),
    sa.Column('kind', TEXT, nullable=False),
    sa.Column('note_kind', TEXT, nullable=True),
    sa.Column('state', TEXT, nullable=False),
    sa.Column('title', TEXT, nullable=False),
    sa.Column('sort_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('last_on', sa.Date(), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('place', TEXT, nullable=True),
    sa.Column('assignee_id', ID, nullable=True),
    sa.Column('personal', sa.Boolean(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('board', TEXT, nullable=True),
    sa.Column('board_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rank', ID, nullable=True),
    sa.Column('root_id', ID, nullable=True),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(kind = 'event') = (state = 'timed')", name=op.f('ck_feed_item_entries_are_timed')),
    sa.CheckConstraint("(kind = 'note') = (note_kind IS NOT NULL)", name=op.f('ck_feed_item_notes_have_a_kind')),
    sa.CheckConstraint("(kind = 'task') = (board IS NOT NULL)", name=op.f('ck_feed_item_tasks_are_on_the_board')),
    sa.CheckConstraint("board IN ('not_started', 'in_progress', 'in_review', 'done')", name=op.f('ck_feed_item_board')),
    sa.CheckConstraint("board IS NULL OR (board = 'done') = (state = 'done')", name=op.f('ck_feed_item_done_is_a_column')),
    sa.CheckConstraint("kind <> 'event' OR ends_at IS NOT NULL", name=op.f('ck_feed_item_entries_end')),
    sa.CheckConstraint("kind <> 'note' OR state = 'done'", name=op.f('ck_feed_item_notes_are_done')),
    sa.CheckConstraint("kind <> 'task' OR project_id IS NOT NULL", name=op.f('ck_feed_item_tasks_have_a_project')),
    sa.CheckConstraint("kind IN ('todo', 'event', 'task', 'note')", name=op.f('ck_feed_item_kind')),
    sa.CheckConstraint("note_kind IN ('note', 'call', 'meeting', 'email')", name=op.f('ck_feed_item_note_kind')),
    sa.CheckConstraint("root_id IS NULL OR kind = 'note'", name=op.f('ck_feed_item_answers_are_notes')),
    sa.CheckConstraint("state IN ('planned', 'timed', 'done')", name=op.f('ck_feed_item_state')),
    sa.CheckConstraint('scope_id = COALESCE(project_id, 0)', name=op.f('ck_feed_item_scope')),
    sa.ForeignKeyConstraint(['assignee_id'], ['app_user.id'], name=op.f('fk_feed_item_assignee_id')),
    sa.ForeignKeyConstraint(['created_by'], ['app_user.id'], name=op.f('fk_feed_item_created_by')),
    sa.ForeignKeyConstraint(['customer_id', 'project_id'], ['project.customer_id', 'project.id'], name='fk_feed_item_project'),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_feed_item_customer_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['root_id', 'customer_id', 'scope_id'], ['feed_item.id', 'feed_item.customer_id', 'feed_item.scope_id'], name='fk_feed_item_root', ondelete='CASCADE', initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['updated_by'], ['app_user.id'], name=op.f('fk_feed_item_updated_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feed_item')),
    sa.UniqueConstraint('customer_id', 'id', name='uq_feed_item_customer_id_id'),
    sa.UniqueConstraint('id', 'customer_id', 'scope_id', name='uq_feed_item_id_customer_id_scope_id'),
    sqlite_autoincrement=True
    )
    op.create_index('ix_feed_item_assignee', 'feed_item', ['assignee_id', 'state', 'sort_at', 'id'], sqlite_where=IN_FEED, postgresql_where=IN_FEED)
    op.create_index('ix_feed_item_board', 'feed_item', ['customer_id', 'board', 'rank', 'id'], sqlite_where=ON_BOARD, postgresql_where=ON_BOARD)
    op.create_index('ix_feed_item_board_scope', 'feed_item', ['customer_id', 'scope_id', 'board', 'rank', 'id'], sqlite_where=ON_BOARD, postgresql_where=ON_BOARD)
    op.create_index('ix_feed_item_customer', 'feed_item', ['customer_id', 'state', 'sort_at', 'id'], sqlite_where=IN_FEED, postgresql_where=IN_FEED)
    op.create_index('ix_feed_item_root', 'feed_item', ['root_id', 'id'], sqlite_where=AN_ANSWER, postgresql_where=AN_ANSWER)
    op.create_index('ix_feed_item_scope', 'feed_item', ['customer_id', 'scope_id', 'state', 'sort_at', 'id'])
    op.create_table('feed_mention',
    sa.Column('item_id', ID, nullable=False),
    sa.Column('user_id', ID, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['item_id'], ['feed_item.id'], name=op.f('fk_feed_mention_item_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f('fk_feed_mention_user_id')),
    sa.PrimaryKeyConstraint('item_id', 'user_id', name=op.f('pk_feed_mention'))
    )
    op.create_index('ix_feed_mention_user', 'feed_mention', ['user_id', 'seen_at', 'item_id'])
    op.create_table('feed_participant',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('customer_id', ID, nullable=False),
    sa.Column('item_id', ID, nullable=False),
    sa.Column('user_id', ID, nullable=True),
    sa.Column('contact_id', ID, nullable=True),
    sa.CheckConstraint('(user_id IS NULL) <> (contact_id IS NULL)', name=op.f('ck_feed_participant_one_person')),
    sa.ForeignKeyConstraint(['customer_id', 'contact_id'], ['contact.customer_id', 'contact.id'], name='fk_feed_participant_contact', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['customer_id', 'item_id'], ['feed_item.customer_id', 'feed_item.id'], name='fk_feed_participant_item', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f('fk_feed_participant_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feed_participant')),
    sa.UniqueConstraint('item_id', 'contact_id', name='uq_feed_participant_item_id_contact_id'),
    sa.UniqueConstraint('item_id', 'user_id', name='uq_feed_participant_item_id_user_id')
    )
    op.create_index('ix_feed_participant_contact', 'feed_participant', ['customer_id', 'contact_id', 'item_id'])
    op.create_index('ix_feed_participant_user', 'feed_participant', ['user_id', 'item_id'])
    op.create_table('feed_text',
    sa.Column('item_id', ID, nullable=False),
    sa.Column('body', TEXT, nullable=False),
    sa.Column('words', TEXT, nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['feed_item.id'], name=op.f('fk_feed_text_item_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('item_id', name=op.f('pk_feed_text'))
    )


def downgrade() -> None:
    op.drop_table("feed_text")
    op.drop_table("feed_participant")
    op.drop_table("feed_mention")
    op.drop_table("feed_item")
