"""A customer's name, address, e-mail and website beside what the register says of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from dataclasses import field as field_with
from enum import StrEnum

from customer_card.domain.contact_values import parse_email, parse_website
from customer_card.domain.errors import Invalid
from customer_card.domain.ordinary_writing import ordinary_name, ordinary_place
from customer_card.domain.text_keys import plain_text
from customer_card.models import Address, Customer
from customer_card.registers import CompanyRegister, RegisterAddress, RegisterRecord
from customer_card.services.addresses import AddressFields
from customer_card.services.customer_fields import check_country, clean_name

FIELDS = ("name", "address", "email", "website")
ORDINARY, AS_REGISTERED = "ordinary", "registered"

Value = str | AddressFields


class Standing(StrEnum):
    """How a field of the customer stands to the register."""

    DIFFERS = "differs"
    EQUAL = "equal"
    MISSING = "missing"
    """The register has nothing for this company."""

    NOT_CARRIED = "not_carried"
    """The register has it for no company."""

    UNUSABLE = "unusable"
    """What the register has cannot be kept, such as a website that is no web address."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One field: its value today, and what could be taken over, by how it is written.

    ``writings`` has one entry unless the register writes in capitals.
    """

    field: str
    standing: Standing
    today: Value
    writings: dict[str, Value] = field_with(default_factory=dict)

    def value(self, writing: str) -> Value:
        """The value in a writing, or in the only one there is."""
        return self.writings.get(writing) or self.writings[AS_REGISTERED]


def compare(
    customer: Customer, head_office: Address | None, record: RegisterRecord, register: CompanyRegister
) -> list[Compared]:
    """All four fields, in the order they are shown."""
    return [
        _name(customer, record, register.country),
        _address(customer, head_office, record),
        _email(customer, record, register),
        _website(customer, record),
    ]


def letters(text: str) -> str:
    """A text without what comparing ignores: case and blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _name(customer: Customer, record: RegisterRecord, country: str) -> Compared:
    said = record.name_sv if customer.language == "sv" and record.name_sv else record.name
    if not said:
        return Compared("name", Standing.MISSING, customer.name)
    try:
        said = clean_name(said)
    except Invalid:
        return Compared("name", Standing.UNUSABLE, customer.name)
    equal = letters(said) == letters(customer.name)
    return Compared("name", _standing(equal), customer.name, _writings(said, ordinary_name(said, country)))


def _email(customer: Customer, record: RegisterRecord, register: CompanyRegister) -> Compared:
    today = customer.email or ""
    if not register.carries_email:
        return Compared("email", Standing.NOT_CARRIED, today)
    if not record.email:
        return Compared("email", Standing.MISSING, today)
    try:
        said = parse_email(record.email).value
    except ValueError:
        return Compared("email", Standing.UNUSABLE, today)
    return Compared("email", _standing(letters(said) == letters(today)), today, {AS_REGISTERED: said})


def _website(customer: Customer, record: RegisterRecord) -> Compared:
    today = customer.website or ""
    if not record.website:
        return Compared("website", Standing.MISSING, today)
    try:
        said = parse_website(record.website)
    except ValueError:
        return Compared("website", Standing.UNUSABLE, today)
    return Compared("website", _standing(_site(said) == _site(today)), today, {AS_REGISTERED: said})


def _site(url: str) -> str:
    """A website without what comparing ignores."""
    return re.sub(r"^(https?://)?(www\.)?", "", letters(url)).rstrip("/")


def _address(customer: Customer, head_office: Address | None, record: RegisterRecord) -> Compared:
    today = _fields_of(head_office)
    if record.address is None:
        return Compared("address", Standing.MISSING, today)
    in_swedish = customer.language == "sv" and bool(record.address.city_sv)
    city = record.address.city_sv if in_swedish else record.address.city
    proposed = _taken_over(today, record.address, city)
    try:
        proposed = proposed.model_copy(update=proposed.checked())
    except Invalid:
        return Compared("address", Standing.UNUSABLE, today)
    plain = proposed.model_copy(update={"city": ordinary_place(proposed.city)})
    writings: dict[str, Value] = {AS_REGISTERED: proposed}
    if plain != proposed:
        writings[ORDINARY] = plain
    return Compared("address", _standing(_place(proposed) == _place(today)), today, writings)


def _taken_over(today: AddressFields, said: RegisterAddress, city: str) -> AddressFields:
    """The head office with the register's address in it; what the register leaves out stays as it is.

    A second line, such as a floor, belongs to the street above it: it stays while that does.
    """
    lines = [line for line in map(plain_text, said.lines) if line]
    line1, line2 = (lines[0], ", ".join(lines[1:])) if lines else (today.line1, today.line2)
    if letters(line1) == letters(today.line1) and not line2:
        line2 = today.line2
    values = {
        "line1": line1,
        "line2": line2,
        "postal_code": plain_text(said.postal_code) or today.postal_code,
        "city": plain_text(city) or today.city,
        "country": _country(said.country) or today.country,
    }
    return today.model_copy(update=values)


def _fields_of(address: Address | None) -> AddressFields:
    if address is None:
        return AddressFields()
    return AddressFields(**{name: getattr(address, name) for name in AddressFields.model_fields})


def _country(code: str) -> str:
    try:
        return check_country(code) or ""
    except Invalid:
        return ""


def _place(address: AddressFields) -> tuple[str, ...]:
    """What comparing two addresses looks at."""
    lines = letters(address.line1 + address.line2).replace(",", "")
    return lines, letters(address.postal_code), letters(address.city), address.country


def _standing(equal: bool) -> Standing:
    return Standing.EQUAL if equal else Standing.DIFFERS


def _writings(said: str, ordinary: str) -> dict[str, Value]:
    return {AS_REGISTERED: said} | ({ORDINARY: ordinary} if ordinary != said else {})
