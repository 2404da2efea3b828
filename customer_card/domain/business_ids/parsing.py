"""From a typed text to an organisation or VAT number: which country it belongs to, and by whose rules it is read."""

from dataclasses import replace

from customer_card.domain.business_ids.foreign import foreign_id
from customer_card.domain.business_ids.model import BusinessId, IdKind, IdProblem
from customer_card.domain.business_ids.nordic import (
    contains_personal_number,
    is_bare_norwegian,
    is_bare_swedish,
    nordic_id,
    other_number,
)
from customer_card.domain.business_ids.spelling import (
    NORDIC,
    Spelling,
    country_of,
    register_country,
    spelling_of,
)

# Shown when the country is missing: the prefix is what makes it unambiguous.
_EXAMPLE_WITH_COUNTRY = "FI23319727"


def parse_organisation_number(text: str, country: str | None) -> BusinessId:
    """Read an organisation number by its prefix, else by the chosen country (ISO 3166 alpha-2).

    Raises ValueError("number_empty") for a blank text; every other doubt is told in ``problem``.
    """
    return _parse(text, country, IdKind.ORGANISATION)


def parse_vat_number(text: str, country: str | None) -> BusinessId:
    """Read a VAT number by its prefix, else by the chosen country (ISO 3166 alpha-2).

    Raises ValueError("number_empty") for a blank text; every other doubt is told in ``problem``.
    """
    return _parse(text, country, IdKind.VAT)


def proposed_vat_number(organisation: BusinessId) -> str | None:
    """Return the VAT number that an organisation number would have if the company is registered for VAT."""
    return other_number(organisation) if organisation.kind is IdKind.ORGANISATION else None


def proposed_organisation_number(vat: BusinessId) -> str | None:
    """Return the organisation number that a VAT number contains."""
    return other_number(vat) if vat.kind is IdKind.VAT else None


def _parse(text: str, country: str | None, kind: IdKind) -> BusinessId:
    """Read a number of either kind."""
    chosen = register_country(country)
    spelling = spelling_of(text, kind, chosen)
    own = country_of(spelling.prefix) if spelling.prefix else None
    number = _read(spelling, kind, own or chosen or _evident_country(spelling, kind))
    if own and chosen and own != chosen and not number.refused:
        return replace(number, problem=IdProblem.COUNTRY_MISMATCH)
    return number


def _evident_country(spelling: Spelling, kind: IdKind) -> str | None:
    """Return the country that a number without prefix and choice can only have.

    Eight digits are Finnish or Danish and nine Norwegian or German among others; check digits do not decide, since
    one random number in eleven passes each.
    """
    if is_bare_norwegian(spelling):
        return "NO"
    return "SE" if is_bare_swedish(spelling, kind) else None


def _read(spelling: Spelling, kind: IdKind, country: str | None) -> BusinessId:
    """Read a number whose country is decided."""
    if country is None:
        return _without_country(spelling, kind)
    return nordic_id(spelling, kind, country) if country in NORDIC else foreign_id(spelling, kind, country)


def _without_country(spelling: Spelling, kind: IdKind) -> BusinessId:
    """Return a number that cannot be judged before its country is known."""
    return BusinessId(
        kind=kind,
        country=None,
        value=spelling.typed,
        key=spelling.compact,
        problem=IdProblem.COUNTRY_NEEDED,
        example=_EXAMPLE_WITH_COUNTRY,
        expected_length=None,
        personal=contains_personal_number(spelling.compact),
    )
