"""Bringing a database to the shape that this program expects."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool

from customer_card.settings import PROJECT_ROOT, settings


class NewerDatabase(Exception):
    """The database was made by a newer version of the program."""


def config() -> Config:
    """Alembic's configuration, wherever the program is started from."""
    return Config(str(Path(PROJECT_ROOT) / "alembic.ini"))


def upgrade() -> bool:
    """Migrate to the newest shape. Returns whether there was anything to do.

    Raises ``NewerDatabase`` rather than work on a shape that this version does not know.
    """
    settings.prepare_data_dir()
    script = ScriptDirectory.from_config(config())
    here = current_revision()
    if here == script.get_current_head():
        return False
    if here is not None and here not in {revision.revision for revision in script.walk_revisions()}:
        raise NewerDatabase(here)
    command.upgrade(config(), "head")
    _refresh_statistics()
    return True


def _refresh_statistics() -> None:
    """Tell the planner of the new indexes; beside those that it knows well it would choose them too often."""
    engine = create_engine(settings.sync_database_url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


def current_revision() -> str | None:
    """The shape that the database has now; None for an empty one."""
    engine = create_engine(settings.sync_database_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    return revision
