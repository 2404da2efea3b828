"""Which columns hold text that people write as they like, and how each leads to its customer and to its history.

A column takes part by being declared as free text in its model, whatever the table.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, ForeignKey, Table, and_, false, or_, select, true

from customer_card.domain.permissions import Actor
from customer_card.models import Change, ChangeItem, Project, metadata
from customer_card.services.visibility import item_is_visible, project_is_visible


@cache
def free_columns() -> dict[Table, list[str]]:
    """Per table the columns in which people write as they like."""
    found = {
        table: [column.name for column in table.columns if column.info.get("free")] for table in metadata.sorted_tables
    }
    return {table: columns for table, columns in found.items() if columns}


def logged_as(table: Table, column: str) -> str:
    """The name under which the change log keeps a column's values."""
    return table.c[column].info.get("logged_as") or column


def of_customer(table: Table, customer_id: int, actor: Actor | None = None) -> ColumnElement[bool]:
    """The condition on rows of a table that belong to a customer, and that an actor, if any, may see.

    A table without the customer's key is followed to the one that it is a part of. Raises
    ``LookupError`` for one that belongs to no customer.
    """
    if table.name == "customer":
        return table.c.id == customer_id
    if "customer_id" in table.c:
        return and_(table.c.customer_id == customer_id, _is_shown(table, actor))
    key = part_of(table)
    if key is None:
        raise LookupError(table.name)
    wholes = select(key.column).where(of_customer(key.column.table, customer_id, actor))
    return and_(key.parent.in_(wholes), _is_shown(table, actor))


def part_of(table: Table) -> ForeignKey | None:
    """The key by which a table's rows are parts of others that belong to a customer; None for one that has none."""
    if table.name == "customer" or "customer_id" in table.c:
        return None
    for key in sorted(table.foreign_keys, key=lambda one: one.parent.name):
        whole = key.column.table
        if whole is not table and (whole.name == "customer" or "customer_id" in whole.c or part_of(whole) is not None):
            return key
    return None


def record_of(table: Table) -> Table:
    """The record that a table's rows are of: themselves, or what they are a part of."""
    return _entities(table)[-1]


def _entities(table: Table) -> list[Table]:
    """The records under which the log may keep a table's columns: its own, and those that it is a part of."""
    key = part_of(table)
    return [table] if key is None else [table, *_entities(key.column.table)]


def _is_shown(table: Table, actor: Actor | None) -> ColumnElement[bool]:
    """Rows of a project show with it. Tables whose rows are hidden for other reasons say so here."""
    if actor is not None and table.name == "feed_item":
        return item_is_visible(actor)
    if actor is None or "project_id" not in table.c:
        return true()
    return or_(
        table.c.project_id.is_(None), table.c.project_id.in_(select(Project.id).where(project_is_visible(actor)))
    )


@cache
def logged_fields() -> list[tuple[str, str]]:
    """The pairs of entity and field under which the change log has values of free text."""
    return [
        (entity.name, logged_as(table, column))
        for table, columns in free_columns().items()
        for column in columns
        for entity in _entities(table)
    ]


def is_logged_of(customer_id: int) -> ColumnElement[bool]:
    """Changes of the customer, and those of its records that are kept apart from it, as personal ones are."""
    wholes = {entity for table in free_columns() for entity in _entities(table) if "id" in entity.c}
    apart = [
        and_(ChangeItem.entity == entity.name, ChangeItem.entity_id.in_(select(entity.c.id).where(of_it)))
        for entity in sorted(wholes, key=lambda one: one.name)
        for of_it in [of_customer(entity, customer_id)]
    ]
    return or_(Change.customer_id == customer_id, and_(Change.customer_id.is_(None), or_(false(), *apart)))
