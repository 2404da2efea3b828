"""The form of an activity or a note, and the chips of a typed line, as the browser gets them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from customer_card.domain.permissions import Actor
from customer_card.domain.quick_add import QuickAdd, note_kind, unknown
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.i18n.formats import near_day
from customer_card.services import local_time
from customer_card.services.feed import FeedRow
from customer_card.services.feed_fields import TITLE, activity_form
from customer_card.views.card import Option
from customer_card.views.feed import KINDS, kept_value

LABELS = {
    "kind": gettext_noop("Kind"),
    "note_kind": gettext_noop("Kind"),
    "title": gettext_noop("Title"),
    "text": gettext_noop("Text"),
    "sort_at": gettext_noop("Time"),
    "project_id": gettext_noop("Project"),
    "assignee_id": gettext_noop("Assignee"),
    "due_on": gettext_noop("Day"),
    "last_on": gettext_noop("Last day"),
    "starts_at": gettext_noop("Begins"),
    "ends_at": gettext_noop("Ends"),
    "place": gettext_noop("Place"),
    "personal": gettext_noop("Private"),
    "contacts": gettext_noop("Contact persons"),
    "colleagues": gettext_noop("Participants"),
    "mentions": gettext_noop("Mentions"),
}


@dataclass(frozen=True, slots=True)
class FeedForm:
    """What the form holds; ``kind`` is task, event or note."""

    id: str = ""
    version: str = ""
    kind: str = "task"
    note_kind: str = "note"
    title: str = ""
    text: str = ""
    project: list[Option] = field(default_factory=list)
    assignee: list[Option] = field(default_factory=list)
    due_on: str = ""
    start_time: str = ""
    last_on: str = ""
    end_time: str = ""
    all_day: bool = False
    place: str = ""
    personal: bool = False
    on_board: bool = True
    on: str = ""
    at: str = ""
    contacts: list[Option] = field(default_factory=list)
    colleagues: list[Option] = field(default_factory=list)
    mentions: list[Option] = field(default_factory=list)
    is_answer: bool = False


@dataclass(frozen=True, slots=True)
class ChipView:
    """A part of a line that was understood; ``typed`` is empty for what cannot be taken as text."""

    kind: str
    typed: str
    label: str


def chips(
    found: QuickAdd, line: str, mode: str, chosen_kind: str, actor: Actor, ignored: Collection[str] = ()
) -> list[ChipView]:
    """What a line was taken for, and which names in it mean nobody.

    Of a note also its kind, unless that was chosen; of a task that names no colleague, that it is the writer's.
    """
    language = actor.language
    shown = [
        ChipView(chip.kind, chip.typed, near_day(chip.day, language) if chip.day else chip.name) for chip in found.chips
    ]
    if mode == "task" and line.strip() and not any(chip.kind == "colleague" for chip in found.chips):
        shown.insert(0, ChipView("colleague", "", actor.name))
    shown += [ChipView("unknown", word, _unknown(word, language)) for word in unknown(found, ignored)]
    kind = note_kind(line)
    if mode == "note" and not chosen_kind and kind != "note":
        return [ChipView("kind", "", gettext(language, KINDS[kind])), *shown]
    return shown


def _unknown(word: str, language: str) -> str:
    """Said of what does not exist, and in the same words of what the writer or the one who is named may not see."""
    if word[0] == "#":
        return gettext(language, "No project here is called {name}", name=word[1:])
    return gettext(language, "Nobody here is called {name}", name=word[1:])


def form_of(row: FeedRow, language: str) -> FeedForm:
    """The form of an item as it is now."""
    item = row.item
    fields = activity_form(item, row.body, {})
    happened = local_time.local(item.sort_at)
    project = [Option(str(row.project.id), f"{row.project.number} {row.project.name}")] if row.project else []
    people = [Option(str(one.id), one.name or gettext(language, "Deleted contact")) for one in row.people]
    return FeedForm(
        id=str(item.id),
        version=str(item.version),
        kind="task" if item.kind == "todo" else item.kind,
        note_kind=item.note_kind or "note",
        title=item.title,
        text=row.body,
        project=project,
        assignee=[Option(str(item.assignee_id), row.assignee or "")] if item.assignee_id else [],
        due_on=fields.due_on,
        start_time=fields.start_time,
        last_on=fields.last_on,
        end_time=fields.end_time,
        all_day=fields.all_day,
        place=fields.place,
        personal=item.personal,
        on_board=item.kind != "todo",
        on=happened.date().isoformat(),
        at=f"{happened:%H:%M}",
        contacts=[option for option, one in zip(people, row.people, strict=True) if one.is_contact],
        colleagues=[option for option, one in zip(people, row.people, strict=True) if not one.is_contact],
        mentions=[Option(str(one.id), one.name) for one in row.mentions],
        is_answer=item.root_id is not None,
    )


def turned_to(form: FeedForm, kind: str) -> FeedForm:
    """A new form for another kind: what a note says is the title of an activity, and the other way round."""
    if kind == "note":
        return replace(form, title="", text="\n\n".join(filter(None, (form.title, form.text))))
    if form.title:
        return form
    line, _, rest = form.text.strip().partition("\n")
    return replace(form, title=line[:TITLE], text=rest.strip() if len(line) <= TITLE else form.text)


def shown_value(name: str, value: object, language: str, called: dict[tuple[str, int], str]) -> str:
    """A value of a field in conflict, in the reader's words."""
    if isinstance(value, list):
        return ", ".join(called.get((name, one), "") for one in value)
    if isinstance(value, bool):
        return gettext(language, "Yes") if value else gettext(language, "No")
    if name in {"project_id", "assignee_id"}:
        return called.get((name, value), "") if isinstance(value, int) else ""
    if name in {"kind", "note_kind"}:
        return gettext(language, KINDS.get(str(value), ""))
    renamed = {"last_on": "due_on", "sort_at": "starts_at"}
    return kept_value(renamed.get(name, name), value, language)
