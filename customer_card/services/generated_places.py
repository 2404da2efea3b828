"""What is asked for of every generated customer, and what one is given before its rows are made."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Terms:
    """What a generated customer can refer to: ids of what the installation has already."""

    owners: tuple[int, ...] = ()
    units: tuple[int, ...] = ()
    industries: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    segments: tuple[tuple[int, ...], ...] = ()
    """The segments of each customer group."""
    statuses: tuple[tuple[int, str, int], ...] = ()
    """Id, category and probability of each step of the sale."""


@dataclass(frozen=True, slots=True)
class PerCustomer:
    """How many rows of each kind every customer gets."""

    contacts: int = 3
    projects: int = 0
    invoices: int = 0
    activities: int = 0


@dataclass(slots=True)
class Place:
    """One customer's ids and numbers, taken before its rows are made."""

    customer_id: int
    address_id: int
    contact_ids: list[int]
    project_ids: list[int]
    invoice_ids: list[int]
    number: str
    project_numbers: list[str]
    invoice_numbers: list[str]
    item_ids: list[int] = field(default_factory=list)
