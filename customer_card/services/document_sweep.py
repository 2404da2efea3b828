"""Tidying what documents leave behind: what is purged after 30 days, and what a crash has left half.

Contents without a row and rows without a content are both found, and a content that a running
upload writes is never touched: an upload writes all the time or is cut off long before ``QUIET``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import delete, select

from customer_card.database import database
from customer_card.domain.clock import now
from customer_card.models import Document
from customer_card.services import document_files
from customer_card.services.document_steps import KEPT_DAYS
from customer_card.services.history import ChangeLog
from customer_card.storage import NotStored, Stored, store

log = structlog.get_logger(__name__)

QUIET = timedelta(hours=1)
GRACE = timedelta(days=1)
"""A content without a row stays this long: a database may be put back from a copy by mistake."""

BATCH = 500


@dataclass(slots=True)
class Swept:
    """What a sweep has done."""

    purged: int = 0
    finished: int = 0
    discarded: int = 0
    lost: int = 0


async def purge(swept: Swept) -> None:
    """Delete the removed documents whose time has come, rows first: a content without a row is swept anyway."""
    while True:
        async with database().writing() as session:
            due = await session.scalars(
                select(Document.id).where(Document.purge_after <= now()).order_by(Document.purge_after).limit(BATCH)
            )
            ids = list(due)
            rows = await session.scalars(delete(Document).where(Document.id.in_(ids)).returning(Document.storage_key))
            keys = [key for key in rows if key]
        await document_files.forget(keys)
        swept.purged += len(ids)
        if len(ids) < BATCH:
            return


async def tidy(swept: Swept) -> None:
    """Bring the store and the table in step with each other."""
    held = await asyncio.to_thread(lambda: list(store().contents()))
    for start in range(0, len(held), BATCH):
        await _tidy_contents(held[start : start + BATCH], swept)
    await _tidy_rows({one.key for one in held}, swept)


async def _tidy_contents(held: list[Stored], swept: Swept) -> None:
    async with database().reading() as session:
        rows = await session.scalars(
            select(Document.storage_key).where(Document.storage_key.in_([one.key for one in held]))
        )
        known = set(rows)
    moment = now()
    for one in held:
        age = moment - one.changed_at
        if one.provisional and one.key in known and age > QUIET:
            # The program ended between the row and the move.
            with suppress(NotStored):
                await store().keep(one.key)
                swept.finished += 1
        elif one.key not in known and age > (QUIET if one.provisional else GRACE):
            await store().remove(one.key, provisional=one.provisional)
            swept.discarded += 1


async def _tidy_rows(held: set[str], swept: Swept) -> None:
    """Remove, with the usual 30 days, the documents whose content has vanished from the store."""
    missing: list[int] = []
    last, looked_at = 0, 0
    while True:
        rows = await _some_rows(last)
        missing += [document_id for document_id, key in rows if key not in held]
        looked_at += len(rows)
        if len(rows) < BATCH:
            break
        last = rows[-1][0]
    if len(missing) * 2 > looked_at:
        # Half a store does not vanish file by file: a folder was not put in its place.
        log.error("document_store_is_not_in_place", missing=len(missing), documents=looked_at)
        return
    await _give_up(missing, swept)


async def _some_rows(after: int) -> Sequence[tuple[int, str]]:
    """Ids and keys of files that have been there for a while, by id."""
    async with database().reading() as session:
        rows = await session.execute(
            select(Document.id, Document.storage_key)
            .where(
                Document.id > after,
                Document.storage_key.is_not(None),
                Document.deleted_at.is_(None),
                Document.created_at < now() - QUIET,
            )
            .order_by(Document.id)
            .limit(BATCH)
        )
        return [(document_id, key) for document_id, key in rows]


async def _give_up(ids: Iterable[int], swept: Swept) -> None:
    for document_id in ids:
        async with database().writing() as session:
            document = await session.scalar(select(Document).where(Document.id == document_id).with_for_update())
            if document is None or document.deleted_at is not None or await _is_there(document):
                continue
            moment = now()
            document.deleted_at, document.purge_after = moment, moment + timedelta(days=KEPT_DAYS)
            change = ChangeLog(session, None, "lose_document", document.customer_id)
            change.touch(document)
            await change.add(
                "document",
                document_id,
                {"removed": (False, True)},
                version_after=document.version,
                project_id=document.project_id,
            )
        log.error("document_without_content", document_id=document_id)
        swept.lost += 1


async def _is_there(document: Document) -> bool:
    try:
        (await store().open(document.storage_key or "")).close()
    except NotStored:
        return False
    return True


async def sweep() -> Swept:
    """Purge and tidy, once."""
    swept = Swept()
    await purge(swept)
    await tidy(swept)
    return swept
