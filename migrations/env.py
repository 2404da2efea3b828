"""How Alembic reaches the database: the program's own engine settings, on both engines."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine, pool

from customer_card import models
from customer_card.database import configure_sqlite
from customer_card.settings import settings

config = context.config


def _run(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=models.metadata,
        compare_type=True,
        render_as_batch=is_sqlite,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    """Migrate over the given connection, or over one made from the settings."""
    given = config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    engine = create_engine(settings.sync_database_url, poolclass=pool.NullPool)
    if engine.dialect.name == "sqlite":
        configure_sqlite(engine)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # Batch mode recreates tables; with foreign keys on, dropping the old table would
            # cascade into its children. Said to the driver itself: SQLAlchemy would begin a
            # transaction first, and within one SQLite ignores it.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        _run(connection)
        connection.commit()
        if engine.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration broke {len(broken)} references")
    engine.dispose()


run()
