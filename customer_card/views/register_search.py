"""Filling in the dialog «Ny kund» from a number or a register, as the browser gets it."""

from __future__ import annotations

from dataclasses import dataclass

from customer_card.domain.business_ids import (
    BusinessId,
    parse_organisation_number,
    parse_vat_number,
    proposed_organisation_number,
    proposed_vat_number,
)
from customer_card.domain.ordinary_writing import ordinary_name, ordinary_place
from customer_card.models import Customer
from customer_card.registers import CompanyRegister, Hit, RegisterRecord
from customer_card.services.addresses import AddressFields
from customer_card.services.register_comparison import AS_REGISTERED, ORDINARY, compare


@dataclass(frozen=True, slots=True)
class HitLine:
    """A company to choose: its name as it will be filled in, and what tells it from others of that name."""

    country: str
    register_id: str
    name: str
    about: str


def hit_line(hit: Hit, country: str) -> HitLine:
    """A row of the list."""
    about = " · ".join(filter(None, (hit.register_id, ordinary_place(hit.city))))
    return HitLine(country, hit.register_id, ordinary_name(hit.name, country), about)


def parsed_number(field: str, text: str, country: str) -> BusinessId | None:
    """A number as it was typed so far, or None for nothing that could be one."""
    parse = parse_vat_number if field == "vat_number" else parse_organisation_number
    try:
        return parse(text[:60], country or None)
    except ValueError:
        return None


def computed(parsed: BusinessId, in_vat_register: bool | None = None) -> dict[str, str]:
    """The number that follows from the other one, by field.

    In Norway a number for VAT exists only when the company is in that register, and in Finland
    it does not when the register says that the company is not.
    """
    if parsed.problem is not None:
        return {}
    organisation = proposed_organisation_number(parsed)
    if organisation:
        return {"organisation_number": organisation}
    vat = proposed_vat_number(parsed)
    is_doubtful = in_vat_register is False or (parsed.country == "NO" and not in_vat_register)
    return {"vat_number": vat} if vat and not is_doubtful else {}


def filled(record: RegisterRecord, register: CompanyRegister) -> dict[str, str]:
    """The form's fields as the register has them, in ordinary writing; only those that can be kept."""
    parsed = parse_organisation_number(record.register_id, register.country)
    fields = {"organisation_number": parsed.value, **computed(parsed, record.in_vat_register)}
    for one in compare(Customer(name="", country=register.country), None, record, register):
        if not one.writings:
            continue
        value = one.writings.get(ORDINARY) or one.writings[AS_REGISTERED]
        if isinstance(value, AddressFields):
            fields |= {name: getattr(value, name) for name in ("line1", "line2", "postal_code", "city")}
        else:
            fields[one.field] = value
    return {name: value for name, value in fields.items() if value}
