"""The numbers of Sweden, Finland, Norway and Denmark, whose forms and check digits are certain enough to refuse."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from stdnum.dk import cvr
from stdnum.fi import ytunnus
from stdnum.no import orgnr as norwegian
from stdnum.se import orgnr as swedish

from customer_card.domain.business_ids.model import BusinessId, IdKind, IdProblem
from customer_card.domain.business_ids.spelling import Spelling

_SWEDISH_VAT_ENDING = "01"
_NORWEGIAN_VAT_SUFFIX = "MVA"


@dataclass(frozen=True, slots=True)
class _Register:
    """One country's numbers: how many digits, which are valid, how they are written, and an example of each kind."""

    digits: int
    is_valid: Callable[[str], bool]
    written: Callable[[str], str]
    vat_ending: str
    vat_digits: int
    example: str


_REGISTERS = {
    "SE": _Register(10, swedish.is_valid, lambda n: f"{n[:6]}-{n[6:]}", _SWEDISH_VAT_ENDING, 12, "5560125790"),
    "FI": _Register(8, ytunnus.is_valid, lambda n: f"{n[:7]}-{n[7:]}", "", 8, "23319727"),
    "NO": _Register(
        9, norwegian.is_valid, lambda n: f"{n[:3]} {n[3:6]} {n[6:]}", _NORWEGIAN_VAT_SUFFIX, 9, "974760673"
    ),
    "DK": _Register(8, cvr.is_valid, lambda n: n, "", 8, "25313763"),
}


@dataclass(frozen=True, slots=True)
class _Reading:
    """The organisation number's digits, complete or not, what is wrong, and a Swedish VAT number's two last digits."""

    digits: str
    problem: IdProblem | None
    ending: str = ""


def nordic_id(spelling: Spelling, kind: IdKind, country: str) -> BusinessId:
    """Return the number read by the rules of one Nordic country."""
    register = _REGISTERS[country]
    is_vat = kind is IdKind.VAT
    reading = _read(spelling, kind, country)
    result = BusinessId(
        kind=kind,
        country=country,
        value=spelling.typed,
        key=f"{country}{'' if is_vat else ':'}{spelling.compact}",
        problem=reading.problem,
        example=_vat(country, register.example) if is_vat else register.written(register.example),
        expected_length=register.vat_digits if is_vat else register.digits,
        personal=country == "SE" and any(map(contains_personal_number, (reading.digits, spelling.compact))),
    )
    if result.refused:
        return result
    return _in_normal_form(result, country, reading)


def is_bare_swedish(spelling: Spelling, kind: IdKind) -> bool:
    """Return whether a number without a country can only be Swedish: shaped so and with a check digit that holds."""
    shape = r"\d{6}-?\d{4}-?01" if kind is IdKind.VAT else r"\d{6}-?\d{4}|\d{8}-?\d{4}"
    if not re.fullmatch(shape, spelling.body, re.ASCII):
        return False
    return _read(spelling, kind, "SE").problem is None


def is_bare_norwegian(spelling: Spelling) -> bool:
    """Return whether a number without a country says itself that it is Norwegian, by «MVA» at its end."""
    return re.fullmatch(r"\d+MVA", spelling.compact, re.ASCII) is not None


def contains_personal_number(digits: str) -> bool:
    """Return whether Swedish digits, right or wrong, are a sole trader's, that is a personal identity number.

    In a personal number the third digit begins the month and is 0 or 1; legal persons have at least 2 there. Digits
    of an unusual length count as personal when any reading of them is, because the answer decides what is hidden.
    """
    if not (digits.isascii() and digits.isdigit() and len(digits) >= 10):
        return False
    has_century = len(digits) >= 12 and _begins_with_century(digits)
    return digits[2] < "2" or (has_century and digits[4] < "2")


