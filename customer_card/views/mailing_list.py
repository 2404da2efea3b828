"""What a copied e-mail list would hold, in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from customer_card.i18n.catalogues import gettext, gettext_noop, ngettext
from customer_card.i18n.formats import format_count
from customer_card.services.mailing_list import MAXIMUM_ADDRESSES, MailingCount, Purpose, Reason

REASONS: dict[Reason, str] = {
    "inactive": gettext_noop("Inactive contact or customer"),
    "declined": gettext_noop("Declined marketing"),
    "unstated": gettext_noop("Marketing consent not stated"),
    "without_email": gettext_noop("No email address"),
    "unusable": gettext_noop("Address that must not be used"),
    "double": gettext_noop("Same address as another contact in the list"),
}

UNUSABLE_FOR_MARKETING = gettext_noop("Address that must not be used, or that somebody who declined has too")

SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many contacts are left out for a reason."""

    reason: str
    number: str


@dataclass(frozen=True, slots=True)
class MailingSummary:
    """What the dialog says before anything is copied."""

    addresses: str = ""
    limit: str = ""
    any: bool = False
    left_out: list[LeftOut] = field(default_factory=list)


def mailing_summary(count: MailingCount, purpose: Purpose, language: str) -> MailingSummary:
    """How many addresses there are for a purpose, and how many contacts are left out and why."""
    labels = REASONS | ({"unusable": UNUSABLE_FOR_MARKETING} if purpose == "marketing" else {})
    return MailingSummary(
        addresses=addresses_text(count.addresses, language),
        limit=_limit_text(language) if count.addresses > MAXIMUM_ADDRESSES else "",
        any=count.addresses > 0,
        left_out=[
            LeftOut(gettext(language, labels[reason]), format_count(number, language))
            for reason, number in count.left_out.items()
        ],
    )


def addresses_text(number: int, language: str) -> str:
    """How many addresses there are."""
    sentence = gettext_noop("{n} address" if number == 1 else "{n} addresses")
    return gettext(language, sentence, n=format_count(number, language))


def copied_text(number: int, language: str) -> str:
    """That so many addresses were copied."""
    return ngettext(language, "{n} address has been copied.", "{n} addresses have been copied.", number)


def by_hand_text(language: str) -> str:
    """That the browser did not let the program copy."""
    return gettext(language, "The browser did not allow copying. The addresses are selected below: copy them yourself.")


def _limit_text(language: str) -> str:
    sentence = gettext_noop("Only the first {n} are copied. Narrow the list down by filters to copy the others.")
    return gettext(language, sentence, n=format_count(MAXIMUM_ADDRESSES, language))
