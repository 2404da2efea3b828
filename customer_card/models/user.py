"""Users, their permission profiles, and their sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from customer_card.domain.clock import now
from customer_card.models.base import Id, Kept, key, reference, text


class Unit(SQLModel, table=True):
    """A business unit of the firm."""

    __tablename__ = "unit"

    id: int | None = key()
    name: str = text("none")
    name_key: str = text("none", unique=True)
    active: bool = True


class PermissionProfile(SQLModel, table=True):
    """A permission profile: the stored form of ``domain.permissions.Profile``."""

    __tablename__ = "profile"
    __table_args__ = (
        CheckConstraint("customers BETWEEN 0 AND 2", name="customers"),
        CheckConstraint("projects BETWEEN 0 AND 5", name="projects"),
    )

    id: int | None = key()
    version: int = 1
    name: str = text("none")
    name_key: str = text("none", unique=True)
    builtin_key: str | None = text("none", nullable=True, unique=True)
    customers: int = 0
    projects: int = 0
    own_customers: bool = False
    delete_customers: bool = False
    billing: bool = False
    registers: bool = False
    administration: bool = False


class User(Kept, table=True):
    """Somebody who can sign in, or could: users are inactivated and never deleted."""

    __tablename__ = "app_user"
    __table_args__ = (Index("ix_app_user_name_sort_id", "name_sort", "id"),)

    id: int | None = key()
    email: str = text("user")
    email_key: str = text("user", unique=True)
    name: str = text("user")
    name_sort: str = text("user")
    password_hash: str = text("none")
    profile_id: int = reference("profile.id")
    unit_id: int | None = reference("unit.id", nullable=True)
    language: str = text("none", default="sv")
    active: bool = True
    single_keys: bool = Field(default=True, nullable=False)
    rights_stamp: int = Field(default=1, nullable=False)
    """Grows whenever what the user may do changes, so that open pages can tell."""


class UserSession(SQLModel, table=True):
    """One signed-in browser. Only a digest of its token is kept."""

    __tablename__ = "user_session"
    __table_args__ = (Index("ix_user_session_user_id", "user_id"),)

    id: int | None = key()
    token_sha256: str = text("none", unique=True)
    user_id: int = reference("app_user.id")
    created_at: datetime = Field(default_factory=now, nullable=False)
    seen_at: datetime = Field(default_factory=now, nullable=False)
    expires_at: datetime = Field(nullable=False)
    ended_at: datetime | None = None


class Attempt(SQLModel, table=True):
    """How many failures a key (a digest of account and address) has had in a window of time."""

    __tablename__ = "attempt"

    key: str = text("none", primary_key=True)
    window_start: int = Field(primary_key=True, sa_type=Id)  # pyright: ignore[reportArgumentType]
    n: int = 0


class SetupToken(SQLModel, table=True):
    """The one-time link by which an empty installation gets its first administrator."""

    __tablename__ = "setup_token"

    token_sha256: str = text("none", primary_key=True)
    created_at: datetime = Field(default_factory=now, nullable=False)
