"""What the forms of activities and notes hold, and what of it can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from pydantic import BaseModel, Field

from customer_card.domain.clock import now
from customer_card.domain.errors import Invalid
from customer_card.models import FeedItem
from customer_card.services import local_time
from customer_card.services.customer_fields import as_id

TITLE = 200
BODY = 20_000
PLACE = 200
MAXIMUM_PEOPLE = 50
LONGEST_ENTRY = timedelta(days=31)
UNDATED = datetime(9000, 1, 1, tzinfo=UTC)
"""Where a task without a day stands: after all that have one."""

EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)

NOTE_KINDS = ("note", "call", "meeting", "email")
BOARD = ("not_started", "in_progress", "in_review", "done")
Column = Literal["not_started", "in_progress", "in_review", "done"]

People = list[str]


class ActivityFields(BaseModel):
    """What the form of an activity holds; days and times as the browser's own fields write them."""

    kind: Literal["todo", "event", "task"] = "todo"
    title: str = Field(default="", max_length=5000)
    text: str = Field(default="", max_length=200_000)
    project_id: str = Field(default="", max_length=50)
    assignee_id: str = Field(default="", max_length=50)
    due_on: str = Field(default="", max_length=20)
    start_time: str = Field(default="", max_length=20)
    last_on: str = Field(default="", max_length=20)
    end_time: str = Field(default="", max_length=20)
    all_day: bool = False
    place: str = Field(default="", max_length=5000)
    personal: bool = False
    colleagues: People = Field(default_factory=list, max_length=500)
    contacts: People = Field(default_factory=list, max_length=500)


class NoteFields(BaseModel):
    """What the form of a note, or of an answer to one, holds; without a day and a time it is made now."""

    note_kind: Literal["note", "call", "meeting", "email"] = "note"
    text: str = Field(default="", max_length=200_000)
    on: str = Field(default="", max_length=20)
    at: str = Field(default="", max_length=20)
    project_id: str = Field(default="", max_length=50)
    contacts: People = Field(default_factory=list, max_length=500)
    mentions: People = Field(default_factory=list, max_length=500)


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """An activity or a note whose values can be kept: columns, text, and lists of people by name."""

    columns: dict[str, Any]
    body: str
    people: dict[str, list[int]] = field(default_factory=dict)


def check_activity(fields: ActivityFields) -> CheckedItem:
    """The form's values as they are kept. Raises ``Invalid`` with every field's problem at once."""
    problems = Invalid({})
    title = _one_line(fields.title, "title", TITLE, problems)
    if not title:
        problems.problems.setdefault("title", "title_needed")
    project_id = _id(fields.project_id, "project_id", problems)
    if fields.kind == "task" and project_id is None:
        problems.problems.setdefault("project_id", "project_needed")
    columns: dict[str, Any] = {
        "kind": fields.kind,
        "title": title,
        "project_id": project_id,
        "assignee_id": _id(fields.assignee_id, "assignee_id", problems),
        "place": _one_line(fields.place, "place", PLACE, problems) or None if fields.kind == "event" else None,
        "personal": fields.personal,
    }
    columns |= _entry_times(fields, problems) if fields.kind == "event" else _task_day(fields, problems)
    body = _text(fields.text, problems)
    people = {name: _people(getattr(fields, name), name, problems) for name in ("colleagues", "contacts")}
    if problems.problems:
        raise problems
    return CheckedItem(columns, body, people)


def check_note(fields: NoteFields) -> CheckedItem:
    """The form's values as they are kept. Raises ``Invalid`` with every field's problem at once."""
    problems = Invalid({})
    body = _text(fields.text, problems)
    if not body and "text" not in problems.problems:
        problems.problems["text"] = "text_needed"
    columns = {
        "note_kind": fields.note_kind,
        "project_id": _id(fields.project_id, "project_id", problems),
        "sort_at": _note_moment(fields, problems),
    }
    people = {name: _people(getattr(fields, name), name, problems) for name in ("contacts", "mentions")}
    if problems.problems:
        raise problems
    return CheckedItem(columns, body, people)


def _task_day(fields: ActivityFields, problems: Invalid) -> dict[str, Any]:
    due = _day(fields.due_on, "due_on", problems)
    return {"due_on": due, "last_on": None, "starts_at": None, "ends_at": None}


