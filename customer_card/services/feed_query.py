"""The statements that walk the feed: one page of it, in order, from a place on, whatever is hidden in between.

Whoever sees every project walks the customer's index. For somebody who sees few of many projects
that walk would pass all that is hidden; there each visible project is walked by itself, and what
was found is put in order. Both ways read no more than a page from each walk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    exists,
    false,
    literal,
    or_,
    select,
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
from customer_card.services import local_time
from customer_card.services.feed_fields import LONGEST_ENTRY
from customer_card.services.visibility import item_is_shared, project_is_visible

PAGE = 25
WALKED_ALONE = 50
"""Up to so many visible projects of a customer, each is walked by itself."""

Part = Literal["planned", "done"]

FEED: FromClause = FeedItem.__table__
WALKED = FEED.alias("walked")
FOUND = FEED.alias("found")
"""Plain tables, made once: an alias of the model would be adapted anew, column by column, for every page."""


class FeedQuery(BaseModel):
    """What of a customer's feed is asked for."""

    kind: Literal["", "task", "event", "note", "other"] = ""
    person: int | None = Field(default=None, ge=0, lt=10**18)
    project: int | None = Field(default=None, ge=0, lt=10**18)
    contact: int | None = Field(default=None, ge=0, lt=10**18)
    text: str = Field(default="", max_length=200)
    overdue: bool = False

    @property
    def narrows(self) -> bool:
        """Whether anything is filtered at all."""
        return self != FeedQuery()


class Cursor(BaseModel):
    """The last row that was shown; the next page begins beyond it."""

    sort_at: datetime
    id: int = Field(ge=0, lt=10**18)


@dataclass(frozen=True, slots=True)
class Scope:
    """How the visible part of a customer's feed is walked: as a whole, or project by project.

    ``projects_only`` leaves out what stands outside of projects.
    """

    actor: Actor
    customer_id: int
    by_project: bool
    unrestricted: bool
    projects_only: bool = False


async def scope_of(session: AsyncSession, actor: Actor, customer_id: int) -> Scope:
    """The way to walk; one statement for those who do not see every project."""
    if actor.profile.projects >= Projects.ALL:
        return Scope(actor, customer_id, by_project=False, unrestricted=True)
    visible = select(Project.id).where(Project.customer_id == customer_id, project_is_visible(actor))
    found = await session.scalars(visible.limit(WALKED_ALONE + 1))
    return Scope(actor, customer_id, by_project=len(found.all()) <= WALKED_ALONE, unrestricted=False)


def page_statement(scope: Scope, part: Part, query: FeedQuery, after: Cursor | None, limit: int) -> Select[Any]:
    """The ids and times of the rows of one page, in order."""
    walks = [walk for source in _sources(part, query) for walk in _walks(scope, part, source, query, after, limit)]
    if not walks:
        return select(FEED.c.id, FEED.c.sort_at).where(false())
    rows = union_all(*[select(walk.subquery()) for walk in walks]).subquery()
    return select(rows.c.id, rows.c.sort_at).order_by(*_order(part, rows.c)).limit(limit)


def _sources(part: Part, query: FeedQuery) -> list[str]:
    """The states to walk: calendar entries are planned or past by the clock, and walked beside the rest."""
    rest, kinds = ("planned", {"task", "other"}) if part == "planned" else ("done", {"task", "other", "note"})
    sources = [rest] if not query.kind or query.kind in kinds else []
    return [*sources, "timed"] if query.kind in {"", "event", "other"} and not query.overdue else sources


def _walks(
    scope: Scope, part: Part, source: str, query: FeedQuery, after: Cursor | None, limit: int
) -> list[Select[Any]]:
    item = FEED
    met = _met(item, scope, part, source, query, after)
    if scope.projects_only and not scope.by_project:
        met.append(item.c.scope_id != 0)
    if scope.unrestricted:
        return [_ordered(item, met, part, limit)]
    visible = select(Project.id).where(Project.customer_id == scope.customer_id, project_is_visible(scope.actor))
    if not scope.by_project:
        seen = or_(item.c.project_id.is_(None), item.c.project_id.in_(visible))
        return [_ordered(item, [*met, seen], part, limit)]
    inside = _each_project(scope, part, source, query, after, limit, visible)
    return [inside] if scope.projects_only else [_ordered(item, [*met, item.c.scope_id == 0], part, limit), inside]


