"""Files and links: adding, changing, moving and removing them. What they hold is document_files.py's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, delete, exists
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.errors import Refused
from customer_card.domain.file_names import proposed_kind, typed_name
from customer_card.domain.permissions import Actor, Need
from customer_card.i18n.catalogues import gettext
from customer_card.models import Document
from customer_card.services.customer_access import lock
from customer_card.services.document_steps import (
    THE_CUSTOMER,
    DocumentFields,
    check_place,
    checked_kind,
    edit,
    locked,
    move,
    name_in,
    parse_link,
    place_of,
    refuse_a_clash,
    write_removed,
)
from customer_card.services.history import Base, ChangeLog, Done, Scalar

__all__ = ["THE_CUSTOMER", "Content", "DocumentFields", "LinkFields", "place_of"]


@dataclass(frozen=True, slots=True)
class Content:
    """What the store has taken in."""

    storage_key: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Added(Done):
    """What adding left behind: the document, by the name that it got."""

    document_id: int
    name: str


class LinkFields(BaseModel):
    """What is asked for a link; an empty name is made of the address, and an empty kind of the name."""

    url: str = Field(max_length=10_000)
    name: str = Field(default="", max_length=1000)
    kind: str = Field(default="", max_length=20)


def keeps_customer(customer_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that a customer has files, which keep it from being deleted; links and removed files do not."""
    return exists().where(
        Document.customer_id == customer_id, Document.storage_key.is_not(None), Document.deleted_at.is_(None)
    )


async def delete_rest(session: AsyncSession, customer_id: int) -> list[str]:
    """Delete the links and the removed files of a customer that is being deleted, without waiting for 30 days.

    Returns the keys of the contents, for ``document_files.forget`` once the transaction has ended.
    """
    rows = await session.scalars(
        delete(Document).where(Document.customer_id == customer_id).returning(Document.storage_key)
    )
    return [key for key in rows if key]


async def check_may_add(actor: Actor, customer_id: int, place: int) -> None:
    """Whether the actor may add to a place, before a content is taken in for it. Raises ``NotFound``."""
    async with database().reading() as session:
        await lock(session, actor, customer_id, Need.CUSTOMERS_READ)
        await check_place(session, actor, customer_id, place)


async def add_file(actor: Actor, customer_id: int, place: int, name: str, kind: str, content: Content) -> Added:
    """Enter a content that is in the store already. Raises ``NotFound``."""
    values = {
        "storage_key": content.storage_key,
        "media_type": content.media_type,
        "size": content.size,
        "sha256": content.sha256,
    }
    return await _add(actor, customer_id, place, name or gettext(actor.language, "File"), kind, values)


async def add_link(actor: Actor, customer_id: int, place: int, fields: LinkFields) -> Added:
    """Keep a link. Raises ``NotFound`` and ``Invalid``."""
    url = parse_link(fields.url)
    name = typed_name(fields.name) or typed_name(url.split("://", 1)[1])
    return await _add(actor, customer_id, place, name, fields.kind, {"url": url})


async def _add(actor: Actor, customer_id: int, place: int, name: str, kind: str, values: dict[str, Any]) -> Added:
    kind = checked_kind(kind or proposed_kind(name))
    async with database().writing() as session:
        await lock(session, actor, customer_id, Need.CUSTOMERS_READ)
        project_id = await check_place(session, actor, customer_id, place)
        by = {"created_by": actor.user_id, "updated_by": actor.user_id}
        document = Document(customer_id=customer_id, project_id=project_id, name=name, kind=kind, **by, **values)
        document.name = await name_in(session, document, name)
        session.add(document)
        await session.flush()
        assert document.id is not None
        log = ChangeLog(session, actor, "add_link" if document.url else "add_document", customer_id)
        fields: dict[str, tuple[Scalar, Scalar]] = {"name": (None, document.name), "kind": (None, kind)}
        fields |= {"url": (None, document.url)} if document.url else {}
        fields["place"] = (None, place)
        await log.add("document", document.id, fields, version_after=1, project_id=project_id)
        return Added(log.done.change_id, document.id, document.name)


async def change(actor: Actor, customer_id: int, document_id: int, fields: DocumentFields, base: Base) -> Done:
    """Rename a document, call it another kind, or move it. Raises ``NotFound``, ``Invalid`` or ``Conflict``.

    Raises ``Refused("wider_audience")`` for a move out of a project that nobody has agreed to.
    """
    async with database().writing() as session:
        await lock(session, actor, customer_id, Need.CUSTOMERS_READ)
        document = await locked(session, actor, customer_id, document_id)
        target = place_of(document) if fields.place is None else fields.place
        moves = target != place_of(document)
        if moves and target == THE_CUSTOMER and not fields.wider:
            raise Refused("wider_audience")
        log = ChangeLog(session, actor, "move_document" if moves else "change_document", customer_id)
        if moves:
            await refuse_a_clash(session, document, target, base)
        await edit(session, log, document, fields, base)
        if moves:
            await move(session, actor, log, document, target)
        return log.done


async def remove(actor: Actor, customer_id: int, document_id: int) -> Done:
    """Remove a document; it can be restored for 30 days. Doing it twice changes nothing the second time."""
    return await _set_removed(actor, customer_id, document_id, True)


async def restore(actor: Actor, customer_id: int, document_id: int) -> Done:
    """Bring a removed document back to where it was, under its name or the next free one."""
    return await _set_removed(actor, customer_id, document_id, False)


async def _set_removed(actor: Actor, customer_id: int, document_id: int, removed: bool) -> Done:
    async with database().writing() as session:
        await lock(session, actor, customer_id, Need.CUSTOMERS_READ)
        document = await locked(session, actor, customer_id, document_id, removed=True)
        log = ChangeLog(session, actor, "remove_document" if removed else "restore_document", customer_id)
        await write_removed(session, actor, log, document, removed)
        return log.done
