"""Adding a note or a task from one typed line."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, Field

from customer_card.database import database
from customer_card.domain.errors import Invalid
from customer_card.domain.permissions import Actor
from customer_card.domain.quick_add import Chip, QuickAdd, named, note_kind, understand
from customer_card.domain.working_days import next_working_day
from customer_card.i18n.catalogues import gettext
from customer_card.services import activities, feed_choices, local_time, notes
from customer_card.services.feed_fields import TITLE, ActivityFields, NoteFields
from customer_card.services.feed_writing import ItemDone
from customer_card.settings import settings

FOLLOW_UP_DAYS = 7

Mode = Literal["note", "task"]


class Line(BaseModel):
    """One line as it was typed, with what was chosen beside it."""

    mode: Mode = "note"
    text: str = Field(default="", max_length=5000)
    note_kind: Literal["", "note", "call", "meeting", "email"] = ""
    on: str = Field(default="", max_length=20)
    at: str = Field(default="", max_length=20)
    contacts: list[str] = Field(default_factory=list, max_length=50)
    follow_up: bool = False
    project_id: str = Field(default="", max_length=50)
    """Where the line is typed within one project; a project named in the line counts more."""
    ignored: list[str] = Field(default_factory=list, max_length=50)


def follow_up_day(today: date) -> date:
    """A week ahead, or the first working day after it."""
    return next_working_day(today + timedelta(days=FOLLOW_UP_DAYS), settings.country)


async def understood(actor: Actor, customer_id: int, line: str, mode: Mode, ignored: Collection[str] = ()) -> QuickAdd:
    """What a line means, as far as the actor may know who and what it names."""
    people, _ = named(line)
    past, today = mode == "note", local_time.today()
    async with database().reading() as session:
        await feed_choices.check_reader(session, actor, customer_id)
        projects, contacts = await feed_choices.candidates(session, actor, customer_id, people)
        first = understand(line, projects, today, actor.language, past=past, ignored=ignored)
        project_id = next((chip.id for chip in first.chips if chip.kind == "project"), None)
        colleagues = await feed_choices.colleagues(session, customer_id, project_id) if people else []
    # A note tells of a talk with a contact, a task is given to a colleague: of equal names that one is meant.
    persons = [*contacts, *colleagues] if past else [*colleagues, *contacts]
    found = understand(line, [*projects, *persons], today, actor.language, past=past, ignored=ignored)
    return QuickAdd(found.text, tuple(_on_a_working_day(chip) for chip in found.chips))


def _on_a_working_day(chip: Chip) -> Chip:
    """A week begins on its first working day; a day that somebody named stays the day it is."""
    if chip.day is None or not chip.is_week:
        return chip
    return Chip("day", chip.typed, day=next_working_day(chip.day, settings.country), is_week=True)


async def add(actor: Actor, customer_id: int, line: Line) -> ItemDone:
    """Add what the line says. Raises ``NotFound``, or ``Invalid`` for the field ``text``."""
    found = await understood(actor, customer_id, line.text, line.mode, line.ignored)
    try:
        if line.mode == "task":
            return await activities.add(actor, customer_id, _task(actor, line, found))
        follow_up = _follow_up(actor, line, found) if line.follow_up else None
        return await notes.add(actor, customer_id, _note(line, found), follow_up)
    except Invalid as invalid:
        # There is one field to say it at, whatever part of the line it is about.
        own = {name: code for name, code in invalid.problems.items() if name in {"on", "at", "contacts"}}
        if own:
            raise
        code = next(iter(invalid.problems.values()))
        raise Invalid({"text": code}, {"text": next(iter(invalid.details.values()), {})}) from invalid


def _of(found: QuickAdd, kind: str) -> list[str]:
    return [str(chip.id) for chip in found.chips if chip.kind == kind]


def _day(found: QuickAdd) -> str:
    return next((chip.day.isoformat() for chip in found.chips if chip.day), "")


def _task(actor: Actor, line: Line, found: QuickAdd) -> ActivityFields:
    """A task of whoever is named first; one that is nobody's would stand in nobody's list, so it is the writer's."""
    colleagues = _of(found, "colleague")
    project_id = next(iter(_of(found, "project")), line.project_id)
    return ActivityFields(
        kind="task" if project_id else "todo",
        title=found.text,
        project_id=project_id,
        assignee_id=colleagues[0] if colleagues else str(actor.user_id),
        due_on=_day(found),
        colleagues=colleagues[1:],
        contacts=[*_of(found, "contact"), *line.contacts],
    )


def _note(line: Line, found: QuickAdd) -> NoteFields:
    return NoteFields(
        note_kind=line.note_kind or note_kind(line.text),  # pyright: ignore[reportArgumentType] — one of the four.
        text=found.text,
        on=line.on or _day(found),
        at=line.at,
        project_id=next(iter(_of(found, "project")), line.project_id),
        contacts=[*_of(found, "contact"), *line.contacts],
        mentions=_of(found, "colleague"),
    )


def _follow_up(actor: Actor, line: Line, found: QuickAdd) -> ActivityFields:
    """A task for oneself, a week ahead, with the same people in the same place."""
    project_id = next(iter(_of(found, "project")), line.project_id)
    return ActivityFields(
        kind="task" if project_id else "todo",
        title=gettext(actor.language, "Follow up: {what}", what=found.text[: TITLE - 30]),
        project_id=project_id,
        assignee_id=str(actor.user_id),
        due_on=follow_up_day(local_time.today()).isoformat(),
        contacts=[*_of(found, "contact"), *line.contacts],
    )
