"""Opening the card: which customer and which tab the address names, and what that tab shows."""

from __future__ import annotations

import time
from urllib.parse import parse_qsl, quote

import reflex as rx

from customer_card.database import database
from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor, Need
from customer_card.domain.text_keys import unique_key
from customer_card.services import addresses, card_figures, card_head, contacts, document_list, feed, grouping
from customer_card.services.card_head import CardHead
from customer_card.services.customers import CustomerDetails
from customer_card.state.addresses import AddressesState
from customer_card.state.board import BoardState, query_of
from customer_card.state.card import CardState
from customer_card.state.card_figures import CardFiguresState
from customer_card.state.changes import empty, put
from customer_card.state.collaboration import CollaborationState
from customer_card.state.contacts import ContactsState
from customer_card.state.customer_deletion import DeletionState
from customer_card.state.customers import CustomersState
from customer_card.state.feed import FeedState
from customer_card.state.feed_form import FeedFormState
from customer_card.state.feed_sheet import FeedSheetState
from customer_card.state.file_dialog import FileDialogState, PreviewState
from customer_card.state.files import FilesState
from customer_card.state.history import HistoryState
from customer_card.state.list_query import suffix_of
from customer_card.state.marks import actor, allow
from customer_card.state.mentions import MentionsState
from customer_card.state.neighbours import CardVisitState, NeighboursState
from customer_card.state.registers import RegisterState
from customer_card.state.route import route_argument
from customer_card.state.session import SessionState, enter
from customer_card.views.contacts import figure_text

TABS = ("contacts", "sales", "collaboration", "financials", "settings")

LOADED_TWICE_SECONDS = 1.0
"""One click can load a page twice; the second time within this span nothing is asked again."""

FRESH_SECONDS = 5.0
"""How long what a tab shows is shown again without being asked for, as when somebody looks into another tab."""


PARTS: tuple[type[rx.State], ...] = (
    AddressesState, ContactsState, CardFiguresState, FeedState, FeedFormState, FeedSheetState, BoardState,
    CollaborationState, FilesState, FileDialogState, PreviewState,
)  # fmt: skip


