"""A customer's contact persons, as the browser gets them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from customer_card.domain.contact_values import format_phone
from customer_card.i18n.catalogues import gettext, gettext_noop, ngettext
from customer_card.i18n.formats import format_day, language_name
from customer_card.services.contact_points import PointDetails
from customer_card.services.contacts import ContactDetails, ContactPage
from customer_card.views.card import Option
from customer_card.views.made import NOT_MADE, Made, made
from customer_card.views.people import hue, initials

LABELS = {
    "first_name": gettext_noop("First name"),
    "last_name": gettext_noop("Last name"),
    "title": gettext_noop("Job title"),
    "role_id": gettext_noop("Role"),
    "address_id": gettext_noop("Address"),
    "language": gettext_noop("Language"),
    "consent": gettext_noop("Marketing consent"),
    "consent_at": gettext_noop("Consent date"),
    "description": gettext_noop("Description"),
    "emails": gettext_noop("Email"),
    "phones": gettext_noop("Phone"),
    "keywords": gettext_noop("Keywords"),
}

CONSENTS = {
    "given": gettext_noop("Consent"),
    "unstated": gettext_noop("Not stated"),
    "declined": gettext_noop("Declined"),
}


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact as «Kontaktpersoner» shows it."""

    id: str
    name: str
    initials: str
    hue: int
    title: str
    role: str
    keywords: list[str]
    email: str
    email_link: str
    phone: str
    phone_link: str
    active: bool
    erased: bool
    declined: bool


@dataclass(frozen=True, slots=True)
class PointRow:
    """A row of the form for an e-mail address or a telephone number.

    ``key`` is the row's own, so that what is typed in other rows stays when one goes.
    """

    key: str
    type: str = "work"
    value: str = ""
    do_not_use: bool = False
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class ContactForm:
    """A contact as its dialog holds it; the rows of e-mails and phones stand beside it."""

    id: str = ""
    version: str = ""
    name: str = ""
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    role: list[Option] = field(default_factory=list)
    keywords: list[Option] = field(default_factory=list)
    address: str = ""
    language: list[Option] = field(default_factory=list)
    consent: str = "unstated"
    consent_at: str = ""
    description: str = ""
    active: bool = True
    made: Made = NOT_MADE


def contact_line(details: ContactDetails, language: str, country: str | None) -> ContactLine:
    """A row of the list for this reader; an erased contact is only that."""
    contact = details.contact
    name = full_name(contact.first_name, contact.last_name)
    erased = contact.erased_at is not None
    email, phone = first_usable(details.points, "email"), first_usable(details.points, "phone")
    return ContactLine(
        id=str(contact.id),
        name=gettext(language, "Deleted contact") if erased else name,
        initials="" if erased else initials(name),
        hue=hue(contact.id),
        title=contact.title or "",
        role=details.role_name or "",
        keywords=[keyword for _, keyword in details.keywords],
        email=email.value if email else "",
        email_link=f"mailto:{email.value}" if email else "",
        phone=format_phone(phone.value, country) if phone else "",
        phone_link=telephone_link(phone.value) if phone else "",
        active=contact.active,
        erased=erased,
        declined=contact.consent == "declined",
    )


def full_name(first: str | None, last: str | None) -> str:
    """A person's name as it is spoken."""
    return " ".join(filter(None, (first, last)))


def telephone_link(value: str) -> str:
    """Where a telephone number leads; only numbers that are complete lead anywhere."""
    number = value.split(" ext.", 1)[0]
    return f"tel:{number}" if number.startswith("+") else ""


def first_usable(points: Sequence[PointDetails], kind: str) -> PointDetails | None:
    """The one to use first: the primary one, unless it must not be used."""
    usable = [point for point in points if point.kind == kind and not point.do_not_use]
    return next((point for point in usable if point.is_primary), usable[0] if usable else None)


def contact_form(details: ContactDetails, language: str) -> ContactForm:
    """The dialog of a contact."""
    contact = details.contact
    return ContactForm(
        id=str(contact.id),
        version=str(contact.version),
        name=full_name(contact.first_name, contact.last_name),
        first_name=contact.first_name or "",
        last_name=contact.last_name or "",
        title=contact.title or "",
        role=[Option(str(contact.role_id), details.role_name or "")] if contact.role_id else [],
        keywords=[Option(str(keyword_id), name) for keyword_id, name in details.keywords],
        address=str(contact.address_id or ""),
        language=([Option(contact.language, language_name(contact.language, language))] if contact.language else []),
        consent=contact.consent,
        consent_at=contact.consent_at.isoformat() if contact.consent_at else "",
        description=contact.description or "",
        active=contact.active,
        made=made(contact, details.created_by, details.updated_by, language),
    )


def point_rows(points: Sequence[PointDetails], kind: str) -> list[PointRow]:
    """The form's rows for one kind; an empty one when there is none yet."""
    rows = [
        PointRow(
            key=f"p{point.id}",
            type=point.type,
            value=format_phone(point.value, None) if kind == "phone" else point.value,
            do_not_use=point.do_not_use,
            is_primary=point.is_primary,
        )
        for point in points
        if point.kind == kind
    ]
    return rows or [PointRow(key="new0", is_primary=True)]


def counts_text(page: ContactPage, language: str) -> str:
    """How many contacts there are, for the heading."""
    return ngettext(language, "{n} active contact", "{n} active contacts", page.active_count)


def figure_text(active_count: int, language: str) -> str:
    """How many active contacts there are, for the tab strip."""
    return ngettext(language, "{n} contact", "{n} contacts", active_count)


def shown_value(name: str, value: object, language: str, names: dict[tuple[str, int], str]) -> str:
    """A field's value in words, for a conflict. ``names`` holds what ids are called, by field."""
    if name == "phones" and isinstance(value, list):
        return ", ".join(format_phone(str(point[1]), None) for point in value)
    if name == "emails" and isinstance(value, list):
        return ", ".join(str(point[1]) for point in value)
    if name == "keywords" and isinstance(value, list):
        return ", ".join(names.get((name, one), "") for one in value)
    if name in {"role_id", "address_id"}:
        return names.get((name, value), "") if isinstance(value, int) else ""
    if name == "consent":
        return gettext(language, CONSENTS.get(str(value), CONSENTS["unstated"]))
    if name == "language":
        return language_name(str(value or ""), language)
    if name == "consent_at" and value:
        return format_day(date.fromisoformat(str(value)), language)
    return str(value or "")
