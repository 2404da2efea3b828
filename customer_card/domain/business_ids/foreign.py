"""Numbers of all other countries: written uniformly where that is safe, and never refused."""

import re

from stdnum.util import get_cc_module

from customer_card.domain.business_ids.model import BusinessId, IdKind, IdProblem
from customer_card.domain.business_ids.spelling import OTHER_PREFIXES, Spelling, prefix_of

# No country's VAT number comes near this length; longer texts need not be computed with.
_LONGEST = 40


def foreign_id(spelling: Spelling, kind: IdKind, country: str) -> BusinessId:
    """Return a number of a country whose rules are not certain; a doubtful one carries a warning."""
    body = spelling.compact
    value, problem = spelling.typed, None
    separator = "" if kind is IdKind.VAT else ":"
    prefix = country
    if kind is IdKind.VAT:
        prefix = "XI" if spelling.prefix == "XI" else prefix_of(country)
        checked = _checked_body(country, prefix, body)
        if checked is None:
            problem = IdProblem.UNKNOWN_FORMAT
        elif prefix in OTHER_PREFIXES:
            body = checked
            value = prefix + body
    if not _alphanumeric(body):
        problem = IdProblem.UNKNOWN_FORMAT
    key = prefix + separator + _alphanumeric(body)
    return BusinessId(kind, country, value, key, problem, example="", expected_length=None, personal=False)


def _checked_body(country: str, prefix: str, body: str) -> str | None:
    """Return a VAT number without its prefix in its usual form, or None when python-stdnum finds the format wrong."""
    if not body.isascii() or len(body) > _LONGEST:
        return None
    module = get_cc_module(country.lower(), "vat")
    if module is None:
        return body
    # Switzerland's own prefix, CHE, is part of its number, other countries' prefixes are not.
    for candidate in (body, prefix + body):
        try:
            return module.validate(candidate).removeprefix(prefix)
        except ValueError:
            continue
    return None


def _alphanumeric(text: str) -> str:
    """Return only the letters and digits."""
    return re.sub(r"[\W_]", "", text)
