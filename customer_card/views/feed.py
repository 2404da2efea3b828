"""Activities and notes as the browser gets them: rows, and one of them looked at closely."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import quote

from customer_card.domain.permissions import Actor
from customer_card.i18n.catalogues import gettext, gettext_noop, ngettext
from customer_card.i18n.formats import format_clock, format_full_day, format_moment, near_day
from customer_card.models import FeedItem
from customer_card.services import local_time
from customer_card.services.feed import COUNTED, FeedRow, Person, Thread
from customer_card.services.feed_fields import UNDATED
from customer_card.views.made import NOT_MADE, Made, made
from customer_card.views.markdown import render
from customer_card.views.people import hue, initials

KINDS = {
    "todo": gettext_noop("To-do"),
    "task": gettext_noop("Project task"),
    "event": gettext_noop("Calendar entry"),
    "note": gettext_noop("Note"),
    "call": gettext_noop("Call"),
    "meeting": gettext_noop("Meeting"),
    "email": gettext_noop("Email"),
}
COLUMNS = {
    "not_started": gettext_noop("Not started"),
    "in_progress": gettext_noop("In progress"),
    "in_review": gettext_noop("In review"),
    "done": gettext_noop("Done"),
}
HISTORY_LABELS = {
    "title": gettext_noop("Title"),
    "text": gettext_noop("Text"),
    "due_on": gettext_noop("Day"),
    "starts_at": gettext_noop("Begins"),
    "ends_at": gettext_noop("Ends"),
    "place": gettext_noop("Place"),
    "board": gettext_noop("Column"),
}


@dataclass(frozen=True, slots=True)
class FeedLine:
    """An activity or a note as a row; ``kind`` is «call», «meeting» or «email» for such notes."""

    id: str = ""
    customer_id: str = ""
    version: str = ""
    kind: str = ""
    label: str = ""
    title: str = ""
    is_task: bool = False
    done: bool = False
    overdue: bool = False
    when: str = ""
    when_full: str = ""
    assignee: str = ""
    initials: str = ""
    hue: int = 0
    project: str = ""
    project_href: str = ""
    people: str = ""
    place: str = ""
    answers: str = ""
    may_change: bool = False
    calendar: str = ""
    customer: str = ""
    customer_href: str = ""
    unread: bool = False


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer in a thread; ``html`` is sanitised."""

    id: str
    version: str
    author: str
    initials: str
    hue: int
    when: str
    when_full: str
    html: str
    mentions: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class FeedSheet:
    """An item looked at closely; ``html`` is sanitised."""

    line: FeedLine = FeedLine()
    html: str = ""
    column: str = ""
    mentions: str = ""
    personal: bool = False
    project_id: str = ""
    made: Made = NOT_MADE
    answers: list[AnswerLine] = field(default_factory=list)


def feed_line(row: FeedRow, actor: Actor, *, customer_number: str = "", unread: bool = False) -> FeedLine:
    """A row of the feed. The card's own number is handed in; rows of several customers bring theirs."""
    item, language = row.item, actor.language
    kind = item.note_kind or item.kind
    who = row.author if item.kind == "note" else row.assignee
    who_id = item.created_by if item.kind == "note" else item.assignee_id
    number = row.customer.number if row.customer else customer_number
    card = f"/customers/{quote(number, safe='')}"
    return FeedLine(
        id=str(item.id),
        customer_id=str(item.customer_id),
        version=str(item.version),
        kind=kind,
        label=gettext(language, KINDS[kind]),
        title=item.title,
        is_task=item.kind in {"todo", "task"},
        done=item.state == "done",
        overdue=is_overdue(item),
        when=_when(item, language),
        when_full=_when_full(item, language),
        assignee=who or "",
        initials=initials(who or ""),
        hue=hue(who_id),
        project=f"{row.project.number} {row.project.name}" if row.project else "",
        project_href=f"{card}/sales" if row.project else "",
        people=", ".join(_called(person, language) for person in row.people),
        place=item.place or "",
        answers=ngettext(language, "{n} answer", "{n} answers", row.answers) if row.answers else "",
        may_change=row.may_change,
        calendar=f"/calendar/{item.id}.ics" if item.kind == "event" else "",
        customer=row.customer.name if row.customer else "",
        customer_href=f"{card}/contacts" if row.customer else "",
        unread=unread,
    )


