"""Which files and links a customer has, as far as the actor may see them, and where new ones can be put."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor, Need
from customer_card.domain.text_keys import search_words
from customer_card.models import Document, Project, User
from customer_card.services.customer_access import lock
from customer_card.services.document_steps import THE_CUSTOMER
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
    conditions = _conditions(actor, customer_id, asked)
    if asked.text.strip():
        conditions.append(Document.id.in_(await _matching(session, conditions, asked.text, limit + 1)))
    order = Document.deleted_at if asked.removed else Document.created_at
    statement = _details(actor).where(*conditions).order_by(order.desc(), Document.id.desc()).limit(limit + 1)
    rows = (await session.execute(statement)).all()
    return DocumentPage([DocumentDetails(*row) for row in rows[:limit]], len(rows) > limit)


async def find(session: AsyncSession, actor: Actor, customer_id: int, document_id: int) -> DocumentDetails:
    """One document that was not removed. Raises ``NotFound``."""
    statement = _details(actor).where(
        Document.id == document_id,
        Document.customer_id == customer_id,
        Document.deleted_at.is_(None),
        document_is_visible(actor),
    )
    row = (await session.execute(statement)).first()
    if row is None:
        raise NotFound
    return DocumentDetails(*row)


async def places_for(session: AsyncSession, actor: Actor, customer_id: int) -> Places:
    """Whether the actor may add anything here, and where the last thing of the actor's went."""
    if not actor.meets(Need.FILES_EDIT):
        return Places(False, None)
    last = (
        await session.execute(
            select(Project.id, Project.number, Project.name)
            .select_from(Document)
            .outerjoin(Project, Project.id == Document.project_id)
            .where(
                Document.customer_id == customer_id,
                Document.created_by == actor.user_id,
                Document.deleted_at.is_(None),
                document_is_editable(actor),
            )
            .order_by(Document.created_at.desc(), Document.id.desc())
            .limit(1)
        )
    ).first()
    if last is not None and last[0] is not None:
        return Places(True, _project_choice(*last))
    if actor.may_edit_customers:
        return Places(True, OF_THE_CUSTOMER)
    found = (await session.execute(_projects(actor, customer_id).limit(1))).first()
    return Places(found is not None, _project_choice(*found) if found else None)


async def search_places(session: AsyncSession, actor: Actor, customer_id: int, query: str) -> list[Choice]:
    """Projects of the customer where the actor may add documents, by word beginnings of number or name."""
    await lock(session, actor, customer_id, Need.FILES_EDIT)
    asked = search_words(query[:100])
    found: list[Choice] = [OF_THE_CUSTOMER] if actor.may_edit_customers and not asked else []
    for row in await session.execute(_projects(actor, customer_id).limit(2000)):
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


def _conditions(actor: Actor, customer_id: int, asked: DocumentFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Document.customer_id == customer_id]
    if asked.removed:
        conditions += [Document.deleted_at.is_not(None), document_is_editable(actor)]
    else:
        conditions += [Document.deleted_at.is_(None), document_is_visible(actor)]
    if asked.kind:
        conditions.append(Document.kind == asked.kind)
    if asked.place is not None:
        of_customer_itself = asked.place == THE_CUSTOMER
        conditions.append(Document.project_id.is_(None) if of_customer_itself else Document.project_id == asked.place)
    return conditions


async def _matching(session: AsyncSession, conditions: list[ColumnElement[bool]], text: str, limit: int) -> list[int]:
    """The ids of the newest documents with a word in the name that begins with each word typed.

    Compared folded in Python, so that accents and case mean as little on either engine as elsewhere.
    """
    asked = search_words(text[:100])
    newest = (
        select(Document.id, Document.name)
        .where(*conditions)
        .order_by(Document.created_at.desc(), Document.id.desc())
        .limit(SEARCHED)
    )
    found: list[int] = []
    for document_id, name in await session.execute(newest):
        words = search_words(name)
        if all(any(word.startswith(typed) for word in words) for typed in asked):
            found.append(document_id)
            if len(found) == limit:
                break
    return found


def _details(actor: Actor) -> Select[tuple[Document, str, str, str, str, bool]]:
    creator, remover = aliased(User), aliased(User)
    # Who may edit customers may edit every document that is seen, and who edits no project, none; else the row says it.
    asks = actor.meets(Need.FILES_EDIT) and not actor.may_edit_customers
    may_edit = document_is_editable(actor) if asks else literal(actor.may_edit_customers)
    return (
        select(Document, Project.number, Project.name, creator.name, remover.name, may_edit)
        .outerjoin(Project, Project.id == Document.project_id)
        .outerjoin(creator, creator.id == Document.created_by)
        .outerjoin(remover, remover.id == Document.deleted_by)
    )


def _projects(actor: Actor, customer_id: int) -> Select[tuple[int, str, str]]:
    """The projects whose files the actor may edit, the open ones first."""
    allowed = project_is_visible(actor) if actor.may_edit_customers else project_is_editable(actor)
    return (
        select(Project.id, Project.number, Project.name)
        .where(Project.customer_id == customer_id, allowed)
        .order_by(Project.open.desc(), Project.name_sort, Project.id)
    )


def _project_choice(project_id: int, number: str, name: str) -> Choice:
    return Choice(project_id, f"{name} · {number}")
