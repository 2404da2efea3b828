"""The card's header and «Kunduppgifter», as the browser gets them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from customer_card.domain.business_ids import (
    BusinessId,
    masked,
    parse_organisation_number,
    parse_vat_number,
    proposed_organisation_number,
    proposed_vat_number,
)
from customer_card.domain.contact_values import format_phone
from customer_card.domain.money import from_minor
from customer_card.domain.permissions import Actor
from customer_card.domain.register_targets import RegisterTarget, register_target
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.i18n.formats import (
    country_name,
    format_count,
    format_money,
    language_name,
)
from customer_card.models import Customer
from customer_card.services.customers import CustomerDetails
from customer_card.views.made import NOT_MADE, Made, made
from customer_card.views.people import hue, initials


@dataclass(frozen=True, slots=True)
class Option:
    """Something chosen or to choose, as the combobox takes it."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field that is read and edited in place.

    ``raw`` is what stands in the input; ``link`` where the value leads; ``note`` what is to be
    said about the value; ``proposal`` a value that follows from another number.
    """

    shown: str = ""
    raw: str = ""
    link: str = ""
    note: str = ""
    proposal: str = ""
    chosen: list[Option] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CardHeader:
    """Who the customer is, and who has touched it.

    ``register_offer`` says whether a public register can be asked: ``offered``, ``missing`` for
    a number that is missing, or nothing.
    """

    id: str = ""
    number: str = ""
    name: str = ""
    initials: str = ""
    hue: int = 0
    active: bool = True
    version: str = ""
    register_offer: str = ""
    made: Made = NOT_MADE


def card_header(details: CustomerDetails, actor: Actor) -> CardHeader:
    """The header for this reader."""
    customer, language = details.customer, actor.language
    return CardHeader(
        id=str(customer.id),
        number=customer.number,
        name=customer.name,
        initials=initials(customer.name),
        hue=hue(customer.id),
        active=customer.active,
        version=str(customer.version),
        register_offer=register_offer(details),
        made=made(customer, details.created_by, details.updated_by, language),
    )


def register_offer(details: CustomerDetails) -> str:
    """Whether the menu offers to ask a register, says that a number is missing for it, or is silent."""
    target = target_of(details)
    if target is None:
        return ""
    return "offered" if target.register_id or target.problem else "missing"


def target_of(details: CustomerDetails) -> RegisterTarget | None:
    """Where the customer on a card can be looked up."""
    customer = details.customer
    return register_target(
        customer.vat_number, customer.organisation_number, customer.country, details.head_office_country
    )


def card_fields(details: CustomerDetails, actor: Actor) -> dict[str, FieldView]:
    """Every field of the customer that is edited in place, by name."""
    customer, language = details.customer, actor.language
    text = {
        "name": customer.name,
        "number": customer.number,
        "description": customer.description or "",
    }
    fields = {name: FieldView(shown=value, raw=value) for name, value in text.items()}
    fields["owner_id"] = _chosen(customer.owner_id, details.owner_name)
    fields["industry_id"] = _chosen(customer.industry_id, details.industry_name)
    fields["country"] = _chosen(customer.country, country_name(customer.country, language))
    fields["language"] = _chosen(customer.language, language_name(customer.language, language))
    fields["sole_trader"] = FieldView(
        shown=gettext(language, "Yes") if customer.sole_trader else gettext(language, "No"),
        raw="true" if customer.sole_trader else "",
    )
    fields |= _reach(customer)
    fields |= _size(customer, language)
    return fields | _numbers(customer, actor)


def _chosen(value: object, name: str | None) -> FieldView:
    if value is None or not name:
        return FieldView()
    return FieldView(shown=name, raw=str(value), chosen=[Option(str(value), name)])


def _reach(customer: Customer) -> dict[str, FieldView]:
    email, phone, website = customer.email or "", customer.phone or "", customer.website or ""
    shown_phone = format_phone(phone, customer.country) if phone else ""
    shown_website = website.removeprefix("https://").removeprefix("http://").rstrip("/")
    return {
        "email": FieldView(email, email, f"mailto:{email}" if email else ""),
        "phone": FieldView(shown_phone, phone, f"tel:{phone}" if phone.startswith("+") else ""),
        "website": FieldView(shown_website, website, _safe(website)),
    }


def _safe(website: str) -> str:
    """The address to lead to; nothing for one that came into the database on some other way than through the rules."""
    return website if website.startswith(("https://", "http://")) else ""


def _size(customer: Customer, language: str) -> dict[str, FieldView]:
    revenue = FieldView()
    if customer.revenue_minor is not None and customer.revenue_currency:
        shown = format_money(customer.revenue_minor, customer.revenue_currency, language)
        amount = from_minor(customer.revenue_minor, customer.revenue_currency)
        revenue = FieldView(shown, f"{amount.normalize():f} {customer.revenue_currency}")
    employees = FieldView()
    if customer.employees is not None:
        employees = FieldView(format_count(customer.employees, language), str(customer.employees))
    return {"revenue": revenue, "employees": employees}


def _numbers(customer: Customer, actor: Actor) -> dict[str, FieldView]:
    """Organisation and VAT number: masked for a sole trader without the right to edit."""
    language = actor.language
    organisation = _parsed(parse_organisation_number, customer.organisation_number, customer.country)
    vat = _parsed(parse_vat_number, customer.vat_number, customer.country)
    if customer.sole_trader and not actor.may_edit_customers:
        return {
            "organisation_number": FieldView(shown=masked(customer.organisation_number or "")),
            "vat_number": FieldView(shown=masked(customer.vat_number or "")),
        }
    propose_vat = organisation and not vat and not organisation.problem
    propose_organisation = vat and not organisation and not vat.problem
    return {
        "organisation_number": FieldView(
            customer.organisation_number or "",
            customer.organisation_number or "",
            note=_note(organisation, language),
            proposal=(proposed_organisation_number(vat) or "") if vat and propose_organisation else "",
        ),
        "vat_number": FieldView(
            customer.vat_number or "",
            customer.vat_number or "",
            note=_note(vat, language),
            proposal=(proposed_vat_number(organisation) or "") if organisation and propose_vat else "",
        ),
    }


def _parsed(
    parse: Callable[[str, str | None], BusinessId], value: str | None, country: str | None
) -> BusinessId | None:
    try:
        return parse(value, country) if value else None
    except ValueError:
        return None  # Nothing visible was stored, as an import may do.


def _note(parsed: BusinessId | None, language: str) -> str:
    """What to say of a number that is kept although something is odd about it."""
    if parsed is None or parsed.problem is None:
        return ""
    if parsed.refused and parsed.problem != "country_needed":
        return gettext(language, "Invalid format")
    sentences = {
        "country_needed": gettext_noop("Which country?"),
        "unusual_ending": gettext_noop("Swedish VAT numbers usually end with 01."),
        "unknown_format": gettext_noop("Unusual format for the country."),
        "country_mismatch": gettext_noop("The number belongs to another country."),
    }
    return gettext(language, sentences.get(parsed.problem.value, "Invalid format"))


LABELS = {
    "name": gettext_noop("Customer name"),
    "number": gettext_noop("Customer number"),
    "owner_id": gettext_noop("Account owner"),
    "description": gettext_noop("Description"),
    "country": gettext_noop("Country"),
    "organisation_number": gettext_noop("Organisation number"),
    "vat_number": gettext_noop("VAT number"),
    "sole_trader": gettext_noop("Sole trader"),
    "industry_id": gettext_noop("Industry"),
    "language": gettext_noop("Language"),
    "email": gettext_noop("Email"),
    "phone": gettext_noop("Phone"),
    "website": gettext_noop("Website"),
    "revenue": gettext_noop("Annual revenue"),
    "employees": gettext_noop("Number of employees"),
}


def field_label(name: str) -> str:
    """The message id of a field's label."""
    return LABELS.get({"revenue_minor": "revenue", "revenue_currency": "revenue"}.get(name, name), name)


def shown_value(name: str, value: object, language: str, names: dict[tuple[str, int], str]) -> str:
    """A field's value in words, for a conflict. ``names`` holds what ids are called, by field."""
    if isinstance(value, bool):
        return gettext(language, "Yes") if value else gettext(language, "No")
    if name in {"owner_id", "industry_id"}:
        return names.get((name, value), "") if isinstance(value, int) else ""
    if name == "country":
        return country_name(str(value or ""), language)
    if name == "language":
        return language_name(str(value or ""), language)
    if name == "phone":
        return format_phone(str(value or ""), None)
    return "" if value is None else str(value)
