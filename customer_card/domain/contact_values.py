"""E-mail addresses, phone numbers, websites and postal codes: the form to store, the form to show, and the key."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit, urlunsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat

from customer_card.domain.text_keys import plain_text, search_digits

MAX_PHONE = 60
MAX_WEBSITE = 500
MAX_POSTAL_CODE = 20

_FEWEST_PHONE_DIGITS = 3
_EXTENSION_WORDS = frozenset({"ext", "x", "ankn", "anknytning", "alanro", "alanumero"})
# RFC 3966 writes an extension as «;ext=12», people as «ankn. 12» or «x12».
_EXTENSION = re.compile(r"[\s,;]*\b(?:ext|x|ankn|anknytning|alanro|alanumero)[\s.:=]*(\d{1,11})$", re.IGNORECASE)
_WORD_AGAINST_DIGITS = re.compile(r"(?<=\d)(?=[^\W\d_])")
_PHONE_PUNCTUATION = frozenset("+()-./ ,;:#*=")
_HOST_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")
_UNSAFE_IN_ADDRESS = frozenset('\\<>"`')
# How many digits a postal code has, and which prefixes of international mail may precede it.
_POSTAL_FORMS = {"SE": (5, "SE|S"), "FI": (5, "FI|FIN|AX"), "NO": (4, "NO|N"), "DK": (4, "DK")}
_POSTAL_FORMS |= {"AX": _POSTAL_FORMS["FI"], "SJ": _POSTAL_FORMS["NO"]}


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An e-mail address as it is shown, and the key under which spellings of it are one address."""

    value: str
    key: str


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A phone number.

    ``value`` is E.164, with « ext. 12» when it has an extension, or what was typed when the number is not a public
    one. ``national`` is for reading, ``e164`` for dialling (empty when it was kept as typed); ``key`` is the digits
    of the value.
    """

    value: str
    key: str
    national: str
    e164: str


def parse_email(text: str) -> EmailAddress:
    """Return an address checked for its form only, never by asking the network.

    Raises ValueError("email_invalid").
    """
    typed = re.sub("^mailto:", "", plain_text(text), flags=re.IGNORECASE)
    try:
        # The test domains of RFC 6761 are well-formed; whether mail arrives there is not asked of any address.
        address = validate_email(typed, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        # The library's message quotes the address, which must not reach a log.
        raise ValueError("email_invalid") from None
    return EmailAddress(address.normalized, f"{address.local_part.casefold()}@{address.ascii_domain.casefold()}")


def parse_phone(text: str, country: str | None) -> PhoneNumber:
    """Return a phone number read in its own or the given country (ISO 3166 alpha-2).

    A number that the numbering plans do not know is kept as typed: a switchboard's short number must not be lost.
    Raises ValueError("phone_invalid") for less than three digits, other words than an extension's, or 60 characters.
    """
    typed = re.sub("^tel: ?", "", _ascii_digits(plain_text(text)), flags=re.IGNORECASE)
    _refuse_what_is_no_phone(typed)
    number = _public_number(typed, country)
    if number is None:
        return PhoneNumber(typed, search_digits(typed), typed, "")
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    value = f"{e164} ext. {number.extension}" if number.extension else e164
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return PhoneNumber(value, search_digits(value), national, e164)


@lru_cache(maxsize=2_048)
def format_phone(value: str, country: str | None) -> str:
    """Return a stored phone number for reading: national in its own country, else international, else as stored."""
    number = _public_number(value, None)
    if number is None:
        return value
    is_own = number.country_code == phonenumbers.country_code_for_region((country or "").strip().upper())
    form = PhoneNumberFormat.NATIONAL if is_own else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def dialled_as(value: str) -> frozenset[str]:
    """Return the digits by which people write a stored phone number: with its country's prefix, or as dialled there."""
    number = _public_number(value, None)
    if number is None:
        return frozenset({search_digits(value)} - {""})
    extension, number.extension = number.extension or "", None
    abroad = str(number.country_code)
    significant = phonenumbers.national_significant_number(number)
    national = search_digits(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))
    # «+46 (0)70 …» is how many write a number for both uses.
    ways = {
        national,
        significant,
        *(prefix + abroad + rest for prefix in ("", "00") for rest in (significant, national)),
    }
    return frozenset(ways | {way + extension for way in ways})


