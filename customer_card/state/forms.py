"""Reading what forms send: everything in it was typed by somebody, or forged."""

from __future__ import annotations

import hashlib
import json
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from customer_card.domain.errors import NotFound
from customer_card.services.history import Base

MINE = "mine"
THEIRS = "theirs"

OPENED = "opened"
"""The hidden field of a form that makes something: how often the form was opened, or began anew, by then."""


def text_of(form: dict[str, Any], name: str) -> str:
    """A field's text; a list counts as its last entry, nothing as empty."""
    value = form.get(name)
    if isinstance(value, list):
        value = value[-1] if value else ""
    return value if isinstance(value, str) else ""


def texts_of(form: dict[str, Any], name: str) -> list[str]:
    """All texts that stand under one name, such as the entries of a multiple combobox."""
    value = form.get(name)
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str) and one]


def is_checked(form: dict[str, Any], name: str) -> bool:
    """Whether a check box was ticked. A box with an id of its own comes as a truth value, others as their text."""
    return form.get(name) is True or text_of(form, name) in {"on", "true"}


def id_of(form: dict[str, Any], name: str) -> int:
    """A row id that a form carries. Raises ``NotFound`` for anything else."""
    text = text_of(form, name)
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise NotFound
    return int(text)


def sending_of(form: dict[str, Any]) -> str:
    """By what a form that is sent once more is known again: its count, and all that stands in it."""
    return hashlib.sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()


def is_sent_again(form: dict[str, Any], saved: str) -> bool:
    """Whether a form is the one that was saved last, sent once more because its answer took long on a slow line.

    ``saved`` is what ``sending_of`` made of the form that was saved. What was changed in between makes another
    sending, so nothing that was typed is ever taken for saved. A form without a count is always a new one.
    """
    return bool(text_of(form, OPENED)) and sending_of(form) == saved


def base_of(form: dict[str, Any]) -> Base:
    """The version that a form was based on, and what was shown of newer values since."""
    seen = {name.removeprefix("seen."): id_of(form, name) for name in form if name.startswith("seen.")}
    return Base(id_of(form, "version"), seen)


def chosen_theirs(form: dict[str, Any]) -> set[str]:
    """The fields for which the user chose the colleague's value."""
    return {
        name.removeprefix("choice.") for name in form if name.startswith("choice.") and text_of(form, name) == THEIRS
    }


Command = TypeVar("Command", bound=BaseModel)


def parsed(model: type[Command], values: dict[str, Any]) -> Command:
    """A typed command from a form's values. Raises ``NotFound`` for what no form of ours sends."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise NotFound from error
