"""Rows of the list of contacts across customers, as the browser gets them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from customer_card.domain.contact_values import format_phone
from customer_card.i18n.catalogues import gettext, ngettext
from customer_card.i18n.formats import format_count
from customer_card.services.contact_list import COUNTED, ContactListPage, ContactRow
from customer_card.views.card import Option
from customer_card.views.contacts import CONSENTS, first_usable, full_name, telephone_link


@dataclass(frozen=True, slots=True)
class ContactListLine:
    """One row of the list of contacts."""

    id: str
    name: str
    href: str
    customer_href: str
    active: bool
    title: str
    role: str
    customer: str
    customer_active: bool
    email: str
    phone: str
    phone_link: str
    keywords: str
    consent: str
    declined: bool


def contact_list_line(row: ContactRow, language: str) -> ContactListLine:
    """A row for this reader, with the address and the number to use first."""
    email, phone = first_usable(row.points, "email"), first_usable(row.points, "phone")
    card = f"/customers/{quote(row.customer_number, safe='')}/contacts"
    return ContactListLine(
        id=str(row.id),
        name=full_name(row.first_name, row.last_name),
        href=f"{card}?contact={row.id}",
        customer_href=card,
        active=row.active,
        title=row.title or "",
        role=row.role_name or "",
        customer=row.customer_name,
        customer_active=row.customer_active,
        email=email.value if email else "",
        phone=format_phone(phone.value, None) if phone else "",
        phone_link=telephone_link(phone.value) if phone else "",
        keywords=" · ".join(name for _, name in row.keywords),
        consent=gettext(language, CONSENTS[row.consent]),
        declined=row.consent == "declined",
    )


def count_text(page: ContactListPage, language: str) -> str:
    """How many there are: exact up to a thousand."""
    if page.count > COUNTED:
        return gettext(language, "over {n} contacts", n=format_count(COUNTED, language))
    return ngettext(language, "{n} contact", "{n} contacts", page.count)


def segment_options(segments: list[tuple[int, str, str]]) -> list[Option]:
    """The segments to filter by, each with its group's name before it."""
    return [Option(str(row_id), f"{group}: {name}") for row_id, group, name in segments]
