"""What is known of an organisation or VAT number after it was read."""

from dataclasses import dataclass, field
from enum import StrEnum


class IdKind(StrEnum):
    """Which of a company's two numbers it is."""

    ORGANISATION = "organisation"
    VAT = "vat"


class IdProblem(StrEnum):
    """What is wrong with a number, or unusual about it; the edge words it."""

    COUNTRY_NEEDED = "country_needed"
    WRONG_LENGTH = "wrong_length"
    WRONG_CHECKSUM = "wrong_checksum"
    WRONG_CHARACTERS = "wrong_characters"
    UNUSUAL_ENDING = "unusual_ending"
    UNKNOWN_FORMAT = "unknown_format"
    COUNTRY_MISMATCH = "country_mismatch"


# Only numbers of Sweden, Finland, Norway and Denmark, and numbers of no known country, ever get one of these.
_REFUSING = frozenset(
    {IdProblem.COUNTRY_NEEDED, IdProblem.WRONG_LENGTH, IdProblem.WRONG_CHECKSUM, IdProblem.WRONG_CHARACTERS}
)


@dataclass(frozen=True, slots=True)
class BusinessId:
    """An organisation or VAT number as it was understood.

    ``country`` is the ISO code of the number's register: «GR» for the prefix EL, «GB» for XI, «FI» for a number from
    Åland. ``value`` is the form to store and show: `556012-5790`, `2331972-7`, `974 760 673`, `25313763`, and for VAT
    `SE556012579001`, `FI23319727`, `NO974760673MVA`, `DK25313763`; a refused number and an organisation number of
    another country stay as they were typed, apart from blanks. ``key`` is equal for all spellings of one number,
    `SE:5560125790` or `SE556012579001`; a refused number has one only so that it can be found. ``example`` is a valid
    number of that country and kind, empty for countries without rules. ``expected_length`` counts digits. ``personal``
    tells a Swedish sole trader's number, which is a personal identity number.
    """

    kind: IdKind
    country: str | None
    # Both may hold a personal identity number, so they stay out of whatever logs the object.
    value: str = field(repr=False)
    key: str = field(repr=False)
    problem: IdProblem | None
    example: str
    expected_length: int | None
    personal: bool

    @property
    def refused(self) -> bool:
        """Whether the number may not be saved as a new value; an imported one stays, marked as invalid."""
        return self.problem in _REFUSING
