"""Contacts across customers: what is asked for stands in the address line, and one page of rows here."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

import reflex as rx
from pydantic import ValidationError

from customer_card.database import database
from customer_card.domain.permissions import Need
from customer_card.services import contact_list
from customer_card.services.contact_list import Chosen, ContactListPage
from customer_card.services.contact_query import ContactQuery
from customer_card.state.marks import actor, allow, storable
from customer_card.state.session import enter
from customer_card.views.card import Option
from customer_card.views.contact_list import ContactListLine, contact_list_line, count_text, segment_options


class ContactListState(rx.State):
    """One page of the list of contacts."""

    loaded: bool = False
    no_access: bool = False
    rows: list[ContactListLine] = []
    count: str = ""
    page: int = 1
    has_more: bool = False
    filtered: bool = False

    search: str = ""
    keywords: list[Option] = []
    match: str = "any"
    role: list[Option] = []
    owner: list[Option] = []
    segment: str = ""
    segments: list[Option] = []
    active: str = "yes"
    consent: str = "all"
    sort: str = ""

    @rx.event(supersedes=True)
    @allow(Need.SIGNED_IN)
    async def load(self):
        """Show what the address line asks for."""
        await enter(self)
        if not actor().meets(Need.CUSTOMERS_READ):
            self.no_access, self.loaded = True, True
            return
        await self._show(query_of(storable(dict(parse_qsl(self.router.url.query)))))

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ)
    async def reload(self):
        """Show the same page of the same list as it is now."""
        await self._show(query_of(self._shown()))

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"text": "an"})
    async def search_for(self, text: str):
        """Search while typing: the first page of what begins so."""
        return await self._change(search=text)

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"values": ["1", "2"]})
    async def choose_keywords(self, values: list[str]):
        """The contacts with these keywords, or whatever their keywords are."""
        return await self._change(keywords=",".join(values))

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"match": "all"})
    async def choose_match(self, match: str):
        """Any of the keywords, or all of them."""
        return await self._change(match=match)

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"values": ["1"]})
    async def choose_role(self, values: list[str]):
        """The contacts in one role, or in any."""
        return await self._change(role=_first(values))

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda world: {"values": [str(world.user_id)]})
    async def choose_owner(self, values: list[str]):
        """The contacts of one account owner's customers, or of anybody's."""
        return await self._change(owner=_first(values))

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"segment": "1"})
    async def choose_segment(self, segment: str):
        """The contacts of the customers in one segment, or in any."""
        return await self._change(segment=segment)

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"active": "all"})
    async def choose_active(self, active: str):
        """Active contacts, inactive ones, or both."""
        return await self._change(active=active)

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"consent": "given"})
    async def choose_consent(self, consent: str):
        """The contacts with one answer to marketing, or with any."""
        return await self._change(consent=consent)

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"column": "customer"})
    async def sort_by(self, column: str):
        """Sort by a column; the same column again turns the order."""
        turned = f"-{column}" if (self.sort or "name") == column else column
        return await self._change(sort=turned)

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ, example=lambda _: {"page": 1})
    async def go_to_page(self, page: int):
        """Another page of the same list."""
        return await self._change(page=page)

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_READ)
    async def clear_filters(self):
        """Everything again: no search, no filter, active contacts, in the same order."""
        await self._show(query_of({"sort": self.sort}))
        return [self._write_address(), rx.call_script("customerCard.clear('contact-search')")]

    async def _change(self, **asked: Any):
        await self._show(query_of(self._shown() | {"page": 1} | asked))
        return self._write_address()

    def _shown(self) -> dict[str, Any]:
        """What the list shows now, in the words of the address line."""
        return {
            "search": self.search,
            "keywords": ",".join(one.value for one in self.keywords),
            "match": self.match,
            "role": _first([one.value for one in self.role]),
            "owner": _first([one.value for one in self.owner]),
            "segment": self.segment,
            "active": self.active,
            "consent": self.consent,
            "sort": self.sort,
            "page": self.page,
        }

    async def _show(self, query: ContactQuery) -> None:
        me = actor()
        async with database().reading() as session:
            named = await contact_list.chosen(session, me, query)
            if not self.segments:
                self.segments = segment_options(await contact_list.segments(session, me))
            query = _known(query, named, self.segments)
            page = await contact_list.page_of(session, me, query)
        self._show_query(query, named)
        self._show_page(page, me.language)

    def _show_query(self, query: ContactQuery, named: Chosen) -> None:
        self.search, self.match, self.sort = query.search, query.match, query.sort
        self.active, self.consent = query.active, query.consent
        self.keywords = [Option(str(one), name) for one, name in named.keywords.items()]
        self.role = [Option(str(query.role), named.role)] if query.role else []
        self.owner = [Option(str(query.owner), named.owner)] if query.owner else []
        self.segment = str(query.segment or "")
        self.filtered = query != ContactQuery(sort=query.sort, page=query.page, match=query.match)

    def _show_page(self, page: ContactListPage, language: str) -> None:
        self.rows = [contact_list_line(row, language) for row in page.rows]
        self.count = count_text(page, language)
        self.page, self.has_more = page.page, page.has_more
        self.loaded = True

    def _write_address(self):
        """Put the query into the address line without navigating, so that the focus stays."""
        defaults = {"match": "any", "active": "yes", "consent": "all", "page": 1}
        shown = {name: value for name, value in self._shown().items() if value and value != defaults.get(name)}
        if not self.keywords:
            shown.pop("match", None)
        return rx.call_script(f"history.replaceState(history.state, '', '?{urlencode(shown)}')")


def query_of(asked: dict[str, Any]) -> ContactQuery:
    """The query that somebody's words mean; what is not understood counts as not said."""
    known = {name: asked[name] for name in ContactQuery.model_fields if asked.get(name) not in (None, "")}
    if "keywords" in known:
        known["keywords"] = [one for one in str(known["keywords"]).split(",") if _is_id(one)]
    for name in ("role", "owner", "segment"):
        if not _is_id(str(known.get(name, ""))):
            known.pop(name, None)
    while True:
        try:
            return ContactQuery.model_validate(known)
        except ValidationError as error:
            wrong = {str(problem["loc"][0]) for problem in error.errors()}
            known = {name: value for name, value in known.items() if name not in wrong}


def _known(query: ContactQuery, named: Chosen, segments: list[Option]) -> ContactQuery:
    """The query without what does not exist: a filter that cannot be shown narrows nothing down."""
    return query.model_copy(
        update={
            "keywords": tuple(named.keywords),
            "role": query.role if named.role else None,
            "owner": query.owner if named.owner else None,
            "segment": query.segment if str(query.segment) in {one.value for one in segments} else None,
        }
    )


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _first(values: list[str]) -> str:
    return values[0] if values else ""
