"""a deleted customer's id is given to no other, and deleting contacts does not read all others"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

# SQLAlchemy leaves AUTOINCREMENT out where the key is also part of a foreign key, as the customer's is.
KEY = "CONSTRAINT pk_customer PRIMARY KEY"
PLAIN_ID, PLAIN_KEY = "\tid INTEGER NOT NULL, ", f"\t{KEY} (id), \n"
REMEMBERING_ID = f"\tid INTEGER NOT NULL {KEY} AUTOINCREMENT, "


def upgrade() -> None:
    _make_anew(lambda made: _replaced(_replaced(made, PLAIN_KEY, ""), PLAIN_ID, REMEMBERING_ID))
    op.create_index("ix_contact_moved_from_id", "contact", ["moved_from_id"])


def downgrade() -> None:
    op.drop_index("ix_contact_moved_from_id", table_name="contact")
    _make_anew(lambda made: _replaced(_replaced(made, REMEMBERING_ID, PLAIN_ID), "\tCONSTRAINT ", f"{PLAIN_KEY}\tCONSTRAINT "))


def _make_anew(changed) -> None:
    """Make SQLite's table of customers anew as its own statement says, with a change; others refer to it by its name."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    parts = connection.exec_driver_sql(
        "SELECT type, sql FROM sqlite_master WHERE tbl_name = 'customer' AND sql IS NOT NULL ORDER BY type DESC"
    ).all()
    [table], indexes = [sql for kind, sql in parts if kind == "table"], [sql for kind, sql in parts if kind == "index"]
    connection.exec_driver_sql(_replaced(changed(table), "CREATE TABLE customer (", "CREATE TABLE customer_anew ("))
    connection.exec_driver_sql("INSERT INTO customer_anew SELECT * FROM customer")
    connection.exec_driver_sql("DROP TABLE customer")
    connection.exec_driver_sql("ALTER TABLE customer_anew RENAME TO customer")
    for index in indexes:
        connection.exec_driver_sql(index)


def _replaced(made: str, former: str, new: str) -> str:
    """The first of what is expected, replaced. Raises ``RuntimeError`` for a table that is another than expected."""
    made = made.replace('CREATE TABLE "customer" (', "CREATE TABLE customer (", 1)
    if former not in made:
        raise RuntimeError("the table of customers is not as this migration expects it")
    return made.replace(former, new, 1)
