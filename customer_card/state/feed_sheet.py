"""An activity or a note looked at closely, in a sheet, with the answers to it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.database import database
from customer_card.domain.errors import Invalid, NotFound
from customer_card.domain.permissions import Need
from customer_card.i18n.catalogues import gettext_noop
from customer_card.services import feed, notes
from customer_card.services.feed_fields import NoteFields
from customer_card.state.changes import put
from customer_card.state.feed_refresh import page_of, refreshed
from customer_card.state.forms import id_of, is_sent_again, parsed, sending_of, text_of, texts_of
from customer_card.state.marks import actor, allow
from customer_card.state.mentions import MentionsState
from customer_card.state.messages import Undo, draft_saved, say
from customer_card.views.feed import FeedSheet, feed_sheet
from customer_card.views.problems import problem_texts


class FeedSheetState(rx.State):
    """The sheet: the item that it shows, and the answer that is being written."""

    is_open: bool = False
    sheet: FeedSheet = FeedSheet()
    errors: dict[str, str] = {}
    answered: int = 0

    _customer_id: int = 0
    _item_id: int = 0
    _page: str = ""
    _saved: str = ""

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {"customer_id": world.customer_id, "item_id": world.activity_id},
    )
    async def open_item(self, customer_id: int, item_id: int):
        """Look at an item; of an answer, at the whole thread."""
        return await self._open(customer_id, item_id)

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {"customer_id": world.customer_id, "item_id": world.activity_id},
    )
    async def reply_to(self, customer_id: int, item_id: int):
        """Look at a thread to answer it: the next thing typed is the answer."""
        return [*await self._open(customer_id, item_id), rx.call_script("customerCard.focusSoon('answer-text')")]

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {"customer_id": world.customer_id, "item_id": world.mention_id},
        writes=True,
    )
    async def seen(self, customer_id: int, item_id: int):
        """Keep that the reader has seen where a thread names the reader."""
        await notes.mark_seen(actor(), customer_id, item_id)
        return refreshed(self) if self.router.url.path.startswith("/activities") else MentionsState.count

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"is_open": False})
    async def set_open(self, is_open: bool):
        """The sheet was closed by Escape or by its cross; the focus returns to the row."""
        self.is_open = is_open
        return None if is_open else rx.call_script(f"customerCard.focusSoon('feed-item-{self._item_id}')")

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {
            "form": {"customer_id": str(world.customer_id), "item_id": str(world.activity_id), "text": "Bra."}
        },
        writes=True,
    )
    async def answer(self, form: dict[str, Any]):
        """Answer the item that the form names."""
        me, customer_id, item_id = actor(), id_of(form, "customer_id"), id_of(form, "item_id")
        if is_sent_again(form, self._saved):
            return None
        fields = parsed(NoteFields, {"text": text_of(form, "text"), "mentions": texts_of(form, "mentions")})
        try:
            done = await notes.answer(me, customer_id, item_id, fields)
        except Invalid as invalid:
            self.errors = problem_texts(me.language, invalid.problems, invalid.details)
            return rx.call_script("customerCard.focusSoon('answer-text')")
        self._saved = sending_of(form)
        await say(self, gettext_noop("The answer is saved."), Undo(customer_id, done.change_id, in_feed=True))
        saved = draft_saved(f"feed:answer:{item_id}:{self.answered}")
        await self._read(customer_id, item_id)
        self.errors = {}
        self.answered += 1
        return [saved, *refreshed(self)]

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ)
    async def refresh(self):
        """Show the open item as it is now; one that is gone closes the sheet."""
        if not self.is_open:
            return
        try:
            await self._read(self._customer_id, self._item_id)
        except NotFound:
            self.is_open = False

    async def _open(self, customer_id: int, item_id: int) -> list[Any]:
        is_named = await self._read(customer_id, item_id)
        self.is_open, self.errors, self._page = True, {}, page_of(self)
        return [FeedSheetState.seen(self._customer_id, self._item_id)] if is_named else []

    def _turn_to_page(self) -> None:
        """A sheet that was opened on another page is not open on this one."""
        put(self, is_open=self.is_open and self._page == page_of(self))

    async def _read(self, customer_id: int, item_id: int) -> bool:
        """Show a thread as it is now. Returns whether it names the reader, who has not seen that yet."""
        me = actor()
        async with database().reading() as session:
            found = await feed.thread(session, me, customer_id, item_id)
        self.sheet = feed_sheet(found, me)
        self._customer_id, self._item_id = customer_id, found.root.item.id or 0
        return found.names_reader
