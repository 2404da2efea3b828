"""What checking a row gives: values, and what is wrong with others."""

from __future__ import annotations

from dataclasses import dataclass, field

from customer_card.domain.errors import Invalid
from customer_card.services.contact_form import CheckedContact
from customer_card.services.customer_fields import Values
from customer_card.services.imports.records import Problem
from customer_card.services.imports.values import yes_or_no


@dataclass(frozen=True, slots=True)
class Basis:
    """What is known of the customer before the row: by its countries bare numbers are read.

    ``head_country`` is None for a customer without an address.
    """

    country: str | None = None
    head_country: str | None = None


@dataclass(slots=True)
class Checked:
    """The columns that a row's cells fill, what follows from them, and what is wrong with them.

    ``implied`` holds columns that a number settles where nobody else has.
    """

    values: Values = field(default_factory=dict)
    implied: Values = field(default_factory=dict)
    address: Values | None = None
    contact: CheckedContact | None = None
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    leaves_out_unknown: bool = False

    def refuse(self, name: str, code: str, details: dict[str, str] | None = None) -> None:
        """A field cannot be kept, so the row cannot."""
        self.errors.append(Problem(name, code, details or {}))

    def warn(self, name: str, code: str, details: dict[str, str] | None = None) -> None:
        """The row is kept, and somebody should look at the field."""
        self.warnings.append(Problem(name, code, details or {}))

    def miss(self, name: str, code: str, details: dict[str, str] | None = None) -> None:
        """A cell names what is not exactly one thing: left out where that is wanted, else an error."""
        (self.warn if self.leaves_out_unknown else self.refuse)(name, code, details)

    def take_over(self, invalid: Invalid, part: str = "") -> None:
        """A form's problems are the row's; a form counts its e-mails and phones, a row has one of each."""
        for name, code in invalid.problems.items():
            self.refuse(part + name.split(".")[0], code, invalid.details.get(name))

    def answer(self, cells: dict[str, str], name: str) -> bool | None:
        """What a cell that answers a question says; None for no answer, and for one that is none."""
        if name not in cells:
            return None
        try:
            return yes_or_no(cells[name])
        except ValueError as error:
            self.refuse(name, str(error))
            return None