def parse_website(text: str, longest: int = MAX_WEBSITE) -> str:
    """Return an http or https address, https when none was typed; scheme and host in lower case.

    Raises ValueError("website_invalid"), also for addresses with a user name, which disguise where they lead.
    """
    # The path is kept letter for letter: another normal form of «ö» is another address to a web server.
    typed = "".join(c for c in text.strip() if unicodedata.category(c) != "Cf")
    if len(typed) > longest or any(map(_is_unsafe_in_address, typed)):
        raise ValueError("website_invalid")
    if not re.match("[a-z][a-z0-9+.-]*://", typed, re.IGNORECASE):
        typed = "https://" + typed.removeprefix("//")
    try:
        return _normal_address(urlsplit(typed))
    except ValueError:
        raise ValueError("website_invalid") from None


def parse_postal_code(text: str, country: str | None) -> str:
    """Return a postal code with its leading zeros, as its country writes it: SE «123 45», FI «00100», NO «0150».

    Never refuses: unknown forms pass as typed, at most 20 characters long.
    """
    typed = _ascii_digits(plain_text(text))[:MAX_POSTAL_CODE].rstrip()
    code = (country or "").strip().upper()
    if code not in _POSTAL_FORMS:
        return typed
    length, prefixes = _POSTAL_FORMS[code]
    digits = re.sub(r"[\s-]", "", re.sub(rf"^({prefixes})[\s-]*", "", typed, flags=re.IGNORECASE))
    if not digits.isdecimal() or len(digits) != length:
        return typed
    return f"{digits[:3]} {digits[3:]}" if code == "SE" else digits


def _ascii_digits(text: str) -> str:
    """Return the text with the decimal digits of every script as 0–9."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _refuse_what_is_no_phone(typed: str) -> None:
    """Raise ValueError("phone_invalid") for a text that nobody could dial."""
    words = re.findall(r"[^\W\d_]+", typed)
    others = re.sub(r"[^\W_]", "", typed)
    is_dialable = (
        len(typed) <= MAX_PHONE
        and len(search_digits(typed)) >= _FEWEST_PHONE_DIGITS
        and all(word.casefold() in _EXTENSION_WORDS for word in words)
        and all(character in _PHONE_PUNCTUATION for character in others)
    )
    if not is_dialable:
        raise ValueError("phone_invalid")


def _public_number(typed: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    """Return the number that the numbering plans know a text to be, or None; no digit of the text may get lost."""
    if "*" in typed:
        # A service code such as *21* is dialled as it stands; the plans would read its digits as a number.
        return None
    main, extension = _split_extension(typed)
    region = (country or "").strip().upper() or None
    if region is None:
        # All countries served here dial 00 abroad, so the prefix stands for «+» also where no country is known.
        main = re.sub("^00", "+", main)
    try:
        number = phonenumbers.parse(main, region)
    except NumberParseException:
        return None
    if extension:
        number.extension = extension
    dialled = phonenumbers.national_significant_number(number) + (number.extension or "")
    is_whole = search_digits(typed).endswith(dialled)
    return number if is_whole and phonenumbers.is_valid_number(number) else None


def _split_extension(typed: str) -> tuple[str, str]:
    """Return the number and the digits of its extension, which are empty when it has none."""
    spaced = _WORD_AGAINST_DIGITS.sub(" ", typed)
    match = _EXTENSION.search(spaced)
    return (spaced[: match.start()], match[1]) if match else (typed, "")


def _is_unsafe_in_address(character: str) -> bool:
    """Return whether a character is a blank, a control character, or read differently by browsers than by us."""
    return character in _UNSAFE_IN_ADDRESS or unicodedata.category(character)[0] in "CZ"


def _normal_address(parts: SplitResult) -> str:
    """Return the address of a website put together again; raises ValueError when it is none."""
    host = unicodedata.normalize("NFKC", parts.hostname or "").lower()
    labels = host.split(".")
    is_plain_host = len(labels) > 1 and all(_HOST_LABEL.fullmatch(label) for label in labels)
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not is_plain_host:
        raise ValueError("website_invalid")
    port = f":{parts.port}" if parts.port is not None else ""
    path = "" if parts.path == "/" and not parts.query and not parts.fragment else parts.path
    return urlunsplit((parts.scheme, host + port, path, parts.query, parts.fragment))
