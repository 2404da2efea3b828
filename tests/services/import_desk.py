"""A desk at which files are imported into the database in use."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from customer_card.database import database
from customer_card.domain.permissions import BUILT_IN_PROFILES, Actor
from customer_card.domain.text_keys import sort_key, unique_key
from customer_card.models import Industry, Keyword, Role, metadata
from customer_card.services import users
from customer_card.services.imports.mandate import Mandate
from customer_card.services.imports.reading import open_source
from customer_card.services.imports.running import Import, Summary
from customer_card.services.imports.work import Outcome
from customer_card.services.users import NewUser
from tests.support.records import rows

SOMEBODY = Actor(
    user_id=0,
    name="Eva Ek",
    email="eva@example.com",
    language="sv",
    unit_id=None,
    profile=BUILT_IN_PROFILES["administrator"],
    session_id=0,
    rights_stamp=1,
)
"""Somebody who may see all customers, and who is nobody in the database."""


@dataclass
class Brought:
    """What an import told."""

    summary: Summary
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def results(self) -> list[tuple[int, str]]:
        """Line and result of each row."""
        return [(outcome.line, outcome.result) for outcome in self.outcomes]

    @property
    def errors(self) -> list[tuple[int, str, str]]:
        """Line, field and code of each error."""
        return [(o.line, problem.field, problem.code) for o in self.outcomes for problem in o.errors]

    @property
    def warnings(self) -> list[tuple[int, str, str]]:
        """Line, field and code of each warning."""
        return [(o.line, problem.field, problem.code) for o in self.outcomes for problem in o.warnings]


class Desk:
    """Imports files that lie in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, *lines: str) -> Path:
        """A file with these lines."""
        path = self.folder / "customers.csv"
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    def table(self, *rows_of_cells: Sequence[str]) -> Path:
        """A file with these rows, written as a spreadsheet program would."""
        path = self.folder / "customers.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows_of_cells)
        return path

    async def bring(self, *lines: str, **options: Any) -> Brought:
        """Import a file with these lines."""
        return await self.bring_file(self.file(*lines), **options)

    async def bring_file(self, path: Path, *, mandate: Mandate | None = None, **options: bool) -> Brought:
        """Import a file."""
        outcomes: list[Outcome] = []
        job = Import(open_source(path), mandate=mandate, tell=outcomes.append)
        return Brought(await job.run(**options), outcomes)


async def one(table: type, *conditions: Any) -> Any:
    """The only row that meets the conditions."""
    [row] = await rows(table, *conditions)
    return row


async def counts() -> dict[str, int]:
    """How many rows each table has."""
    async with database().reading() as session:
        return {
            table.name: await session.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }


async def add_user(name: str, email: str, profile: str = "account_manager") -> int:
    """A user with a built-in profile. Returns the id."""
    async with database().writing() as session:
        new = NewUser(email=email, name=name, password="a long enough password")
        return (await users.add(session, new, profile)).id or 0


async def add_term(table: type[Industry | Role | Keyword], name: str, *, active: bool = True) -> int:
    """A word of one of the firm's lists. Returns its id."""
    async with database().writing() as session:
        term = table(name=name, name_key=unique_key(name), name_sort=sort_key(name), active=active)
        session.add(term)
        await session.flush()
        return term.id or 0
