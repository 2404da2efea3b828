"""Passwords: Argon2id, worked out beside the event loop."""

from __future__ import annotations

import asyncio
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM_LENGTH = 8
MAXIMUM_LENGTH = 256
LENGTHS = {"minimum": str(MINIMUM_LENGTH), "maximum": str(MAXIMUM_LENGTH)}
"""What the sentence about a password's length needs."""

_hasher = PasswordHasher()


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash that no password matches, so that an unknown account costs the same work."""
    return _hasher.hash("nobody has this account")


def problem(password: str) -> str | None:
    """What is wrong with a new password, as a code; None when it can be used."""
    if len(password) < MINIMUM_LENGTH:
        return "password_short"
    return "too_long" if len(password) > MAXIMUM_LENGTH else None


def hash_password(password: str) -> str:
    """The Argon2id hash of a password."""
    return _hasher.hash(password)


def verify_now(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; exactly one verification either way."""
    try:
        _hasher.verify(password_hash or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


async def verify(password_hash: str | None, password: str) -> bool:
    """The same, in a thread, so that others are served meanwhile."""
    return await asyncio.to_thread(verify_now, password_hash, password)
