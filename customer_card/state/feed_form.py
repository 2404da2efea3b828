"""«Fler alternativ»: the form of an activity or a note, new or changed."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from customer_card.database import database
from customer_card.domain.errors import Conflict, Invalid, NotFound, Refused
from customer_card.domain.permissions import Actor, Need
from customer_card.domain.quick_add import note_kind
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.services import activities, feed, feed_names, notes, quick_add, users
from customer_card.services.feed import FeedRow
from customer_card.services.feed_fields import ActivityFields, NoteFields, activity_form, note_form
from customer_card.services.feed_writing import ItemDone
from customer_card.state.changes import put
from customer_card.state.feed_refresh import page_of, refreshed
from customer_card.state.feed_sheet import FeedSheetState
from customer_card.state.forms import (
    base_of,
    chosen_theirs,
    id_of,
    is_checked,
    is_sent_again,
    parsed,
    sending_of,
    text_of,
    texts_of,
)
from customer_card.state.marks import actor, allow
from customer_card.state.messages import Undo, draft_saved, say
from customer_card.views.card import Option
from customer_card.views.conflicts import ConflictLine, conflict_lines
from customer_card.views.feed_form import LABELS, FeedForm, form_of, shown_value, turned_to
from customer_card.views.problems import problem_texts

Kind = Literal["task", "event", "note"]


class FeedFormState(rx.State):
    """The dialog: what its form holds, and what is wrong or clashes."""

    is_open: bool = False
    opened: int = 0
    customer_id: int = 0
    form: FeedForm = FeedForm()
    kind: str = "task"
    project: str = ""
    errors: dict[str, str] = {}
    conflicts: list[ConflictLine] = []
    widens: bool = False

    _page: str = ""
    _saved: str = ""

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {"customer_id": world.customer_id, "kind": "task", "typed": {"text": "Ring fre"}},
    )
    async def open_new(self, customer_id: int, kind: Kind, typed: dict[str, Any]):
        """An empty form, or one that holds what was typed into the line."""
        me, line = actor(), text_of(typed, "text")
        found = await quick_add.understood(me, customer_id, line, "note" if kind == "note" else "task")
        people = {
            name: [Option(str(chip.id), chip.name) for chip in found.chips if chip.kind == name]
            for name in ("colleague", "contact", "project")
        }
        day = next((chip.day.isoformat() for chip in found.chips if chip.day), "")
        is_note = kind == "note"
        assignee = [] if is_note else people["colleague"][:1]
        form = FeedForm(
            kind=kind,
            title="" if is_note else found.text,
            text=found.text if is_note else "",
            note_kind=text_of(typed, "note_kind") or note_kind(line),
            project=people["project"],
            assignee=assignee or [Option(str(me.user_id), me.name)],
            colleagues=[] if is_note else people["colleague"][1:],
            mentions=people["colleague"] if is_note else [],
            contacts=people["contact"],
            due_on=day,
            on=day,
        )
        self._open(customer_id, form)

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {"customer_id": world.customer_id, "item_id": world.activity_id},
    )
    async def open_item(self, customer_id: int, item_id: int):
        """The form of an item as it is now. Raises ``NotFound`` for one that the actor may not change."""
        me = actor()
        row = await _row(me, customer_id, item_id)
        if not row.may_change:
            raise NotFound
        sheet = await self.get_state(FeedSheetState)
        sheet.is_open = False
        self._open(customer_id, form_of(row, me.language))

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"is_open": False})
    async def set_open(self, is_open: bool):
        """The dialog was closed by Escape or by its cross."""
        self.is_open = is_open

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"kind": "event"})
    async def choose_kind(self, kind: Kind):
        """A form for a task, a calendar entry or a note; what an item is it stays."""
        if not self.form.id:
            self.form, self.kind = turned_to(self.form, kind), kind

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"values": []})
    async def choose_project(self, values: list[str]):
        """Where it is put: only who may look there is offered afterwards."""
        self.project = values[0][:20] if values else ""

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {
            "form": {
                "customer_id": str(world.customer_id),
                "item_id": str(world.activity_id),
                "version": "1",
                "kind": "task",
                "title": "Ring i eftermiddag",
            }
        },
        writes=True,
    )
    async def save(self, form: dict[str, Any]):
        """Add the activity or note, or change it; what is wrong or clashes is said in the dialog."""
        me, customer_id = actor(), id_of(form, "customer_id")
        if is_sent_again(form, self._saved):
            self.is_open = False
            return None
        try:
            done = await _written(me, customer_id, form)
        except Invalid as invalid:
            self.errors = problem_texts(me.language, invalid.problems, invalid.details)
            return rx.call_script("customerCard.focusFirstError()")
        except Conflict as conflict:
            await self._show_conflict(me, customer_id, conflict)
            return None
        except Refused as refused:
            if refused.code != "widens_audience":
                raise
            self.widens = True
            return rx.call_script("customerCard.focusSoon('widen')")
        self.is_open, self._saved = False, sending_of(form)
        await say(self, gettext_noop("Saved."), Undo(customer_id, done.change_id, in_feed=True))
        key = text_of(form, "item_id") or f"new:{customer_id}"
        return [draft_saved(f"feed:{key}"), *refreshed(self)]

    async def _show_conflict(self, me: Actor, customer_id: int, conflict: Conflict) -> None:
        async with database().reading() as session:
            names = await users.names(session, [one.changed_by for one in conflict.fields])
            called = await feed_names.of_conflict(session, me, customer_id, conflict)
        self.conflicts = conflict_lines(
            conflict,
            me.language,
            label=lambda name: gettext(me.language, LABELS.get(name, name)),
            shown=lambda name, value: shown_value(name, value, me.language, called),
            names=names,
        )

    def _turn_to_page(self) -> None:
        """A form that was opened on another page is not open on this one."""
        put(self, is_open=self.is_open and self._page == page_of(self))

    def _open(self, customer_id: int, form: FeedForm) -> None:
        self.is_open, self.opened, self.customer_id, self._page = True, self.opened + 1, customer_id, page_of(self)
        self.form, self.kind, self.errors, self.conflicts, self.widens = form, form.kind, {}, [], False
        self.project = form.project[0].value if form.project else ""


async def _row(me: Actor, customer_id: int, item_id: int) -> FeedRow:
    """An item, which may be an answer in a thread."""
    async with database().reading() as session:
        found = await feed.thread(session, me, customer_id, item_id)
    return next(row for row in (found.root, *found.answers) if row.item.id == item_id)


async def _written(me: Actor, customer_id: int, form: dict[str, Any]) -> ItemDone:
    if not text_of(form, "item_id"):
        if text_of(form, "kind") == "note":
            return await notes.add(me, customer_id, _note(form))
        return await activities.add(me, customer_id, _activity(form))
    item_id, base, widen = id_of(form, "item_id"), base_of(form), is_checked(form, "widen")
    theirs = chosen_theirs(form)
    current = await _row(me, customer_id, item_id) if theirs else None
    if text_of(form, "kind") == "note":
        fields = _note(form) if current is None else _with_current(_note(form), current, theirs)
        return await notes.change(me, customer_id, item_id, fields, base, widen=widen)
    fields = _activity(form) if current is None else _with_current(_activity(form), current, theirs)
    return await activities.change(me, customer_id, item_id, fields, base, widen=widen)


def _activity(form: dict[str, Any]) -> ActivityFields:
    is_event = text_of(form, "kind") == "event"
    on_board = text_of(form, "project_id") and is_checked(form, "on_board")
    plain = ("title", "text", "project_id", "assignee_id", "due_on", "start_time", "last_on", "end_time", "place")
    values: dict[str, Any] = {name: text_of(form, name) for name in plain}
    values |= {name: texts_of(form, name) for name in ("colleagues", "contacts")}
    values |= {name: is_checked(form, name) for name in ("all_day", "personal")}
    return parsed(ActivityFields, values | {"kind": "event" if is_event else "task" if on_board else "todo"})


def _note(form: dict[str, Any]) -> NoteFields:
    values: dict[str, Any] = {name: text_of(form, name) for name in ("text", "on", "at", "project_id")}
    values |= {name: texts_of(form, name) for name in ("contacts", "mentions")}
    return parsed(NoteFields, values | {"note_kind": text_of(form, "note_kind") or "note"})


FORM_FIELDS = {
    "starts_at": {"due_on", "start_time", "all_day"},
    "ends_at": {"last_on", "end_time", "all_day"},
    "sort_at": {"on", "at"},
}
"""Columns that several fields of the form make together."""


def _with_current(fields: Any, row: FeedRow, theirs: set[str]) -> Any:
    """The form with some fields as they are kept now: those where the colleague's value was chosen."""
    people = {
        "contacts": [one.id for one in row.people if one.is_contact],
        "colleagues": [one.id for one in row.people if not one.is_contact],
        "mentions": [one.id for one in row.mentions],
    }
    current = (note_form if row.item.kind == "note" else activity_form)(row.item, row.body, people)
    names = set().union(*(FORM_FIELDS.get(name, {name}) for name in theirs)) & type(fields).model_fields.keys()
    return fields.model_copy(update={name: getattr(current, name) for name in names})
