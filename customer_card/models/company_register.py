"""Public company registers: what was asked and answered, what was shown to whom, and the pace of asking."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from customer_card.domain.clock import now
from customer_card.models.base import Id, key, reference, text


class RegisterLookup(SQLModel, table=True):
    """The evidence of one look-up: which register was asked, when, and a digest of what it said.

    ``state`` is ``valid``, ``changed`` (valid, but other than the last time), ``not_found`` or
    ``unreachable``; ``detail`` is the company's situation, or why there was no answer. The
    answer itself is not kept: a company's name or address may be a person's.
    """

    __tablename__ = "register_lookup"
    __table_args__ = (
        Index("ix_register_lookup_customer", "customer_id", "id"),
        Index("ix_register_lookup_user", "user_id"),
        Index("ix_register_lookup_change", "change_id"),
    )

    id: int | None = key()
    source: str = text("none")
    register_id: str = text("none")
    customer_id: int | None = reference("customer.id", nullable=True, ondelete="CASCADE")
    user_id: int | None = reference("app_user.id", nullable=True)
    at: datetime = Field(default_factory=now, nullable=False)
    state: str = text("none")
    detail: str = text("none", default="")
    digest: str | None = text("none", nullable=True)
    name_digest: str | None = text("none", nullable=True)
    address_digest: str | None = text("none", nullable=True)
    change_id: int | None = reference("change.id", nullable=True)


class RegisterOffer(SQLModel, table=True):
    """What a register said, word for word, as it was shown to one person: all that this person can take over.

    Kept for an hour.
    """

    __tablename__ = "register_offer"
    __table_args__ = (Index("ix_register_offer_user", "user_id"), Index("ix_register_offer_at", "at"))

    lookup_id: int = reference("register_lookup.id", ondelete="CASCADE", primary_key=True)
    user_id: int = reference("app_user.id", primary_key=True)
    at: datetime = Field(default_factory=now, nullable=False)
    record: str = text("none")


class RegisterCache(SQLModel, table=True):
    """An answer that is new enough to be given again; kept for minutes."""

    __tablename__ = "register_cache"
    __table_args__ = (Index("ix_register_cache_at", "at"),)

    key: str = text("none", primary_key=True)
    at: datetime = Field(default_factory=now, nullable=False)
    content: str = text("none")


class RegisterPace(SQLModel, table=True):
    """How fast a register is being asked by all processes together.

    ``next_at`` is when the next call would come if calls came evenly; ``closed_until`` is when
    the register allows to be asked again, after it said that there were too many.
    """

    __tablename__ = "register_pace"

    source: str = text("none", primary_key=True)
    next_at: datetime = Field(default_factory=now, nullable=False)
    closed_until: datetime = Field(default_factory=now, nullable=False)


class RegisterFinding(SQLModel, table=True):
    """Something that the watch found out about a customer; kept once, however often it is found.

    ``kinds`` are words such as ``renamed`` and ``moved``, separated by blanks. It is open until
    somebody has taken it over, put it away, or the register and the card agree again.
    """

    __tablename__ = "register_finding"
    __table_args__ = (
        UniqueConstraint("customer_id", "digest", name="uq_register_finding_customer_digest"),
        Index("ix_register_finding_lookup", "lookup_id"),
    )

    id: int | None = key()
    customer_id: int = reference("customer.id", ondelete="CASCADE")
    lookup_id: int = reference("register_lookup.id", ondelete="CASCADE")
    kinds: str = text("none")
    digest: str = text("none")
    found_at: datetime = Field(default_factory=now, nullable=False)
    closed_at: datetime | None = Field(default=None, nullable=True)


class JobLease(SQLModel, table=True):
    """A job that only one process may do at a time; a process that dies holds it no longer than its lease.

    ``position`` is how far the job had come, and 0 when it had come to its end.
    """

    __tablename__ = "job_lease"

    job: str = text("none", primary_key=True)
    holder: str = text("none")
    until: datetime = Field(nullable=False)
    position: int = Field(default=0, nullable=False, sa_type=Id)  # pyright: ignore[reportArgumentType]
