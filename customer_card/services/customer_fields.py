"""What each field of a customer accepts, and what follows from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from babel import Locale
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.business_ids import (
    BusinessId,
    IdProblem,
    parse_organisation_number,
    parse_vat_number,
)
from customer_card.domain.contact_values import parse_email, parse_phone, parse_website
from customer_card.domain.errors import Invalid
from customer_card.domain.money import currency_for, from_minor, parse_amount
from customer_card.domain.permissions import Customers
from customer_card.domain.text_keys import number_sort_key, plain_text, sort_key, unique_key
from customer_card.models import Customer, Industry, PermissionProfile, User
from customer_card.settings import settings

MAXIMUM_NAME = 200
MAXIMUM_NUMBER = 30
MAXIMUM_DESCRIPTION = 4000
MAXIMUM_EMPLOYEES = 10_000_000
NUMBER_CHARACTERS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÆØabcdefghijklmnopqrstuvwxyzåäöæø0123456789-_.")

COUNTRIES = {code for code in Locale("en").territories if len(code) == 2 and code.isalpha()} - {
    "EU", "EZ", "UN", "XA", "XB", "ZZ", "QO",
}  # fmt: skip
CUSTOMER_LANGUAGES = ("sv", "fi", "nb", "nn", "da", "en", "de", "fr", "es", "et", "is")

Values = dict[str, Any]
Parser = Callable[[AsyncSession, Customer, str], Awaitable[Values]]


def clean_name(text: str, field: str = "name") -> str:
    """A name in one line. Raises ``Invalid`` when nothing or too much is left."""
    name = plain_text(text)
    if not name:
        raise Invalid.one(field, "required")
    if len(name) > MAXIMUM_NAME:
        raise Invalid.one(field, "too_long", maximum=str(MAXIMUM_NAME))
    return name


def clean_number(text: str) -> str:
    """A customer number that can stand in an address line. Raises ``Invalid``."""
    number = "".join(text.split())
    if not number:
        raise Invalid.one("number", "required")
    if len(number) > MAXIMUM_NUMBER:
        raise Invalid.one("number", "too_long", maximum=str(MAXIMUM_NUMBER))
    if not set(number) <= NUMBER_CHARACTERS or set(number) <= {"."}:
        raise Invalid.one("number", "number_characters")
    return number


def named(customer: Customer, name: str) -> Values:
    """A name with the key it sorts by."""
    return {"name": name, "name_sort": sort_key(name)}


def numbered(number: str) -> Values:
    """A number with the keys it is found and sorted by."""
    return {
        "number": number,
        "number_key": unique_key(number),
        "number_sort": number_sort_key(number),
    }


def refuse_wrong(field: str, parsed: BusinessId) -> None:
    """Raise ``Invalid`` for a number that its country's rules refuse."""
    if parsed.refused and parsed.problem:
        details = {"example": parsed.example, "country": parsed.country or ""}
        raise Invalid({field: f"id_{parsed.problem.value}"}, {field: details})


def check_country(text: str, field: str = "country") -> str | None:
    """An ISO 3166 code, or None for nothing. Raises ``Invalid``."""
    code = text.strip().upper()
    if not code:
        return None
    if code not in COUNTRIES:
        raise Invalid.one(field, "country_unknown")
    return code


async def _name(_session: AsyncSession, customer: Customer, text: str) -> Values:
    return named(customer, clean_name(text))


async def _number(session: AsyncSession, customer: Customer, text: str) -> Values:
    number = clean_number(text)
    taken = await session.scalar(
        select(Customer.id).where(Customer.number_key == unique_key(number), Customer.id != (customer.id or 0))
    )
    if taken:
        raise Invalid.one("number", "number_taken")
    return numbered(number)


async def _owner(session: AsyncSession, _customer: Customer, text: str) -> Values:
    if not text:
        return {"owner_id": None}
    owner = await session.scalar(
        select(User.id)
        .join(PermissionProfile, PermissionProfile.id == User.profile_id)
        .where(
            User.id == as_id(text, "owner_id"),
            User.active,
            PermissionProfile.customers >= Customers.READ,
        )
    )
    if owner is None:
        raise Invalid.one("owner_id", "not_a_choice")
    return {"owner_id": owner}


async def _industry(session: AsyncSession, _customer: Customer, text: str) -> Values:
    if not text:
        return {"industry_id": None}
    found = await session.scalar(select(Industry.id).where(Industry.id == as_id(text, "industry_id"), Industry.active))
    if found is None:
        raise Invalid.one("industry_id", "not_a_choice")
    return {"industry_id": found}


async def _organisation_number(_session: AsyncSession, customer: Customer, text: str) -> Values:
    if not text.strip():
        return {"organisation_number": None, "organisation_key": None}
    parsed = parse_organisation_number(text[:60], customer.country)
    refuse_wrong("organisation_number", parsed)
    values: Values = {"organisation_number": parsed.value, "organisation_key": parsed.key}
    return values | _sole_trader_from(parsed) | _country_from(parsed, customer)


