"""Days as people type them: «idag», «imorgon», «fre», «v 48», «3/12», in four languages."""

from __future__ import annotations

import re
from datetime import date, timedelta

from customer_card.domain.text_keys import fold

# How many days from today each word means, folded; two words count as one with a blank between them.
_NEAR = {
    "sv": {"idag": 0, "i dag": 0, "imorgon": 1, "i morgon": 1, "imorrn": 1, "overmorgon": 2, "i overmorgon": 2,
           "igar": -1, "i gar": -1, "i forrgar": -2},
    "en": {"today": 0, "tomorrow": 1, "yesterday": -1},
    "fi": {"tanaan": 0, "huomenna": 1, "ylihuomenna": 2, "eilen": -1, "toissapaivana": -2},
    "nb": {"idag": 0, "i dag": 0, "imorgen": 1, "i morgen": 1, "overmorgen": 2, "i overmorgen": 2, "i gar": -1,
           "igar": -1},
}  # fmt: skip
_WEEKDAYS = {
    "sv": "man/mandag tis/tisdag ons/onsdag tor/tors/torsdag fre/fredag lor/lordag son/sondag",
    "en": "mon/monday tue/tues/tuesday wed/wednesday thu/thur/thurs/thursday fri/friday sat/saturday sun/sunday",
    "fi": "ma/maanantai/maanantaina ti/tiistai/tiistaina ke/keskiviikko/keskiviikkona to/torstai/torstaina"
    " pe/perjantai/perjantaina la/lauantai/lauantaina su/sunnuntai/sunnuntaina",
    "nb": "man/mandag tir/tirsdag ons/onsdag tor/tors/torsdag fre/fredag lor/lordag son/sondag",
}
_WEEK = {
    "sv": r"v(?:ecka)?\.?",
    "en": r"(?:w|wk|week)\.?",
    "fi": r"(?:vko|viikko|vk)\.?",
    "nb": r"(?:u|uke)\.?",
}
_DAY_AND_MONTH = re.compile(r"(\d{1,2})(?:/|\.)(\d{1,2})\.?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")

Found = tuple[date, int, bool]
"""The day, how many words it took, and whether it stands for a whole week."""


def day_at(words: list[str], today: date, language: str, *, past: bool = False) -> Found | None:
    """The day that the words begin with, or None.

    A weekday, or a day of a month without a year, is the next one after today; with ``past`` the last one before.
    """
    if not words:
        return None
    first = fold(words[0]).rstrip(",;:!")
    pair = f"{first} {fold(words[1])}".rstrip(",;:!") if len(words) > 1 else ""
    near = _NEAR.get(language, {})
    for typed, taken in ((pair, 2), (first, 1)):
        if typed in near and (near[typed] <= 0 if past else near[typed] >= 0):
            return today + timedelta(days=near[typed]), taken, False
    return (
        _weekday(first, today, language, past)
        or _week(first, pair, today, language, past)
        or _iso(first)
        or _day_and_month(first, today, past)
    )


def _weekday(word: str, today: date, language: str, past: bool) -> Found | None:
    for number, spellings in enumerate(_WEEKDAYS.get(language, "").split()):
        if word.rstrip(".") in spellings.split("/"):
            back, ahead = (today.weekday() - number) % 7 or 7, (number - today.weekday()) % 7 or 7
            return today + timedelta(days=-back if past else ahead), 1, False
    return None


def _week(first: str, pair: str, today: date, language: str, past: bool) -> Found | None:
    """The Monday of a week; the number is of this year, or of the next one when that week is over."""
    if past or language not in _WEEK:
        return None
    for typed, taken in ((pair, 2), (first, 1)):
        match = re.fullmatch(_WEEK[language] + r"\s?(\d{1,2})", typed)
        if match:
            monday = _monday(today.isocalendar().year, int(match[1]))
            if monday is not None and monday + timedelta(days=7) <= today:
                monday = _monday(today.isocalendar().year + 1, int(match[1]))
            return None if monday is None else (monday, taken, True)
    return None


def _monday(year: int, week: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        return None


def _iso(word: str) -> Found | None:
    if not _ISO.fullmatch(word):
        return None
    try:
        return date.fromisoformat(word), 1, False
    except ValueError:
        return None


def _day_and_month(word: str, today: date, past: bool) -> Found | None:
    match = _DAY_AND_MONTH.fullmatch(word)
    if match is None:
        return None
    # The 29th of February can be up to eight years away.
    for step in range(9):
        try:
            day = date(today.year + (-step if past else step), int(match[2]), int(match[1]))
        except ValueError:
            continue
        if day <= today if past else day >= today:
            return day, 1, False
    return None
