"""A contact form filled in from a signature: only what was empty, and rows that were not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from customer_card.domain.signatures import Signature
from customer_card.domain.text_keys import search_digits
from customer_card.views.contacts import ContactForm, PointRow

NAMES = ("first_name", "last_name", "title")


def filled_form(form: ContactForm, typed: Mapping[str, str], signature: Signature) -> ContactForm:
    """The form with what was typed, and the signature's name and title where nothing was."""
    return replace(form, **{name: typed.get(name, "").strip() or getattr(signature, name) for name in NAMES})


def filled_rows(
    kind: str, rows: list[PointRow], typed: Mapping[str, str], signature: Signature, keys: Iterator[str], maximum: int
) -> list[PointRow]:
    """The rows in which something stands, as they are, and after them one for each value that is new.

    The rows that are kept keep their keys, and so the browser keeps what was typed in them.
    """
    kept = [row for row in rows if typed.get(f"{kind}.{row.key}.value", "").strip()]
    known = {_same(kind, typed[f"{kind}.{row.key}.value"]) for row in kept}
    found = (
        [("work", value) for value in signature.emails]
        if kind == "email"
        else [(phone.type, phone.value) for phone in signature.phones]
    )
    new = [(type_, value) for type_, value in found if _same(kind, value) not in known]
    added = [
        PointRow(key=next(keys), type=type_, value=value, is_primary=not kept and position == 0)
        for position, (type_, value) in enumerate(new)
    ]
    return [*kept, *added][:maximum] if added else rows


def _same(kind: str, value: str) -> str:
    """By what two spellings count as the same; national and international numbers end alike."""
    return value.strip().casefold() if kind == "email" else search_digits(value)[-7:]
