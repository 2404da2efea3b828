"""«Samarbete» below its board: the projects' other activities, and their notes as threads."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.errors import Invalid
from customer_card.domain.permissions import Actor, Need
from customer_card.i18n.catalogues import gettext_noop
from customer_card.services import collaboration, notes
from customer_card.services.board import BoardQuery
from customer_card.services.collaboration import NotesPage
from customer_card.services.feed import FeedPart
from customer_card.services.feed_fields import NoteFields
from customer_card.services.feed_query import Cursor, Part
from customer_card.state.board import BoardState
from customer_card.state.changes import put
from customer_card.state.forms import id_of, is_sent_again, parsed, sending_of, text_of, texts_of
from customer_card.state.marks import actor, allow
from customer_card.state.messages import Undo, draft_saved, say
from customer_card.views.collaboration import ThreadView, thread_view
from customer_card.views.feed import FeedLine, feed_line
from customer_card.views.problems import problem_texts


class CollaborationState(rx.State):
    """The two lists. ``noted`` gives each new note a form of its own."""

    planned: list[FeedLine] = []
    more_planned: bool = False
    shows_done: bool = False
    done: list[FeedLine] = []
    more_done: bool = False
    threads: list[ThreadView] = []
    more_threads: bool = False

    noted: int = 0
    note_project: str = ""
    errors: dict[str, str] = {}

    _customer_id: int = 0
    _number: str = ""
    _last: dict[str, Cursor | None] = {}
    _saved: str = ""

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ)
    async def refresh(self):
        """Show the whole tab as it is now, its board included."""
        await (await self.get_state(BoardState))._reload()
        await self._reload()

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"part": "threads"})
    async def show_more(self, part: Literal["planned", "done", "threads"]):
        """One more page of what is planned, of what is done, or of the threads."""
        me, after, customer_id = actor(), self._last.get(part), self._customer_id
        if after is None:
            return
        async with database().reading() as session:
            if part == "threads":
                self._show_threads(await collaboration.notes(session, me, customer_id, after=after), me, more=True)
            else:
                page = await collaboration.other_activities(session, me, customer_id, part, after=after)
                self._show_part(part, page, me, more=True)

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ)
    async def toggle_done(self):
        """Show what is over, or put it away; it is read when somebody looks."""
        self.shows_done = not self.shows_done
        await self._reload()

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"values": []})
    async def choose_project(self, values: list[str]):
        """Where a new note is put: only who may look there is offered to be named."""
        self.note_project = values[0][:20] if values else ""

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {
            "form": {
                "customer_id": str(world.customer_id),
                "project_id": str(world.project_id),
                "text": "Kunden vill se en **ny plan**.",
            }
        },
        writes=True,
    )
    async def add_note(self, form: dict[str, Any]):
        """Add a note to one of the projects; what is wrong is said in the form."""
        me, customer_id = actor(), id_of(form, "customer_id")
        if is_sent_again(form, self._saved):
            return None
        values = {name: text_of(form, name) for name in ("text", "project_id")}
        fields = parsed(NoteFields, values | {"mentions": texts_of(form, "mentions")})
        try:
            if not fields.project_id:
                raise Invalid.one("project_id", "note_project_needed")
            done = await notes.add(me, customer_id, fields)
        except Invalid as invalid:
            self.errors = problem_texts(me.language, invalid.problems, invalid.details)
            return rx.call_script("customerCard.focusFirstError()")
        saved = draft_saved(f"collaboration:note:{customer_id}:{self.noted}")
        self.errors, self.note_project, self.noted = {}, "", self.noted + 1
        self._saved = sending_of(form)
        await say(self, gettext_noop("The note is saved."), Undo(customer_id, done.change_id, in_feed=True))
        await self._reload()
        return saved

    async def _reload(self) -> None:
        if not self._customer_id:
            return
        async with database().reading() as session:
            await self._read(session, actor())

    async def _show(self, session: AsyncSession, me: Actor, query: BoardQuery) -> None:
        """Show the tab in the unit of work that opens the card; without a project there is nothing to read."""
        board = await self.get_state(BoardState)
        await board._read(session, me, query)
        if board.has_projects:
            await self._read(session, me)

    async def _read(self, session: AsyncSession, me: Actor) -> None:
        customer_id, done = self._customer_id, FeedPart([], None)
        planned = await collaboration.other_activities(session, me, customer_id, "planned", len(self.planned))
        if self.shows_done:
            done = await collaboration.other_activities(session, me, customer_id, "done", len(self.done))
        self._show_part("planned", planned, me)
        self._show_part("done", done, me)
        self._show_threads(await collaboration.notes(session, me, customer_id, len(self.threads)), me)

    def _show_part(self, part: Part, page: FeedPart, me: Actor, *, more: bool = False) -> None:
        lines = [feed_line(row, me, customer_number=self._number) for row in page.rows]
        setattr(self, part, [*getattr(self, part), *lines] if more else lines)
        setattr(self, f"more_{part}", page.last is not None)
        self._last = self._last | {part: page.last}

    def _show_threads(self, page: NotesPage, me: Actor, *, more: bool = False) -> None:
        threads = [thread_view(thread, me, self._number) for thread in page.threads]
        self.threads = [*self.threads, *threads] if more else threads
        self.more_threads = page.last is not None
        self._last = self._last | {"threads": page.last}

    def _turn_to(self, customer_id: int, number: str) -> None:
        """Another customer's lists begin at their first pages."""
        self._number = number
        if customer_id != self._customer_id:
            self._customer_id, self._last = customer_id, {}
            put(self, planned=[], done=[], threads=[], shows_done=False, note_project="", errors={})
