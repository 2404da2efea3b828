"""A database of one's own, and a desk at which files are imported into it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from customer_card.database import Database, use_database
from customer_card.domain.permissions import BUILT_IN_PROFILES, Actor
from customer_card.domain.text_keys import sort_key, unique_key
from customer_card.models import Industry, Keyword, PermissionProfile, Role, User, metadata
from customer_card.services import bootstrap, migrations
from customer_card.services.imports.reading import open_source
from customer_card.services.imports.running import Import, Summary
from customer_card.services.imports.work import Outcome

T = TypeVar("T")

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
    """Imports files into a database file, and looks into it."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.folder = folder
        self.path = folder / "firm.db"
        shutil.copy(template, self.path)

    @property
    def url(self) -> str:
        """The database's address."""
        return f"sqlite+aiosqlite:///{self.path}"

    def file(self, *lines: str, name: str = "customers.csv", encoding: str = "utf-8") -> Path:
        """A file with these lines."""
        path = self.folder / name
        path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return path

    def bring(
        self, *lines: str, dry_run: bool = False, all_or_nothing: bool = False, actor: Actor | None = None
    ) -> Brought:
        """Import a file with these lines."""
        return self.bring_file(
            self.file(*lines), dry_run=dry_run, all_or_nothing=all_or_nothing, actor=actor
        )

    def bring_file(self, path: Path, *, actor: Actor | None = None, **options: bool) -> Brought:
        """Import a file."""
        outcomes: list[Outcome] = []

        async def run() -> Summary:
            return await Import(open_source(path), actor=actor, tell=outcomes.append).run(**options)

        summary = self.within(run)
        return Brought(summary, outcomes)

    def within(self, work: Callable[[], Awaitable[T]]) -> T:
        """Run something with the program's database in this file."""
        return within(self.url, work)

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """A session on the file."""
        engine = create_engine(f"sqlite:///{self.path}")
        with Session(engine, expire_on_commit=False) as session:
            yield session
        engine.dispose()

    def all(self, model: type[T], *conditions: Any) -> list[T]:
        """The rows of a table in the order in which they were made."""
        with self.looking() as session:
            statement = select(model).where(*conditions).order_by(getattr(model, "id"))  # noqa: B009
            return list(session.scalars(statement))

    def one(self, model: type[T], *conditions: Any) -> T:
        """The only row that meets the conditions."""
        [row] = self.all(model, *conditions)
        return row

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        with self.looking() as session:
            return {
                table.name: session.scalar(select(func.count()).select_from(table)) or 0
                for table in metadata.sorted_tables
            }

    def add(self, *rows: Any) -> None:
        """Put rows into the database."""
        with self.looking() as session:
            session.add_all(rows)
            session.commit()

    def add_user(self, name: str, email: str, profile: str = "account_manager") -> User:
        """A user who can own customers, unless the profile says otherwise."""
        with self.looking() as session:
            profile_id = session.scalar(
                select(PermissionProfile.id).where(PermissionProfile.builtin_key == profile)
            )
        user = User(
            email=email,
            email_key=unique_key(email),
            name=name,
            name_sort=sort_key(name),
            password_hash="none",
            profile_id=profile_id,
        )
        self.add(user)
        return user

    def add_term(self, model: type[Industry | Role | Keyword], name: str) -> Any:
        """A word of one of the firm's lists."""
        term = model(name=name, name_key=unique_key(name), name_sort=sort_key(name))
        self.add(term)
        return term


def within(url: str, work: Callable[[], Awaitable[T]]) -> T:
    """Run something with the program's database at this address."""

    async def run() -> T:
        db = Database(url)
        use_database(db)
        try:
            return await work()
        finally:
            use_database(None)
            await db.dispose()

    return asyncio.run(run())


def make_template(path: Path) -> Path:
    """A database file of the present shape with its base data, to be copied for each test."""
    config = migrations.config()
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()
    within(f"sqlite+aiosqlite:///{path}", bootstrap.ensure_base_data)
    return path
