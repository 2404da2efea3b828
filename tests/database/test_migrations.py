"""Migrations: there and back again, in step with the models, and without losing anything on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, create_engine, func, insert, inspect, select, text

from customer_card.domain.clock import now
from customer_card.models import metadata
from customer_card.services import migrations
from customer_card.settings import settings
from tests.support.engines import Engine, migrate

OPTIONS = ("ondelete", "onupdate", "deferrable", "initially")

VISITS = {
    "attempt": {"key": "k", "window_start": 1, "n": 1},
    "job_lease": {"job": "j", "holder": "h", "until": now(), "position": 0},
    "register_lookup": {
        "id": 1,
        "source": "prh",
        "register_id": "9900008-5",
        "customer_id": 1,
        "at": now(),
        "state": "valid",
        "detail": "",
    },
    "register_offer": {"lookup_id": 1, "user_id": 1, "at": now(), "record": "{}"},
    "register_cache": {"key": "k", "at": now(), "content": "{}"},
    "register_pace": {"source": "prh", "next_at": now(), "closed_until": now()},
    "register_finding": {"customer_id": 1, "lookup_id": 1, "kinds": "moved", "digest": "d", "found_at": now()},
    "recent_customer": {"user_id": 1, "customer_id": 1, "seen_at": now()},
    "setup_token": {"token_sha256": "t", "created_at": now()},
    "user_session": {
        "token_sha256": "t",
        "user_id": 1,
        "created_at": now(),
        "seen_at": now(),
        "expires_at": now(),
    },
}
"""Rows for the tables that a firm at rest has none in."""

PROBE = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "probe", "HEAD"


def upgrade():
    for table in COLUMNS:
        with op.batch_alter_table(table, recreate="auto") as batch:
            batch.alter_column(COLUMNS[table], server_default="x")


def downgrade():
    raise RuntimeError("the probe only goes up")


COLUMNS = {
    "app_user": "name", "customer": "name", "address": "line1", "contact": "consent", "project": "name",
    "invoice": "number", "change": "use_case",
}
"""
"""A later migration that changes tables with children; SQLite makes each of them anew for that."""


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url.replace("+aiosqlite", ""))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def shape(url: str) -> dict[str, Any]:
    """Everything that the database says of its tables."""
    with connected(url) as connection:
        inspector = inspect(connection)
        return {
            name: [
                sorted(json.dumps(one, default=str, sort_keys=True) for one in part)
                for part in (
                    inspector.get_columns(name),
                    inspector.get_indexes(name),
                    inspector.get_foreign_keys(name),
                    inspector.get_unique_constraints(name),
                    inspector.get_check_constraints(name),
                )
            ]
            for name in inspector.get_table_names()
            if name != "alembic_version"
        }


def sizes(url: str) -> dict[str, int]:
    with connected(url) as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }


def filled(engine: Engine) -> str:
    """A firm with rows in every table."""
    url = engine.fresh("firm")
    with connected(url) as connection:
        for table, values in VISITS.items():
            connection.execute(insert(metadata.tables[table]).values(values))
        connection.commit()
    assert all(sizes(url).values())
    return url


def test_up_down_and_up_again_leads_to_the_same_tables(engine: Engine) -> None:
    url = engine.fresh("blank")
    migrate(url)
    first = shape(url)
    migrate(url, "base")
    assert shape(url) == {}
    migrate(url)
    assert shape(url) == first


def test_models_and_migrations_agree(engine: Engine) -> None:
    url = engine.fresh("blank")
    migrate(url)
    with connected(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_models_and_migrations_agree_on_what_the_tables_check(engine: Engine) -> None:
    url = engine.fresh("blank")
    migrate(url)
    with connected(url) as connection:
        inspector = inspect(connection)
        for table in metadata.sorted_tables:
            declared = {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)}
            assert {c["name"] for c in inspector.get_check_constraints(table.name)} == declared, table.name


def test_models_and_migrations_agree_on_deferred_and_cascading_keys(engine: Engine) -> None:
    url = engine.fresh("blank")
    migrate(url)
    with connected(url) as connection:
        inspector = inspect(connection)
        for table in metadata.sorted_tables:
            declared = {
                (tuple(key.column_keys), key.ondelete, key.onupdate, key.deferrable, key.initially)
                for key in table.foreign_key_constraints
            }
            found = {
                (tuple(key["constrained_columns"]), *map(key["options"].get, OPTIONS))
                for key in inspector.get_foreign_keys(table.name)
            }
            assert found == declared, table.name


def test_a_filled_database_can_go_all_the_way_down_and_up(engine: Engine) -> None:
    url = filled(engine)
    migrate(url, "base")
    assert shape(url) == {}
    migrate(url)
    assert set(sizes(url).values()) == {0}


def test_recreating_a_table_with_children_loses_none_of_them(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = filled(engine)
    before = sizes(url)
    config = migrations.config()
    head = ScriptDirectory.from_config(config).get_current_head()
    (tmp_path / "probe.py").write_text(PROBE.replace("HEAD", head or ""))
    own = Path(config.get_main_option("script_location") or "") / "versions"
    config.set_main_option("version_locations", f"{own}:{tmp_path}")
    monkeypatch.setattr(settings, "database_url", url)
    command.upgrade(config, "head")
    assert migrations.current_revision() == "probe"
    assert sizes(url) == before


def test_upgrading_an_empty_database_makes_the_tables_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "database_url", engine.fresh("blank"))
    assert [migrations.upgrade(), migrations.upgrade()] == [True, False]


def test_a_database_from_a_newer_version_is_refused_and_left_alone(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = engine.fresh("empty")
    with connected(url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()
    monkeypatch.setattr(settings, "database_url", url)
    before = shape(url)
    with pytest.raises(migrations.NewerDatabase):
        migrations.upgrade()
    assert (shape(url), migrations.current_revision()) == (before, "9999")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_sqlite_gives_no_id_twice_where_the_models_say_so(engine: Engine) -> None:
    url = engine.fresh("blank")
    migrate(url)
    with connected(url) as connection:
        made = dict(connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all())
    remembering = {name for name, table in metadata.tables.items() if table.dialect_options["sqlite"]["autoincrement"]}
    assert {name for name, sql in made.items() if "AUTOINCREMENT" in sql} == remembering
