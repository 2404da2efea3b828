"""Rows of the customer list, as the browser gets them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from customer_card.domain.business_ids import masked
from customer_card.domain.fiscal_year import fiscal_year
from customer_card.domain.permissions import Actor
from customer_card.i18n.catalogues import gettext, gettext_noop, ngettext
from customer_card.i18n.formats import country_name, format_count, format_day, format_moment, format_money, near_day
from customer_card.services import local_time
from customer_card.services.customer_list import COUNTED, CustomerPage, CustomerRow
from customer_card.services.customer_money import Amounts
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
    open_sales: str = ""
    billed: str = ""
    overdue: str = ""
    last_activity: str = ""
    last_activity_full: str = ""


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
        href=f"/customers/{quote(row.number, safe='')}/contacts",
        active=row.active,
        owner=row.owner_name or "",
        industry=row.industry_name or "",
        segments=", ".join(row.segments),
        city=row.city or "",
        country=country_name(row.country, actor.language),
        organisation_number=masked(number) if hidden and number else number,
        open_sales=_amounts(row.money.open_sales, actor.language),
        billed=_amounts(row.money.billed, actor.language),
        overdue=_amounts(row.money.overdue, actor.language),
        last_activity=near_day(local_time.local(row.last_activity).date(), actor.language) if row.last_activity else "",
        last_activity_full=format_moment(row.last_activity, actor.language) if row.last_activity else "",
    )


def _amounts(amounts: Amounts, language: str) -> str:
    """Each currency's amount on a line of its own."""
    return "\n".join(format_money(minor, currency, language) for minor, currency in amounts)


def money_note(actor: Actor) -> str:
    """What the amounts of the list are made of; nothing for whoever is shown none."""
    if not actor.has_money_scope:
        return ""
    first, last = fiscal_year(local_time.today())
    sentence = gettext_noop(
        "Amounts from projects that you may see. Open sales and billed this year ({first} – {last}) are excl. VAT,"
        " overdue incl. VAT."
    )
    language = actor.language
    return gettext(language, sentence, first=format_day(first, language), last=format_day(last, language))


def count_text(page: CustomerPage, language: str) -> str:
    """How many there are: exact up to a thousand."""
    if page.count > COUNTED:
        return gettext(language, "over {n} customers", n=format_count(COUNTED, language))
    return ngettext(language, "{n} customer", "{n} customers", page.count)


def similar_line(similar: Similar, language: str) -> SimilarLine:
    """The warning that a number, or nearly the same name, already belongs to a customer."""
    sentence = {
        "organisation_number": gettext_noop("{name} ({number}) already has this organisation number."),
        "vat_number": gettext_noop("{name} ({number}) already has this VAT number."),
        "name": gettext_noop("{name} ({number}) has nearly the same name."),
    }[similar.reason]
    text = gettext(language, sentence, name=similar.name, number=similar.number)
    return SimilarLine(similar.reason, text, f"/customers/{quote(similar.number, safe='')}/contacts")
