"""What can go wrong in words that the rules know; the edge turns codes into sentences."""

from __future__ import annotations

from dataclasses import dataclass, field


class CustomerCardError(Exception):
    """Base of the errors that a user can meet in normal use."""


class NotAuthenticated(CustomerCardError):
    """Nobody is signed in, or the session has ended."""


class NotFound(CustomerCardError):
    """The record does not exist, or the actor may not know that it does: deliberately one answer."""


@dataclass(eq=False)
class Invalid(CustomerCardError):
    """What was entered cannot be kept as it is.

    ``problems`` maps a field's name to a code, and ``details`` a field's name to the
    values that the sentence for that code needs.
    """

    problems: dict[str, str]
    details: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def one(cls, field_name: str, code: str, **details: str) -> Invalid:
        """A single field's problem."""
        return cls({field_name: code}, {field_name: details})


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One field that both the actor and somebody else changed since the actor read it."""

    field: str
    mine: object
    theirs: object
    changed_by: int | None
    changed_at: str


@dataclass(eq=False)
class Conflict(CustomerCardError):
    """Somebody else changed the same fields meanwhile; nothing was written.

    ``version`` is the record's version that the choice must be based on.
    """

    entity: str
    version: int
    fields: list[FieldConflict]


@dataclass(eq=False)
class Refused(CustomerCardError):
    """The rule of the house says no; ``code`` names which."""

    code: str
    details: dict[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class Unavailable(CustomerCardError):
    """Something outside does not answer; ``retry_after`` is in seconds when it is known."""

    what: str
    retry_after: int | None = None
