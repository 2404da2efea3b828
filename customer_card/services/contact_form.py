"""What the contact form holds, and what of it can be kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from customer_card.domain.contact_values import parse_email, parse_phone
from customer_card.domain.errors import Invalid
from customer_card.domain.text_keys import name_sort_key
from customer_card.services.customer_fields import CUSTOMER_LANGUAGES, as_id

LENGTHS = {"first_name": 100, "last_name": 100, "title": 150, "description": 4000}
MAXIMUM_POINTS = 10
MAXIMUM_KEYWORDS = 30
POINT_TYPES = ("work", "mobile", "private", "other")
CONSENTS = ("unstated", "given", "declined")


class PointFields(BaseModel):
    """One e-mail address or telephone number as it was typed."""

    type: str = "work"
    value: str = Field(default="", max_length=1000)
    do_not_use: bool = False
    is_primary: bool = False


class ContactFields(BaseModel):
    """What the contact form holds."""

    first_name: str = Field(default="", max_length=5000)
    last_name: str = Field(default="", max_length=5000)
    title: str = Field(default="", max_length=5000)
    role_id: str = Field(default="", max_length=50)
    address_id: str = Field(default="", max_length=50)
    language: str = Field(default="", max_length=10)
    consent: str = "unstated"
    consent_at: str = ""
    description: str = Field(default="", max_length=100_000)
    emails: list[PointFields] = Field(default_factory=list, max_length=200)
    phones: list[PointFields] = Field(default_factory=list, max_length=200)
    keywords: list[str] = Field(default_factory=list, max_length=500)


@dataclass(frozen=True, slots=True)
class Point:
    """An e-mail address or telephone number as it is kept."""

    kind: Literal["email", "phone"]
    type: str
    value: str
    key: str
    do_not_use: bool
    is_primary: bool

    @property
    def scalar(self) -> list[Any]:
        """The form in which the change log keeps it."""
        return [self.type, self.value, self.do_not_use, self.is_primary]


@dataclass(frozen=True, slots=True)
class CheckedContact:
    """A contact form whose values can be kept."""

    columns: dict[str, Any]
    emails: list[Point]
    phones: list[Point]
    keyword_ids: list[int]


def check(fields: ContactFields, country: str | None) -> CheckedContact:
    """The form's values as they are kept. Raises ``Invalid`` with every field's problem at once.

    A problem with the n-th e-mail or telephone number has the field name ``email.n`` or
    ``phone.n``, counted from 0 as in the form.
    """
    problems = Invalid({})
    columns = _columns(fields, problems)
    emails = _points("email", fields.emails, country, problems)
    phones = _points("phone", fields.phones, country, problems)
    keyword_ids: list[int] = []
    try:
        keyword_ids = sorted({as_id(value, "keywords") for value in fields.keywords if value})
    except Invalid as invalid:
        problems.problems |= invalid.problems
    if len(keyword_ids) > MAXIMUM_KEYWORDS:
        problems.problems["keywords"] = "too_many"
    if problems.problems:
        raise problems
    return CheckedContact(columns, emails, phones, keyword_ids)


def _columns(fields: ContactFields, problems: Invalid) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, maximum in LENGTHS.items():
        typed = getattr(fields, name)
        value = typed.strip() if name == "description" else " ".join(typed.split())
        if len(value) > maximum:
            problems.problems[name] = "too_long"
            problems.details[name] = {"maximum": str(maximum)}
        columns[name] = value or None
    if not columns["first_name"] and not columns["last_name"]:
        problems.problems["last_name"] = "name_needed"
    columns["sort_key"] = name_sort_key(columns["first_name"] or "", columns["last_name"] or "")
    for name in ("role_id", "address_id"):
        try:
            columns[name] = as_id(getattr(fields, name), name) if getattr(fields, name) else None
        except Invalid as invalid:
            problems.problems |= invalid.problems
    if fields.language and fields.language not in CUSTOMER_LANGUAGES:
        problems.problems["language"] = "not_a_choice"
    columns["language"] = fields.language or None
    columns |= _consent(fields, problems)
    return columns


def _consent(fields: ContactFields, problems: Invalid) -> dict[str, Any]:
    """A consent, or a refusal, has a date; nothing stated has none."""
    if fields.consent not in CONSENTS:
        problems.problems["consent"] = "not_a_choice"
    if fields.consent == "unstated":
        return {"consent": "unstated", "consent_at": None}
    try:
        stated = date.fromisoformat(fields.consent_at) if fields.consent_at else None
    except ValueError:
        problems.problems["consent_at"] = "date_invalid"
        stated = None
    return {"consent": fields.consent, "consent_at": stated}


def _points(
    kind: Literal["email", "phone"], typed: list[PointFields], country: str | None, problems: Invalid
) -> list[Point]:
    """The filled-in rows, without doubles, exactly one of them primary."""
    rows: dict[str, Point] = {}
    for position, point in enumerate(typed):
        text = point.value.strip()
        if not text:
            continue
        try:
            parsed = parse_email(text) if kind == "email" else parse_phone(text, country)
        except ValueError as error:
            problems.problems[f"{kind}.{position}"] = str(error)
            continue
        if point.type not in POINT_TYPES:
            problems.problems[f"{kind}.{position}"] = "not_a_choice"
        rows.setdefault(
            parsed.key,
            Point(kind, point.type, parsed.value, parsed.key, point.do_not_use, point.is_primary),
        )
    points = list(rows.values())
    if len(points) > MAXIMUM_POINTS:
        problems.problems[f"{kind}.0"] = "too_many"
    chosen = next((p for p in points if p.is_primary), None) or next(
        (p for p in points if not p.do_not_use), points[0] if points else None
    )
    return [Point(p.kind, p.type, p.value, p.key, p.do_not_use, p is chosen) for p in points]
