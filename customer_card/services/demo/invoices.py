"""The demo firm's invoices of the last twenty-six months, with their lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from random import Random

from customer_card.domain.text_keys import unique_key
from customer_card.models import Contact, Customer, Invoice, InvoiceLine, Project
from customer_card.services.demo.contacts import ERASED
from customer_card.services.demo.edits import FORMER_NAME
from customer_card.services.demo.firm import Firm, at_work, chance, id_of, working_day
from customer_card.services.demo.projects import currency_of

FIRST_NUMBER = 20_001
MONTHS_BACK_DAYS = 790
TERMS = timedelta(days=30)
# Customers abroad account for the tax themselves, except where the firm's own offices invoice at home.
VAT_PERCENT = {"SE": Decimal(25), "FI": Decimal("25.5"), "NO": Decimal(25)}
WITHOUT_PROJECT = (1001, 1003, 1005, 1012, 1018, 1029)
SPANNING = 4
CREDITED_EVERY = 29
ERASED_ON = 2
WORK = ("Konsultarvode", "Projektledning", "Workshop och analys", "Dokumentation", "Utbildning")
EXPENSES = ("Resor och logi", "Milersättning och traktamente", "Tryckning")
OTHER = ("Licens, rapportverktyg", "Underkonsult", "Lokalhyra")


@dataclass(slots=True)
class _Line:
    project_id: int | None
    kind: str
    description: str
    amount_minor: int


@dataclass(slots=True)
class _Draft:
    """An invoice before it has a number; ``credits`` is the one that it takes back in part."""

    customer: Customer
    day: date
    currency: str
    lines: list[_Line]
    credits: _Draft | None = None
    number: str = field(default="")

    @property
    def net_minor(self) -> int:
        return sum(line.amount_minor for line in self.lines)


async def make_invoices(firm: Firm) -> list[Invoice]:
    """Write the invoices, numbered by date, with their lines. Returns them in that order."""
    drafts = _drafts(firm, chance("invoices"))
    rng = chance("payments")
    taken_by_erased = [d for d in drafts if d.customer.number == ERASED[0]][:ERASED_ON]
    invoices = [_invoice(firm, draft, rng, draft in taken_by_erased) for draft in drafts]
    await firm.keep(invoices)
    await firm.keep(
        InvoiceLine(
            invoice_id=id_of(invoice),
            project_id=line.project_id,
            kind=line.kind,
            description=line.description,
            amount_minor=line.amount_minor,
        )
        for invoice, draft in zip(invoices, drafts, strict=True)
        for line in draft.lines
    )
    return invoices


def _drafts(firm: Firm, rng: Random) -> list[_Draft]:
    """Every invoice of the firm, by date and with its number."""
    customers = {id_of(customer): customer for customer in firm.customers}
    won = {firm.terms["status"]["Vunnet"]}
    projects = [project for project in firm.projects if project.status_id in won]
    drafts = [draft for project in projects for draft in _of_project(firm, customers, project, rng)]
    drafts += _spanning(firm, customers, projects)
    drafts += _without_project(firm)
    drafts += _credit_notes(firm, sorted(drafts, key=_order))
    drafts.sort(key=_order)
    for position, draft in enumerate(drafts):
        draft.number = str(FIRST_NUMBER + position)
    for draft in drafts:
        if draft.credits:
            draft.lines[0].description = f"Kreditering av faktura {draft.credits.number}"
    return drafts


def _order(draft: _Draft) -> tuple[date, str, bool, int]:
    return draft.day, draft.customer.number_sort, draft.credits is not None, draft.net_minor


def _of_project(firm: Firm, customers: dict[int, Customer], project: Project, rng: Random) -> list[_Draft]:
    """A project's value in equal steps over its course, as far as today."""
    assert project.start_date and project.deadline
    days = (project.deadline - project.start_date).days
    steps = max(2, min(9, days // 38))
    drafts: list[_Draft] = []
    for step in range(1, steps + 1):
        day = working_day(project.start_date + timedelta(days=days * step // steps))
        share = project.value_minor // steps * rng.randint(82, 100) // 100 // 5000 * 5000
        lines = _lines(project, day, share, rng)
        if firm.day(MONTHS_BACK_DAYS) < day < firm.today:
            drafts.append(_Draft(customers[project.customer_id], day, project.currency, lines))
    return drafts


def _lines(project: Project, day: date, share: int, rng: Random) -> list[_Line]:
    """One or two lines of work, now and then an expense and something else."""
    first = share if rng.random() < 0.5 else share * rng.choice((60, 70, 75)) // 100
    names = rng.sample(WORK, 2)
    lines = [_Line(project.id, "work", f"{names[0]}, {day:%Y-%m}", first)]
    if first < share:
        lines.append(_Line(project.id, "work", f"{names[1]}, {day:%Y-%m}", share - first))
    if rng.random() < 0.3:
        lines.append(_Line(project.id, "expense", rng.choice(EXPENSES), share * rng.randint(15, 90) // 1000))
    if rng.random() < 0.12:
        lines.append(_Line(project.id, "other", rng.choice(OTHER), share * rng.randint(50, 150) // 1000))
    return lines


def _spanning(firm: Firm, customers: dict[int, Customer], projects: list[Project]) -> list[_Draft]:
    """One invoice for two projects, for the first few customers who have two under way at once."""
    drafts: list[_Draft] = []
    for one, other in pairwise(projects):
        if one.customer_id != other.customer_id or len(drafts) == SPANNING:
            continue
        assert one.start_date and other.start_date
        day = working_day(max(one.start_date, other.start_date) + timedelta(days=24))
        if day >= firm.today:
            continue
        lines = [
            _Line(project.id, "work", f"Extra arbete, {project.name}", project.value_minor // 40)
            for project in (one, other)
        ]
        drafts.append(_Draft(customers[one.customer_id], day, one.currency, lines))
    return drafts


def _without_project(firm: Firm) -> list[_Draft]:
    """Subscriptions and talks that belong to no project."""
    drafts: list[_Draft] = []
    for position, number in enumerate(WITHOUT_PROJECT):
        customer = next(c for c in firm.customers if c.number == str(number))
        currency = currency_of(customer)
        amount = (160_000 if currency == "EUR" else 1_450_000) + position * 25_000
        line = _Line(None, "other", "Föreläsning" if position % 2 else "Årsabonnemang, nyckeltal", amount)
        day = working_day(firm.day(20 + 97 * position))
        drafts.append(_Draft(customer, day, currency, [line]))
    return drafts


def _credit_notes(firm: Firm, drafts: list[_Draft]) -> list[_Draft]:
    """Some invoices are taken back in part a fortnight later."""
    notes: list[_Draft] = []
    for draft in drafts[CREDITED_EVERY // 2 :: CREDITED_EVERY]:
        day = working_day(draft.day + timedelta(days=15))
        if day >= firm.today:
            continue
        first = draft.lines[0]
        line = _Line(first.project_id, first.kind, "", -(first.amount_minor // 4))
        notes.append(_Draft(draft.customer, day, draft.currency, [line], credits=draft))
    return notes


def _invoice(firm: Firm, draft: _Draft, rng: Random, to_erased: bool) -> Invoice:
    percent = VAT_PERCENT.get(draft.customer.country or "", Decimal(0))
    vat = int((draft.net_minor * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))
    gross = draft.net_minor + vat
    made_at = at_work(draft.day, int(draft.number) % 400)
    contact = _receiver(firm, draft.customer, to_erased)
    name = " ".join(filter(None, (contact.first_name, contact.last_name)))
    return Invoice(
        created_at=made_at,
        updated_at=made_at,
        created_by=firm.users["ekonomi"],
        updated_by=firm.users["ekonomi"],
        number=draft.number,
        number_key=unique_key(draft.number),
        external_id=draft.number,
        customer_id=id_of(draft.customer),
        invoice_date=draft.day,
        due_date=draft.day + TERMS,
        paid_minor=_paid(firm, draft, gross, rng),
        currency=draft.currency,
        net_minor=draft.net_minor,
        vat_minor=vat,
        gross_minor=gross,
        credit=draft.credits is not None,
        receiver_as_issued=_receiver_as_issued(firm, draft),
        contact_name_as_issued=ERASED[1] if to_erased else name,
        contact_id=contact.id,
    )


def _paid(firm: Firm, draft: _Draft, gross: int, rng: Random) -> int:
    """Credit notes are settled; of the rest most are paid in time, some in part, some not at all."""
    lot, days_late = rng.random(), (firm.today - draft.day - TERMS).days
    if draft.credits or days_late > 150:
        return gross
    if days_late <= 0:
        return gross if lot < 0.2 else 0
    if lot < 0.74:
        return gross
    return gross // 2 if lot < 0.84 else 0


def _receiver(firm: Firm, customer: Customer, to_erased: bool) -> Contact:
    """The erased contact on the invoices that bear the name, else the customer's billing contact."""
    contacts = firm.contacts[id_of(customer)]
    if to_erased:
        return next(contact for contact in contacts if contact.erased_at)
    role = firm.terms["role"]["Faktureringskontakt"]
    return next(contact for contact in contacts if contact.role_id == role)


def _receiver_as_issued(firm: Firm, draft: _Draft) -> str:
    """Name and billing address as they were on the day of the invoice."""
    number, former, changed_days_ago = FORMER_NAME
    name = draft.customer.name
    if draft.customer.number == str(number) and draft.day < firm.day(changed_days_ago):
        name = former
    addresses = firm.addresses[id_of(draft.customer)]
    address = next((a for a in addresses if a.is_billing), addresses[0])
    place = f"{address.postal_code} {address.city}"
    return ", ".join(filter(None, (name, address.line1, address.line2, place)))
