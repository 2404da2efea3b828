"""The contact persons of the demo firm's customers."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from random import Random
from typing import Any

from customer_card.domain.contact_values import parse_email, parse_phone
from customer_card.domain.text_keys import fold, name_sort_key
from customer_card.models import Contact, ContactKeyword, ContactPoint, Customer
from customer_card.services.demo.firm import Firm, chance, id_of
from customer_card.services.demo.names import FIRST_NAMES, LAST_NAMES, NOTES, TITLES
from customer_card.services.demo.registers import KEYWORDS, ROLES

MANY_CONTACTS = ("1004", 60)
FUNCTIONAL_CONTACT = ("1009", "Ekonomiavdelningen")
# The name that stood on the invoices before the person was erased; the contact itself keeps nothing of it.
ERASED = ("1007", "Gunhild Stenhammarsson")
ERASED_DAYS_AGO = 55
SOLE_TRADER = "Innehavare"
LEADING_ROLES = ("VD", "Faktureringskontakt")
# Telephone numbers that nobody answers, country by country; the last digits are counted up.
FICTIONAL_PHONES = {
    "SE": ("070-174 06 {:02d}", 5, 95), "FI": ("050 000 0{:03d}", 100, 800), "NO": ("40 00 0{:03d}", 100, 800),
    "DK": ("55 55 0{:03d}", 200, 700), "DE": ("030 23125 {:03d}", 100, 800), "GB": ("020 7946 0{:03d}", 200, 700),
}  # fmt: skip
SWEDISH_RESERVE = ("08-465 004 {:02d}", "031-390 06 {:02d}", "040-628 04 {:02d}")
CONSENTS = ("given", "unstated", "declined")


class _Phones:
    """Hands out the fictional numbers of each country, each once as long as they last."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def following(self, country: str) -> str:
        n = self._used.get(country, 0)
        self._used[country] = n + 1
        pattern, first, count = FICTIONAL_PHONES[country]
        if n < count:
            return pattern.format(first + n)
        # Sweden's mobile range for fiction is short; the reserved land lines follow, beyond the switchboards.
        further = n - count
        return SWEDISH_RESERVE[further // 50 % 3].format(50 + further % 50)


async def make_contacts(firm: Firm) -> None:
    """Write the contacts with their e-mails, telephones and keywords."""
    rng, phones = chance("contacts"), _Phones()
    for customer in firm.customers:
        firm.contacts[id_of(customer)] = _contacts(firm, customer, rng)
    await firm.keep(contact for contacts in firm.contacts.values() for contact in contacts)
    for customer in firm.customers:
        for contact in firm.contacts[id_of(customer)]:
            if contact.erased_at is None:
                firm.points[id_of(contact)] = _points(customer, contact, rng, phones)
    await firm.keep(point for points in firm.points.values() for point in points)
    await firm.keep(
        ContactKeyword(contact_id=contact_id, keyword_id=firm.terms["keyword"][name])
        for contact_id in firm.points
        for name in sorted(rng.sample(KEYWORDS, rng.choice((0, 0, 1, 1, 2, 3))))
    )


def _contacts(firm: Firm, customer: Customer, rng: Random) -> list[Contact]:
    language = customer.language or "sv"
    wanted = MANY_CONTACTS[1] if customer.number == MANY_CONTACTS[0] else rng.randint(2, 7)
    names = rng.sample(list(product(FIRST_NAMES[language], LAST_NAMES[language])), wanted)
    if customer.sole_trader:
        first, last, _ = customer.name.split()
        names = [(first, last), names[0]]
    contacts = [_contact(firm, customer, rng, position, first, last) for position, (first, last) in enumerate(names)]
    if customer.number == FUNCTIONAL_CONTACT[0]:
        contacts.append(_functional(firm, customer))
    if customer.number == ERASED[0]:
        contacts.append(_erased(firm, customer))
    return contacts


def _contact(firm: Firm, customer: Customer, rng: Random, position: int, first: str, last: str) -> Contact:
    role = LEADING_ROLES[position] if position < len(LEADING_ROLES) else rng.choice(ROLES[2:] + ROLES[:1])
    others = [a.id for a in firm.addresses[id_of(customer)] if a.id != customer.head_office_id]
    language = customer.language or "sv"
    made = _made(firm, customer, rng.randint(0, 100), position)
    return Contact(
        **made,
        **_consent(firm, made, rng),
        customer_id=id_of(customer),
        first_name=first,
        last_name=last,
        sort_key=name_sort_key(first, last),
        title=SOLE_TRADER if customer.sole_trader and position == 0 else TITLES[role][language],
        role_id=firm.terms["role"][role],
        address_id=rng.choice(others) if others and rng.random() < 0.3 else None,
        language="en" if rng.random() < 0.1 else language,
        description=rng.choice(NOTES) if rng.random() < 0.15 else None,
        # The two who lead every customer stay, so that there is somebody to call and to send invoices to.
        active=position < len(LEADING_ROLES) or rng.random() > 0.12,
    )


def _made(firm: Firm, customer: Customer, later: int, salt: int) -> dict[str, Any]:
    """Made on the customer's first day or some time after it, by the owner or by the finance person."""
    age = max(firm.age(customer), 2)
    days_ago = age - (age - 1) * later // 100
    made = firm.made(days_ago, firm.owner_of(customer, "ekonomi"), salt)
    at = max(made["created_at"], customer.created_at)
    return made | {"created_at": at, "updated_at": at}


def _consent(firm: Firm, made: dict[str, Any], rng: Random) -> dict[str, Any]:
    consent = rng.choices(CONSENTS, (45, 35, 20))[0]
    first = made["created_at"].date()
    stated = first + timedelta(days=rng.randint(0, max((firm.day(1) - first).days, 0)))
    return {"consent": consent, "consent_at": None if consent == "unstated" else stated}


def _functional(firm: Firm, customer: Customer) -> Contact:
    """A contact that is a department: it has no first name."""
    name = FUNCTIONAL_CONTACT[1]
    return Contact(
        **_made(firm, customer, 0, 9),
        customer_id=id_of(customer),
        last_name=name,
        sort_key=name_sort_key("", name),
        role_id=firm.terms["role"]["Faktureringskontakt"],
        language=customer.language,
    )


def _erased(firm: Firm, customer: Customer) -> Contact:
    return Contact(
        **_made(firm, customer, 0, 8),
        customer_id=id_of(customer),
        active=False,
        erased_at=firm.moment(ERASED_DAYS_AGO),
    )


def _points(customer: Customer, contact: Contact, rng: Random, phones: _Phones) -> list[ContactPoint]:
    """A work e-mail always, a mobile or direct number usually, now and then one more that must not be used."""
    country = customer.country or "SE"
    domain = (customer.website or "https://kund.example").removeprefix("https://")
    local = ".".join(fold(part).replace(" ", "") for part in (contact.first_name, contact.last_name) if part)
    values = [("email", "work", f"{local}@{domain}", False)]
    if contact.role_id and contact.first_name is None:
        values.append(("email", "other", f"faktura@{domain}", False))
    elif rng.random() < 0.15:
        values.append(("email", "private", f"{local}@privat.example", rng.random() < 0.6))
    if rng.random() < 0.75:
        values.append(("phone", "mobile", phones.following(country), False))
    if rng.random() < 0.3 and customer.phone:
        values.append(("phone", "work", customer.phone, rng.random() < 0.2))
    return [_point(id_of(contact), values, n, country) for n in range(len(values))]


def _point(contact_id: int, values: list[tuple[str, str, str, bool]], n: int, country: str) -> ContactPoint:
    """The n-th of a contact's values; the first of its kind is the primary one."""
    kind, sort, text, do_not_use = values[n]
    parsed = parse_email(text) if kind == "email" else parse_phone(text, country)
    return ContactPoint(
        contact_id=contact_id,
        kind=kind,
        position=sum(1 for other in values[:n] if other[0] == kind),
        type=sort,
        value=parsed.value,
        value_key=parsed.key,
        do_not_use=do_not_use,
        is_primary=all(other[0] != kind for other in values[:n]),
    )