async def _vat_number(_session: AsyncSession, customer: Customer, text: str) -> Values:
    if not text.strip():
        return {"vat_number": None, "vat_key": None}
    parsed = parse_vat_number(text[:60], customer.country)
    refuse_wrong("vat_number", parsed)
    values: Values = {"vat_number": parsed.value, "vat_key": parsed.key}
    return values | _sole_trader_from(parsed) | _country_from(parsed, customer)


def _sole_trader_from(parsed: BusinessId) -> Values:
    """A number that is a person's own makes the customer a sole trader, which hides it from readers."""
    return {"sole_trader": True} if parsed.personal else {}


def _country_from(parsed: BusinessId, customer: Customer) -> Values:
    """A number that says its country settles it for a customer that has none."""
    return {"country": parsed.country} if parsed.country and not customer.country else {}


async def _country(_session: AsyncSession, customer: Customer, text: str) -> Values:
    """The country decides how the bare numbers are read, so they are read again with it."""
    country = check_country(text)
    values: Values = {"country": country}
    if customer.organisation_number:
        parsed = parse_organisation_number(customer.organisation_number, country)
        if not parsed.refused:
            values |= {"organisation_number": parsed.value, "organisation_key": parsed.key}
    if customer.vat_number:
        parsed = parse_vat_number(customer.vat_number, country)
        if not parsed.refused:
            values |= {"vat_number": parsed.value, "vat_key": parsed.key}
    return values


async def _email(_session: AsyncSession, _customer: Customer, text: str) -> Values:
    return {"email": _optional("email", text, lambda value: parse_email(value).value)}


async def _phone(_session: AsyncSession, customer: Customer, text: str) -> Values:
    country = customer.country or settings.country
    return {"phone": _optional("phone", text, lambda value: parse_phone(value, country).value)}


async def _website(_session: AsyncSession, _customer: Customer, text: str) -> Values:
    return {"website": _optional("website", text, parse_website)}


async def _revenue(_session: AsyncSession, customer: Customer, text: str) -> Values:
    if not text.strip():
        return {"revenue_minor": None, "revenue_currency": None}
    try:
        minor, currency = parse_amount(text[:60], currency_for(customer.country))
    except ValueError as error:
        raise Invalid.one("revenue", str(error)) from error
    return {"revenue_minor": minor, "revenue_currency": currency}


def revenue_text(minor: int | None, currency: str | None) -> str:
    """A revenue as it is typed, «1200000.5 SEK»; empty for none."""
    if minor is None or currency is None:
        return ""
    return f"{from_minor(minor, currency).normalize():f} {currency}"


async def _employees(_session: AsyncSession, _customer: Customer, text: str) -> Values:
    digits = "".join(text.split())
    if not digits:
        return {"employees": None}
    if not digits.isascii() or not digits.isdigit() or int(digits[:12]) > MAXIMUM_EMPLOYEES:
        raise Invalid.one("employees", "whole_number")
    return {"employees": int(digits)}


async def _description(_session: AsyncSession, _customer: Customer, text: str) -> Values:
    description = text.strip()
    if len(description) > MAXIMUM_DESCRIPTION:
        raise Invalid.one("description", "too_long", maximum=str(MAXIMUM_DESCRIPTION))
    return {"description": description or None}


async def _language(_session: AsyncSession, _customer: Customer, text: str) -> Values:
    if text and text not in CUSTOMER_LANGUAGES:
        raise Invalid.one("language", "not_a_choice")
    return {"language": text or None}


async def _sole_trader(_session: AsyncSession, _customer: Customer, text: str) -> Values:
    return {"sole_trader": text == "true"}


def as_id(text: str, field: str) -> int:
    """A row id that came from outside. Raises ``Invalid`` for anything that is no id."""
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Invalid.one(field, "not_a_choice")
    return int(text)


def _optional(field: str, text: str, parse: Callable[[str], str]) -> str | None:
    value = text.strip()
    if not value:
        return None
    try:
        return parse(value[:1000])
    except ValueError as error:
        raise Invalid.one(field, str(error)) from error


PARSERS: dict[str, Parser] = {
    "name": _name,
    "number": _number,
    "owner_id": _owner,
    "description": _description,
    "country": _country,
    "organisation_number": _organisation_number,
    "vat_number": _vat_number,
    "sole_trader": _sole_trader,
    "industry_id": _industry,
    "language": _language,
    "email": _email,
    "phone": _phone,
    "website": _website,
    "revenue": _revenue,
    "employees": _employees,
}

DERIVED = {"name_sort", "number_key", "number_sort", "organisation_key", "vat_key"}
"""Columns that follow from others; the change log keeps only what somebody typed."""


def warning_of(parsed: BusinessId) -> IdProblem | None:
    """What to tell about a number that is kept all the same."""
    return None if parsed.refused else parsed.problem
