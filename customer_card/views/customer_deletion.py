"""The question before a customer is deleted, as the browser gets it."""

from __future__ import annotations

from dataclasses import dataclass, field

from customer_card.i18n.catalogues import gettext, ngettext
from customer_card.services.customer_deletion import Deletion
from customer_card.views.problems import refusal_text


@dataclass(frozen=True, slots=True)
class DeletionQuestion:
    """Which customer it is about, and what goes with it; ``refusal`` says that it is kept."""

    id: str = ""
    version: str = ""
    number: str = ""
    name: str = ""
    active: bool = True
    goes: list[str] = field(default_factory=list)
    refusal: str = ""


def deletion_question(found: Deletion, language: str) -> DeletionQuestion:
    """The question for this reader."""
    customer = found.customer
    return DeletionQuestion(
        id=str(customer.id),
        version=str(customer.version),
        number=customer.number,
        name=customer.name,
        active=customer.active,
        goes=_goes(found, language),
        refusal=refusal_text(language, "customer_kept") if found.is_kept else "",
    )


def _goes(found: Deletion, language: str) -> list[str]:
    """What goes with the customer, counted."""
    counted = [
        ngettext(language, "{n} contact", "{n} contacts", found.contacts) if found.contacts else "",
        ngettext(language, "{n} address", "{n} addresses", found.addresses) if found.addresses else "",
    ]
    return [*filter(None, counted), gettext(language, "What the history says")]
