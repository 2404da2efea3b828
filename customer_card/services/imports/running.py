"""Leading an import from the first row to the last.

Rows are read, checked and planned in batches without the write lock. Then each batch is
planned again and written in one short transaction, so that others can work meanwhile; all
or nothing is one transaction for all batches, which were checked before.
"""

from __future__ import annotations

import pickle
import secrets
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.errors import NotFound, Refused
from customer_card.domain.permissions import Actor, Need
from customer_card.domain.text_keys import unique_key
from customer_card.models import PermissionProfile, User
from customer_card.services.imports.checking import Checker
from customer_card.services.imports.ledger import Ledger
from customer_card.services.imports.mandate import Mandate
from customer_card.services.imports.matching import number_key
from customer_card.services.imports.planning import make_plan
from customer_card.services.imports.reading import Row, Source
from customer_card.services.imports.registers import Registers, load_registers
from customer_card.services.imports.tables import table_of
from customer_card.services.imports.work import Outcome, Plan, Run
from customer_card.services.imports.writing import write
from customer_card.services.sessions import actor_of

MAXIMUM_ROWS = 200_000
"""What an import remembers of each customer takes about 2 kB."""

BATCH = 500
ATTEMPTS = 3

Tell = Callable[[Outcome], None]
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Summary:
    """How many rows became what. ``stopped`` is a reason's code when the run ended before the file did."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    error: int = 0
    warnings: int = 0
    written: bool = False
    stopped: str | None = None
    details: dict[str, str] = field(default_factory=dict)

    def count(self, outcome: Outcome) -> None:
        """One more row."""
        setattr(self, outcome.result, getattr(self, outcome.result) + 1)
        self.warnings += len(outcome.warnings)


async def acting_user(email: str) -> Actor | None:
    """The active user with this e-mail address, in whose name an import is kept in the history."""
    user = table_of(User).c
    async with database().reading() as session:
        row = (
            await session.execute(
                select(User, PermissionProfile)
                .join(PermissionProfile, user.profile_id == table_of(PermissionProfile).c.id)
                .where(user.email_key == unique_key(email), user.active)
            )
        ).one_or_none()
    return actor_of(row[0], row[1]) if row else None


class Import:
    """An import of one file.

    Without an actor it acts for the administrator of the machine, who could write into the
    database anyway; an actor needs the right to change customers, as everywhere, or
    ``NotFound`` is raised.
    """

    def __init__(
        self,
        source: Source,
        *,
        mandate: Mandate | None = None,
        tell: Tell = lambda _outcome: None,
        progress: Progress = lambda _done, _total: None,
    ) -> None:
        self._mandate = mandate or Mandate()
        self._actor = self._mandate.actor
        if self._actor and not self._actor.meets(Need.CUSTOMERS_EDIT):
            raise NotFound
        self._source = source
        self._tell = tell
        self._progress = progress
        self._numbers_in_file: frozenset[str] = frozenset()
        self.summary = Summary()

    async def run(self, *, dry_run: bool = False, all_or_nothing: bool = False) -> Summary:
        """Import the rows; a dry run tells what would become of them and writes nothing."""
        try:
            self._numbers_in_file = self._look_through()
            async with database().reading() as session:
                registers = await load_registers(session)
            if dry_run:
                await self._try(registers, self._finish)
            elif all_or_nothing:
                await self._all_or_nothing(registers)
            else:
                await self._in_batches(registers)
        except (SQLAlchemyError, OSError) as error:
            # The error's own text can quote what is in the rows; its kind says enough.
            self.summary.stopped, self.summary.details = "database_failed", {"error": type(error).__name__}
        except Refused as refused:
            self.summary.stopped, self.summary.details = refused.code, refused.details
        return self.summary

    async def _try(self, registers: Registers, then: Callable[[Plan, list[Row], Checker], None]) -> None:
        """Plan all batches one after the other as if each had been written."""
        ledger = Ledger()
        for rows in batches(self._source.rows()):
            checker = Checker(registers, self._mandate)
            async with database().reading() as session:
                plan = await make_plan(session, rows, checker, ledger.draft())
            plan.draft.keep()
            then(plan, rows, checker)
            self._progress(rows[-1].position, self._source.size)

    async def _in_batches(self, registers: Registers) -> None:
        ledger, run = Ledger(), self._new_run()
        for rows in batches(self._source.rows()):
            checker = Checker(registers, self._mandate)
            async with database().reading() as session:
                await make_plan(session, rows, checker, ledger.draft())
            plan = await self._write_batch(rows, checker, ledger, run)
            self.summary.written |= plan.changes_anything
            self._finish(plan)
            self._progress(rows[-1].position, self._source.size)

    async def _write_batch(self, rows: list[Row], checker: Checker, ledger: Ledger, run: Run) -> Plan:
        """Plan and write a batch; once more when somebody else was faster with a number or a lock."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with database().writing() as session:
                    plan = await _plan_and_write(session, rows, checker, ledger, run)
            except (IntegrityError, OperationalError):
                if attempt == ATTEMPTS:
                    raise
            else:
                plan.draft.keep()
                return plan
        raise AssertionError

    async def _all_or_nothing(self, registers: Registers) -> None:
        """Check every row first; only when none is bad, write them all in one transaction."""
        spool: list[bytes] = []
        bad: list[Outcome] = []

        def gather(plan: Plan, rows: list[Row], checker: Checker) -> None:
            bad.extend(outcome for outcome in plan.outcomes if outcome.errors)
            spool.append(_packed(rows, checker))

        await self._try(registers, gather)
        if bad:
            for outcome in bad:
                self._finish_row(outcome)
            return
        for outcome in await self._write_all(spool, registers):
            self._finish_row(outcome)

    async def _write_all(self, spool: list[bytes], registers: Registers) -> list[Outcome]:
        ledger, run = Ledger(), self._new_run()
        outcomes: list[Outcome] = []
        changes_anything = False
        async with database().writing() as session:
            for done, packed in enumerate(spool, start=1):
                rows, checker = self._unpacked(packed, registers)
                plan = await _plan_and_write(session, rows, checker, ledger, run)
                plan.draft.keep()
                outcomes += plan.outcomes
                changes_anything |= plan.changes_anything
                self._progress(done, len(spool))
        self.summary.written = changes_anything
        return outcomes

    def _unpacked(self, packed: bytes, registers: Registers) -> tuple[list[Row], Checker]:
        checker = Checker(registers, self._mandate)
        # What is unpickled here was pickled a moment ago by this process.
        rows, checker.numbers_known, checker.checks_known = pickle.loads(zlib.decompress(packed))  # noqa: S301
        return rows, checker

    def _look_through(self) -> frozenset[str]:
        """The keys of the customer numbers in the file; ``Refused`` when it has more rows than may be."""
        keys: set[str] = set()
        for count, row in enumerate(self._source.rows(), start=1):
            if count > MAXIMUM_ROWS:
                raise Refused("rows_too_many", {"maximum": str(MAXIMUM_ROWS)})
            # The series gives whole numbers only, so the other ones in the file are never in its way.
            if (key := number_key(row)) and key.isdigit():
                keys.add(key)
        return frozenset(keys)

    def _new_run(self) -> Run:
        return Run(self._actor.user_id if self._actor else None, secrets.token_hex(16), self._numbers_in_file)

    def _finish(self, plan: Plan, *_rest: object) -> None:
        for outcome in plan.outcomes:
            self._finish_row(outcome)

    def _finish_row(self, outcome: Outcome) -> None:
        self.summary.count(outcome)
        self._tell(outcome)


def batches(rows: Iterable[Row], size: int = BATCH) -> Iterator[list[Row]]:
    """The rows in lists of so many."""
    remaining = iter(rows)
    while batch := list(islice(remaining, size)):
        yield batch


async def _plan_and_write(session: AsyncSession, rows: list[Row], checker: Checker, ledger: Ledger, run: Run) -> Plan:
    plan = await make_plan(session, rows, checker, ledger.draft(), lock=True)
    await write(session, plan, run)
    return plan


def _packed(rows: list[Row], checker: Checker) -> bytes:
    """A checked batch, small enough to wait in memory; on disk its names would outlive their erasure."""
    return zlib.compress(pickle.dumps((rows, checker.numbers_known, checker.checks_known)), level=1)
