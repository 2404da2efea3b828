"""From the cells of a row to values that can be kept, by the same rules as the forms'."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.errors import Invalid
from customer_card.domain.text_keys import unique_key
from customer_card.models import Customer
from customer_card.services import addresses, contact_form
from customer_card.services.customer_fields import (
    MAXIMUM_DESCRIPTION,
    MAXIMUM_NAME,
    MAXIMUM_NUMBER,
    PARSERS,
    clean_number,
    numbered,
)
from customer_card.services.imports import business_numbers
from customer_card.services.imports.business_numbers import Numbers, country_of, keep_numbers, read_numbers
from customer_card.services.imports.checked import Basis, Checked
from customer_card.services.imports.mandate import Mandate
from customer_card.services.imports.parts import check_address, check_contact, language
from customer_card.services.imports.reading import Row
from customer_card.services.imports.registers import Registers
from customer_card.services.imports.values import country_code

MAXIMUM_TEXT = 300
LIMITS = {
    "number": MAXIMUM_NUMBER,
    "name": MAXIMUM_NAME,
    "organisation_number": business_numbers.MAXIMUM_LENGTH,
    "vat_number": business_numbers.MAXIMUM_LENGTH,
    "description": MAXIMUM_DESCRIPTION,
    "revenue": 60,
    "employees": 20,
    "contact.keywords": 4000,
    **{f"address.{name}": maximum for name, maximum in addresses.LENGTHS.items()},
    **{f"contact.{name}": maximum for name, maximum in contact_form.LENGTHS.items()},
}
"""The longest cell of each field; ``MAXIMUM_TEXT`` where nothing is said."""

_AS_TYPED = ("name", "email", "phone", "website", "employees", "description")


class Checker:
    """Checks rows and remembers the results.

    A batch is planned twice: before the write lock is taken, and again under it, when nothing
    that takes time is left to do.
    """

    def __init__(self, registers: Registers, mandate: Mandate) -> None:
        self._registers = registers
        self.mandate = mandate
        # The forms' parsers look at the country of a customer, and at nothing else of this one.
        self._customer = Customer()  # pyright: ignore[reportCallIssue]
        self.numbers_known: dict[tuple[int, str | None], Numbers] = {}
        self.checks_known: dict[tuple[int, Basis], Checked] = {}

    def numbers(self, row: Row, country: str | None) -> Numbers:
        """The row's organisation and VAT number as they are read in a country."""
        known = self.numbers_known.get((row.line, country))
        if known is None:
            known = self.numbers_known[row.line, country] = read_numbers(row, country)
        return known

    async def check(self, session: AsyncSession, row: Row, basis: Basis) -> Checked:
        """The row's values for a customer of whom this is known."""
        known = self.checks_known.get((row.line, basis))
        if known is None:
            known = self.checks_known[row.line, basis] = await self._check(session, row, basis)
        return known

    async def _check(self, session: AsyncSession, row: Row, basis: Basis) -> Checked:
        checked = Checked(leaves_out_unknown=self.mandate.leave_out_unknown)
        cells = _bounded(row, checked)
        numbers = self.numbers(row, country_of(row) or basis.country)
        country = country_of(row) or basis.country or numbers.country
        await self._customer_values(session, cells, country, checked)
        keep_numbers(cells, numbers, basis, checked)
        self._choices(cells, checked)
        checked.address = check_address(cells, country, checked)
        place = basis.head_country
        if place is None and checked.address:
            place = checked.address["country"]
        checked.contact = check_contact(cells, self._registers, place or country, checked)
        return checked

    async def _customer_values(
        self, session: AsyncSession, cells: dict[str, str], country: str | None, checked: Checked
    ) -> None:
        self._customer.country = country
        for name, text in _typed(cells, checked):
            try:
                checked.values |= await PARSERS[name](session, self._customer, text)
            except Invalid as invalid:
                checked.take_over(invalid)
        if "number" in cells:
            try:
                checked.values |= numbered(clean_number(cells["number"]))
            except Invalid as invalid:
                checked.take_over(invalid)
        for name in ("active", "sole_trader"):
            if (answer := checked.answer(cells, name)) is not None:
                checked.values[name] = answer

    def _choices(self, cells: dict[str, str], checked: Checked) -> None:
        """Owner and industry are chosen among those that exist."""
        if text := cells.get("owner"):
            try:
                checked.values["owner_id"] = self._registers.owner(text)
            except ValueError as error:
                checked.miss("owner", str(error))
        if text := cells.get("industry"):
            industry = self._registers.industries.get(unique_key(text))
            if industry is None:
                checked.miss("industry", "industry_unknown")
            else:
                checked.values["industry_id"] = industry


def _bounded(row: Row, checked: Checked) -> dict[str, str]:
    """The cells that are not too long; the others are errors and need no further look."""
    kept: dict[str, str] = {}
    for name, text in row.cells.items():
        maximum = LIMITS.get(name, MAXIMUM_TEXT)
        if len(text) > maximum and len(" ".join(text.split())) > maximum:
            checked.refuse(name, "too_long", {"maximum": str(maximum)})
        else:
            kept[name] = text
    return kept


def _typed(cells: dict[str, str], checked: Checked) -> Iterator[tuple[str, str]]:
    """The fields that have a form's parser, with the text that it understands."""
    yield from ((name, cells[name]) for name in _AS_TYPED if name in cells)
    if text := cells.get("country"):
        yield "country", country_code(text) or text
    if text := cells.get("language"):
        yield "language", language(text)
    if text := cells.get("revenue"):
        currency = cells.get("revenue_currency", "").upper()
        # A currency in the amount's own cell may not be contradicted by the one beside it.
        says_itself = any(character.isalpha() for character in text)
        if says_itself and currency and currency not in text.upper():
            checked.refuse("revenue_currency", "currency_twice")
        yield "revenue", text if says_itself else f"{text} {currency}"
