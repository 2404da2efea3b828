"""Which files and links a customer has, as far as the actor may see them, and where new ones can be put."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, bindparam, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor, Need
from customer_card.domain.text_keys import search_words
from customer_card.models import Document, Project, User
from customer_card.models.base import Id
from customer_card.services.customer_access import lock
from customer_card.services.document_steps import THE_CUSTOMER
from customer_card.services.parameters import CUSTOMER, LIMIT, Rights, made_once, rights_of, somebody_with, who
from customer_card.services.pickers import OFFERED, Choice
from customer_card.services.visibility import (
    document_is_editable,
    document_is_visible,
    project_is_editable,
    project_is_visible,
)

PAGE = 12
SEARCHED = 5_000
"""The names of so many documents, the newest, are looked through for what was typed."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which filters are on, whatever they hold."""

    kind: bool
    place: Literal["", "customer", "project"]
    removed: bool


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """What is asked for; nothing means all. ``place`` is a project's id, or ``THE_CUSTOMER``."""

    kind: str = ""
    place: int | None = None
    text: str = ""
    removed: bool = False

    @property
    def is_on(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.kind or self.text.strip()) or self.place is not None

    @property
    def narrowing(self) -> Narrowing:
        """Which filters are on."""
        place = "" if self.place is None else "customer" if self.place == THE_CUSTOMER else "project"
        return Narrowing(bool(self.kind), place, self.removed)


@dataclass(frozen=True, slots=True)
class DocumentDetails:
    """A document with the names that are shown with it, and whether the actor may edit it."""

    document: Document
    project_number: str | None
    project_name: str | None
    created_by: str | None
    deleted_by: str | None
    may_edit: bool


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """The newest documents that were asked for."""

    documents: list[DocumentDetails]
    has_more: bool


NO_DOCUMENTS = DocumentPage([], False)

OF_THE_CUSTOMER = Choice(THE_CUSTOMER, "")
"""The customer itself; what that is called is for the views to say."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the actor may add documents; ``proposed`` is where the last one went, None for nowhere."""

    may_add: bool
    proposed: Choice | None


async def of_customer(
    session: AsyncSession, actor: Actor, customer_id: int, asked: DocumentFilter, limit: int = PAGE
) -> DocumentPage:
    """The documents of a customer and of its visible projects, the newest first."""
    values = who(actor) | {"customer_id": customer_id, "kind": asked.kind, "place": asked.place}
    is_searched = bool(asked.text.strip())
    if is_searched:
        newest = _newest(rights_of(actor), asked.narrowing)
        values["ids"] = await _matching(session, newest, values, asked.text, limit + 1)
    statement = _page(rights_of(actor), asked.narrowing, is_searched)
    rows = (await session.execute(statement, values | {"limit": limit + 1})).all()
    return DocumentPage([DocumentDetails(*row) for row in rows[:limit]], len(rows) > limit)


async def find(session: AsyncSession, actor: Actor, customer_id: int, document_id: int) -> DocumentDetails:
    """One document that was not removed. Raises ``NotFound``."""
    statement = _details(rights_of(actor)).where(
        Document.id == document_id,
        Document.customer_id == customer_id,
        Document.deleted_at.is_(None),
        document_is_visible(actor),
    )
    row = (await session.execute(statement, who(actor))).first()
    if row is None:
        raise NotFound
    return DocumentDetails(*row)


async def places_for(session: AsyncSession, actor: Actor, customer_id: int, *, has_any: bool = True) -> Places:
    """Whether the actor may add anything here, and where the last thing of the actor's went.

    ``has_any`` is False where it is known that the customer has nothing yet.
    """
    if not actor.meets(Need.FILES_EDIT):
        return Places(False, None)
    asked = who(actor) | {"customer_id": customer_id, "limit": 1}
    last = (await session.execute(_last_place(rights_of(actor)), asked)).first() if has_any else None
    if last is not None and last[0] is not None:
        return Places(True, _project_choice(*last))
    if actor.may_edit_customers:
        return Places(True, OF_THE_CUSTOMER)
    found = (await session.execute(_projects(rights_of(actor)), asked)).first()
    return Places(found is not None, _project_choice(*found) if found else None)


async def search_places(session: AsyncSession, actor: Actor, customer_id: int, query: str) -> list[Choice]:
    """Projects of the customer where the actor may add documents, by word beginnings of number or name."""
    await lock(session, actor, customer_id, Need.FILES_EDIT)
    asked = search_words(query[:100])
    found: list[Choice] = [OF_THE_CUSTOMER] if actor.may_edit_customers and not asked else []
    values = who(actor) | {"customer_id": customer_id, "limit": 2000}
    for row in await session.execute(_projects(rights_of(actor)), values):
        words = search_words(f"{row[1]} {row[2]}")
        if all(any(word.startswith(typed) for word in words) for typed in asked):
            found.append(_project_choice(*row))
        if len(found) == OFFERED:
            break
    return found


