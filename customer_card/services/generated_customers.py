"""What generated customers are like: names, numbers, places and people, the same for the same position."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any

from sqlmodel import SQLModel

from customer_card.domain.business_ids import parse_organisation_number
from customer_card.domain.text_keys import fold, name_sort_key, search_words, sort_key
from customer_card.models import (
    Address,
    Contact,
    ContactPoint,
    Customer,
    CustomerSegment,
    FeedItem,
    FeedParticipant,
    FeedText,
    Invoice,
    InvoiceLine,
    Project,
    ProjectMember,
    SearchToken,
)
from customer_card.services import search_index
from customer_card.services.customer_fields import named, numbered
from customer_card.services.demo.names import FIRST_NAMES, LAST_NAMES
from customer_card.services.generated_feed import feed_rows
from customer_card.services.generated_places import Place, Terms
from customer_card.services.generated_values import (
    CITIES,
    COUNTRIES,
    CURRENCIES,
    DAYS_BACK,
    ENDINGS,
    FORMS,
    LANGUAGES,
    PLACES,
    POSITIVE_MINOR,
    PROJECT_NAMES,
    STREETS,
    TRADES,
    VAT_PERCENT,
    organisation_number_of,
    phone_of,
)

SEED = 20_261_103
EPOCH = date(2026, 11, 2)
"""Dates count back from a fixed day, so that the same call makes the same rows whenever it is made."""

TABLES: tuple[type[SQLModel], ...] = (
    Customer,
    Address,
    Contact,
    ContactPoint,
    CustomerSegment,
    SearchToken,
    Project,
    ProjectMember,
    Invoice,
    InvoiceLine,
    FeedItem,
    FeedText,
    FeedParticipant,
)
"""In the order in which their rows can be written."""


Rows = dict[type[SQLModel], list[dict[str, Any]]]


@dataclass(slots=True)
class Maker:
    """Makes the rows of one customer after another."""

    terms: Terms
    rows: Rows = field(default_factory=lambda: {table: [] for table in TABLES})

    def add(self, place: Place) -> None:
        """Make the rows of one customer."""
        rng = Random(f"{SEED} {place.number}")
        customer = self._customer(place, rng)
        address = self._address(place, customer, rng)
        self._keep(customer)
        self._keep(address)
        by_source = search_index.customer_words(customer) | {
            search_index.ADDRESSES: search_index.address_words(address)
        }
        for source, words in by_source.items():
            self._words(place.customer_id, source, None, words)
        self.rows[CustomerSegment] += [
            {"customer_id": place.customer_id, "segment_id": rng.choice(group)}
            for group in self.terms.segments
            if group
        ]
        for position, contact_id in enumerate(place.contact_ids):
            self._contact(customer, contact_id, position, rng)
        for project_id, number in zip(place.project_ids, place.project_numbers, strict=True):
            self._project(customer, project_id, number, rng)
        for invoice_id, number in zip(place.invoice_ids, place.invoice_numbers, strict=True):
            self._invoice(customer, place, invoice_id, number, rng)
        self._feed(place)

    def _feed(self, place: Place) -> None:
        """Tasks, entries and notes, by chance of their own, so that they leave all other rows as they were."""
        rng = Random(f"{SEED} feed {place.number}")
        made = feed_rows(
            place.customer_id, place.item_ids, place.project_ids, place.contact_ids, self.terms.owners, EPOCH, rng
        )
        for table, rows in made.items():
            self.rows[table] += rows

    def _keep(self, row: SQLModel) -> None:
        self.rows[type(row)].append(row.model_dump())

    def _words(self, customer_id: int, source: str, contact_id: int | None, words: set[str]) -> None:
        self.rows[SearchToken] += [
            {"customer_id": customer_id, "source": source, "contact_id": contact_id, "token": word}
            for word in sorted(words)
        ]

    def _customer(self, place: Place, rng: Random) -> Customer:
        country = rng.choice(COUNTRIES)
        place_name = rng.choice(PLACES) + rng.choice(ENDINGS)
        genitive = place_name if place_name.endswith("s") else f"{place_name}s"
        name = f"{genitive} {rng.choice(TRADES)} {rng.choice(FORMS[country])}"
        organisation = parse_organisation_number(organisation_number_of(country, rng), country)
        domain = f"{fold(name).replace(' ', '-')}.example"
        made_at = _moment(rng)
        owner = rng.choice(self.terms.owners) if self.terms.owners and rng.random() < 0.95 else None
        return Customer(
            id=place.customer_id,
            head_office_id=place.address_id,
            **numbered(place.number),
            **named(Customer(), name),
            owner_id=owner,
            country=country,
            organisation_number=organisation.value,
            organisation_key=organisation.key,
            language=LANGUAGES[country],
            industry_id=rng.choice(self.terms.industries) if self.terms.industries else None,
            email=f"info@{domain}",
            phone=phone_of(country, rng),
            website=f"https://{domain}",
            employees=rng.randint(1, 900),
            active=rng.random() < 0.93,
            created_at=made_at,
            updated_at=made_at,
            created_by=owner,
            updated_by=owner,
        )

    def _address(self, place: Place, customer: Customer, rng: Random) -> Address:
        assert customer.country
        city = rng.choice(CITIES[customer.country])
        return Address(
            id=place.address_id,
            customer_id=place.customer_id,
            head_office_id=place.address_id,
            line1=f"{rng.choice(STREETS)} {rng.randint(1, 90)}",
            postal_code=f"{rng.randint(100, 989)} {rng.randint(10, 99)}",
            city=city,
            city_sort=sort_key(city),
            country=customer.country,
            is_billing=True,
            is_postal=True,
            is_visiting=True,
            **_made_like(customer),
        )

    def _contact(self, customer: Customer, contact_id: int, position: int, rng: Random) -> None:
        assert customer.id and customer.country
        language = LANGUAGES[customer.country]
        first, last = rng.choice(FIRST_NAMES[language]), rng.choice(LAST_NAMES[language])
        contact = _row(
            Contact,
            id=contact_id,
            customer_id=customer.id,
            first_name=first,
            last_name=last,
            sort_key=name_sort_key(first, last),
            role_id=self.terms.roles[position % len(self.terms.roles)] if self.terms.roles else None,
            language=language,
            active=rng.random() < 0.92,
            **_made_like(customer),
        )
        address = (
            f"{fold(first)}.{fold(last).replace(' ', '-')}.{contact_id}@{(customer.email or '').partition('@')[2]}"
        )
        phone = phone_of(customer.country, rng)
        self.rows[Contact].append(contact)
        self.rows[ContactPoint] += [
            _row(ContactPoint, contact_id=contact_id, kind=kind, value=value, value_key=value_key, is_primary=True)
            for kind, value, value_key in (("email", address, address), ("phone", phone, phone[1:]))
        ]
        words = {*search_words(f"{first} {last}"), *search_index.email_words(address), *search_index.phone_words(phone)}
        self._words(customer.id, search_index.CONTACTS, contact_id, words)

    def _project(self, customer: Customer, project_id: int, number: str, rng: Random) -> None:
        assert customer.id and customer.country
        status_id, category, probability = rng.choice(self.terms.statuses)
        name = f"{rng.choice(PROJECT_NAMES)} {rng.randint(2023, 2027)}"
        start = EPOCH - timedelta(days=rng.randint(-200, DAYS_BACK))
        manager = rng.choice(self.terms.owners) if self.terms.owners else None
        self.rows[Project].append(
            _row(
                Project,
                id=project_id,
                number=number,
                number_key=number,
                customer_id=customer.id,
                name=name,
                name_sort=sort_key(name),
                status_id=status_id,
                probability=probability,
                manager_id=manager,
                seller_id=customer.owner_id,
                unit_id=rng.choice(self.terms.units) if self.terms.units else None,
                currency=CURRENCIES[customer.country],
                value_minor=rng.choice(POSITIVE_MINOR),
                expected_order_date=start,
                start_date=start if category == "won" else None,
                deadline=start + timedelta(days=180) if category == "won" else None,
                open=category != "lost",
                **_made_like(customer),
            )
        )
        members = rng.sample(self.terms.owners, min(2, len(self.terms.owners)))
        self.rows[ProjectMember] += [{"project_id": project_id, "user_id": user_id} for user_id in members]

    def _invoice(self, customer: Customer, place: Place, invoice_id: int, number: str, rng: Random) -> None:
        assert customer.id and customer.country
        day = EPOCH - timedelta(days=rng.randint(1, DAYS_BACK))
        net = rng.choice(POSITIVE_MINOR) // 10
        vat = net * VAT_PERCENT // 100
        self.rows[Invoice].append(
            _row(
                Invoice,
                id=invoice_id,
                number=number,
                number_key=number,
                external_id=number,
                customer_id=customer.id,
                invoice_date=day,
                due_date=day + timedelta(days=30),
                paid_minor=net + vat if rng.random() < 0.8 else 0,
                currency=CURRENCIES[customer.country],
                net_minor=net,
                vat_minor=vat,
                gross_minor=net + vat,
                receiver_as_issued=customer.name,
                **_made_like(customer),
            )
        )
        project_id = rng.choice(place.project_ids) if place.project_ids else None
        self.rows[InvoiceLine].append(
            _row(
                InvoiceLine,
                invoice_id=invoice_id,
                project_id=project_id,
                description="Konsultarvode",
                amount_minor=net,
            )
        )


@cache
def _blank(table: type[SQLModel]) -> dict[str, Any]:
    """A row of nothing but the table's own defaults; the database makes the id."""
    return table().model_dump(exclude={"id"})


def _row(table: type[SQLModel], **values: Any) -> dict[str, Any]:
    """A row of a table. Plain, since many thousand objects of the models would take most of the time."""
    return _blank(table) | values


def _made_like(customer: Customer) -> dict[str, Any]:
    """Who made a row and when: whoever made the customer, then."""
    return {name: getattr(customer, name) for name in ("created_at", "updated_at", "created_by", "updated_by")}


def _moment(rng: Random) -> datetime:
    day = EPOCH - timedelta(days=rng.randint(1, DAYS_BACK))
    return datetime.combine(day, time(8), UTC) + timedelta(minutes=rng.randint(0, 480))
