"""The statements that walk the feed: one page of it, in order, from a place on, whatever is hidden in between.

Whoever sees every project walks the customer's index. For somebody who sees few of many projects
that walk would pass all that is hidden; there each visible project is walked by itself, and what
was found is put in order. Both ways read no more than a page from each walk.

Statements follow from a ``Way`` and from what is asked at all (``Narrowing``), and are kept; whose
feed it is, and for whom, are parameters (``services.parameters``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.clock import now
from customer_card.domain.permissions import Actor, Projects
from customer_card.domain.text_keys import fold
from customer_card.models import FeedItem, FeedParticipant, FeedText, Project
from customer_card.models.base import Id
from customer_card.models.feed import IS_LONG, LONGER_THAN
from customer_card.services import local_time
from customer_card.services.feed_fields import LONGEST_ENTRY
from customer_card.services.parameters import CUSTOMER, LIMIT, Rights, made_once, rights_of, somebody_with, who
from customer_card.services.visibility import item_is_shared, project_is_visible

PAGE = 25
WALKED_ALONE = 50
"""Up to so many visible projects of a customer, each is walked by itself."""
OUTSIDE = 0
"""The ``scope_id`` of what stands outside of projects."""
MAXIMUM_WORDS = 6

Part = Literal["planned", "done"]
Kind = Literal["", "task", "event", "note", "other"]

FEED: FromClause = FeedItem.__table__
WALKED = FEED.alias("walked")
FOUND = FEED.alias("found")
"""Plain tables, made once: an alias of the model would be adapted anew, column by column, for every page."""

_MOMENT = FEED.c.sort_at.type
_AFTER = bindparam("after_at", type_=_MOMENT), bindparam("after_id", type_=Id)
_NOW = bindparam("now", callable_=now, type_=_MOMENT)
_THIS_DAY = bindparam("this_day", callable_=lambda: local_time.moment(local_time.today()), type_=_MOMENT)
# A minute more than the index of long entries leaves out, since SQLite's days are rounded.
_SHORT_FROM = bindparam("short_from", callable_=lambda: now() - LONGER_THAN - timedelta(minutes=1), type_=_MOMENT)
_LONG_FROM = bindparam("long_from", callable_=lambda: now() - LONGEST_ENTRY - timedelta(days=1), type_=_MOMENT)
IS_OVER = FEED.c.sort_at < _NOW, FEED.c.ends_at <= _NOW
"""The conditions on calendar entries that are past by the clock; the first one lets an index begin there."""

_PERSON = bindparam("person_id", type_=Id)
_PROJECT = bindparam("project_id", type_=Id)
_CONTACT = bindparam("contact_id", type_=Id)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which filters are on, whatever they hold; ``words`` says how many words were typed."""

    kind: Kind = ""
    person: bool = False
    project: bool = False
    contact: bool = False
    overdue: bool = False
    words: int = 0


class FeedQuery(BaseModel):
    """What of a customer's feed is asked for."""

    kind: Kind = ""
    person: int | None = Field(default=None, ge=0, lt=10**18)
    project: int | None = Field(default=None, ge=0, lt=10**18)
    contact: int | None = Field(default=None, ge=0, lt=10**18)
    text: str = Field(default="", max_length=200)
    overdue: bool = False

    @property
    def narrows(self) -> bool:
        """Whether anything is filtered at all."""
        return self != FeedQuery()

    @property
    def narrowing(self) -> Narrowing:
        """Which filters are on."""
        given = (value is not None for value in (self.person, self.project, self.contact))
        return Narrowing(self.kind, *given, self.overdue, len(self._words))

    @property
    def values(self) -> dict[str, Any]:
        """What the filters hold."""
        words = {f"word_{place}": f"% {_escaped(word)}%" for place, word in enumerate(self._words)}
        return {"person_id": self.person, "project_id": self.project, "contact_id": self.contact} | words

    @property
    def _words(self) -> list[str]:
        return fold(self.text).split()[:MAXIMUM_WORDS]


