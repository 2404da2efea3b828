"""The money columns of the customer list, on the rows whose money the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    and_,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.banking_days import last_overdue_due_date
from customer_card.domain.fiscal_year import fiscal_year
from customer_card.domain.permissions import Actor
from customer_card.models import Customer, Invoice, InvoiceLine, Project, SalesStatus
from customer_card.models.base import Id
from customer_card.services.parameters import Rights, made_once, rights_of, somebody_with, who
from customer_card.services.visibility import (
    customer_is_visible,
    invoice_is_visible,
    line_without_project_counts,
    project_money_is_visible,
)
from customer_card.settings import settings

Amounts = tuple[tuple[int, str], ...]
"""Minor units with their currency, one entry a currency and by currency; never added across."""


@dataclass(frozen=True, slots=True)
class CustomerMoney:
    """A customer's figures as one reader may see them; empty where there is nothing.

    ``open_sales`` is the value of open cases in progress and ``billed`` the invoice lines of the
    fiscal year, both excl. VAT; ``overdue`` is what is unpaid of invoices past their due date,
    incl. VAT.
    """

    open_sales: Amounts = ()
    billed: Amounts = ()
    overdue: Amounts = ()


NO_MONEY = CustomerMoney()


async def of_customers(
    session: AsyncSession, actor: Actor, customer_ids: Sequence[int], today: date
) -> dict[int, CustomerMoney]:
    """The figures of the customers of one page, in one statement; nothing without any money scope."""
    if not customer_ids or not actor.has_money_scope:
        return {}
    first, last = fiscal_year(today)
    values = who(actor) | {
        "customer_ids": list(customer_ids),
        "year_from": first,
        "year_to": last,
        "overdue_from": last_overdue_due_date(today, settings.country),
    }
    found: dict[int, dict[str, list[tuple[int, str]]]] = {}
    for figure, customer_id, currency, minor in await session.execute(_figures(rights_of(actor)), values):
        if minor:
            found.setdefault(customer_id, {}).setdefault(figure, []).append((int(minor), currency))
    return {
        customer_id: CustomerMoney(**{name: tuple(sorted(of, key=lambda one: one[1])) for name, of in figures.items()})
        for customer_id, figures in found.items()
    }


_CUSTOMERS = bindparam("customer_ids", expanding=True, type_=Id)


@made_once
def _figures(rights: Rights) -> Any:
    actor = somebody_with(rights)
    return union_all(_open_sales(actor), _billed(actor), _overdue(actor))


def _open_sales(actor: Actor) -> Select[Any]:
    return (
        select(
            literal("open_sales").label("figure"),
            Project.customer_id.label("customer_id"),
            Project.currency.label("currency"),
            _sum(Project.value_minor).label("minor"),
        )
        .join(SalesStatus, SalesStatus.id == Project.status_id)
        .where(
            Project.customer_id.in_(_CUSTOMERS),
            Project.open,
            SalesStatus.category == "in_progress",
            project_money_is_visible(actor),
        )
        .group_by(Project.customer_id, Project.currency)
    )


def _billed(actor: Actor) -> Select[Any]:
    year = bindparam("year_from", type_=Date), bindparam("year_to", type_=Date)
    return (
        select(literal("billed"), Invoice.customer_id, Invoice.currency, _sum(InvoiceLine.amount_minor))
        .select_from(Invoice)
        .join(Customer, Customer.id == Invoice.customer_id)
        .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
        .outerjoin(Project, Project.id == InvoiceLine.project_id)
        .where(
            Invoice.customer_id.in_(_CUSTOMERS),
            Invoice.invoice_date.between(*year),
            customer_is_visible(actor),
            or_(
                and_(InvoiceLine.project_id.is_not(None), project_money_is_visible(actor)),
                and_(InvoiceLine.project_id.is_(None), line_without_project_counts(actor)),
            ),
        )
        .group_by(Invoice.customer_id, Invoice.currency)
    )


def _overdue(actor: Actor) -> Select[Any]:
    outstanding = Invoice.gross_minor - Invoice.paid_minor
    return (
        select(literal("overdue"), Invoice.customer_id, Invoice.currency, _sum(outstanding))
        .select_from(Invoice)
        .join(Customer, Customer.id == Invoice.customer_id)
        .where(
            Invoice.customer_id.in_(_CUSTOMERS),
            Invoice.due_date <= bindparam("overdue_from", type_=Date),
            outstanding > 0,
            invoice_is_visible(actor),
        )
        .group_by(Invoice.customer_id, Invoice.currency)
    )


def _sum(amount: Any) -> ColumnElement[int]:
    """A sum that stays a whole number: PostgreSQL would make a numeric of it."""
    return cast(func.sum(amount), BigInteger)
