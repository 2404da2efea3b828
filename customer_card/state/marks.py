"""The mark that every event handler carries: what it needs, and what its arguments look like.

Every public function of a state class can be called by anybody who opens a websocket, with
any arguments. So a handler says by its mark what the caller must be allowed, its arguments
are parsed by their annotations before it runs, and what the rules refuse is put into words
in one place. The gate refuses every handler without a mark.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncIterator, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, cast

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from reflex.istate.proxy import StateProxy

from customer_card.domain.errors import CustomerCardError, NotAuthenticated, NotFound
from customer_card.domain.permissions import Actor, Need

current_actor: ContextVar[Actor | None] = ContextVar("current_actor", default=None)

MARK = "__customer_card_mark__"

Handler = TypeVar("Handler", bound=Callable[..., Any])

Example = Callable[[Any], Mapping[str, Any]]

RowNumber = Annotated[int, Field(ge=0, lt=10**18)]
"""Ids, versions and page numbers: what either database takes as a whole number."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a handler needs, whether it writes, and arguments with which it can be tried."""

    need: Need
    example: Example
    writes: bool
    """What was read before it is then out of date."""


def actor() -> Actor:
    """Whoever made this event. Raises ``NotAuthenticated`` when nobody is signed in."""
    found = current_actor.get()
    if found is None:
        raise NotAuthenticated
    return found


def no_arguments(_world: Any) -> Mapping[str, Any]:
    """The example of a handler without arguments."""
    return {}


def allow(need: Need, *, example: Example = no_arguments, writes: bool = False) -> Callable[[Handler], Handler]:
    """Mark a handler; stands below ``@rx.event``.

    ``example`` makes arguments from a test world (its ids), so that every handler can be
    tried as every profile.
    """

    def mark(handler: Handler) -> Handler:
        arguments = _arguments_model(handler)
        guard = _guarded_generator if inspect.isasyncgenfunction(handler) else _guarded
        guarded = guard(handler, arguments)
        setattr(guarded, MARK, Mark(need, example, writes))
        return cast("Handler", guarded)

    return mark


def mark_of(handler: Callable[..., Any]) -> Mark | None:
    """The mark of a handler, or None."""
    return getattr(handler, MARK, None)


def _guarded(handler: Callable[..., Any], arguments: type[BaseModel]) -> Callable[..., Any]:
    @functools.wraps(handler)
    async def guarded(self: rx.State, /, *args: Any, **kwargs: Any) -> Any:
        try:
            return await handler(self, **_parsed(handler, arguments, args, kwargs))
        except CustomerCardError as error:
            if isinstance(self, StateProxy):
                # Nobody holds the page's state for a handler that runs in the background.
                async with self:
                    return await _tell(self, error)
            return await _tell(self, error)

    return guarded


def _guarded_generator(handler: Callable[..., Any], arguments: type[BaseModel]) -> Callable[..., Any]:
    @functools.wraps(handler)
    async def guarded(self: rx.State, /, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        try:
            async for event in handler(self, **_parsed(handler, arguments, args, kwargs)):
                yield event
        except CustomerCardError as error:
            yield await _tell(self, error)

    return guarded


def _arguments_model(handler: Callable[..., Any]) -> type[BaseModel]:
    """A pydantic model of the handler's parameters, by their annotations."""
    fields: dict[str, Any] = {}
    hints = inspect.get_annotations(handler, eval_str=True)
    for name, parameter in list(inspect.signature(handler).parameters.items())[1:]:
        default = ... if parameter.default is inspect.Parameter.empty else parameter.default
        fields[name] = (RowNumber if hints[name] is int else hints[name], default)
    return create_model(f"{handler.__qualname__}Arguments", __config__=ConfigDict(extra="forbid"), **fields)


def _parsed(
    handler: Callable[..., Any], arguments: type[BaseModel], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> dict[str, Any]:
    """The arguments as the handler expects them; anything else is nobody's business."""
    given = dict(zip(list(arguments.model_fields), args, strict=False)) | kwargs
    if len(args) > len(arguments.model_fields):
        raise NotFound
    try:
        model = arguments.model_validate(storable(given))
    except ValidationError as error:
        raise NotFound from error
    return {name: getattr(model, name) for name in arguments.model_fields}


def storable(value: Any, depth: int = 5) -> Any:
    """What was sent, without what no database keeps in a text: NUL, and halves of characters.

    A field that stops at so many characters leaves half an emoji behind; JSON carries both.
    Raises ``NotFound`` for what lies deeper than anything that a page of ours sends.
    """
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
    if isinstance(value, (dict, list)) and depth == 0:
        raise NotFound
    if isinstance(value, dict):
        return {storable(name): storable(inner, depth - 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [storable(inner, depth - 1) for inner in value]
    return value


async def _tell(state: rx.State, error: CustomerCardError) -> Any:
    """Say what went wrong on the page. Imported late: the messages are a state themselves."""
    from customer_card.state.messages import tell_error  # noqa: PLC0415

    return await tell_error(state, error)