class CardPageState(rx.State):
    """The page of a card: what only its tabs show."""

    segments: list[str] = []
    tabs_shown: list[str] = []
    """The tabs of the customer that have been read at all."""

    _tabs_read: list[str] = []

    _loaded: str = ""
    _loaded_at: float = 0.0

    _opened: str = ""
    _opened_at: float = 0.0

    _page_shown: str = ""
    _page_shown_at: float = 0.0
    _fresh_tabs: list[str] = []

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda world: {"number": world.number, "tab": "sales"})
    async def open(self, number: str, tab: str):
        """Show a card whose link was just followed, while the browser is still turning to its page.

        ``load`` comes a moment later and finds it shown; what cannot be shown is for ``load`` to say.
        """
        if tab not in TABS:
            return
        card = await self.get_state(CardState)
        asked = number[:200]
        # The browser may still be at the former card, which is not to vanish under it.
        former = card.answers_to[:1] if route_argument(self, "customer_number") else []
        # Whoever turns back at once is to be shown the former one anew.
        self._loaded = ""
        try:
            await self._show(card, asked, tab)
        except NotFound:
            return
        beside = await self.get_state(NeighboursState)
        if former:
            beside._stand_at(card.loaded_for)
        else:
            listed = await self.get_state(CustomersState)
            beside._leave_list([row.number for row in listed.rows], listed._first_page(), card.loaded_for)
        put(card, answers_to=[asked, card.loaded_for, *former])
        self._opened, self._opened_at = self._key_of(f"{asked}/{tab}"), time.monotonic()

    @rx.event(supersedes=True)
    @allow(Need.SIGNED_IN)
    async def load(self):
        """Show the customer that the address names, at the tab that it names."""
        await enter(self)
        number, tab = route_argument(self, "customer_number"), route_argument(self, "card_tab")
        asked = self._key_of(f"{number}/{tab}")
        if asked == self._loaded and time.monotonic() - self._loaded_at < LOADED_TWICE_SECONDS:
            return None
        if tab not in TABS:
            return rx.redirect(f"/customers/{quote(number, safe='')}/contacts{suffix_of(self)}", replace=True)
        self._loaded = ""
        onward = await self._open(number, tab)
        if onward is None:
            # Only what was shown to its end counts: a second load cancels the first one midway.
            self._loaded, self._loaded_at = asked, time.monotonic()
            return await self._afterwards()
        return onward

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ)
    async def reload(self):
        """Show the same customer anew, as after a change of language."""
        self._page_shown = ""
        return await self._open(route_argument(self, "customer_number"), route_argument(self, "card_tab"))

    async def _afterwards(self):
        """What the card does not wait for."""
        customer_id = (await self.get_state(CardState)).header.id
        if not customer_id:
            return None
        beside = (await self.get_state(NeighboursState))._awaited()
        (await self.get_state(CardVisitState))._count(int(customer_id))
        return [*beside, *(await self.get_state(MentionsState))._awaited()]

    async def _open(self, number: str, tab: str):
        card = await self.get_state(CardState)
        try:
            current = await self._show_or_keep(card, number, tab)
        except NotFound:
            await self._forget(card)
            card.answers_to = [number]
            return None
        put(card, answers_to=[number, current])
        if unique_key(current) != unique_key(number):
            return rx.redirect(f"/customers/{quote(current, safe='')}/{tab}{suffix_of(self)}", replace=True)
        (await self.get_state(NeighboursState))._turn_to(current)
        return None

    async def _show_or_keep(self, card: CardState, number: str, tab: str) -> str:
        """Show what the address names, where the click that led here has not done so already.

        Returns the customer's number. Raises ``NotFound``.
        """
        opened, self._opened = self._opened, ""
        recent = time.monotonic() - self._opened_at < LOADED_TWICE_SECONDS
        if opened == self._key_of(f"{number}/{tab}") and recent:
            self._page_shown, self._page_shown_at = self._page_of(card.header.id), self._opened_at
            return card.loaded_for
        return (await self._show(card, number, tab)).customer.number

    def _key_of(self, asked: str) -> str:
        """What was asked for here. A page that was loaded anew has a connection of its own, and is always answered."""
        return f"{self.router.session.session_id} {asked}"

    def _page_of(self, customer_id: int | str | None) -> str:
        """The customer as the page shows it, out of the list and with the filters that its address names."""
        return self._key_of(f"{customer_id} {self.router.url.query}")

    async def _forget(self, card: CardState) -> None:
        """Nothing of the former customer stays behind a card that cannot be shown."""
        card._forget()
        for part in PARTS:
            empty(await self.get_state(part))
        (await self.get_state(HistoryState))._turn_to(0)
        (await self.get_state(DeletionState))._turn_to(0)
        (await self.get_state(RegisterState))._forget()
        put(self, segments=[], tabs_shown=[])
        self._tabs_read, self._page_shown = [], ""

    async def _show(self, card: CardState, number: str, tab: str) -> CustomerDetails:
        """Read the header and what the tab shows, in one unit of work. Raises ``NotFound``."""
        me = actor()
        if not me.meets(Need.CUSTOMERS_READ):
            raise NotFound
        async with database().reading() as session:
            head = await card_head.find(session, me, number)
            details = head.details
            assert details.customer.id is not None
            turns = card.loaded_for != details.customer.number
            if turns:
                card._close_editor()
                self._tabs_read = []
            card._show(details, me)
            (await self.get_state(HistoryState))._turn_to(details.customer.id)
            (await self.get_state(DeletionState))._turn_to(details.customer.id)
            try:
                await self._show_parts(session, me, head, tab)
            except BaseException:
                if turns:
                    # Parts of the former customer may stand below the new one's name: an outline stands there instead.
                    self.tabs_shown, self._page_shown = [], ""
                raise
        return details

    async def _show_parts(self, session, me: Actor, head: CardHead, tab: str) -> None:
        """What the tab shows, and the other tabs' figures; neither again when they were shown a moment ago."""
        customer = head.details.customer
        page = self._page_of(customer.id)
        anew = not await self._has_just_shown(page)
        if anew:
            self._fresh_tabs = []
            await (await self.get_state(RegisterState))._show(session, me, head.details, has_any=head.has_lookups)
        elif tab in self._fresh_tabs:
            return
        if tab != "contacts" and anew:
            (await self.get_state(ContactsState)).figure = figure_text(head.contacts.active, me.language)
        if tab == "contacts":
            segments = await grouping.segment_names(session, me, customer.id or 0) if head.has_segments else []
            put(self, segments=segments)
            await self._show_people_and_places(session, me, head)
        if tab in {"contacts", "collaboration"}:
            await self._show_files(session, me, customer.id or 0, has_any=head.has_documents)
        await self._show_activities(session, me, head.details, tab)
        self._fresh_tabs = [*self._fresh_tabs, tab]
        if tab not in self._tabs_read:
            self._tabs_read = [*self._tabs_read, tab]
        put(self, tabs_shown=self._tabs_read)
        if anew:
            self._page_shown, self._page_shown_at = page, time.monotonic()

    async def _has_just_shown(self, page: str) -> bool:
        """Whether the customer was shown a moment ago, and nothing was written from this page since."""
        wrote_at = (await self.get_state(SessionState))._wrote_at
        recent = time.monotonic() - self._page_shown_at < FRESH_SECONDS
        return self._page_shown == page and recent and wrote_at < self._page_shown_at

    async def _show_files(self, session, me: Actor, customer_id: int, *, has_any: bool) -> None:
        files = await self.get_state(FilesState)
        if files._turn_to(customer_id):
            for part in (FileDialogState, PreviewState):
                empty(await self.get_state(part))
        if not files._is_proposed_for(me):
            files._show_places(await document_list.places_for(session, me, customer_id, has_any=has_any), me)
        await files._read(me, customer_id, session, has_any=has_any)

    async def _show_people_and_places(self, session, me: Actor, head: CardHead) -> None:
        customer_id, country = head.details.customer.id, head.details.customer.country
        assert customer_id is not None
        found = await addresses.of_customer(session, me, customer_id)
        (await self.get_state(AddressesState))._show(customer_id, found, me.language)
        people = await self.get_state(ContactsState)
        people._turn_to(customer_id)
        if "contact" in dict(parse_qsl(self.router.url.query)):
            # Somebody was looked for, and is to be among those who are shown.
            people._show_page()
        page = await contacts.of_customer(
            session, me, customer_id, inactive=people.shows_inactive, limit=people._limit, counts=head.contacts
        )
        people._show(customer_id, page, me.language, head.details.head_office_country or country)

    async def _show_activities(self, session, me: Actor, details: CustomerDetails, tab: str) -> None:
        """The figures of both tabs that show activities, and what the tab shows of them: the feed, or the board."""
        customer_id, number = details.customer.id, details.customer.number
        assert customer_id is not None
        in_feed, below = await self.get_state(FeedState), await self.get_state(CollaborationState)
        for part in (in_feed, await self.get_state(BoardState), below):
            part._turn_to(customer_id, number)
        for part in (FeedFormState, FeedSheetState):
            (await self.get_state(part))._turn_to_page()
        figures = await card_figures.of_customer(session, me, customer_id)
        (await self.get_state(CardFiguresState))._show(figures, me)
        if tab == "contacts":
            size = len(in_feed.planned), len(in_feed.done)
            in_feed._show(await feed.of_customer(session, me, customer_id, in_feed._query(), size), me)
        elif tab == "collaboration":
            await below._show(session, me, query_of(self))