def _entry_times(fields: ActivityFields, problems: Invalid) -> dict[str, Any]:
    """When a calendar entry begins and ends: whole days as days, anything else as moments."""
    first = _day(fields.due_on, "due_on", problems)
    last = _day(fields.last_on, "last_on", problems) or first
    if first is None or last is None:
        problems.problems.setdefault("due_on", "date_needed")
        return {}
    if fields.all_day:
        times = {"due_on": first, "last_on": last, "starts_at": None, "ends_at": local_time.end_of(last)}
        begins = local_time.moment(first)
    else:
        begin, end = _time(fields.start_time, "start_time", problems), _time(fields.end_time, "end_time", problems)
        if begin is None:
            problems.problems.setdefault("start_time", "time_needed")
            return {}
        begins = local_time.moment(first, begin)
        ends = local_time.moment(last, end) if end else begins + timedelta(hours=1)
        times = {"due_on": None, "last_on": None, "starts_at": begins, "ends_at": ends}
    if times["ends_at"] <= begins:
        problems.problems.setdefault("last_on" if last < first else "end_time", "ends_before_it_begins")
    elif times["ends_at"] - begins > LONGEST_ENTRY + timedelta(hours=1):
        problems.problems.setdefault("last_on", "entry_too_long")
    return times


def _note_moment(fields: NoteFields, problems: Invalid) -> datetime | None:
    """When the conversation took place; None means that nothing was said, a new note then stands at now."""
    day, at = _day(fields.on, "on", problems), _time(fields.at, "at", problems)
    if day is None:
        return None
    happened = local_time.moment(day, at or time())
    if happened > now() + timedelta(days=1):
        problems.problems.setdefault("on", "note_in_the_future")
    return happened


def _one_line(typed: str, name: str, maximum: int, problems: Invalid) -> str:
    value = " ".join(typed.split())
    if len(value) > maximum:
        problems.problems[name] = "too_long"
        problems.details[name] = {"maximum": str(maximum)}
    return value


def _text(typed: str, problems: Invalid) -> str:
    value = typed.replace("\r\n", "\n").strip()
    if len(value) > BODY:
        problems.problems["text"] = "too_long"
        problems.details["text"] = {"maximum": str(BODY)}
    return value


def _day(typed: str, name: str, problems: Invalid) -> date | None:
    if not typed.strip():
        return None
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        problems.problems.setdefault(name, "date_invalid")
        return None
    return day


def _time(typed: str, name: str, problems: Invalid) -> time | None:
    if not typed.strip():
        return None
    try:
        return time.fromisoformat(typed.strip()).replace(tzinfo=None)
    except ValueError:
        problems.problems.setdefault(name, "time_invalid")
        return None


def _id(typed: str, name: str, problems: Invalid) -> int | None:
    if not typed:
        return None
    try:
        return as_id(typed, name)
    except Invalid as invalid:
        problems.problems |= invalid.problems
        return None


def _people(typed: People, name: str, problems: Invalid) -> list[int]:
    ids = sorted({one for one in (_id(value, name, problems) for value in typed) if one is not None})
    if len(ids) > MAXIMUM_PEOPLE:
        problems.problems[name] = "too_many"
    return ids


def activity_form(item: FeedItem, body: str, people: Mapping[str, list[int]]) -> ActivityFields:
    """An activity as its form holds it."""
    begins, ends = (local_time.local(at) if at else None for at in (item.starts_at, item.ends_at))
    timed = begins is not None and ends is not None
    first, last = (begins.date(), ends.date()) if begins and ends else (item.due_on, item.last_on)
    return ActivityFields(
        kind=item.kind,  # pyright: ignore[reportArgumentType] — the table checks it.
        title=item.title,
        text=body,
        project_id=str(item.project_id or ""),
        assignee_id=str(item.assignee_id or ""),
        due_on=first.isoformat() if first else "",
        start_time=f"{begins:%H:%M}" if begins and timed else "",
        last_on=last.isoformat() if last else "",
        end_time=f"{ends:%H:%M}" if ends and timed else "",
        all_day=item.kind == "event" and not timed,
        place=item.place or "",
        personal=item.personal,
        colleagues=[str(one) for one in people.get("colleagues", ())],
        contacts=[str(one) for one in people.get("contacts", ())],
    )


def note_form(item: FeedItem, body: str, people: Mapping[str, list[int]]) -> NoteFields:
    """A note as its form holds it."""
    happened = local_time.local(item.sort_at)
    return NoteFields(
        note_kind=item.note_kind,  # pyright: ignore[reportArgumentType] — the table checks it.
        text=body,
        on=happened.date().isoformat(),
        at=f"{happened:%H:%M:%S.%f}",
        project_id=str(item.project_id or ""),
        contacts=[str(one) for one in people.get("contacts", ())],
        mentions=[str(one) for one in people.get("mentions", ())],
    )