async def search_shown_places(session: AsyncSession, actor: Actor, customer_id: int) -> list[Choice]:
    """The projects of the customer that have documents the actor may see, to narrow the list by."""
    used = select(Document.project_id).where(
        Document.customer_id == customer_id, Document.deleted_at.is_(None), Document.project_id.is_not(None)
    )
    rows = await session.execute(
        select(Project.id, Project.number, Project.name)
        .where(Project.customer_id == customer_id, Project.id.in_(used), project_is_visible(actor))
        .order_by(Project.name_sort, Project.id)
        .limit(OFFERED * 4)
    )
    return [_project_choice(*row) for row in rows]


@made_once
def _page(rights: Rights, asked: Narrowing, is_searched: bool) -> Select[Any]:
    conditions = _conditions(rights, asked)
    if is_searched:
        conditions.append(Document.id.in_(bindparam("ids", expanding=True, type_=Id)))
    order = Document.deleted_at if asked.removed else Document.created_at
    return _details(rights).where(*conditions).order_by(order.desc(), Document.id.desc()).limit(LIMIT)


@made_once
def _newest(rights: Rights, asked: Narrowing) -> Select[tuple[int, str]]:
    return (
        select(Document.id, Document.name)
        .where(*_conditions(rights, asked))
        .order_by(Document.created_at.desc(), Document.id.desc())
        .limit(SEARCHED)
    )


@made_once
def _last_place(rights: Rights) -> Select[tuple[int, str, str]]:
    """Where the last document of the one who asks went, of those that may still be edited."""
    reader = somebody_with(rights)
    return (
        select(Project.id, Project.number, Project.name)
        .select_from(Document)
        .outerjoin(Project, Project.id == Document.project_id)
        .where(
            Document.customer_id == CUSTOMER,
            Document.created_by == reader.user_id,
            Document.deleted_at.is_(None),
            document_is_editable(reader),
        )
        .order_by(Document.created_at.desc(), Document.id.desc())
        .limit(LIMIT)
    )


def _conditions(rights: Rights, asked: Narrowing) -> list[ColumnElement[bool]]:
    reader = somebody_with(rights)
    conditions: list[ColumnElement[bool]] = [Document.customer_id == CUSTOMER]
    if asked.removed:
        conditions += [Document.deleted_at.is_not(None), document_is_editable(reader)]
    else:
        conditions += [Document.deleted_at.is_(None), document_is_visible(reader)]
    if asked.kind:
        conditions.append(Document.kind == bindparam("kind"))
    if asked.place == "customer":
        conditions.append(Document.project_id.is_(None))
    elif asked.place == "project":
        conditions.append(Document.project_id == bindparam("place", type_=Id))
    return conditions


async def _matching(
    session: AsyncSession, newest: Select[tuple[int, str]], values: dict[str, Any], text: str, limit: int
) -> list[int]:
    """The ids of the newest documents with a word in the name that begins with each word typed.

    Compared folded in Python, so that accents and case mean as little on either engine as elsewhere.
    """
    asked = search_words(text[:100])
    found: list[int] = []
    for document_id, name in await session.execute(newest, values):
        words = search_words(name)
        if all(any(word.startswith(typed) for word in words) for typed in asked):
            found.append(document_id)
            if len(found) == limit:
                break
    return found


_CREATOR, _REMOVER = aliased(User), aliased(User)


def _details(rights: Rights) -> Select[tuple[Document, str, str, str, str, bool]]:
    reader = somebody_with(rights)
    # Who may edit customers may edit every document that is seen, and who edits no project, none; else the row says it.
    asks = reader.meets(Need.FILES_EDIT) and not reader.may_edit_customers
    may_edit = document_is_editable(reader) if asks else literal(reader.may_edit_customers)
    return (
        select(Document, Project.number, Project.name, _CREATOR.name, _REMOVER.name, may_edit)
        .outerjoin(Project, Project.id == Document.project_id)
        .outerjoin(_CREATOR, _CREATOR.id == Document.created_by)
        .outerjoin(_REMOVER, _REMOVER.id == Document.deleted_by)
    )


@made_once
def _projects(rights: Rights) -> Select[tuple[int, str, str]]:
    """The projects whose files somebody with these rights may edit, the open ones first."""
    reader = somebody_with(rights)
    allowed = project_is_visible(reader) if reader.may_edit_customers else project_is_editable(reader)
    return (
        select(Project.id, Project.number, Project.name)
        .where(Project.customer_id == CUSTOMER, allowed)
        .order_by(Project.open.desc(), Project.name_sort, Project.id)
        .limit(LIMIT)
    )


def _project_choice(project_id: int, number: str, name: str) -> Choice:
    return Choice(project_id, f"{name} · {number}")
