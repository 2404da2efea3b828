"""Statements that are made once for everybody with the same rights, and asked with each caller's own values.

Making a statement takes longer than answering it. So a statement that a page asks for each time it
opens is made by a function of what changes its shape, which is kept, and whatever else differs
between two calls is a named parameter. A value that is forgotten is an error and never somebody
else's: no parameter has a default but the clock's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar, cast

from sqlalchemy import Date, Integer, bindparam

from customer_card.domain.permissions import Actor, Profile
from customer_card.models.base import Id
from customer_card.services import local_time

CUSTOMER: Any = bindparam("customer_id", type_=Id)
LIMIT: Any = bindparam("limit", type_=Integer)
TODAY: Any = bindparam("today", callable_=local_time.today, type_=Date)
"""The date where the firm is, at the moment that a statement is asked."""

_ME: Any = bindparam("me", type_=Id)
_MY_UNIT: Any = bindparam("my_unit", type_=Id)

SHAPES = 256
"""So many forms of each statement are kept; filters and permission profiles make some dozens."""

Asked = ParamSpec("Asked")
Made = TypeVar("Made")


def made_once(make: Callable[Asked, Made]) -> Callable[Asked, Made]:
    """Keep what a function makes of each shape; its arguments are rights, flags and names, never values."""
    return cast("Callable[Asked, Made]", lru_cache(maxsize=SHAPES)(make))


@dataclass(frozen=True, slots=True)
class Rights:
    """What of an actor changes the shape of a statement."""

    profile: Profile
    has_unit: bool


def rights_of(actor: Actor) -> Rights:
    """The rights that a statement is made for."""
    return Rights(actor.profile, actor.unit_id is not None)


@made_once
def somebody_with(rights: Rights) -> Actor:
    """An actor for the conditions of ``services.visibility`` whose ids are parameters: see ``who``."""
    return Actor(
        user_id=_ME,
        name="",
        email="",
        language="",
        unit_id=_MY_UNIT if rights.has_unit else None,
        profile=rights.profile,
        session_id=0,
        rights_stamp=0,
    )


def who(actor: Actor) -> dict[str, Any]:
    """The values of the parameters that say who is asking."""
    return {"me": actor.user_id, "my_unit": actor.unit_id}
