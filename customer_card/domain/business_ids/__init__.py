"""Organisation and VAT numbers: reading what people type, checking it, and proposing the one from the other."""

from customer_card.domain.business_ids.masking import masked
from customer_card.domain.business_ids.model import BusinessId, IdKind, IdProblem
from customer_card.domain.business_ids.parsing import (
    parse_organisation_number,
    parse_vat_number,
    proposed_organisation_number,
    proposed_vat_number,
)

__all__ = [
    "BusinessId",
    "IdKind",
    "IdProblem",
    "masked",
    "parse_organisation_number",
    "parse_vat_number",
    "proposed_organisation_number",
    "proposed_vat_number",
]
