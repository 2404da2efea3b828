"""The line on top of the feed: what it means while it is typed, and adding it."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from customer_card.domain.errors import Invalid
from customer_card.domain.permissions import Need
from customer_card.i18n.catalogues import gettext_noop
from customer_card.services import quick_add
from customer_card.services.quick_add import Line
from customer_card.state.feed_refresh import refreshed
from customer_card.state.forms import id_of, is_checked, is_sent_again, parsed, sending_of, text_of, texts_of
from customer_card.state.marks import actor, allow
from customer_card.state.messages import Undo, draft_saved, say
from customer_card.views.feed_form import ChipView, chips
from customer_card.views.problems import problem_texts

Mode = Literal["note", "task"]


class QuickAddState(rx.State):
    """The line: note or task, and what of it was understood. ``added`` gives each line a form of its own."""

    mode: str = "note"
    chips: list[ChipView] = []
    errors: dict[str, str] = {}
    added: int = 0

    _text: str = ""
    _kind: str = ""
    _ignored: list[str] = []
    _saved: str = ""

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda world: {"mode": "task", "customer_id": world.customer_id})
    async def choose_mode(self, mode: Mode, customer_id: int):
        """Write a note, or a task."""
        await self._understand(customer_id, mode)
        self.mode, self.errors = mode, {}

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda world: {"text": "@an fre", "customer_id": world.customer_id, "line": 0})
    async def typed(self, text: str, customer_id: int, line: int):
        """Say what the line means as far as it was typed.

        Keys wait a moment before they are told of: those of a line that was added meanwhile are past.
        """
        if line != self.added:
            return
        self._text = text[:500]
        if not self._text.strip():
            self._ignored = []
        await self._understand(customer_id)

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda world: {"typed": "fre", "customer_id": world.customer_id})
    async def take_as_text(self, typed: str, customer_id: int):
        """A part of the line means nothing: it stays as it was typed."""
        self._ignored = [*self._ignored[:40], typed[:200]]
        await self._understand(customer_id)
        return rx.call_script("customerCard.focusSoon('quick-text')")

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda world: {"kind": "call", "customer_id": world.customer_id})
    async def choose_kind(self, kind: str, customer_id: int):
        """The kind of a note, said beside the line."""
        self._kind = kind[:20]
        await self._understand(customer_id)

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {"form": {"customer_id": str(world.customer_id), "mode": "task", "text": "Ring fre"}},
        writes=True,
    )
    async def add(self, form: dict[str, Any]):
        """Add the note or the task that the line says."""
        me, customer_id = actor(), id_of(form, "customer_id")
        if is_sent_again(form, self._saved):
            return None
        on, _, at = text_of(form, "happened").partition("T")
        values = {
            "mode": text_of(form, "mode") or self.mode,
            "text": text_of(form, "text"),
            "note_kind": text_of(form, "note_kind"),
            "contacts": texts_of(form, "contacts"),
            "follow_up": is_checked(form, "follow_up"),
        }
        line = parsed(Line, values | {"on": on[:20], "at": at[:20], "ignored": self._ignored})
        try:
            done = await quick_add.add(me, customer_id, line)
        except Invalid as invalid:
            self.errors = problem_texts(me.language, invalid.problems, invalid.details)
            return rx.call_script("customerCard.focusSoon('quick-text')")
        # The form that comes next has a draft of its own: this one's would be back in it before it was forgotten.
        saved = draft_saved(f"feed:quick:{customer_id}:{self.added}")
        self._saved = sending_of(form)
        self._begin_anew()
        said = gettext_noop("The task has been added.") if line.mode == "task" else gettext_noop("The note is saved.")
        await say(self, said, Undo(customer_id, done.change_id, in_feed=True))
        return [saved, *refreshed(self), rx.call_script("customerCard.focusSoon('quick-text')")]

    async def _understand(self, customer_id: int, mode: Mode | None = None) -> None:
        me = actor()
        mode = mode or ("task" if self.mode == "task" else "note")
        found = await quick_add.understood(me, customer_id, self._text, mode, self._ignored)
        self.chips = chips(found, self._text, mode, self._kind, me, self._ignored)

    def _begin_anew(self) -> None:
        self.added += 1
        self.chips, self.errors, self._text, self._kind, self._ignored = [], {}, "", "", []
