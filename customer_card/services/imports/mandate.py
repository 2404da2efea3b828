"""Who imports, and what an import may do where the file alone does not decide."""

from __future__ import annotations

from dataclasses import dataclass

from customer_card.domain.permissions import Actor


@dataclass(frozen=True, slots=True)
class Mandate:
    """Without an actor, the administrator of the machine imports.

    ``update_only`` makes a row bad that finds no customer, instead of making a new one.
    ``leave_out_unknown`` leaves out owners, industries, roles and keywords that are not exactly
    one of those that exist, with a warning, instead of making the row bad.
    """

    actor: Actor | None = None
    update_only: bool = False
    leave_out_unknown: bool = False
