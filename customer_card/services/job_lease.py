"""Jobs that only one process may do at a time.

A lease is a row with an end. Whoever holds it prolongs it while working; a process that was
killed stops doing so, and the lease ends by itself.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import or_, update
from sqlalchemy.dialects import postgresql, sqlite

from customer_card.database import database
from customer_card.domain.clock import now
from customer_card.domain.errors import Refused
from customer_card.models import JobLease

LASTS = timedelta(minutes=2)
NOBODY = ""


class Lease:
    """The right to do a job, until ``release`` or until nobody prolongs it."""

    def __init__(self, job: str) -> None:
        self._job = job
        self._holder = uuid4().hex

    async def acquire(self) -> int:
        """Take the lease; returns how far an earlier holder had come. Raises ``Refused("already_running")``."""
        moment = now()
        async with database().writing() as session:
            insert = sqlite.insert if database().is_sqlite else postgresql.insert
            fresh = {"job": self._job, "holder": NOBODY, "until": moment, "position": 0}
            await session.execute(insert(JobLease).values(fresh).on_conflict_do_nothing())
            taken = await session.scalar(
                update(JobLease)
                .where(JobLease.job == self._job, or_(JobLease.holder == NOBODY, JobLease.until <= moment))
                .values(holder=self._holder, until=moment + LASTS)
                .returning(JobLease.position)
            )
        if taken is None:
            raise Refused("already_running")
        return taken

    async def prolong(self, position: int) -> None:
        """Keep the lease, and how far the job has come. Raises ``Refused`` when somebody else took it over."""
        await self._write(until=now() + LASTS, position=position)

    async def release(self, position: int) -> None:
        """Give the lease back; a job that was finished begins anew at 0."""
        await self._write(holder=NOBODY, until=now(), position=position)

    async def _write(self, **values: object) -> None:
        async with database().writing() as session:
            kept = await session.scalar(
                update(JobLease)
                .where(JobLease.job == self._job, JobLease.holder == self._holder)
                .values(**values)
                .returning(JobLease.job)
            )
        if kept is None:
            raise Refused("already_running")
