"""The demo firm's sales cases and projects, with who sells, manages and works on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from customer_card.domain.money import to_minor
from customer_card.domain.text_keys import sort_key, unique_key
from customer_card.models import Customer, Project, ProjectMember
from customer_card.services.demo.firm import Firm, chance, id_of
from customer_card.services.demo.registers import STATUSES

FIRST_NUMBER = 4001
COUNT = 70
NAMES = (
    "Införande av affärssystem", "Hållbarhetsrapport", "Ny organisation för ekonomi", "Upphandling av IT-drift",
    "Ledarprogram för mellanchefer", "Processkartläggning", "Lönekartläggning", "Kundundersökning",
    "Digital strategi", "Förstudie datalager", "Internkontroll", "Förändringsledning", "Årsbokslut, stöd",
    "Prismodell", "Marknadsanalys Norden", "Sammanslagning av bolag", "Intranät", "Säkerhetsgenomgång",
    "Rekryteringsstöd", "Budgetprocess", "Logistikutredning", "Energikartläggning", "Varumärkesplattform",
    "Förvaltning och support", "Styrelseutvärdering", "Kvalitetsledning", "Utbildning i projektledning",
    "Automatisering av fakturaflöde", "Serviceavtal", "Införande av tidrapportering",
)  # fmt: skip
SMALL_NAMES = (
    "Hållbarhetsrapport", "Kundundersökning", "Digital strategi", "Årsbokslut, stöd", "Prismodell",
    "Säkerhetsgenomgång", "Varumärkesplattform", "Förvaltning och support", "Utbildning i projektledning",
    "Serviceavtal",
)  # fmt: skip
# How many projects the customers have, one after the other; the longest lists come round to different owners.
PER_CUSTOMER = (3, 1, 2, 2, 0, 2, 3, 1, 4, 1)
KINDS = ("running", "sale", "finished", "running", "sale", "lost", "running")
MANAGERS = ("erik.berglund", "sara.holmgren", "ingrid.solberg", "mika.lehtonen", "ledning")
WORKERS = ("jonas.ahlstrom", "sara.holmgren", "erik.berglund", "mika.lehtonen", "ingrid.solberg")
# The demo sign-ins meet some projects and not all: every so many, and a few by name.
MANAGED_EVERY, MANAGED_FROM = 10, 4
MEMBER_EVERY, MEMBER_FROM = 12, 7
SOLD_BY = {33: "projektledare", 5: "kundansvarig", 26: "kundansvarig"}
# Below how many employees a customer buys the smaller projects; values in thousands of kronor.
SMALL = 20
SMALL_VALUES = (45, 60, 85, 120, 150)
LARGE_VALUES = (120, 150, 180, 240, 320, 450, 600, 850, 1200, 1800)
CURRENCIES = {"SE": "SEK", "NO": "NOK", "DK": "DKK"}


@dataclass(frozen=True, slots=True)
class _Course:
    """When a project was thought of, ordered, begun and done; ``made`` is counted in days before today."""

    made: int
    ordered: date
    start: date
    deadline: date


async def make_projects(firm: Firm) -> None:
    """Write the projects and their members."""
    rng = chance("projects")
    names = {
        id_of(customer): rng.sample(SMALL_NAMES if _is_small(customer) else NAMES, 8) for customer in firm.customers
    }
    for position, customer in enumerate(_customers(firm)):
        firm.projects.append(_project(firm, position, customer, names[id_of(customer)].pop(), rng))
    await firm.keep(firm.projects)
    await firm.keep(
        ProjectMember(project_id=id_of(project), user_id=user_id)
        for position, project in enumerate(firm.projects)
        for user_id in _members(firm, position, project, rng)
    )


def _customers(firm: Firm) -> Iterator[Customer]:
    """Whose project is the next one, until there are enough; the newest customers have none yet."""
    known = [customer for customer in firm.customers if customer.head_office_id is not None]
    made = 0
    while made < COUNT:
        for position, customer in enumerate(known):
            for _ in range(min(PER_CUSTOMER[position % len(PER_CUSTOMER)], COUNT - made)):
                made += 1
                yield customer


def _project(firm: Firm, position: int, customer: Customer, name: str, rng: Random) -> Project:
    kind = _kind(firm, position, customer)
    course = _course(firm, kind, position, customer, rng)
    manager, seller = _responsible(firm, position, customer)
    status, probability = _status(kind, rng)
    number = str(FIRST_NUMBER + position)
    currency = currency_of(customer)
    return Project(
        **firm.made(course.made, seller, position),
        number=number,
        number_key=unique_key(number),
        customer_id=id_of(customer),
        name=name,
        name_sort=sort_key(name),
        status_id=firm.terms["status"][status],
        probability=probability,
        manager_id=firm.users[manager] if kind != "sale" or position % 4 != 3 else None,
        seller_id=firm.users[seller],
        unit_id=firm.units[firm.unit_of[manager]],
        currency=currency,
        value_minor=_value(currency, customer, rng),
        open=kind in {"running", "sale"},
        **_dates(kind, course),
    )


def _is_small(customer: Customer) -> bool:
    return (customer.employees or 0) < SMALL


def currency_of(customer: Customer) -> str:
    """The currency in which the firm sells to a customer; Germany and Great Britain are billed in euros."""
    return CURRENCIES.get(customer.country or "", "EUR")


def _kind(firm: Firm, position: int, customer: Customer) -> str:
    """What has become of a project; a customer that has left has nothing open, a new one nothing finished."""
    kind = KINDS[position % len(KINDS)]
    if not customer.active:
        return {"running": "finished", "sale": "lost"}.get(kind, kind)
    return "running" if kind == "finished" and firm.age(customer) < 360 else kind


def _course(firm: Firm, kind: str, position: int, customer: Customer, rng: Random) -> _Course:
    """Sales cases begin in the future, running projects lie around today, the others in the past.

    The finished ones are spread over the years that the invoices cover. Nothing begins before the firm knew the
    customer.
    """
    known = firm.age(customer) - 12
    begun = {
        "sale": -rng.randint(20, 160),
        "running": rng.randint(min(45, known // 2), min(430, known)),
        "finished": min(known, 825 - 42 * (position // len(KINDS)) - rng.randint(0, 30)),
        "lost": rng.randint(30, min(500, known)),
    }[kind]
    lasts = begun + rng.randint(-12, 220) if kind == "running" else rng.randint(120, 380)
    start = firm.day(begun)
    deadline = start + timedelta(days=lasts)
    return _Course(
        made=min(max(begun, 0) + rng.randint(12, 90), known + 11),
        ordered=start - timedelta(days=rng.randint(5, 40)) if kind == "sale" else firm.day(begun + 5),
        start=start,
        # A finished project ended before today, however long it was meant to last.
        deadline=min(deadline, firm.day(8)) if kind == "finished" else deadline,
    )


def _dates(kind: str, course: _Course) -> dict[str, Any]:
    if kind == "lost":
        return {"expected_order_date": course.ordered}
    return {
        "expected_order_date": course.ordered,
        "start_date": course.start,
        "deadline": course.deadline,
    }


def _responsible(firm: Firm, position: int, customer: Customer) -> tuple[str, str]:
    """The project manager and the sales person.

    The account manager's own customers are worked for by others too, so that «own customers» shows its worth.
    """
    manager = MANAGERS[position % len(MANAGERS)]
    if position % MANAGED_EVERY == MANAGED_FROM:
        manager = "projektledare"
    seller = firm.owner_of(customer, "ledning")
    if seller == "kundansvarig" and position % 2:
        seller = "erik.berglund"
    return manager, SOLD_BY.get(position, seller)


def _status(kind: str, rng: Random) -> tuple[str, int]:
    category = {"sale": "in_progress", "lost": "lost"}.get(kind, "won")
    name, _, probability = rng.choice([status for status in STATUSES if status[1] == category])
    # People trust some cases more or less than the step of the sale says.
    return name, probability + (rng.choice((0, 0, 0, 5, -5)) if kind == "sale" else 0)


def _value(currency: str, customer: Customer, rng: Random) -> int:
    """The value in minor units: a round amount, larger in kronor than in euros and for larger customers."""
    thousands = rng.choice(SMALL_VALUES if _is_small(customer) else LARGE_VALUES)
    return to_minor(Decimal(thousands * (100 if currency == "EUR" else 1000)), currency)


def _members(firm: Firm, position: int, project: Project, rng: Random) -> list[int]:
    """Who works on the project, besides the one who manages it."""
    members: set[str] = set(rng.sample(WORKERS, rng.randint(1, 3))) if project.start_date else set()
    if position % MEMBER_EVERY == MEMBER_FROM:
        members.add("medarbetare")
    return sorted({firm.users[account] for account in members} - {project.manager_id or 0})