def other_number(number: BusinessId) -> str | None:
    """Return the VAT number that follows from an organisation number, or the other way round; None when none does."""
    if number.refused or number.country not in _REGISTERS:
        return None
    register = _REGISTERS[number.country]
    if number.kind is IdKind.ORGANISATION:
        return _vat(number.country, number.key.removeprefix(f"{number.country}:"))
    digits = number.key.removeprefix(number.country)[: register.digits]
    return register.written(digits)


def _in_normal_form(number: BusinessId, country: str, reading: _Reading) -> BusinessId:
    """Return an accepted number with the value and the key that all its spellings share."""
    if number.kind is IdKind.VAT:
        value = key = _vat(country, reading.digits, reading.ending)
    else:
        value = _REGISTERS[country].written(reading.digits)
        key = f"{country}:{reading.digits}"
    return replace(number, value=value, key=key)


def _vat(country: str, digits: str, ending: str = "") -> str:
    """Return the VAT number of an organisation number's digits."""
    return country + digits + (ending or _REGISTERS[country].vat_ending)


def _read(spelling: Spelling, kind: IdKind, country: str) -> _Reading:
    """Return the digits of the organisation number in a spelling and what is wrong with them."""
    digits = spelling.compact
    if country == "NO":
        digits = digits.removesuffix(_NORWEGIAN_VAT_SUFFIX)
    if country == "FI" and re.fullmatch(r"\d{6}-\d", spelling.body, re.ASCII):
        # Numbers of the oldest companies are still written with six digits before the hyphen.
        digits = "0" + digits
    if digits and not (digits.isascii() and digits.isdigit()):
        return _Reading(digits, IdProblem.WRONG_CHARACTERS)
    if country == "SE":
        is_vat = kind is IdKind.VAT
        return _swedish_vat(digits) if is_vat else _swedish_organisation(digits, bool(spelling.prefix))
    return _checked(country, digits)


def _checked(country: str, digits: str) -> _Reading:
    """Return the reading of an organisation number's digits after length and check digit."""
    register = _REGISTERS[country]
    if len(digits) != register.digits:
        return _Reading(digits, IdProblem.WRONG_LENGTH)
    # Nothing but zeros satisfies most check digits and is what people type when they have no number.
    is_right = register.is_valid(digits) and digits.strip("0") != ""
    return _Reading(digits, None if is_right else IdProblem.WRONG_CHECKSUM)


def _swedish_vat(digits: str) -> _Reading:
    """Return the reading of a Swedish VAT number without its prefix."""
    if len(digits) != _REGISTERS["SE"].vat_digits:
        return _Reading(digits, IdProblem.WRONG_LENGTH)
    problem = _checked("SE", digits[:10]).problem
    if problem is None and digits[10:] != _SWEDISH_VAT_ENDING:
        problem = IdProblem.UNUSUAL_ENDING
    return _Reading(digits[:10], problem, digits[10:])


def _swedish_organisation(digits: str, prefixed: bool) -> _Reading:
    """Return the reading of a Swedish organisation number: ten digits, twelve with a century, or its VAT number."""
    if len(digits) != 12:
        return _checked("SE", digits)
    with_century = [digits[2:]] if _begins_with_century(digits) else []
    with_ending = [digits[:10]] if digits[10:] == _SWEDISH_VAT_ENDING else []
    tens = with_ending + with_century if prefixed else with_century + with_ending
    readings = [_checked("SE", ten) for ten in tens]
    right = [reading for reading in readings if reading.problem is None]
    return (right or readings or [_Reading(digits, IdProblem.WRONG_LENGTH)])[0]


def _begins_with_century(digits: str) -> bool:
    """Return whether twelve digits are a personal number with its century, or a legal person's with the filler 16.

    The month and the day tell «20» of the century from «2021…», with which the numbers of public bodies begin; a
    co-ordination number adds 60 to the day.
    """
    century, month, day = digits[:2], int(digits[4:6]), int(digits[6:8])
    if century == "16":
        return digits[4] >= "2"
    return century in {"19", "20"} and 1 <= month <= 12 and 1 <= day % 60 <= 31
