"""What a spreadsheet's number cell shows, as far as it matters to codes and amounts."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

EXACT_BELOW = 10**15
"""Spreadsheet programs keep fifteen digits of a number; larger ones have lost their last."""

_LOCALE = re.compile(r"\[\$-[^\]]*\]")
# Places for digits and what stands between them; anything else is no format of a code.
_MASK = re.compile(r'(?:[0#]|\\.|"[^"]*"|[ \-/()+])+')
_PIECE = re.compile(r'[0#]|\\.|"[^"]*"|.')


@lru_cache(maxsize=1000)
def is_date(format_code: str) -> bool:
    """Whether a number with this format shows as a date or a time."""
    return bool(is_date_format(format_code))


def date_text(stored: str, *, from_1904: bool) -> str:
    """The date or time that a number stands for, or the number where it stands for none."""
    try:
        moment = from_excel(float(stored), MAC_EPOCH if from_1904 else WINDOWS_EPOCH)
    except (ValueError, OverflowError):
        return stored[:20]
    if isinstance(moment, datetime) and not (moment.hour or moment.minute or moment.second):
        moment = moment.date()
    return moment.isoformat(" ") if isinstance(moment, datetime) else moment.isoformat() if moment else ""


def number_text(stored: str, format_code: str) -> str:
    """A number with the zeros and hyphens that a code's format gives it, without grouping otherwise.

    Raises ValueError for what is no number, OverflowError for one whose last digits are lost.
    """
    # The fifteenth digit is the last that is true: 0.1 + 0.2 is stored as 0.30000000000000004.
    number = Decimal(format(float(stored), ".15g"))
    if not number.is_finite():
        raise ValueError(stored)
    if abs(number) >= EXACT_BELOW:
        raise OverflowError(stored)
    if number != number.to_integral_value():
        return format(number, "f")
    return _masked(int(number), format_code)


def _masked(number: int, format_code: str) -> str:
    mask = _LOCALE.sub("", format_code.split(";", maxsplit=1)[0])
    places = len(re.findall("0", mask))
    if number < 0 or places < 2 or not _MASK.fullmatch(mask):
        return str(number)
    digits = list(str(number).zfill(places))
    shown: list[str] = []
    pieces = _PIECE.findall(mask)
    first = next(place for place, piece in enumerate(pieces) if piece in "0#")
    for place in range(len(pieces) - 1, -1, -1):
        piece = pieces[place]
        if piece not in {"0", "#"}:
            shown.append(piece.strip('"') if piece[0] == '"' else piece[-1])
        elif place == first:
            # The digits for which the format has no place stand before the others.
            shown.append("".join(digits))
            digits.clear()
        elif digits:
            shown.append(digits.pop())
    return "".join(reversed(shown))


def rounded(text: str) -> str:
    """An amount's number with the two decimals that an amount has."""
    number = Decimal(text)
    return text if number == number.to_integral_value() else format(round(number, 2), "f")
