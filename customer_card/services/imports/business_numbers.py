"""The organisation and VAT numbers of a row: what they are, and whether they tell who it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from customer_card.domain.business_ids import BusinessId, parse_organisation_number, parse_vat_number
from customer_card.services.imports.checked import Basis, Checked
from customer_card.services.imports.reading import Row
from customer_card.services.imports.values import country_code

MAXIMUM_LENGTH = 60
_FEWEST_CHARACTERS = 6
KEYS = {"organisation_number": "organisation_key", "vat_number": "vat_key"}


@dataclass(frozen=True, slots=True)
class Numbers:
    """The organisation and the VAT number of a row as they are read in one country."""

    organisation: BusinessId | None
    vat: BusinessId | None

    @property
    def country(self) -> str | None:
        """The country that one of the numbers settles."""
        return next((n.country for n in (self.organisation, self.vat) if n and n.country), None)

    @property
    def by_field(self) -> list[tuple[str, BusinessId]]:
        """The numbers that there are."""
        both = (("organisation_number", self.organisation), ("vat_number", self.vat))
        return [(name, number) for name, number in both if number]

    def keys(self, has_customer_number: bool) -> dict[str, str]:
        """The keys, by field, under which a customer may be found.

        A number that its country refuses says little: people write zeros or a row of digits
        where they have none. So it is asked only when the row has no customer number.
        """
        found: dict[str, str] = {}
        for name, number in self.by_field:
            significant = {character for character in number.key if character.isdigit()}
            long_enough = sum(map(str.isalnum, number.key)) >= _FEWEST_CHARACTERS
            doubtful = number.refused and (has_customer_number or len(significant) < 2)
            if long_enough and not doubtful:
                found[name] = number.key
        return found


def country_of(row: Row) -> str | None:
    """The country that a row names itself: the customer's, else its address's."""
    for name in ("country", "address.country"):
        if code := country_code(row.cells.get(name, "")):
            return code
    return None


def read_numbers(row: Row, country: str | None) -> Numbers:
    """The row's two numbers, each read with the country that the other settles when none is known."""
    organisation_text = row.cells.get("organisation_number", "")
    vat_text = row.cells.get("vat_number", "")
    organisation = _parsed(parse_organisation_number, organisation_text, country)
    if organisation and organisation.expected_length and "organisation_number" in row.numbers:
        # A spreadsheet's number has lost its leading zeros; with them the check digit is right.
        completed = organisation_text.zfill(organisation.expected_length)
        again = _parsed(parse_organisation_number, completed, country)
        if again and not again.problem:
            organisation, organisation_text = again, completed
    vat = _parsed(parse_vat_number, vat_text, country or (organisation.country if organisation else None))
    if organisation and not organisation.country and vat and vat.country:
        organisation = _parsed(parse_organisation_number, organisation_text, vat.country)
    return Numbers(organisation, vat)


def _parsed(parse: Callable[[str, str | None], BusinessId], text: str, country: str | None) -> BusinessId | None:
    try:
        return parse(text[:MAXIMUM_LENGTH], country)
    except ValueError:
        return None  # Nothing visible was typed.


def keep_numbers(cells: dict[str, str], numbers: Numbers, basis: Basis, checked: Checked) -> None:
    """A number that its country would refuse in a form is kept as it was written, with a warning."""
    for name, number in numbers.by_field:
        if name not in cells:
            continue
        checked.values |= {name: number.value, KEYS[name]: number.key}
        if number.problem:
            details = {"example": number.example, "country": number.country or ""}
            checked.warn(name, f"id_{number.problem.value}", details)
        if number.personal and "sole_trader" not in checked.values:
            checked.implied["sole_trader"] = True
    if numbers.country and not basis.country and "country" not in checked.values:
        checked.implied["country"] = numbers.country
