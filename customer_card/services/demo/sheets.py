"""The form in which the demo customers are written down."""

from __future__ import annotations

from dataclasses import dataclass

FOLLOWS = "follows"


@dataclass(frozen=True, slots=True)
class AddressSheet:
    """An address; ``purposes`` holds b for billing, p for postal and v for visiting."""

    line1: str
    postal_code: str
    city: str
    purposes: str = ""
    line2: str = ""
    region: str = ""
    phone: str = ""
    head_office: bool = False


@dataclass(frozen=True, slots=True)
class CustomerSheet:
    """A customer.

    ``vat`` is the number itself, empty for none, or FOLLOWS for the one that the organisation number proposes.
    ``domain`` is the name under ``.example``, empty for a customer without e-mail and website; ``revenue`` is in
    thousands of the country's currency; ``potential`` is the first letter of a segment's name. The first address
    is the head office unless another one says so.
    """

    number: int
    name: str
    country: str
    organisation: str
    owner: str
    industry: str
    domain: str
    phone: str
    days_old: int
    addresses: tuple[AddressSheet, ...] = ()
    vat: str = FOLLOWS
    revenue: int | None = None
    employees: int | None = None
    potential: str = ""
    language: str = ""
    description: str = ""
    active: bool = True
