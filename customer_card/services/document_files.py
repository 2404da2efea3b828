"""What files hold: taking it in, handing it out, and making pictures of it."""

from __future__ import annotations

import asyncio
import codecs
import hashlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import BinaryIO, Literal

import structlog
from sqlalchemy import select

from customer_card.database import database
from customer_card.domain.errors import NotFound, Refused
from customer_card.domain.file_names import uploaded_name
from customer_card.domain.permissions import Actor
from customer_card.models import Document
from customer_card.services import documents
from customer_card.services.documents import Added, Content
from customer_card.services.visibility import document_is_visible
from customer_card.settings import settings
from customer_card.storage import NoRoom, NotStored, new_key, store
from customer_card.storage.rendering import NotRendered, Picture, renderer
from customer_card.storage.sniffing import HEAD, IMAGES, PDF, TEXT, encoding_of, media_type

log = structlog.get_logger(__name__)

KEPT_BYTES = 32 * 1024 * 1024
_pictures: OrderedDict[tuple[str, int], Picture] = OrderedDict()
"""The last pictures made: the page asks whether one can be made, and its browser for the picture a moment later."""

PIECE = 256 * 1024
TEXT_SHOWN = 48 * 1024
"""So many bytes of a text are previewed; the rest is in the file."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What comes with a content: where it is to go, and what its sender calls it."""

    customer_id: int
    place: int
    name: str
    kind: str
    announced: int


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file that may be read, with what is said of it to a browser."""

    key: str
    name: str
    media_type: str
    size: int
    content: BinaryIO


async def receive(actor: Actor, upload: Upload, chunks: AsyncIterator[bytes]) -> Added:
    """Take in a content and enter it. Whatever goes wrong, nothing half is left behind.

    Raises ``NotFound``, ``Invalid`` for a kind that does not exist, and ``Refused`` with
    ``file_too_large``, ``file_empty`` or ``no_room``; what the chunks raise goes through.
    """
    await documents.check_may_add(actor, upload.customer_id, upload.place)
    _check_size(upload.announced)
    key = new_key()
    try:
        incoming = await store().begin(key, upload.announced)
    except NoRoom as error:
        raise Refused("no_room") from error
    entered = False
    try:
        content = await _taken_in(incoming, key, chunks)
        name = uploaded_name(upload.name)
        added = await documents.add_file(actor, upload.customer_id, upload.place, name, upload.kind, content)
        entered = True
    except NoRoom as error:
        raise Refused("no_room") from error
    finally:
        if not entered:
            # Also when the request itself is cancelled: the file must not outlive it.
            await asyncio.shield(incoming.discard())
    await asyncio.shield(store().keep(key))
    return added


async def _taken_in(incoming, key: str, chunks: AsyncIterator[bytes]) -> Content:
    digest, head, size = hashlib.sha256(), bytearray(), 0
    async for chunk in chunks:
        size += len(chunk)
        _check_size(size)
        digest.update(chunk)
        if len(head) < HEAD:
            head += chunk[: HEAD - len(head)]
        await incoming.write(chunk)
    if size == 0:
        raise Refused("file_empty")
    await incoming.finish()
    found = await asyncio.to_thread(media_type, bytes(head))
    return Content(key, found, size, digest.hexdigest())


def _check_size(size: int) -> None:
    if size > settings.max_file_bytes:
        raise Refused("file_too_large")


async def opened(actor: Actor, document_id: int) -> OpenFile:
    """A file for reading. Raises ``NotFound`` alike for what is missing, hidden, removed, or only a link."""
    document = await _visible(actor, document_id)
    try:
        content = await store().open(document.storage_key or "")
    except NotStored as error:
        log.warning("document_without_content", document_id=document_id)
        raise NotFound from error
    return OpenFile(document.storage_key or "", document.name, document.media_type, document.size, content)


async def picture(actor: Actor, document_id: int, page: int) -> Picture:
    """An image, or a page of a PDF, drawn anew. Raises ``NotFound``, also when it cannot be drawn."""
    file = await opened(actor, document_id)
    with file.content:
        what = previewed_as(file.media_type)
        if what not in {"image", "pdf"} or not 1 <= page <= 10_000:
            raise NotFound
        made = _pictures.get((file.key, page))
        if made is None:
            try:
                made = await renderer.picture(file.content, what, page)
            except NotRendered:
                log.info("document_not_rendered", document_id=document_id)
                raise NotFound from None
            _pictures[file.key, page] = made
            while sum(len(one.content) for one in _pictures.values()) > KEPT_BYTES:
                _pictures.popitem(last=False)
        return made


async def page_count(actor: Actor, document_id: int) -> int:
    """How many pages a PDF has; 0 for one that cannot be read. Raises ``NotFound``."""
    file = await opened(actor, document_id)
    with file.content:
        if previewed_as(file.media_type) != "pdf":
            raise NotFound
        try:
            return await renderer.pages(file.content)
        except NotRendered:
            return 0


async def beginning(actor: Actor, document_id: int) -> tuple[str, bool]:
    """The first part of a text, and whether there is more. Raises ``NotFound``."""
    file = await opened(actor, document_id)
    with file.content:
        if previewed_as(file.media_type) != "text":
            raise NotFound
        head = await asyncio.to_thread(file.content.read, TEXT_SHOWN)
    # Decoded a piece at a time, for the last character of the part may have been cut in two.
    text = codecs.getincrementaldecoder(encoding_of(head))(errors="replace").decode(head)
    return text.replace("\x00", ""), file.size > len(head)


def previewed_as(found: str) -> Literal["image", "pdf", "text", ""]:
    """How a type is previewed; most are not."""
    if found in IMAGES:
        return "image"
    return "pdf" if found == PDF else "text" if found == TEXT else ""


async def pieces(content: BinaryIO) -> AsyncIterator[bytes]:
    """A content a piece at a time, closed at the end."""
    with content:
        while piece := await asyncio.to_thread(content.read, PIECE):
            yield piece


async def forget(keys: Iterable[str]) -> None:
    """Remove contents whose rows are gone."""
    for key in keys:
        await store().remove(key)


async def _visible(actor: Actor, document_id: int) -> Document:
    async with database().reading() as session:
        document = await session.scalar(
            select(Document).where(
                Document.id == document_id,
                Document.storage_key.is_not(None),
                Document.deleted_at.is_(None),
                document_is_visible(actor),
            )
        )
    if document is None:
        raise NotFound
    return document