def _each_project(
    scope: Scope, part: Part, source: str, query: FeedQuery, after: Cursor | None, limit: int, visible: Select[Any]
) -> Select[Any]:
    """So many rows of each visible project.

    A lateral join says this best; SQLite has none, but looks up a correlated list of ids row by row.
    """
    project = visible.subquery()
    met = [*_met(WALKED, scope, part, source, query, after), WALKED.c.scope_id == project.c.id]
    if not database().is_sqlite:
        walk = _ordered(WALKED, met, part, limit).lateral()
        return select(walk.c.id, walk.c.sort_at).select_from(project.join(walk, true()))
    ids = _ordered(WALKED, met, part, limit).with_only_columns(WALKED.c.id).correlate(project)
    return select(FOUND.c.id, FOUND.c.sort_at).select_from(project.join(FOUND, FOUND.c.id.in_(ids)))


def _ordered(item: FromClause, met: Sequence[ColumnElement[bool]], part: Part, limit: int) -> Select[Any]:
    return select(item.c.id, item.c.sort_at).where(*met).order_by(*_order(part, item.c)).limit(limit)


def _order(part: Part, columns: Any) -> list[Any]:
    if part == "planned":
        return [columns.sort_at, columns.id]
    return [columns.sort_at.desc(), columns.id.desc()]


def _met(
    item: FromClause, scope: Scope, part: Part, source: str, query: FeedQuery, after: Cursor | None
) -> list[ColumnElement[bool]]:
    """The conditions on the rows of one walk, visibility of projects aside."""
    met: list[ColumnElement[bool]] = [
        item.c.customer_id == scope.customer_id,
        item.c.state == source,
        item.c.deleted_at.is_(None),
        item.c.root_id.is_(None),
        item_is_shared(scope.actor, item.c),
    ]
    if source == "timed":
        met += _by_the_clock(item, part)
    if after is not None:
        place, shown = tuple_(item.c.sort_at, item.c.id), tuple_(literal(after.sort_at), literal(after.id))
        met.append(place > shown if part == "planned" else place < shown)
    return met + filters(item, query)


def _by_the_clock(item: FromClause, part: Part) -> list[ColumnElement[bool]]:
    """An entry is planned until it ends; no entry is longer than so many days, so that the walk begins close by."""
    if part == "planned":
        return [item.c.sort_at >= now() - LONGEST_ENTRY - timedelta(days=1), item.c.ends_at > now()]
    return [item.c.sort_at < now(), item.c.ends_at <= now()]


def filters(item: FromClause, query: FeedQuery) -> list[ColumnElement[bool]]:
    """The conditions of what was asked for."""
    met: list[ColumnElement[bool]] = []
    if query.project is not None:
        met.append(item.c.scope_id == query.project)
    if query.overdue:
        met.append(item.c.sort_at < local_time.moment(local_time.today()))
    if query.kind == "task":
        met.append(item.c.kind.in_(("todo", "task")))
    elif query.kind == "other":
        met.append(item.c.kind.in_(("todo", "event")))
    elif query.kind:
        met.append(item.c.kind == query.kind)
    if query.person is not None:
        taking_part = exists().where(FeedParticipant.item_id == item.c.id, FeedParticipant.user_id == query.person)
        wrote = and_(item.c.kind == "note", item.c.created_by == query.person)
        met.append(or_(item.c.assignee_id == query.person, wrote, taking_part.correlate(item)))
    if query.contact is not None:
        of_item = and_(FeedParticipant.item_id == item.c.id, FeedParticipant.contact_id == query.contact)
        met.append(exists().where(of_item).correlate(item))
    for word in fold(query.text).split()[:6]:
        has = FeedText.words.contains(f" {word}", autoescape=True)
        met.append(exists().where(FeedText.item_id == item.c.id, has).correlate(item))
    return met
