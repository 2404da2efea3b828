"""The public company registers that the program can ask."""

from customer_card.registers.brreg import Brreg
from customer_card.registers.model import (
    CompanyRegister,
    Hit,
    RegisterAddress,
    RegisterRecord,
    RegisterUnavailable,
    Situation,
    Trouble,
)
from customer_card.registers.prh import Prh

__all__ = [
    "Brreg",
    "CompanyRegister",
    "Hit",
    "Prh",
    "RegisterAddress",
    "RegisterRecord",
    "RegisterUnavailable",
    "Situation",
    "Trouble",
]
