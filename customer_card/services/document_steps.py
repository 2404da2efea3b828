"""What is done to a document within a transaction that has locked its customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.clock import now
from customer_card.domain.contact_values import parse_website
from customer_card.domain.errors import Conflict, FieldConflict, Invalid, NotFound
from customer_card.domain.file_names import KINDS, free_name, stem_of, typed_name
from customer_card.domain.permissions import Actor
from customer_card.models import Change, ChangeItem, Document, Project
from customer_card.services.history import Base, ChangeLog, Scalar
from customer_card.services.visibility import document_is_editable, project_is_editable, project_is_visible

KEPT_DAYS = 30
MAX_LINK = 2_000
SAME_STEM = 2_000

THE_CUSTOMER = 0
"""The place of what belongs to no project, in forms and in the history; project ids begin at 1."""


class DocumentFields(BaseModel):
    """What can be changed of a document; what is None stays. ``wider`` says that more people may see it then."""

    name: str | None = Field(default=None, max_length=1000)
    kind: str | None = Field(default=None, max_length=20)
    url: str | None = Field(default=None, max_length=10_000)
    place: int | None = None
    wider: bool = False


def place_of(document: Document) -> int:
    """The project's id, or ``THE_CUSTOMER``."""
    return document.project_id or THE_CUSTOMER


async def check_place(session: AsyncSession, actor: Actor, customer_id: int, place: int) -> int | None:
    """The project that a document is to belong to, None for the customer. Raises ``NotFound`` where it may not."""
    if place == THE_CUSTOMER:
        if not actor.may_edit_customers:
            raise NotFound
        return None
    allowed = project_is_visible(actor) if actor.may_edit_customers else project_is_editable(actor)
    found = await session.scalar(
        select(Project.id).where(Project.id == place, Project.customer_id == customer_id, allowed)
    )
    if found is None:
        raise NotFound
    return found


async def locked(
    session: AsyncSession, actor: Actor, customer_id: int, document_id: int, *, removed: bool = False
) -> Document:
    """A document that the actor may edit, a removed one too where ``removed`` says so. Raises ``NotFound``."""
    statement = select(Document).where(
        Document.id == document_id, Document.customer_id == customer_id, document_is_editable(actor)
    )
    if not removed:
        statement = statement.where(Document.deleted_at.is_(None))
    document = await session.scalar(statement.with_for_update())
    if document is None:
        raise NotFound
    return document


async def edit(session: AsyncSession, log: ChangeLog, document: Document, fields: DocumentFields, base: Base) -> None:
    """Merge what a form says of name, kind and address. Raises ``Invalid`` or ``Conflict``."""
    values = _checked(document, fields)
    if values.get("name", document.name) != document.name:
        values["name"] = await name_in(session, document, values["name"])
    await log.edit("document", document, values, base=base, project_id=document.project_id)


async def move(session: AsyncSession, actor: Actor, log: ChangeLog, document: Document, place: int) -> None:
    """Move a document, within what the actor may; a name that is taken there gets a number.

    Two items are kept: that it left, for those who see where it was, and that it came, for those who
    see where it is. Who sees both places reads them as one line.
    """
    assert document.id is not None
    former, name = document.project_id, document.name
    document.project_id = await check_place(session, actor, document.customer_id, place)
    document.name = await name_in(session, document, name)
    log.touch(document)
    left: dict[str, tuple[Scalar, Scalar]] = {"place": (former or THE_CUSTOMER, None)}
    came: dict[str, tuple[Scalar, Scalar]] = {"place": (None, place)}
    if document.name != name:
        came["name"] = (name, document.name)
    for project_id, values in ((former, left), (document.project_id, came)):
        await log.add("document", document.id, values, version_after=document.version, project_id=project_id)


async def write_removed(session: AsyncSession, actor: Actor, log: ChangeLog, document: Document, removed: bool) -> None:
    """Remove a document until it is purged, or restore it; a name that is taken by now gets a number."""
    assert document.id is not None
    if (document.deleted_at is not None) == removed:
        return
    moment, name = now(), document.name
    document.deleted_at, document.deleted_by = (moment, actor.user_id) if removed else (None, None)
    document.purge_after = moment + timedelta(days=KEPT_DAYS) if removed else None
    values: dict[str, tuple[Scalar, Scalar]] = {"removed": (not removed, removed)}
    if not removed:
        document.name = await name_in(session, document, name)
    if document.name != name:
        values["name"] = (name, document.name)
    log.touch(document)
    await log.add("document", document.id, values, version_after=document.version, project_id=document.project_id)


async def put_back(
    session: AsyncSession, actor: Actor, log: ChangeLog, document: Document, before: Mapping[str, Scalar], base: Base
) -> None:
    """Give a document the values that it once had. Raises ``NotFound`` where a place cannot be known any more."""
    rest = dict(before)
    place = rest.pop("place", THE_CUSTOMER - 1)
    if place is None:
        raise NotFound
    if "removed" in rest:
        await write_removed(session, actor, log, document, bool(rest.pop("removed")))
    if isinstance(place, int) and place >= THE_CUSTOMER:
        await move(session, actor, log, document, place)
        base = Base(document.version)
    if rest:
        fields = DocumentFields(**{name: str(value) for name, value in rest.items()})
        await edit(session, log, document, fields, base)


async def refuse_a_clash(session: AsyncSession, document: Document, mine: int, base: Base) -> None:
    """Somebody else has moved the document since it was read: the second one chooses. Raises ``Conflict``."""
    row = (
        await session.execute(
            select(Change.actor_id, Change.at)
            .join(ChangeItem, ChangeItem.change_id == Change.id)
            .where(
                ChangeItem.entity == "document",
                ChangeItem.entity_id == document.id,
                ChangeItem.field == "place",
                ChangeItem.version_after > base.of("place"),
            )
            .order_by(ChangeItem.id.desc())
            .limit(1)
        )
    ).first()
    if row is not None:
        clash = FieldConflict("place", mine, place_of(document), row[0], row[1].isoformat())
        raise Conflict("document", document.version, [clash])


def _checked(document: Document, fields: DocumentFields) -> dict[str, Any]:
    """The columns that a form asks for. Raises ``Invalid``."""
    values: dict[str, Any] = {}
    if fields.name is not None:
        values["name"] = typed_name(fields.name)
        if not values["name"]:
            raise Invalid.one("name", "required")
    if fields.kind is not None:
        values["kind"] = checked_kind(fields.kind)
    if fields.url is not None and document.url is not None:
        values["url"] = parse_link(fields.url)
    return values


def checked_kind(kind: str) -> str:
    """One of the kinds. Raises ``Invalid``."""
    if kind not in KINDS:
        raise Invalid.one("kind", "not_a_choice")
    return kind


def parse_link(text: str) -> str:
    """An address with http or https. Raises ``Invalid``."""
    try:
        return parse_website(text, MAX_LINK)
    except ValueError as error:
        raise Invalid.one("url", "link_invalid") from error


async def name_in(session: AsyncSession, document: Document, name: str) -> str:
    """The name, or the name with a number where another document of the same place has it."""
    project_id = document.project_id
    taken = await session.scalars(
        select(Document.name)
        .where(
            Document.customer_id == document.customer_id,
            Document.project_id.is_(None) if project_id is None else Document.project_id == project_id,
            Document.deleted_at.is_(None),
            Document.id != (document.id or 0),
            Document.name.startswith(stem_of(name), autoescape=True),
        )
        .limit(SAME_STEM)
    )
    return free_name(name, set(taken))
