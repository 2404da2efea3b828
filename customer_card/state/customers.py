"""The customer list: what is asked for stands in the address line, and one page of rows here."""

from __future__ import annotations

from urllib.parse import parse_qsl

import reflex as rx

from customer_card.database import database
from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Need
from customer_card.i18n.formats import country_name
from customer_card.services import customer_list
from customer_card.services.customer_query import CustomerQuery
from customer_card.state.changes import put
from customer_card.state.list_query import IDS, address_of, card_suffix, query_of
from customer_card.state.marks import actor, allow, storable
from customer_card.state.session import enter
from customer_card.views.card import Option
from customer_card.views.customers import CustomerLine, count_text, customer_line, money_note

WHILE_TYPING = 25
"""How many rows a search is answered with: a screenful, as another search is about to follow."""


class CustomersState(rx.State):
    """One page of the customer list."""

    loaded: bool = False
    no_access: bool = False
    rows: list[CustomerLine] = []
    count: str = ""
    card_suffix: str = ""
    page: int = 1
    has_more: bool = False
    goes_on: bool = False

    search: str = ""
    view: str = "all"
    active: str = "yes"
    sort: str = ""
    owner: list[Option] = []
    industry: list[Option] = []
    segment: list[Option] = []
    country: list[Option] = []
    shows_money: bool = False
    money_note: str = ""
    filtered: bool = False

    _shown_for: str = ""

    @rx.event(supersedes=True)
    @allow(Need.SIGNED_IN)
    async def load(self):
        """Show what the address line asks for."""
        await enter(self)
        if not actor().meets(Need.CUSTOMERS_READ):
            self.no_access, self.loaded = True, True
            return
        asked = storable(dict(parse_qsl(self.router.url.query)))
        query = query_of(asked)
        if "view" not in asked:
            async with database().reading() as session:
                mine = await customer_list.owns_any(session, actor())
            query = query.model_copy(update={"view": "mine" if mine else "all"})
        await self._show(query)

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ)
    async def reload(self):
        """Show the same page of the same list as it is now."""
        await self._show(self._asked())

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"text": "oy"})
    async def search_for(self, text: str):
        """Search while typing: the first rows of what begins so."""
        await self._show(self._asked().model_copy(update={"search": text[:200], "page": 1}), WHILE_TYPING)
        return self._write_address()

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ)
    async def show_rest(self):
        """The page whole, for whoever has come to the end of its first rows."""
        if self.goes_on:
            await self._show(self._asked())

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"view": "all"})
    async def choose_view(self, view: str):
        """One's own customers, those seen lately, or all."""
        return await self._change(view=view, owner=None, **({"sort": ""} if view == "recent" else {}))

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"name": "country", "values": ["SE"]})
    async def choose(self, name: str, values: list[str]):
        """The customers of one industry, segment or country, or of any."""
        if name not in {"industry", "segment", "country"}:
            raise NotFound
        return await self._change(**{name: values[0] if values and values[0] else None})

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"active": "all"})
    async def choose_active(self, active: str):
        """Active customers, inactive ones, or both."""
        return await self._change(active=active)

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda world: {"values": [str(world.user_id)]})
    async def choose_owner(self, values: list[str]):
        """The customers of one account owner, or of any."""
        return await self._change(owner=values[0] if values and values[0] else None)

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"column": "name"})
    async def sort_by(self, column: str):
        """Sort by a column; the same column again turns the order."""
        turned = f"-{column}" if self.sort == column else column
        return await self._change(sort=turned)

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"sort": "-updated"})
    async def choose_sort(self, sort: str):
        """Sort as chosen from the list of orders; by nothing for the usual order."""
        return await self._change(sort=sort)

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"page": 1})
    async def go_to_page(self, page: int):
        """Another page of the same list."""
        await self._show(query_of(self._asked().model_dump() | {"page": page}))
        return self._write_address()

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ)
    async def clear_filters(self):
        """Everything again: no search, no filter, active customers."""
        await self._show(CustomerQuery(view="all", sort=self.sort))
        return [self._write_address(), rx.call_script("customerCard.clear('customer-search')")]

    async def _change(self, **filters: object):
        await self._show(query_of(self._asked().model_dump() | filters | {"page": 1}))
        return self._write_address()

    def _first_page(self) -> CustomerQuery:
        """What cards that are opened out of the list name it by: its page is no part of what is gone through."""
        return self._asked().model_copy(update={"page": 1})

    def _asked(self) -> CustomerQuery:
        """What the list shows now, as a query."""
        chosen = {name: getattr(self, name) for name in (*IDS, "country")}
        plain = {name: getattr(self, name) for name in ("search", "view", "active", "sort", "page")}
        return query_of(plain | {name: options[0].value if options else None for name, options in chosen.items()})

    async def _show(self, query: CustomerQuery, rows: int | None = None) -> None:
        me = actor()
        async with database().reading() as session:
            page = await customer_list.page_of(session, me, query, rows)
            if not page.rows and query.page > 1:
                # The list may have become shorter since the address was written down.
                page = await customer_list.page_of(session, me, query.model_copy(update={"page": 1}))
            names = await customer_list.filter_names(session, me, query)
        country = [Option(query.country, country_name(query.country, me.language))] if query.country else []
        put(
            self,
            rows=[customer_line(row, me) for row in page.rows],
            count=count_text(page, me.language),
            page=page.page,
            has_more=page.has_more,
            goes_on=page.goes_on,
            shows_money=me.has_money_scope,
            money_note=money_note(me),
            search=query.search,
            view=query.view,
            active=query.active,
            sort=query.sort,
            country=country,
            card_suffix=card_suffix(query),
            filtered=any((query.search, *names, query.country, query.active != "yes", query.view != "all")),
            loaded=True,
            **{name: [Option(str(getattr(query, name)), names[name])] if names.get(name) else [] for name in IDS},
        )

    def _write_address(self):
        """Put the query into the address line without navigating, so that the focus stays."""
        return rx.call_script(f"history.replaceState(history.state, '', '?{address_of(self._asked())}')")
