"""Rows of the customer list, as the browser gets them."""

from __future__ import annotations

from dataclasses import dataclass

from customer_card.domain.business_ids import masked
from customer_card.domain.permissions import Actor
from customer_card.i18n.catalogues import gettext, gettext_noop, ngettext
from customer_card.i18n.formats import country_name, format_count
from customer_card.services.customer_list import COUNTED, CustomerPage, CustomerRow
from customer_card.services.customers import Similar


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """One row of the customer list."""

    id: str
    number: str
    name: str
    href: str
    active: bool
    owner: str
    industry: str
    segments: str
    city: str
    country: str
    organisation_number: str


@dataclass(frozen=True, slots=True)
class SimilarLine:
    """An existing customer that the new one may be a double of."""

    field: str
    text: str
    href: str


def customer_line(row: CustomerRow, actor: Actor) -> CustomerLine:
    """A row for this reader: a sole trader's number only for those who may edit."""
    number = row.organisation_number or ""
    hidden = row.sole_trader and not actor.may_edit_customers
    return CustomerLine(
        id=str(row.id),
        number=row.number,
        name=row.name,
        href=f"/customers/{row.number}/contacts",
        active=row.active,
        owner=row.owner_name or "",
        industry=row.industry_name or "",
        segments=", ".join(row.segments),
        city=row.city or "",
        country=country_name(row.country, actor.language),
        organisation_number=masked(number) if hidden and number else number,
    )


def count_text(page: CustomerPage, language: str) -> str:
    """How many there are: exact up to a thousand."""
    if page.count > COUNTED:
        return gettext(language, "over {n} customers", n=format_count(COUNTED, language))
    return ngettext(language, "{n} customer", "{n} customers", page.count)


def similar_line(similar: Similar, language: str) -> SimilarLine:
    """The warning that a number already belongs to a customer."""
    sentence = (
        gettext_noop("{name} ({number}) already has this organisation number.")
        if similar.reason == "organisation_number"
        else gettext_noop("{name} ({number}) already has this VAT number.")
    )
    text = gettext(language, sentence, name=similar.name, number=similar.number)
    return SimilarLine(similar.reason, text, f"/customers/{similar.number}/contacts")
