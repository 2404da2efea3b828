"""What planning a batch of rows gives: what is to be written, and what to tell about each row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from customer_card.services.contact_form import CheckedContact
from customer_card.services.customer_fields import Values
from customer_card.services.imports.ledger import Draft, Target
from customer_card.services.imports.matching import Columns, Found
from customer_card.services.imports.records import Problem


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: ``new``, ``updated``, ``unchanged`` or ``error``.

    ``target`` is the customer, whose number is known once it is written; ``fields`` are those
    that an update changed.
    """

    line: int
    result: str
    target: Target | None = None
    fields: tuple[str, ...] = ()
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Work:
    """What is to be written for one customer: its changed columns, new addresses and new contacts.

    ``current`` is None for a new customer. ``released`` maps an existing address to the
    purposes that a new one takes over from it.
    """

    target: Target
    current: Columns | None
    values: Values = field(default_factory=dict)
    addresses: list[Values] = field(default_factory=list)
    contacts: list[CheckedContact] = field(default_factory=list)
    released: dict[int, set[str]] = field(default_factory=dict)

    @property
    def is_filled(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.values or self.addresses or self.contacts)

    def value(self, column: str) -> Any:
        """What a column holds after everything that is planned already."""
        if column in self.values or self.current is None:
            return self.values.get(column)
        return self.current[column]


@dataclass(slots=True)
class Plan:
    """What a batch of rows comes to."""

    draft: Draft
    found: Found
    works: dict[int, Work] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def changes_anything(self) -> bool:
        """Whether there is anything to write."""
        return any(work.is_filled for work in self.works.values())


@dataclass(frozen=True, slots=True)
class Run:
    """What the history says of an import, and the number keys that rows of its file give to customers."""

    actor_id: int | None
    batch_id: str
    numbers_in_file: frozenset[str]
