"""Dates, times, numbers and names of countries in the reader's language (CLDR).

A page shows a hundred days and times of day, and they are few different ones: each is formatted once.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_skeleton
from babel.dates import format_time as babel_time
from babel.numbers import format_currency, format_decimal

from customer_card.domain.clock import now
from customer_card.domain.money import from_minor
from customer_card.domain.text_keys import sort_key
from customer_card.i18n.catalogues import gettext, gettext_noop, known
from customer_card.settings import settings

_DAYS, _MINUTES = 8_192, 6_000
"""So many different days, and times of day, are kept formatted: some years of them in four languages."""

_CLDR = {"sv": "sv_SE", "en": "en_GB", "fi": "fi_FI", "nb": "nb_NO"}


@cache
def locale(language: str) -> Locale:
    """The CLDR locale of a language; English is the British one, day first."""
    return Locale.parse(_CLDR[known(language)])


def day_words(moment: datetime, language: str) -> str:
    """Today, yesterday, or the date; where the firm is."""
    day = moment.astimezone(settings.zone).date()
    today = now().astimezone(settings.zone).date()
    if day == today:
        return gettext(language, "today")
    if day == today - timedelta(days=1):
        return gettext(language, "yesterday")
    return format_day(day, language)


def near_day(day: date, language: str) -> str:
    """Today, tomorrow, a weekday of the coming days, or the date; its year when that is another one."""
    today = now().astimezone(settings.zone).date()
    ahead = (day - today).days
    words = {-1: gettext_noop("yesterday"), 0: gettext_noop("today"), 1: gettext_noop("tomorrow")}
    if ahead in words:
        return gettext(language, words[ahead])
    if 1 < ahead < 7:
        return _weekday(day, language)
    return _short_day(day, day.year == today.year, language)


@lru_cache(maxsize=_DAYS)
def _weekday(day: date, language: str) -> str:
    return babel_date(day, format="EEEE", locale=locale(language))


@lru_cache(maxsize=_DAYS)
def _short_day(day: date, this_year: bool, language: str) -> str:
    return format_skeleton("MMMd" if this_year else "yMMMd", day, locale=locale(language))


def format_clock(moment: datetime, language: str) -> str:
    """A time of day where the firm is, as «14.05» or «14:05»."""
    return _clock(moment.astimezone(settings.zone).time().replace(second=0, microsecond=0), language)


@lru_cache(maxsize=_MINUTES)
def _clock(at: time, language: str) -> str:
    return babel_time(at, format="short", locale=locale(language))


@lru_cache(maxsize=_DAYS)
def format_full_day(day: date, language: str) -> str:
    """A date with its weekday in full, for hovering over a shorter form."""
    return babel_date(day, format="full", locale=locale(language))


@lru_cache(maxsize=_DAYS)
def format_day(day: date, language: str) -> str:
    """A date with its month in letters, as «3 nov. 2026»."""
    return babel_date(day, format="medium", locale=locale(language))


def format_moment(moment: datetime, language: str) -> str:
    """Weekday, date and time of day where the firm is, for hovering over a shorter form."""
    both = locale(language).datetime_formats["long"]
    day = format_full_day(moment.astimezone(settings.zone).date(), language)
    return str(both).replace("{1}", day).replace("{0}", format_clock(moment, language)).replace("'", "")


def format_count(number: int, language: str) -> str:
    """A whole number with the language's grouping."""
    return format_decimal(number, locale=locale(language))


def format_decimal_of(number: float, language: str) -> str:
    """A number with three significant digits at most, and at most one after the comma."""
    return format_decimal(round(number, 1 if number < 100 else 0), format="#,##0.#", locale=locale(language))


def format_money(minor: int, currency: str, language: str) -> str:
    """An amount with its ISO code, without decimals when there are none."""
    amount = from_minor(minor, currency)
    pattern = "#,##0 ¤¤" if amount == amount.to_integral_value() else "#,##0.00 ¤¤"
    return format_currency(amount, currency, format=pattern, locale=locale(language), currency_digits=False)


def country_name(code: str | None, language: str) -> str:
    """A country's name; the code itself where CLDR has none, nothing for nothing."""
    if not code:
        return ""
    return locale(language).territories.get(code, code)


def language_name(code: str | None, language: str) -> str:
    """A language's name, with a capital letter as it stands alone."""
    if not code:
        return ""
    name = locale(language).languages.get(code, code)
    return name[:1].upper() + name[1:]


@cache
def countries(language: str, codes: frozenset[str]) -> list[tuple[str, str]]:
    """Codes and names of countries: the Nordic ones first, then by name."""
    nordic = ("SE", "FI", "NO", "DK", "IS")
    rest = sorted(codes - set(nordic), key=lambda code: sort_key(country_name(code, language)))
    return [(code, country_name(code, language)) for code in (*nordic, *rest)]
