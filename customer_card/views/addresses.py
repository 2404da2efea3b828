"""A customer's addresses, as the browser gets them."""

from __future__ import annotations

from dataclasses import dataclass, field

from customer_card.domain.contact_values import format_phone
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.i18n.formats import country_name
from customer_card.models import Address
from customer_card.services.addresses import AddressDetails
from customer_card.views.card import Option
from customer_card.views.made import NOT_MADE, Made, made

LABELS = {
    "line1": gettext_noop("Address"),
    "line2": gettext_noop("C/o or second line"),
    "postal_code": gettext_noop("Postal code"),
    "city": gettext_noop("City"),
    "region": gettext_noop("Region"),
    "country": gettext_noop("Country"),
    "phone": gettext_noop("Phone"),
    "is_billing": gettext_noop("Billing address"),
    "is_postal": gettext_noop("Postal address"),
    "is_visiting": gettext_noop("Visiting address"),
}


@dataclass(frozen=True, slots=True)
class AddressCard:
    """An address as «Adresser» shows it."""

    id: str
    lines: str
    place: str
    country: str
    phone: str
    purposes: str
    head_office: bool
    summary: str


@dataclass(frozen=True, slots=True)
class AddressForm:
    """An address as its dialog holds it."""

    id: str = ""
    version: str = ""
    line1: str = ""
    line2: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: list[Option] = field(default_factory=list)
    phone: str = ""
    is_billing: bool = False
    is_postal: bool = False
    is_visiting: bool = False
    head_office: bool = False
    summary: str = ""
    made: Made = NOT_MADE
    used_by: str = ""


def address_card(details: AddressDetails, language: str) -> AddressCard:
    """A card of an address for this reader."""
    address = details.address
    place = f"{address.postal_code} {address.city}".strip()
    purposes = [
        gettext(language, LABELS[name]) for name in ("is_billing", "is_postal", "is_visiting") if getattr(address, name)
    ]
    return AddressCard(
        id=str(address.id),
        lines=", ".join(filter(None, (address.line1, address.line2))),
        place=", ".join(filter(None, (place, address.region))),
        country=country_name(address.country, language),
        phone=format_phone(address.phone, address.country or None) if address.phone else "",
        purposes=" · ".join(purposes),
        head_office=details.is_head_office,
        summary=summary(address),
    )


def summary(address: Address) -> str:
    """An address in one line, for choosing among several."""
    return ", ".join(filter(None, (address.line1, f"{address.postal_code} {address.city}".strip())))


def address_form(details: AddressDetails, used_by: list[str], more: int, language: str) -> AddressForm:
    """The dialog of an address, with the contacts that use it."""
    address = details.address
    country = country_name(address.country, language)
    names = ", ".join(used_by)
    if more:
        names = gettext(language, "{names} and {n} more", names=names, n=more)
    return AddressForm(
        id=str(address.id),
        version=str(address.version),
        line1=address.line1,
        line2=address.line2,
        postal_code=address.postal_code,
        city=address.city,
        region=address.region,
        country=[Option(address.country, country)] if address.country else [],
        phone=address.phone,
        is_billing=address.is_billing,
        is_postal=address.is_postal,
        is_visiting=address.is_visiting,
        head_office=details.is_head_office,
        summary=summary(address),
        made=made(address, details.created_by, details.updated_by, language),
        used_by=names,
    )


def shown_value(name: str, value: object, language: str) -> str:
    """A field's value in words, for a conflict."""
    if isinstance(value, bool):
        return gettext(language, "Yes") if value else gettext(language, "No")
    if name == "country":
        return country_name(str(value or ""), language)
    if name == "phone":
        return format_phone(str(value or ""), None)
    return str(value or "")
