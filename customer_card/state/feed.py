"""«Aktiviteter»: the two parts of a customer's feed, what is asked for of it, and a page more of either."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.database import database
from customer_card.domain.permissions import Actor, Need
from customer_card.services import card_figures, feed
from customer_card.services.feed import FeedPage, FeedPart
from customer_card.services.feed_query import PAGE, Cursor, FeedQuery
from customer_card.state.card_figures import CardFiguresState
from customer_card.state.changes import put
from customer_card.state.marks import actor, allow
from customer_card.state.picker import PickerState
from customer_card.views.card import Option
from customer_card.views.feed import FeedLine, feed_line

KINDS = ("", "task", "event", "note")


class FeedState(rx.State):
    """The feed of the customer on the card."""

    planned: list[FeedLine] = []
    done: list[FeedLine] = []
    more_planned: bool = False
    more_done: bool = False
    customer_id: int = 0

    shows_filters: bool = False
    filtered: bool = False
    kind: str = ""
    person: list[Option] = []
    project: list[Option] = []
    contact: list[Option] = []
    text: str = ""
    overdue: bool = False

    _number: str = ""
    _last_planned: Cursor | None = None
    _last_done: Cursor | None = None

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ)
    async def refresh(self):
        """Show the same part of the feed as it is now."""
        await self._reload()

    @rx.event
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"part": "planned"})
    async def show_more(self, part: str):
        """One more page below those shown."""
        me, planned = actor(), part == "planned"
        after = self._last_planned if planned else self._last_done
        if after is None:
            return
        async with database().reading() as session:
            page = await feed.more(
                session, me, self.customer_id, "planned" if planned else "done", self._query(), after
            )
        lines = _lines(page, me, self._number)
        if planned:
            self.planned, self._last_planned = [*self.planned, *lines], page.last
            self.more_planned = page.last is not None
        else:
            self.done, self._last_done = [*self.done, *lines], page.last
            self.more_done = page.last is not None

    @rx.event
    @allow(Need.CUSTOMERS_READ)
    async def toggle_filters(self):
        """Show the filters, or put them away; what they hold stays."""
        self.shows_filters = not self.shows_filters

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"kind": "note"})
    async def choose_kind(self, kind: str):
        """Tasks, calendar entries, notes, or all."""
        await self._narrow(kind=kind if kind in KINDS else "")

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda world: {"values": [str(world.user_id)]})
    async def choose_person(self, values: list[str]):
        """What one colleague has to do with."""
        await self._narrow(person=await self._named(values))

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"values": []})
    async def choose_project(self, values: list[str]):
        """What belongs to one project."""
        await self._narrow(project=await self._named(values))

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"values": []})
    async def choose_contact(self, values: list[str]):
        """What one contact takes part in."""
        await self._narrow(contact=await self._named(values))

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"text": "off"})
    async def search(self, text: str):
        """What has words that begin so."""
        await self._narrow(text=text[:200])

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ)
    async def show_overdue(self):
        """Only what is overdue."""
        self._clear()
        await self._narrow(overdue=True)

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ)
    async def clear(self):
        """Everything again."""
        self._clear()
        await self._reload()
        return rx.call_script("customerCard.clear('feed-search')")

    async def _named(self, values: list[str]) -> list[Option]:
        """What was chosen, under the name by which the combobox has just offered it."""
        offered = (await self.get_state(PickerState)).options
        return [next((one for one in offered if one.value == value), Option(value[:20], "")) for value in values[:1]]

    async def _narrow(self, **asked: Any) -> None:
        for name, value in asked.items():
            setattr(self, name, value)
        self.planned, self.done = self.planned[:PAGE], self.done[:PAGE]
        await self._reload()

    async def _reload(self) -> None:
        if not self.customer_id:
            return
        me = actor()
        async with database().reading() as session:
            shown = len(self.planned), len(self.done)
            page = await feed.of_customer(session, me, self.customer_id, self._query(), shown)
            figures = await card_figures.of_customer(session, me, self.customer_id)
        self._show(page, me)
        (await self.get_state(CardFiguresState))._show(figures, me)

    def _query(self) -> FeedQuery:
        return FeedQuery(
            kind=self.kind,  # pyright: ignore[reportArgumentType] — one of KINDS.
            person=_id(self.person),
            project=_id(self.project),
            contact=_id(self.contact),
            text=self.text,
            overdue=self.overdue,
        )

    def _turn_to(self, customer_id: int, number: str) -> None:
        """Another customer's feed begins at its first page, with nothing asked for."""
        self._number = number
        if customer_id != self.customer_id:
            self._clear()
            put(self, customer_id=customer_id, shows_filters=False)
            self.planned, self.done = [], []

    def _show(self, page: FeedPage, me: Actor) -> None:
        self._last_planned, self._last_done = page.planned.last, page.done.last
        put(
            self,
            planned=_lines(page.planned, me, self._number),
            done=_lines(page.done, me, self._number),
            more_planned=page.planned.last is not None,
            more_done=page.done.last is not None,
            filtered=self._query().narrows,
        )

    def _clear(self) -> None:
        put(self, kind="", text="", overdue=False, person=[], project=[], contact=[])


def _lines(part: FeedPart, me: Actor, number: str) -> list[FeedLine]:
    return [feed_line(row, me, customer_number=number) for row in part.rows]


def _id(chosen: list[Option]) -> int | None:
    value = chosen[0].value if chosen else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None
