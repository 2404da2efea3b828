"""The demo firm's customers with their addresses and segments."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from customer_card.domain.business_ids import (
    parse_organisation_number,
    parse_vat_number,
    proposed_vat_number,
)
from customer_card.domain.contact_values import parse_email, parse_phone, parse_postal_code, parse_website
from customer_card.domain.money import currency_for, to_minor
from customer_card.domain.text_keys import sort_key, unique_key
from customer_card.models import Address, Customer, CustomerNumberAlias, CustomerSegment
from customer_card.services.customer_fields import named, numbered
from customer_card.services.demo.firm import Firm, id_of
from customer_card.services.demo.foreign_customers import DANISH, FINNISH, NORWEGIAN, OTHERS
from customer_card.services.demo.sheets import FOLLOWS, AddressSheet, CustomerSheet
from customer_card.services.demo.swedish_customers import SWEDISH

SHEETS = sorted((*SWEDISH, *FINNISH, *NORWEGIAN, *DANISH, *OTHERS), key=lambda sheet: sheet.number)
LANGUAGES = {"SE": "sv", "FI": "fi", "NO": "nb", "DK": "da", "DE": "de", "GB": "en"}
REGIONS = {"SE": "Sverige", "FI": "Finland", "NO": "Norge och Danmark", "DK": "Norge och Danmark"}
POTENTIALS = {"H": "Hög potential", "S": "Stabil", "L": "Låg potential"}
SIZES = ((10, "Mikro"), (50, "Liten"), (250, "Medelstor"))
# Customer number, who stands in, and the first and the last day counted from today.
STAND_INS = ((1002, "kundansvarig", -6, 22), (1018, "erik.berglund", 14, 35))
FORMER_NUMBER = (1009, "K-109")


async def make_customers(firm: Firm) -> None:
    """Write customers, addresses, segments and the old number that still leads to one of them."""
    firm.customers = [_customer(firm, sheet) for sheet in SHEETS]
    await firm.keep(firm.customers)
    await _make_addresses(firm)
    await firm.keep(
        CustomerSegment(customer_id=id_of(customer), segment_id=firm.terms["segment"][name])
        for customer, sheet in zip(firm.customers, SHEETS, strict=True)
        for name in _segments(sheet)
    )
    number, former = FORMER_NUMBER
    renumbered = next(customer for customer in firm.customers if customer.number == str(number))
    await firm.keep([CustomerNumberAlias(number_key=unique_key(former), customer_id=id_of(renumbered))])


def _customer(firm: Firm, sheet: CustomerSheet) -> Customer:
    domain = f"{sheet.domain}.example" if sheet.domain else ""
    currency = currency_for(sheet.country)
    revenue = None if sheet.revenue is None else to_minor(Decimal(sheet.revenue * 1000), currency)
    return Customer(
        **numbered(str(sheet.number)),
        **named(Customer(), sheet.name),
        **_business_ids(sheet),
        **_stand_in(firm, sheet.number),
        **firm.made(sheet.days_old, sheet.owner or "ekonomi", sheet.number),
        country=sheet.country,
        owner_id=firm.users[sheet.owner] if sheet.owner else None,
        language=sheet.language or LANGUAGES[sheet.country],
        industry_id=firm.terms["industry"][sheet.industry],
        email=parse_email(f"info@{domain}").value if domain else None,
        phone=parse_phone(sheet.phone, sheet.country).value,
        website=parse_website(domain) if domain else None,
        revenue_minor=revenue,
        revenue_currency=None if revenue is None else currency,
        employees=sheet.employees,
        description=sheet.description or None,
        active=sheet.active,
    )


def _business_ids(sheet: CustomerSheet) -> dict[str, Any]:
    """The numbers with their keys; a wrong one stays as it was written, as an import leaves it."""
    values: dict[str, Any] = {}
    vat = "" if sheet.vat == FOLLOWS else sheet.vat
    if sheet.organisation:
        parsed = parse_organisation_number(sheet.organisation, sheet.country)
        values |= {
            "organisation_number": parsed.value,
            "organisation_key": parsed.key,
            "sole_trader": parsed.personal,
        }
        if sheet.vat == FOLLOWS:
            vat = proposed_vat_number(parsed) or ""
    if vat:
        parsed_vat = parse_vat_number(vat, sheet.country)
        values |= {"vat_number": parsed_vat.value, "vat_key": parsed_vat.key}
    return values


def _stand_in(firm: Firm, number: int) -> dict[str, int | date]:
    for customer, account, first, last in STAND_INS:
        if customer == number:
            return {
                "stand_in_id": firm.users[account],
                "stand_in_from": firm.today + timedelta(days=first),
                "stand_in_to": firm.today + timedelta(days=last),
            }
    return {}


async def _make_addresses(firm: Firm) -> None:
    """Write the addresses first with nobody's head office, since a first one can only point at itself.

    The keys between customer and address are checked at the end of the transaction.
    """
    heads: list[tuple[Customer, Address]] = []
    for customer, sheet in zip(firm.customers, SHEETS, strict=True):
        rows = [_address(firm, customer, sheet, address) for address in sheet.addresses]
        firm.addresses[id_of(customer)] = rows
        if rows:
            chosen = next((i for i, address in enumerate(sheet.addresses) if address.head_office), 0)
            heads.append((customer, rows[chosen]))
    await firm.keep(row for rows in firm.addresses.values() for row in rows)
    for customer, head_office in heads:
        customer.head_office_id = head_office.id
        for row in firm.addresses[id_of(customer)]:
            row.head_office_id = id_of(head_office)
    await firm.session.flush()


def _address(firm: Firm, customer: Customer, sheet: CustomerSheet, address: AddressSheet) -> Address:
    return Address(
        **firm.made(sheet.days_old, sheet.owner or "ekonomi", sheet.number),
        customer_id=id_of(customer),
        head_office_id=0,
        line1=address.line1,
        line2=address.line2,
        postal_code=parse_postal_code(address.postal_code, sheet.country),
        city=address.city,
        city_sort=sort_key(address.city),
        region=address.region,
        country=sheet.country,
        phone=parse_phone(address.phone, sheet.country).value if address.phone else "",
        is_billing="b" in address.purposes,
        is_postal="p" in address.purposes,
        is_visiting="v" in address.purposes,
    )


def _segments(sheet: CustomerSheet) -> list[str]:
    """One segment of each group, where the sheet knows the answer."""
    names = [REGIONS.get(sheet.country, "Övriga Europa")]
    if sheet.employees is not None:
        names.append(next((name for below, name in SIZES if sheet.employees < below), "Stor"))
    if sheet.potential:
        names.append(POTENTIALS[sheet.potential])
    return names
