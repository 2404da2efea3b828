"""The feed of a customer: to-dos, calendar entries, project tasks and notes, in one table.

One table and not one for each kind, so that a page of the feed is a walk along one index
however long the feed is. What is only read when somebody looks closer stands beside it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, Column, Date, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from customer_card.domain.clock import now
from customer_card.models.base import NO_ID_TWICE, Id, Kept, key, reference, text

IN_FEED = sql("deleted_at IS NULL AND root_id IS NULL")
AN_ANSWER = sql("root_id IS NOT NULL")
LONGER_THAN = timedelta(hours=26)
"""A calendar entry that lasts longer is a long one; a day has up to 25 hours."""
IS_LONG = {
    "sqlite": "julianday(ends_at) - julianday(sort_at) > 26.0 / 24.0",
    "postgresql": "ends_at - sort_at > '26:00:00'::interval",
}
"""The condition on long entries, by engine; queries that use its indexes have to say it by the same words."""
LONG_IN_FEED = {engine: sql(f"{condition} AND {IN_FEED.text}") for engine, condition in IS_LONG.items()}
ON_BOARD = sql("board IS NOT NULL AND deleted_at IS NULL")


class FeedItem(Kept, table=True):
    """An activity or a note of a customer, perhaps of one of its projects; or an answer to one.

    ``sort_at`` is the moment by which the item stands in the feed: when a task is due, a calendar
    entry begins, a note's conversation took place, a task was finished. A day without a time
    stands at its first moment where the firm is, and ``due_on`` says the day itself.

    ``state`` is ``timed`` for calendar entries: the clock says whether one is past, not a click.
    An answer repeats the customer and the ``scope_id`` of its root, and a deferred key holds them together.
    """

    __tablename__ = "feed_item"
    __table_args__ = (
        UniqueConstraint("id", "customer_id", "scope_id", name="uq_feed_item_id_customer_id_scope_id"),
        UniqueConstraint("customer_id", "id", name="uq_feed_item_customer_id_id"),
        ForeignKeyConstraint(
            ["customer_id", "project_id"], ["project.customer_id", "project.id"], name="fk_feed_item_project"
        ),
        ForeignKeyConstraint(
            ["root_id", "customer_id", "scope_id"],
            ["feed_item.id", "feed_item.customer_id", "feed_item.scope_id"],
            name="fk_feed_item_root",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        CheckConstraint("kind IN ('todo', 'event', 'task', 'note')", name="kind"),
        CheckConstraint("state IN ('planned', 'timed', 'done')", name="state"),
        CheckConstraint("scope_id = COALESCE(project_id, 0)", name="scope"),
        CheckConstraint("(kind = 'event') = (state = 'timed')", name="entries_are_timed"),
        CheckConstraint("kind <> 'note' OR state = 'done'", name="notes_are_done"),
        CheckConstraint("(kind = 'note') = (note_kind IS NOT NULL)", name="notes_have_a_kind"),
        CheckConstraint("note_kind IN ('note', 'call', 'meeting', 'email')", name="note_kind"),
        CheckConstraint("kind <> 'event' OR ends_at IS NOT NULL", name="entries_end"),
        CheckConstraint("kind <> 'task' OR project_id IS NOT NULL", name="tasks_have_a_project"),
        CheckConstraint("(kind = 'task') = (board IS NOT NULL)", name="tasks_are_on_the_board"),
        CheckConstraint("board IN ('not_started', 'in_progress', 'in_review', 'done')", name="board"),
        CheckConstraint("board IS NULL OR (board = 'done') = (state = 'done')", name="done_is_a_column"),
        CheckConstraint("root_id IS NULL OR kind = 'note'", name="answers_are_notes"),
        Index(
            "ix_feed_item_customer",
            "customer_id",
            "state",
            "sort_at",
            "id",
            sqlite_where=IN_FEED,
            postgresql_where=IN_FEED,
        ),
        # Not limited to what is in the feed: the keys to the customer and the project are looked up by it too.
        Index("ix_feed_item_scope", "customer_id", "scope_id", "state", "sort_at", "id"),
        Index(
            "ix_feed_item_assignee",
            "assignee_id",
            "state",
            "sort_at",
            "id",
            sqlite_where=IN_FEED,
            postgresql_where=IN_FEED,
        ),
        Index(
            "ix_feed_item_board",
            "customer_id",
            "board",
            "rank",
            "id",
            sqlite_where=ON_BOARD,
            postgresql_where=ON_BOARD,
        ),
        # For those who see few of many projects, and for one project alone.
        Index(
            "ix_feed_item_board_scope",
            "customer_id",
            "scope_id",
            "board",
            "rank",
            "id",
            sqlite_where=ON_BOARD,
            postgresql_where=ON_BOARD,
        ),
        # What goes on now began within a day, but for long entries.
        Index(
            "ix_feed_item_long",
            "customer_id",
            "sort_at",
            "id",
            sqlite_where=LONG_IN_FEED["sqlite"],
            postgresql_where=LONG_IN_FEED["postgresql"],
        ),
        Index(
            "ix_feed_item_long_scope",
            "customer_id",
            "scope_id",
            "sort_at",
            "id",
            sqlite_where=LONG_IN_FEED["sqlite"],
            postgresql_where=LONG_IN_FEED["postgresql"],
        ),
        Index("ix_feed_item_root", "root_id", "id", sqlite_where=AN_ANSWER, postgresql_where=AN_ANSWER),
        NO_ID_TWICE,
    )

    id: int | None = key()
    customer_id: int = reference("customer.id", ondelete="CASCADE")
    project_id: int | None = Field(default=None, nullable=True, sa_type=Id)  # pyright: ignore[reportArgumentType]
    scope_id: int = Field(default=0, nullable=False, sa_type=Id)  # pyright: ignore[reportArgumentType]
    """The project, or 0 for none: composite keys and indexes do not compare NULL."""
    kind: str = text("none")
    note_kind: str | None = text("none", nullable=True)
    state: str = text("none")
    title: str = text("free")
    """One line: what is to be done, or how a note begins."""
    sort_at: datetime = Field(nullable=False)
    due_on: date | None = Field(default=None, sa_column=Column(Date))
    """The day of a task, or the first day of an entry that takes whole days."""
    last_on: date | None = Field(default=None, sa_column=Column(Date))
    """The last day of an entry that takes whole days."""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    """When a calendar entry is past; that of whole days at the end of its last one."""
    place: str | None = text("free", nullable=True)
    assignee_id: int | None = reference("app_user.id", nullable=True)
    personal: bool = Field(default=False, nullable=False)
    done_at: datetime | None = None
    board: str | None = text("none", nullable=True)
    board_at: datetime | None = None
    """When a project task came into its column."""
    rank: int | None = Field(default=None, nullable=True, sa_type=Id)  # pyright: ignore[reportArgumentType]
    """The order within a column, smallest first; with gaps, so that a move writes one row."""
    root_id: int | None = Field(default=None, nullable=True, sa_type=Id)  # pyright: ignore[reportArgumentType]
    deleted_at: datetime | None = None


class FeedText(SQLModel, table=True):
    """The text of an item as it was written, in Markdown, and the folded words by which it is found."""

    __tablename__ = "feed_text"

    item_id: int = reference("feed_item.id", ondelete="CASCADE", primary_key=True)
    body: str = text("free", logged_as="text")
    words: str = text("none")
    """Follows from the title, the body and the place; written anew when a person is masked in them."""


class FeedParticipant(SQLModel, table=True):
    """Somebody who takes part: a colleague, or a contact of the customer, perhaps one erased meanwhile."""

    __tablename__ = "feed_participant"
    __table_args__ = (
        ForeignKeyConstraint(
            ["customer_id", "item_id"],
            ["feed_item.customer_id", "feed_item.id"],
            name="fk_feed_participant_item",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["customer_id", "contact_id"],
            ["contact.customer_id", "contact.id"],
            name="fk_feed_participant_contact",
            ondelete="CASCADE",
        ),
        CheckConstraint("(user_id IS NULL) <> (contact_id IS NULL)", name="one_person"),
        UniqueConstraint("item_id", "user_id", name="uq_feed_participant_item_id_user_id"),
        UniqueConstraint("item_id", "contact_id", name="uq_feed_participant_item_id_contact_id"),
        Index("ix_feed_participant_contact", "customer_id", "contact_id", "item_id"),
        Index("ix_feed_participant_user", "user_id", "item_id"),
    )

    id: int | None = key()
    customer_id: int = Field(nullable=False, sa_type=Id)  # pyright: ignore[reportArgumentType]
    item_id: int = Field(nullable=False, sa_type=Id)  # pyright: ignore[reportArgumentType]
    user_id: int | None = reference("app_user.id", nullable=True)
    contact_id: int | None = Field(default=None, nullable=True, sa_type=Id)  # pyright: ignore[reportArgumentType]


class FeedMention(SQLModel, table=True):
    """That a note names a user, and whether the user has seen it."""

    __tablename__ = "feed_mention"
    __table_args__ = (Index("ix_feed_mention_user", "user_id", "seen_at", "item_id"),)

    item_id: int = reference("feed_item.id", ondelete="CASCADE", primary_key=True)
    user_id: int = reference("app_user.id", primary_key=True)
    created_at: datetime = Field(default_factory=now, nullable=False)
    seen_at: datetime | None = None
