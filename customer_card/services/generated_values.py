"""The words and numbers that generated customers are made of."""

from __future__ import annotations

from random import Random

from stdnum.fi import ytunnus
from stdnum.no import orgnr as norwegian
from stdnum.se import orgnr as swedish

COUNTRIES = ("SE",) * 6 + ("FI",) * 2 + ("NO",) * 2
LANGUAGES = {"SE": "sv", "FI": "fi", "NO": "nb"}
FORMS = {"SE": ("AB", "AB", "HB"), "FI": ("Oy", "Ab"), "NO": ("AS",)}
CURRENCIES = {"SE": "SEK", "FI": "EUR", "NO": "NOK"}
CALLING_CODES = {"SE": "4673", "FI": "35840", "NO": "479"}
REGISTERED = {
    "SE": (("556", "559"), 10, swedish.is_valid),
    "FI": (("1", "2", "3"), 8, ytunnus.is_valid),
    "NO": (("8", "9"), 9, norwegian.is_valid),
}
"""How organisation numbers begin, how many digits they have, and what tells a right one."""
CITIES = {
    "SE": ("Stockholm", "Göteborg", "Malmö", "Uppsala", "Västerås", "Örebro", "Linköping", "Umeå", "Luleå", "Växjö"),
    "FI": ("Helsingfors", "Esbo", "Tammerfors", "Åbo", "Uleåborg", "Vasa", "Jyväskylä"),
    "NO": ("Oslo", "Bergen", "Trondheim", "Stavanger", "Tromsø", "Ålesund"),
}
PLACES = (
    "Alm", "Berg", "Björk", "Dal", "Ek", "Fjäll", "Gran", "Hav", "Is", "Järn", "Kvarn", "Lind", "Mo", "Norr", "Ost",
    "Ox", "Palm", "Ren", "Skog", "Sten", "Ström", "Söder", "Tall", "Udd", "Väster", "Ylle", "Åker", "Älv", "Öster",
)  # fmt: skip
ENDINGS = ("bo", "by", "dalen", "fors", "gård", "holm", "hult", "lund", "näs", "strand", "torp", "vik", "viken", "ås")
TRADES = (
    "Arkitekter", "Bygg", "Data", "Ekonomi", "Energi", "Fastigheter", "Frakt", "Förlag", "Hotell", "Industri",
    "Konsult", "Livs", "Logistik", "Mekaniska", "Måleri", "Plåt", "Redovisning", "Skog", "Service", "Teknik",
    "Transport", "Trä", "Verkstad", "Vård",
)  # fmt: skip
STREETS = ("Storgatan", "Kungsgatan", "Hamngatan", "Järnvägsgatan", "Industrivägen", "Skolgatan")
PROJECT_NAMES = ("Förstudie", "Införande", "Utbildning", "Upphandling", "Förvaltning", "Utredning", "Revision")
POSITIVE_MINOR = (4_500_000, 6_000_000, 12_000_000, 18_000_000, 45_000_000, 120_000_000)
VAT_PERCENT = 25
DAYS_BACK = 1100


def phone_of(country: str, rng: Random) -> str:
    """A mobile number in international form."""
    return f"+{CALLING_CODES[country]}{rng.randint(1_000_000, 9_999_999)}"


def organisation_number_of(country: str, rng: Random) -> str:
    """A number with its check digit, as the country's register would give it."""
    leading, digits, is_valid = REGISTERED[country]
    while True:
        stem = rng.choice(leading)
        stem += "".join(rng.choices("0123456789", k=digits - 1 - len(stem)))
        # Where the check digit would need two figures, the number is never given out.
        for check in "0123456789":
            if is_valid(stem + check):
                return stem + check
