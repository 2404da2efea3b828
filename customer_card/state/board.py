"""The board of project tasks: what it shows, what is asked for in the address line, moving and adding."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

import reflex as rx
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.errors import Conflict, Invalid, NotFound
from customer_card.domain.permissions import Actor, Need
from customer_card.i18n.catalogues import gettext_noop
from customer_card.services import activities, board, card_figures, feed_choices
from customer_card.services.board import PAGE, BoardQuery
from customer_card.services.feed_fields import BOARD, ActivityFields, Column
from customer_card.services.history import Base
from customer_card.state.card_figures import CardFiguresState
from customer_card.state.changes import put
from customer_card.state.forms import id_of, is_sent_again, parsed, sending_of, text_of
from customer_card.state.list_query import suffix_of
from customer_card.state.marks import actor, allow, storable
from customer_card.state.messages import Undo, draft_saved, say, warn
from customer_card.views.board import ColumnView, column_name, column_view
from customer_card.views.card import Option
from customer_card.views.problems import problem_texts


class BoardState(rx.State):
    """The board of the customer on the card. ``added`` gives each new task a form of its own."""

    has_projects: bool = False
    columns: list[ColumnView] = []
    project: list[Option] = []
    person: list[Option] = []

    adding: str = ""
    added: int = 0
    add_project: list[Option] = []
    errors: dict[str, str] = {}

    _customer_id: int = 0
    _number: str = ""
    _shown: dict[str, int] = {}
    _saved: str = ""

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"column": "done"})
    async def show_more(self, column: Column):
        """One more page of a column."""
        self._shown = self._shown | {column: self._shown.get(column, PAGE) + PAGE}
        await self._reload()

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"values": []})
    async def choose_project(self, values: list[str]):
        """The tasks of one project, or of all."""
        return await self._narrow(project=_id(values))

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda world: {"values": [str(world.user_id)]})
    async def choose_person(self, values: list[str]):
        """The tasks of one colleague, or of all."""
        return await self._narrow(person=_id(values))

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ)
    async def clear(self):
        """Everybody's tasks of all projects again."""
        return await self._narrow(project=None, person=None)

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {
            "customer_id": world.customer_id,
            "item_id": world.task_id,
            "version": 1,
            "column": "in_review",
            "after_id": 0,
        },
        writes=True,
    )
    async def move(self, customer_id: int, item_id: int, version: int, column: Column, after_id: int):
        """Move a task to a column: after another task there, or first of all for 0."""
        me = actor()
        try:
            done = await activities.move(me, customer_id, item_id, column, Base(version), after_id=after_id or None)
        except Conflict:
            await warn(self, "Somebody else has moved the task meanwhile. The board shows where it stands now.")
            await self._reload()
            return None
        undo = Undo(customer_id, done.change_id, in_feed=True)
        said = gettext_noop("The task stands in «{column}» now.")
        await say(self, said, undo, column=column_name(column, me.language))
        await self._reload()
        return rx.call_script(f"customerCard.focusSoon('move-{item_id}')")

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda world: {"customer_id": world.customer_id, "column": "in_progress"})
    async def open_add(self, customer_id: int, column: Column):
        """A line for a new task in a column; its project is proposed where there is a good guess."""
        choices = await feed_choices.projects(actor(), customer_id, "")
        if self.project:
            self.add_project = self.project
        elif not self.add_project and len(choices) == 1:
            self.add_project = [Option(str(choices[0].id), choices[0].name)]
        self.adding, self.errors = column, {}
        return rx.call_script("customerCard.focusSoon('board-title')")

    @rx.event
    @allow(Need.CUSTOMERS_READ)
    async def close_add(self):
        """No new task; the focus returns to where the line was opened."""
        column, self.adding, self.errors = self.adding, "", {}
        return rx.call_script(f"customerCard.focusSoon('add-{column}')") if column in BOARD else None

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {
            "form": {
                "customer_id": str(world.customer_id),
                "column": "in_progress",
                "title": "Rita om planen",
                "project_id": str(world.project_id),
            }
        },
        writes=True,
    )
    async def add(self, form: dict[str, Any]):
        """Add a project task to the column that the form names; what is wrong is said in the form."""
        me, customer_id, column = actor(), id_of(form, "customer_id"), text_of(form, "column")
        if column not in BOARD:
            raise NotFound
        if is_sent_again(form, self._saved):
            return None
        values = {name: text_of(form, name) for name in ("title", "project_id")}
        fields = parsed(ActivityFields, values | {"kind": "task"})
        try:
            done = await activities.add(me, customer_id, fields, column=column)
        except Invalid as invalid:
            self.errors = problem_texts(me.language, invalid.problems, invalid.details)
            return rx.call_script("customerCard.focusFirstError()")
        # The form that comes next has a draft of its own: this one's would be back in it before it was forgotten.
        saved = draft_saved(f"board:{customer_id}:{column}:{self.added}")
        self.errors, self.added, self._saved = {}, self.added + 1, sending_of(form)
        async with database().reading() as session:
            asked = BoardQuery(project=int(fields.project_id))
            named = await board.filter_names(session, me, customer_id, asked)
        self.add_project = [Option(fields.project_id, named.get("project", ""))]
        await say(self, gettext_noop("The task has been added."), Undo(customer_id, done.change_id, in_feed=True))
        await self._reload()
        return [saved, rx.call_script("customerCard.focusSoon('board-title')")]

    async def _narrow(self, **asked: int | None):
        self._shown = {}
        await self._reload(self._query().model_copy(update=asked))
        return self._write_address()

    async def _reload(self, query: BoardQuery | None = None) -> None:
        if not self._customer_id:
            return
        me = actor()
        async with database().reading() as session:
            await self._read(session, me, query or self._query())
            figures = await card_figures.of_customer(session, me, self._customer_id)
        (await self.get_state(CardFiguresState))._show(figures, me)

    async def _read(self, session: AsyncSession, me: Actor, query: BoardQuery) -> None:
        """Show the board as it is now. A project that the reader may not see, or nobody, narrows nothing."""
        named = await board.filter_names(session, me, self._customer_id, query) if query.narrows else {}
        query = BoardQuery.model_validate({name: value for name, value in query if name in named})
        page = await board.of_customer(session, me, self._customer_id, query, self._shown)
        self.has_projects = page.has_projects
        self.columns = [column_view(key, page.columns[key], me, self._number) for key in BOARD]
        for name in ("project", "person"):
            setattr(self, name, [Option(str(getattr(query, name)), named[name])] if name in named else [])

    def _turn_to(self, customer_id: int, number: str) -> None:
        """Another customer's board begins at its first page, with no line open."""
        self._number = number
        if customer_id != self._customer_id:
            self._customer_id, self._shown = customer_id, {}
            put(self, columns=[], project=[], person=[], adding="", add_project=[], errors={})

    def _query(self) -> BoardQuery:
        """What the board shows now, as a query."""
        chosen = {"project": self.project, "person": self.person}
        return BoardQuery.model_validate({name: options[0].value for name, options in chosen.items() if options})

    def _write_address(self):
        """Put the filters into the address line without navigating, so that the focus stays."""
        asked = urlencode(self._query().model_dump(exclude_none=True))
        query = "&".join(filter(None, (asked, suffix_of(self).removeprefix("?"))))
        address = f"location.pathname + '{'?' + query if query else ''}'"
        return rx.call_script(f"history.replaceState(history.state, '', {address})")


def query_of(state: rx.State) -> BoardQuery:
    """The filters that the address names; what is not understood counts as not said."""
    asked = storable(dict(parse_qsl(state.router.url.query)))
    return BoardQuery(project=_id([asked.get("project", "")]), person=_id([asked.get("person", "")]))


def _id(values: list[str]) -> int | None:
    value = values[0] if values else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None
