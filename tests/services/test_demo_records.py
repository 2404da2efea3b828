"""The demo firm holds together: invoices add up, the history leads to the rows, the search finds them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from sqlalchemy import String, create_engine, func, select
from sqlalchemy.orm import Session

from customer_card.models import (
    Address,
    Change,
    ChangeItem,
    Contact,
    ContactPoint,
    Customer,
    Invoice,
    InvoiceLine,
    NumberSeries,
    Project,
    SalesStatus,
    SearchToken,
    metadata,
)
from customer_card.services import search_index
from customer_card.services.demo.contacts import ERASED
from tests.services.demo_file import TODAY, DemoFile, count, loaded

CHANGED_ROWS = {"customer": Customer, "address": Address, "contact": Contact}
VAT_RATES = {"SE": Decimal("0.25"), "FI": Decimal("0.255"), "NO": Decimal("0.25")}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoFile:
    """The demo firm, loaded once for all tests that only read it."""
    return loaded(tmp_path_factory.mktemp("demo") / "firm.db", TODAY)


@pytest.fixture
def firm(demo: DemoFile) -> Iterator[Session]:
    """A session that reads the loaded firm."""
    engine = create_engine(f"sqlite:///{demo.path}")
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_invoices_add_up_line_by_line_and_with_their_tax(firm: Session) -> None:
    nets = dict(
        firm.execute(
            select(InvoiceLine.invoice_id, func.sum(InvoiceLine.amount_minor)).group_by(InvoiceLine.invoice_id)
        ).all()
    )
    countries = dict(firm.execute(select(Customer.id, Customer.country)).all())
    for invoice in firm.scalars(select(Invoice)):
        rate = VAT_RATES.get(countries[invoice.customer_id] or "", Decimal(0))
        tax = int((invoice.net_minor * rate).quantize(Decimal(1), ROUND_HALF_UP))
        assert nets[invoice.id or 0] == invoice.net_minor
        assert invoice.vat_minor == tax
        assert invoice.gross_minor == invoice.net_minor + tax
        assert invoice.credit == (invoice.gross_minor < 0)
        assert invoice.due_date == invoice.invoice_date + timedelta(days=30)
        assert invoice.receiver_as_issued and invoice.contact_name_as_issued


def test_invoices_are_of_every_kind_that_the_card_shows(firm: Session) -> None:
    unpaid = Invoice.paid_minor < Invoice.gross_minor
    assert count(firm, Invoice, unpaid, Invoice.due_date < TODAY) >= 5
    assert count(firm, Invoice, unpaid, Invoice.due_date >= TODAY) >= 5
    assert count(firm, Invoice, unpaid, Invoice.paid_minor > 0) >= 1
    assert count(firm, Invoice, Invoice.credit) >= 3
    projects_each = list(
        firm.scalars(select(func.count(InvoiceLine.project_id.distinct())).group_by(InvoiceLine.invoice_id))
    )
    assert projects_each.count(0) >= 3
    assert projects_each.count(2) >= 3
    first = firm.scalar(select(func.min(Invoice.invoice_date)))
    assert first is not None and timedelta(days=700) < TODAY - first <= timedelta(days=800)


def test_invoice_lines_name_only_won_projects_of_the_same_customer_and_currency(firm: Session) -> None:
    rows = firm.execute(
        select(Invoice, Project, SalesStatus.category)
        .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
        .join(Project, Project.id == InvoiceLine.project_id)
        .join(SalesStatus, SalesStatus.id == Project.status_id)
    )
    for invoice, project, category in rows:
        assert category == "won"
        assert invoice.customer_id == project.customer_id
        assert invoice.currency == project.currency
        assert project.start_date is not None and project.start_date <= invoice.invoice_date


def test_invoice_numbers_rise_with_the_date(firm: Session) -> None:
    issued = firm.execute(select(Invoice.number, Invoice.invoice_date).order_by(Invoice.invoice_date, Invoice.id))
    numbers = [int(number) for number, _ in issued]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_the_series_go_on_above_the_numbers_used(firm: Session) -> None:
    following = dict(firm.execute(select(NumberSeries.name, NumberSeries.next)).all())
    for name, table in (("customer", Customer), ("project", Project), ("invoice", Invoice)):
        assert following[name] == max(int(number) for number in firm.scalars(select(table.number))) + 1


def test_the_name_of_the_erased_contact_stands_only_on_its_invoices(firm: Session) -> None:
    words = ERASED[1].casefold().split()
    found = set()
    for table in metadata.sorted_tables:
        for column in (c for c in table.columns if isinstance(c.type, String)):
            values = firm.scalars(select(column).where(column.is_not(None)))
            if any(word in value.casefold() for value in values for word in words):
                found.add(f"{table.name}.{column.name}")
    assert found == {"invoice.contact_name_as_issued"}
    erased = firm.scalars(select(Contact).where(Contact.erased_at.is_not(None))).one()
    assert count(firm, ContactPoint, ContactPoint.contact_id == erased.id) == 0
    names = set(firm.scalars(select(Invoice.contact_name_as_issued).where(Invoice.contact_id == erased.id)))
    assert names == {ERASED[1]}


def test_the_history_leads_to_the_rows_as_they_are(firm: Session) -> None:
    logged: dict[tuple[str, int], list[tuple[ChangeItem, Change]]] = {}
    items = select(ChangeItem, Change).join(Change).order_by(Change.at, ChangeItem.id)
    for item, change in firm.execute(items):
        logged.setdefault((item.entity, item.entity_id), []).append((item, change))
    assert len(logged) >= 40
    for entity, table in CHANGED_ROWS.items():
        for row in firm.scalars(select(table)):
            history = logged.get((entity, row.id or 0), [])
            later = {item.version_after for item, _ in history} - {1}
            assert sorted(later) == list(range(2, row.version + 1))
            last: dict[str, str | None] = {}
            for item, change in history:
                assert item.field not in last or item.before == last[item.field]
                assert item.before != item.after
                last[item.field] = item.after
                assert change.customer_id == (row.id if entity == "customer" else row.customer_id)
            for field, value in last.items():
                assert field == "erased" or json.loads(value or "null") == getattr(row, field)
            if later:
                assert (row.updated_at, row.updated_by) == (history[-1][1].at, history[-1][1].actor_id)
            else:
                assert row.updated_at == row.created_at


def test_the_log_is_in_the_order_of_time_and_marks_what_describes_a_contact(firm: Session) -> None:
    moments = list(firm.scalars(select(Change.at).order_by(Change.id)))
    assert moments == sorted(moments)
    for item in firm.scalars(select(ChangeItem)):
        describes = item.entity == "contact" and item.field != "erased"
        assert item.contact_id == (item.entity_id if describes else None)


def test_every_customer_and_every_contact_is_found_by_its_words(firm: Session) -> None:
    stored: dict[tuple[int, str, int | None], set[str]] = {}
    for token in firm.scalars(select(SearchToken)):
        stored.setdefault((token.customer_id, token.source, token.contact_id), set()).add(token.token)
    expected: dict[tuple[int, str, int | None], set[str]] = {}
    for customer in firm.scalars(select(Customer)):
        for source, words in search_index.customer_words(customer).items():
            expected[customer.id or 0, source, None] = words
    for address in firm.scalars(select(Address)):
        key = (address.customer_id, search_index.ADDRESSES, None)
        expected[key] = expected.get(key, set()) | search_index.address_words(address)
    for contact in firm.scalars(select(Contact)):
        points = firm.scalars(select(ContactPoint).where(ContactPoint.contact_id == contact.id))
        key = (contact.customer_id, search_index.CONTACTS, contact.id)
        expected[key] = search_index.contact_words(contact, points)
    assert stored == {key: words for key, words in expected.items() if words}