class Cursor(BaseModel):
    """The last row that was shown; the next page begins beyond it."""

    sort_at: datetime
    id: int = Field(ge=0, lt=10**18)

    @property
    def values(self) -> dict[str, Any]:
        """The place, as statements ask for it."""
        return {"after_at": self.sort_at, "after_id": self.id}


@dataclass(frozen=True, slots=True)
class Way:
    """How the visible part of a feed is walked: as a whole, or project by project.

    ``lateral`` says how each project is walked; ``projects_only`` leaves out what stands outside of projects.
    """

    rights: Rights
    by_project: bool
    unrestricted: bool
    lateral: bool
    projects_only: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose feed is walked, for whom, and how."""

    actor: Actor
    customer_id: int
    way: Way

    def values(self, query: FeedQuery | None = None, after: Cursor | None = None) -> dict[str, Any]:
        """What the statements of this scope are asked with."""
        values = who(self.actor) | {"customer_id": self.customer_id}
        if query is not None:
            values |= query.values
        return values | after.values if after is not None else values


async def scope_of(session: AsyncSession, actor: Actor, customer_id: int) -> Scope:
    """The way to walk; one statement for those who do not see every project, once in a unit of work."""
    if actor.profile.projects >= Projects.ALL:
        return Scope(actor, customer_id, _way(actor, by_project=False, unrestricted=True))
    by_project = await has_few_projects(session, actor, customer_id)
    return Scope(actor, customer_id, _way(actor, by_project=by_project, unrestricted=False))


async def projects_scope_of(session: AsyncSession, actor: Actor, customer_id: int) -> Scope:
    """The projects alone, each walked by itself when they are few: what stands outside them may be much more."""
    few = await has_few_projects(session, actor, customer_id)
    unrestricted = not few and actor.profile.projects >= Projects.ALL
    way = _way(actor, by_project=few, unrestricted=unrestricted, projects_only=True)
    return Scope(actor, customer_id, way)


async def has_few_projects(session: AsyncSession, actor: Actor, customer_id: int) -> bool:
    """Whether the projects of a customer that the actor may see are few enough to be walked one by one."""
    return await visible_projects(session, actor, customer_id) <= WALKED_ALONE


async def visible_projects(session: AsyncSession, actor: Actor, customer_id: int) -> int:
    """How many projects of a customer the actor may see, counted to one more than are walked one by one.

    Several parts of a page ask; within one unit of work they are answered alike.
    """
    known = session.info.get(_visible_key(actor, customer_id))
    if known is None:
        values = who(actor) | {"customer_id": customer_id, "limit": WALKED_ALONE + 1}
        known = len((await session.execute(_some_visible(rights_of(actor)), values)).all())
        remember_visible(session, actor, customer_id, known)
    return known


def remember_visible(session: AsyncSession, actor: Actor, customer_id: int, count: int) -> None:
    """Keep for the rest of a unit of work what ``visible_projects`` would find."""
    session.info[_visible_key(actor, customer_id)] = count


def _visible_key(actor: Actor, customer_id: int) -> tuple[str, Actor, int]:
    return "visible_projects", actor, customer_id


@made_once
def visible_project_ids(rights: Rights) -> Select[Any]:
    """The ids of the projects of a customer that somebody may see."""
    return select(Project.id).where(Project.customer_id == CUSTOMER, project_is_visible(somebody_with(rights)))


@made_once
def _seen(rights: Rights, projects_only: bool) -> CTE:
    """The same as scopes, with what stands outside of projects or without; named once, however many walks there are."""
    projects = visible_project_ids(rights)
    if projects_only:
        return projects.cte("seen")
    return union_all(select(literal(OUTSIDE, Id).label("id")), projects).cte("seen")


@made_once
def _some_visible(rights: Rights) -> Select[Any]:
    return visible_project_ids(rights).limit(LIMIT)


def _way(actor: Actor, *, by_project: bool, unrestricted: bool, projects_only: bool = False) -> Way:
    # A lateral join says «so many rows of each project» best. SQLite has none, but looks up a
    # correlated list of ids row by row.
    return Way(rights_of(actor), by_project, unrestricted, not database().is_sqlite, projects_only)


def counted(walks: Sequence[Select[Any]], limit: int) -> Select[Any]:
    """How many rows the walks lead to, counted to ``limit``: no further row is looked at then, in whatever order."""
    found = union_all(*[select(walk.subquery()) for walk in walks]).subquery()
    return select(func.count()).select_from(select(found.c.id).limit(limit).subquery())


def page_statement(
    way: Way, part: Part, asked: Narrowing, *, onward: bool = False, limit: ColumnElement[int] | int = LIMIT
) -> Select[Any]:
    """The ids and times of the rows of one page, in order; ``onward`` when it begins beyond a place."""
    walks = walks_of(way, part, asked, onward=onward, limit=limit)
    if not walks:
        return select(FEED.c.id, FEED.c.sort_at).where(false())
    rows = union_all(*[select(walk.subquery()) for walk in walks]).subquery()
    return select(rows.c.id, rows.c.sort_at).order_by(*_order(part, rows.c)).limit(limit)


def walks_of(
    way: Way, part: Part, asked: Narrowing, *, onward: bool = False, limit: ColumnElement[int] | int = LIMIT
) -> list[Select[Any]]:
    """The ids and times of the first rows of each walk, of which a page has the first ones."""
    return [walk for source in _sources(part, asked) for walk in _walks(way, part, source, asked, onward, limit)]


def _sources(part: Part, asked: Narrowing) -> list[str]:
    """The states to walk: calendar entries are planned or past by the clock, and walked beside the rest.

    Of those that have begun and go on, only the long ones can have begun earlier than a day ago: they are a source of
    their own, so that what is over is not passed on the way to them.
    """
    rest, kinds = ("planned", {"task", "other"}) if part == "planned" else ("done", {"task", "other", "note"})
    sources = [rest] if not asked.kind or asked.kind in kinds else []
    if asked.kind not in {"", "event", "other"} or asked.overdue:
        return sources
    return [*sources, "timed", "long"] if part == "planned" else [*sources, "timed"]


def _walks(way: Way, part: Part, source: str, asked: Narrowing, onward: bool, limit: Any) -> list[Select[Any]]:
    met = _met(FEED, way, part, source, asked, onward)
    if way.projects_only and not way.by_project:
        met.append(FEED.c.scope_id != OUTSIDE)
    if way.unrestricted:
        return [_ordered(FEED, met, part, limit)]
    if not way.by_project:
        seen = or_(FEED.c.project_id.is_(None), FEED.c.project_id.in_(visible_project_ids(way.rights)))
        return [_ordered(FEED, [*met, seen], part, limit)]
    return [
        each_scope(way, _met(WALKED, way, part, source, asked, onward), WALKED.c.sort_at, _order(part, WALKED.c), limit)
    ]


def each_scope(
    way: Way, met: Sequence[ColumnElement[bool]], place: Any, order: Sequence[Any], limit: Any
) -> Select[Any]:
    """The ids and places of the first rows of ``WALKED`` that meet the conditions, so many of each visible scope.

    A scope is a project, or what stands outside of projects.
    """
    scope = _seen(way.rights, way.projects_only)
    rows = select(WALKED.c.id, place).where(*met, WALKED.c.scope_id == scope.c.id).order_by(*order).limit(limit)
    if way.lateral:
        walk = rows.lateral()
        return select(walk.c.id, walk.c[place.name]).select_from(scope.join(walk, true()))
    ids = rows.with_only_columns(WALKED.c.id).correlate(scope)
    return select(FOUND.c.id, FOUND.c[place.name]).select_from(scope.join(FOUND, FOUND.c.id.in_(ids)))


def _ordered(item: FromClause, met: Sequence[ColumnElement[bool]], part: Part, limit: Any) -> Select[Any]:
    return select(item.c.id, item.c.sort_at).where(*met).order_by(*_order(part, item.c)).limit(limit)


def _order(part: Part, columns: Any) -> list[Any]:
    if part == "planned":
        return [columns.sort_at, columns.id]
    return [columns.sort_at.desc(), columns.id.desc()]


def _met(
    item: FromClause, way: Way, part: Part, source: str, asked: Narrowing, onward: bool
) -> list[ColumnElement[bool]]:
    """The conditions on the rows of one walk, visibility of projects aside."""
    met: list[ColumnElement[bool]] = [
        item.c.customer_id == CUSTOMER,
        item.c.deleted_at.is_(None),
        item.c.root_id.is_(None),
        item_is_shared(somebody_with(way.rights), item.c),
    ]
    # The state of a long entry is not asked for: it would lead to the index of all entries.
    met += _going_on_for_long(item, way) if source == "long" else [item.c.state == source]
    if source == "timed":
        met += _by_the_clock(item, part, onward)
    if onward:
        place = tuple_(item.c.sort_at, item.c.id)
        met.append(place > tuple_(*_AFTER) if part == "planned" else place < tuple_(*_AFTER))
    return met + _filters(item, asked)


def _by_the_clock(item: FromClause, part: Part, onward: bool) -> list[ColumnElement[bool]]:
    """An entry is planned until it ends. What is planned begins a day ago, and what began earlier is a long one.

    The next page of what is done begins at a place in the past: said twice, SQLite walks all that the customer has.
    """
    if part == "planned":
        return [item.c.sort_at >= _SHORT_FROM, item.c.ends_at > _NOW]
    return [item.c.ends_at <= _NOW] if onward else [item.c.sort_at < _NOW, item.c.ends_at <= _NOW]


def _going_on_for_long(item: FromClause, way: Way) -> list[ColumnElement[bool]]:
    """An entry that began before ``_by_the_clock`` looks; none is longer than so many days."""
    is_long: Any = text(IS_LONG["postgresql" if way.lateral else "sqlite"])
    return [is_long, item.c.sort_at >= _LONG_FROM, item.c.sort_at < _SHORT_FROM, item.c.ends_at > _NOW]


def _filters(item: FromClause, asked: Narrowing) -> list[ColumnElement[bool]]:
    """The conditions of what was asked for."""
    met: list[ColumnElement[bool]] = []
    if asked.project:
        met.append(item.c.scope_id == _PROJECT)
    if asked.overdue:
        met.append(item.c.sort_at < _THIS_DAY)
    if asked.kind == "task":
        met.append(item.c.kind.in_(("todo", "task")))
    elif asked.kind == "other":
        met.append(item.c.kind.in_(("todo", "event")))
    elif asked.kind:
        met.append(item.c.kind == asked.kind)
    if asked.person:
        taking_part = exists().where(FeedParticipant.item_id == item.c.id, FeedParticipant.user_id == _PERSON)
        wrote = and_(item.c.kind == "note", item.c.created_by == _PERSON)
        met.append(or_(item.c.assignee_id == _PERSON, wrote, taking_part.correlate(item)))
    if asked.contact:
        of_item = and_(FeedParticipant.item_id == item.c.id, FeedParticipant.contact_id == _CONTACT)
        met.append(exists().where(of_item).correlate(item))
    for place in range(asked.words):
        has = FeedText.words.like(bindparam(f"word_{place}"), escape="/")
        met.append(exists().where(FeedText.item_id == item.c.id, has).correlate(item))
    return met


def _escaped(word: str) -> str:
    """A word as ``LIKE`` takes it literally."""
    return word.replace("/", "//").replace("%", "/%").replace("_", "/_")
