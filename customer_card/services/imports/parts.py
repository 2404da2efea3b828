"""The address and the contact of a row, checked as the forms check theirs."""

from __future__ import annotations

from customer_card.domain.errors import Invalid
from customer_card.domain.text_keys import plain_text, unique_key
from customer_card.services import addresses, contact_form
from customer_card.services.addresses import AddressFields
from customer_card.services.contact_form import CheckedContact, ContactFields, PointFields
from customer_card.services.customer_fields import Values
from customer_card.services.imports.checked import Checked
from customer_card.services.imports.registers import Registers
from customer_card.services.imports.values import consent, country_code, language_code

_WHERE = ("address.line1", "address.line2", "address.postal_code", "address.city")
_MAXIMUM_LANGUAGE = 10
_LENGTH_WITH_ZEROS = {"FI": 5, "NO": 4, "DK": 4, "DE": 5, "EE": 5, "US": 5}
"""Countries where postal codes begin with zeros, and all have so many digits."""


def language(text: str) -> str:
    """A language's code, or what was written for the form's rule to refuse."""
    return language_code(text) or text[:_MAXIMUM_LANGUAGE]


def check_address(cells: dict[str, str], country: str | None, checked: Checked) -> Values | None:
    """The columns of the row's address, or None for a row without one."""
    typed: Values = {name: cells.get(f"address.{name}", "") for name in (*addresses.LENGTHS, "country")}
    for purpose in addresses.PURPOSES:
        typed[purpose] = checked.answer(cells, f"address.{purpose}") or False
    if not any(name in cells for name in _WHERE):
        if typed["region"] or typed["phone"]:
            checked.warn("address.line1", "address_incomplete")
        return None
    typed["country"] = country_code(typed["country"]) or typed["country"] or country or ""
    typed["postal_code"] = _with_leading_zeros(typed["postal_code"], typed["country"], checked)
    try:
        return AddressFields(**typed).checked()
    except Invalid as invalid:
        checked.take_over(invalid, "address.")
        return None


def _with_leading_zeros(code: str, country: str, checked: Checked) -> str:
    """A postal code with the zeros that a spreadsheet has taken for no part of the number."""
    length = _LENGTH_WITH_ZEROS.get(country, 0)
    if not (code.isascii() and code.isdecimal() and 3 <= len(code) < length):
        return code
    completed = code.zfill(length)
    checked.warn("address.postal_code", "zeros_restored", {"code": completed})
    return completed


def check_contact(
    cells: dict[str, str], registers: Registers, country: str | None, checked: Checked
) -> CheckedContact | None:
    """The row's contact, or None for a row without one."""
    typed = {name.removeprefix("contact."): t for name, t in cells.items() if name.startswith("contact.")}
    stated = "unstated"
    try:
        stated = consent(typed.pop("consent")) if "consent" in typed else stated
    except ValueError as error:
        checked.refuse("contact.consent", str(error))
    if not typed and stated == "unstated":
        return None
    fields = ContactFields(
        first_name=typed.get("first_name", ""),
        last_name=typed.get("last_name", ""),
        title=typed.get("title", ""),
        role_id=_role(typed.get("role", ""), registers, checked),
        language=language(typed.get("language", "")),
        consent=stated,
        emails=[PointFields(value=typed["email"])] if "email" in typed else [],
        phones=[PointFields(value=typed["phone"])] if "phone" in typed else [],
        keywords=_keywords(typed.get("keywords", ""), registers, checked),
    )
    try:
        return contact_form.check(fields, country)
    except Invalid as invalid:
        checked.take_over(invalid, "contact.")
        return None


def _role(text: str, registers: Registers, checked: Checked) -> str:
    role = registers.roles.get(unique_key(text))
    if text and role is None:
        checked.miss("contact.role", "role_unknown")
    return str(role or "")


def _keywords(text: str, registers: Registers, checked: Checked) -> list[str]:
    chosen: list[str] = []
    for word in filter(None, (part.strip() for part in text.split(","))):
        keyword = registers.keywords.get(unique_key(word))
        if keyword is None:
            checked.miss("contact.keywords", "keyword_unknown", {"keyword": plain_text(word[:60])})
        else:
            chosen.append(str(keyword))
    return chosen