def is_overdue(item: FeedItem) -> bool:
    """Whether a task's day is over and the task is not."""
    return item.state == "planned" and item.due_on is not None and item.due_on < local_time.today()


def figure(overdue: int, language: str) -> str:
    """How many activities are overdue; nothing when none is."""
    if not overdue:
        return ""
    if overdue > COUNTED:
        return gettext(language, "over {n} overdue", n=COUNTED)
    return ngettext(language, "{n} overdue", "{n} are overdue", overdue)


def feed_sheet(found: Thread, actor: Actor) -> FeedSheet:
    """An item with its text and its answers."""
    row, language = found.root, actor.language
    return FeedSheet(
        line=feed_line(row, actor),
        html=render(row.body) if row.body else "",
        column=gettext(language, COLUMNS[row.item.board]) if row.item.board else "",
        mentions=names_of(row.mentions, language),
        personal=row.item.personal,
        project_id=str(row.item.project_id or ""),
        made=made(row.item, row.author, found.updated_by, language),
        answers=[answer_line(one, language) for one in found.answers],
    )


def answer_line(row: FeedRow, language: str) -> AnswerLine:
    """An answer as a row of its thread."""
    at = row.item.created_at
    return AnswerLine(
        id=str(row.item.id),
        version=str(row.item.version),
        author=row.author or "",
        initials=initials(row.author or ""),
        hue=hue(row.item.created_by),
        when=_day_and_clock(at, language),
        when_full=format_moment(at, language),
        html=render(row.body),
        mentions=names_of(row.mentions, language),
        may_change=row.may_change,
    )


def kept_value(name: str, value: object, language: str) -> str:
    """A value of the history in the reader's words."""
    if value is None:
        return ""
    if name == "board":
        return gettext(language, COLUMNS.get(str(value), ""))
    if name == "due_on":
        return format_full_day(date.fromisoformat(str(value)), language)
    if name in {"starts_at", "ends_at"}:
        return format_moment(datetime.fromisoformat(str(value)), language)
    return str(value)


def names_of(people: list[Person], language: str) -> str:
    """People in one line."""
    return ", ".join(_called(person, language) for person in people)


def _called(person: Person, language: str) -> str:
    return person.name or gettext(language, "Deleted contact")


def _when(item: FeedItem, language: str) -> str:
    """When it is or was, in words that are short where the day is near."""
    if item.kind == "event":
        return _entry_when(item, language)
    if item.kind == "note":
        return _day_and_clock(item.sort_at, language)
    if item.state == "done" and item.done_at:
        return near_day(local_time.local(item.done_at).date(), language)
    return near_day(item.due_on, language) if item.due_on else ""


def _entry_when(item: FeedItem, language: str) -> str:
    if item.due_on is not None:
        first, last = near_day(item.due_on, language), item.last_on
        return first if last in {None, item.due_on} else f"{first} – {near_day(last or item.due_on, language)}"
    begins, ends = item.starts_at or item.sort_at, item.ends_at or item.sort_at
    day = near_day(local_time.local(begins).date(), language)
    if local_time.local(begins).date() == local_time.local(ends).date():
        return f"{day} {format_clock(begins, language)}–{format_clock(ends, language)}"
    return f"{day} {format_clock(begins, language)} – {_day_and_clock(ends, language)}"


def _day_and_clock(at: datetime, language: str) -> str:
    return f"{near_day(local_time.local(at).date(), language)} {format_clock(at, language)}"


def _when_full(item: FeedItem, language: str) -> str:
    if item.due_on is not None and item.state != "done":
        return format_full_day(item.due_on, language)
    return "" if item.sort_at >= UNDATED else format_moment(item.sort_at, language)
