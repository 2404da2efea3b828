"""«Filer & länkar»: the list on the card, with what is done in its rows. The dialog is state/file_dialog.py's."""

from __future__ import annotations

import time
from typing import Any

import reflex as rx

from customer_card.database import database
from customer_card.domain.file_names import KINDS
from customer_card.domain.permissions import Actor, Need
from customer_card.i18n.catalogues import gettext_noop
from customer_card.services import document_list, documents
from customer_card.services.document_list import NO_DOCUMENTS, PAGE, DocumentFilter, DocumentPage, Places
from customer_card.state.changes import empty, put
from customer_card.state.marks import actor, allow
from customer_card.state.messages import MessagesState, Undo, say
from customer_card.views.card import Option
from customer_card.views.files import FileLine, file_line, place_option

MAXIMUM_SHOWN = 500
MANY = 8
"""From so many rows on there is something to narrow."""

TOGETHER_SECONDS = 5.0
"""Files that arrive within this time of one another are told of in one message."""


class FilesState(rx.State):
    """The files and links shown, what they are narrowed by, and the row that is being renamed."""

    rows: list[FileLine] = []
    has_more: bool = False
    may_add: bool = False
    proposed: list[Option] = []
    shows_filters: bool = False
    is_narrowed: bool = False
    shows_removed: bool = False
    kind: str = ""
    text: str = ""
    shown_places: list[Option] = []
    shown_place: list[Option] = []

    places: list[Option] = []
    places_for: str = ""
    places_query: str = ""

    renaming: str = ""
    rename_error: str = ""

    _customer_id: int = 0
    _limit: int = PAGE
    _place: int = -1
    _proposed_for: str = ""
    _arrived: int = 0
    _said: int = -1

    @rx.event
    @allow(Need.CUSTOMERS_READ)
    async def show_more(self):
        """One more page below those shown."""
        self._limit = min(self._limit + PAGE, MAXIMUM_SHOWN)
        await self._reload()

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"kind": "contract"})
    async def narrow_to_kind(self, kind: str):
        """Only contracts, only quotes …; an empty kind shows all."""
        self.kind = kind if kind in KINDS else ""
        await self._narrowed()

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"places": ["0"]})
    async def narrow_to_place(self, places: list[str]):
        """Only the customer's own, or those of one project; no place shows all."""
        chosen = [one for one in self.shown_places if one.value in places[:1]]
        self.shown_place, self._place = chosen, int(chosen[0].value) if chosen else -1
        await self._narrowed()

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"text": "avt"})
    async def narrow_to_text(self, text: str):
        """Only those with words in their names that begin so."""
        self.text = text[:100]
        await self._narrowed()

    @rx.event
    @allow(Need.FILES_EDIT, example=lambda _: {"shown": True})
    async def show_removed(self, shown: bool):
        """The removed ones that can still be restored, or the others again."""
        self.shows_removed, self._limit, self.renaming = shown, PAGE, ""
        await self._reload()

    @rx.event(supersedes=True)
    @allow(Need.FILES_EDIT, example=lambda _: {"picker": "file_place", "query": "an"})
    async def search_places(self, picker: str, query: str):
        """Where files can be put: the customer and its projects, as far as the user may."""
        me = actor()
        async with database().reading() as session:
            found = await document_list.search_places(session, me, self._customer_id, query)
        self.places = [place_option(one, me.language) for one in found]
        self.places_for, self.places_query = picker[:100], query[:200]

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {"customer_id": world.customer_id, "document_id": world.document_id},
    )
    async def added(self, customer_id: int, document_id: int):
        """The browser has sent a file in: show it, and say so."""
        me = actor()
        async with database().reading() as session:
            details = await document_list.find(session, me, customer_id, document_id)
        await self._say_added(details.document.name)
        if customer_id == self._customer_id:
            self.shows_removed = False
            await self._reload()

    @rx.event
    @allow(Need.FILES_EDIT, example=lambda _: {"document_id": 1})
    async def start_rename(self, document_id: int):
        """Turn a name into a field."""
        self.renaming, self.rename_error = str(document_id), ""
        # The menu that this was chosen from gives the focus back to its button as it closes; the field comes after it.
        return rx.call_script("customerCard.focusSoon('rename-file')")

    @rx.event
    @allow(Need.FILES_EDIT)
    async def cancel_rename(self):
        """Leave the name as it was."""
        former, self.renaming = self.renaming, ""
        return focus_on(former)

    @rx.event
    @allow(
        Need.FILES_EDIT,
        example=lambda world: {"customer_id": world.customer_id, "document_id": world.document_id},
        writes=True,
    )
    async def remove(self, customer_id: int, document_id: int):
        """Remove a file or link; the message offers to take it back, and the list of removed ones for 30 days."""
        done = await documents.remove(actor(), customer_id, document_id)
        said = gettext_noop("Removed. It can be restored for 30 days.")
        await self._done(customer_id, said, Undo(customer_id, done.change_id))
        return rx.call_script("customerCard.focusSoon('add-file')")

    @rx.event
    @allow(
        Need.FILES_EDIT,
        example=lambda world: {"customer_id": world.customer_id, "document_id": world.removed_document_id},
        writes=True,
    )
    async def restore(self, customer_id: int, document_id: int):
        """Bring a removed file or link back to where it was."""
        done = await documents.restore(actor(), customer_id, document_id)
        await self._done(customer_id, gettext_noop("Restored."), Undo(customer_id, done.change_id))
        return rx.call_script("customerCard.focusSoon('show-removed-files')")

    async def _say_added(self, name: str) -> None:
        """Say that a file has arrived; of several that come together the message counts them."""
        messages = await self.get_state(MessagesState)
        together = messages.sequence == self._said and time.monotonic() - messages._shown_at < TOGETHER_SECONDS
        self._arrived = self._arrived + 1 if together else 1
        if self._arrived == 1:
            await say(self, "{name} has been added.", name=name)
        else:
            await say(self, "{count} files have been added.", count=self._arrived)
        self._said = messages.sequence

    async def _done(self, customer_id: int, message: str, undo: Undo | None = None) -> None:
        await say(self, message, undo)
        if customer_id == self._customer_id:
            await self._reload()

    async def _narrowed(self) -> None:
        self._limit = PAGE
        await self._reload()

    async def _reload(self) -> None:
        await self._read(actor(), self._customer_id)

    async def _read(self, me: Actor, customer_id: int, session: Any = None, *, has_any: bool = True) -> None:
        """Show what there is now, in the unit of work that is given or in one of its own.

        ``has_any`` is False where it is known that there is nothing.
        """
        if session is None:
            async with database().reading() as own:
                await self._read(me, customer_id, own)
            return
        asked, page = self._filter(), NO_DOCUMENTS
        if has_any:
            page = await document_list.of_customer(session, me, customer_id, asked, self._limit)
        self._show_rows(page, me)
        if not self.shows_removed:
            put(self, shows_filters=self.is_narrowed or len(page.documents) >= MANY)
        if self.shows_filters and not self.shown_places:
            found = await document_list.search_shown_places(session, me, customer_id)
            here = [document_list.OF_THE_CUSTOMER, *found]
            self.shown_places = [place_option(one, me.language) for one in here]

    def _filter(self) -> DocumentFilter:
        asked = DocumentFilter(self.kind, self._place if self._place >= 0 else None, self.text, self.shows_removed)
        put(self, is_narrowed=asked.is_on)
        return asked

    def _show_rows(self, page: DocumentPage, me: Actor) -> None:
        rows = [file_line(details, me.language) for details in page.documents]
        put(self, rows=rows, has_more=page.has_more and self._limit < MAXIMUM_SHOWN)

    def _show_places(self, places: Places, me: Actor) -> None:
        """Where new ones can go; what was chosen since the customer was opened stays."""
        self._proposed_for = me.language
        proposed = [place_option(places.proposed, me.language)] if places.proposed else []
        put(self, may_add=places.may_add, shown_places=[], proposed=proposed)

    def _is_proposed_for(self, me: Actor) -> bool:
        """Whether the places are known already, in the reader's language."""
        return self._proposed_for == me.language

    def _turn_to(self, customer_id: int) -> bool:
        """Another customer's files begin at their first page, whole. Returns whether it is another one."""
        if customer_id == self._customer_id:
            return False
        empty(self)
        self._customer_id = customer_id
        return True


def focus_on(document_id: str):
    """The focus returns to the row's menu, which the renaming was opened from."""
    return rx.call_script(f"customerCard.focusSoon('file-menu-{document_id}')") if document_id.isdigit() else None
