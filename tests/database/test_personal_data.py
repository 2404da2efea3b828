"""Every text column says whose personal data it may hold: what the eraser and the export go by."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, String

from customer_card.models import metadata
from customer_card.models.contact import PERSONAL_COLUMNS

TEXT_COLUMNS = [
    column for table in metadata.sorted_tables for column in table.columns if isinstance(column.type, String)
]


@pytest.mark.parametrize("column", TEXT_COLUMNS, ids=str)
def test_a_text_column_declares_whose_personal_data_it_holds(column: Column) -> None:
    assert column.info.get("personal") in {"contact", "user", "free", "none"}


def test_what_an_erased_contact_may_not_keep_is_what_is_declared_as_the_contacts() -> None:
    declared = {c.name for c in metadata.tables["contact"].columns if c.info.get("personal") == "contact"}
    assert declared == set(PERSONAL_COLUMNS)


def test_a_contacts_data_stands_only_in_tables_that_the_eraser_knows() -> None:
    holding = {column.table.name for column in TEXT_COLUMNS if column.info["personal"] == "contact"}
    assert holding == {"contact", "contact_point", "change_item", "search_token"}


def test_a_users_data_stands_only_in_the_table_of_users() -> None:
    assert {c.table.name for c in TEXT_COLUMNS if c.info["personal"] == "user"} == {"app_user"}
