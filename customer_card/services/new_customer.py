"""What is asked for a new customer, and what can be kept of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, Field

from customer_card.domain.business_ids import parse_organisation_number, parse_vat_number
from customer_card.domain.contact_values import parse_email, parse_website
from customer_card.domain.errors import Invalid
from customer_card.domain.register_targets import target_of
from customer_card.models import Customer
from customer_card.services.addresses import AddressFields
from customer_card.services.customer_fields import check_country, clean_name, named, refuse_wrong


class NewCustomer(BaseModel):
    """What is asked for a new customer."""

    name: str = Field(max_length=1000)
    organisation_number: str = Field(default="", max_length=200)
    vat_number: str = Field(default="", max_length=200)
    country: str = Field(default="", max_length=10)
    email: str = Field(default="", max_length=1000)
    website: str = Field(default="", max_length=1000)
    address: AddressFields | None = None
    lookup_id: int = Field(default=0, ge=0, lt=10**18)
    """The actor's own look-up in a public register that filled the form in, 0 for none."""


def checked(command: NewCustomer) -> dict[str, Any]:
    """The columns of a new customer. Raises ``Invalid`` with every field's problem at once."""
    values: dict[str, Any] = {}
    problems = Invalid({})
    country: str | None = None

    def attempt(step: Any) -> None:
        try:
            values.update(step())
        except Invalid as invalid:
            problems.problems.update(invalid.problems)
            problems.details.update(invalid.details)

    attempt(lambda: named(Customer(), clean_name(command.name)))
    attempt(lambda: {"country": check_country(command.country)})
    country = values.get("country")
    attempt(lambda: _organisation(command.organisation_number, country))
    attempt(lambda: _vat(command.vat_number, country))
    attempt(lambda: _reach("email", command.email, lambda text: parse_email(text).value))
    attempt(lambda: _reach("website", command.website, parse_website))
    if command.address and not command.address.is_empty:
        try:
            command.address.checked()
        except Invalid as invalid:
            problems.problems.update(invalid.problems)
            problems.details.update(invalid.details)
    if problems.problems:
        raise problems
    if not values.get("country"):
        values["country"] = values.get("_country")
    values.pop("_country", None)
    return values


def _organisation(text: str, country: str | None) -> dict[str, Any]:
    if not text.strip():
        return {}
    parsed = parse_organisation_number(text[:60], country)
    refuse_wrong("organisation_number", parsed)
    return {
        "organisation_number": parsed.value,
        "organisation_key": parsed.key,
        "sole_trader": parsed.personal,
        "_country": parsed.country,
    }


def _vat(text: str, country: str | None) -> dict[str, Any]:
    if not text.strip():
        return {}
    parsed = parse_vat_number(text[:60], country)
    refuse_wrong("vat_number", parsed)
    values = {"vat_number": parsed.value, "vat_key": parsed.key, "_country": parsed.country}
    return values | ({"sole_trader": True} if parsed.personal else {})


def _reach(field: str, text: str, parse: Callable[[str], str]) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        return {field: parse(text)}
    except ValueError as error:
        raise Invalid.one(field, str(error)) from error


def register_ids(command: NewCustomer) -> set[str]:
    """The numbers under which public registers know a customer whose fields have been checked."""
    country = check_country(command.country)
    found: set[str] = set()
    for parse, text in (
        (parse_organisation_number, command.organisation_number),
        (parse_vat_number, command.vat_number),
    ):
        target = target_of(parse(text[:60], country)) if text.strip() else None
        found |= {target.register_id} if target and target.register_id else set()
    return found
