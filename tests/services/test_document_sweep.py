"""What a crash leaves behind is brought to an end or removed, and what is removed is purged after 30 days."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from typer.testing import CliRunner

from customer_card.cli_files import app
from customer_card.database import Database
from customer_card.domain.clock import now
from customer_card.domain.errors import NotFound
from customer_card.models import Document
from customer_card.services import document_files, documents
from customer_card.services.document_files import Upload
from customer_card.services.document_sweep import GRACE, QUIET, sweep
from customer_card.settings import settings
from customer_card.storage import LocalStore, new_key
from tests.support.engines import Engine
from tests.support.papers import PDF, file, held
from tests.support.people import actor
from tests.support.records import bare_customer, last_logged, row, rows


def grown_old(kept: LocalStore, age: timedelta) -> None:
    """Everything in the store was last written to so long ago."""
    moment = (now() - age).timestamp()
    for path in kept.folder.rglob("*"):
        if path.is_file():
            os.utime(path, (moment, moment))


async def made_earlier(firm: Database, document_id: int, age: timedelta = GRACE) -> None:
    """A row that is as old as the files."""
    async with firm.writing() as session:
        await session.execute(update(Document).where(Document.id == document_id).values(created_at=now() - age * 2))


@pytest.mark.asyncio
async def test_a_removed_file_is_purged_when_its_time_has_come_and_not_before(firm: Database, kept: LocalStore) -> None:
    customer, who = await bare_customer("9001"), await actor("admin")
    added, stays = await file(who, customer), await file(who, customer)
    await documents.remove(who, customer, added.document_id)
    assert (await sweep()).purged == 0
    assert len(held(kept)) == 2
    async with firm.writing() as session:
        (await session.get_one(Document, added.document_id)).purge_after = now() - timedelta(seconds=1)
    assert (await sweep()).purged == 1
    assert held(kept) == [(await row(Document, stays.document_id)).storage_key]
    assert [one.id for one in await rows(Document, Document.customer_id == customer)] == [stays.document_id]


@pytest.mark.asyncio
async def test_an_upload_that_ended_between_row_and_move_is_brought_to_its_end(
    firm: Database, kept: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer, who = await bare_customer("9001"), await actor("admin")

    async def power_cut(_store: LocalStore, _key: str) -> None:
        raise SystemError

    monkeypatch.setattr(LocalStore, "keep", power_cut)
    with pytest.raises(SystemError):
        await file(who, customer)
    monkeypatch.undo()
    [document] = await rows(Document, Document.customer_id == customer)
    assert [one.provisional for one in kept.contents()] == [True]
    with (await document_files.opened(who, document.id)).content as content:
        assert content.read() == PDF
    grown_old(kept, QUIET * 2)
    assert (await sweep()).finished == 1
    assert [(one.key, one.provisional) for one in kept.contents()] == [(document.storage_key, False)]


@pytest.mark.asyncio
async def test_contents_without_a_row_are_discarded_once_they_are_old(firm: Database, kept: LocalStore) -> None:
    kept.put(new_key(), b"whose row is gone")
    await (await kept.begin(new_key(), 5)).finish()
    stray = kept.folder / "incoming" / "README"
    stray.write_text("somebody's own file")
    assert (await sweep()).discarded == 0
    grown_old(kept, QUIET * 2)
    assert (await sweep()).discarded == 1
    grown_old(kept, GRACE * 2)
    assert (await sweep()).discarded == 1
    assert held(kept) == []
    assert stray.exists()


@pytest.mark.asyncio
async def test_a_running_upload_is_left_alone(firm: Database, kept: LocalStore) -> None:
    customer, who = await bare_customer("9001"), await actor("admin")

    async def with_a_sweep_in_between() -> AsyncIterator[bytes]:
        yield PDF
        await sweep()
        yield b"\n"
        await sweep()

    upload = Upload(customer, 0, "Avtal.pdf", "", 0)
    added = await document_files.receive(who, upload, with_a_sweep_in_between())
    with (await document_files.opened(who, added.document_id)).content as content:
        assert content.read() == PDF + b"\n"


@pytest.mark.asyncio
async def test_a_row_whose_content_has_vanished_is_removed_with_a_word_in_the_history(
    firm: Database, kept: LocalStore
) -> None:
    customer, who = await bare_customer("9001"), await actor("admin")
    async with firm.writing() as session:
        await session.execute(delete(Document))
    lost, whole, other = await file(who, customer), await file(who, customer), await file(who, customer)
    for one in (lost, whole, other):
        await made_earlier(firm, one.document_id)
    await kept.remove((await row(Document, lost.document_id)).storage_key)
    assert (await sweep()).lost == 1
    assert (await row(Document, lost.document_id)).deleted_at is not None
    assert (await row(Document, whole.document_id)).deleted_at is None
    assert [(one.use_case, one.actor_id, one.after) for one in await last_logged()] == [("lose_document", None, True)]


@pytest.mark.asyncio
async def test_a_folder_that_was_not_put_in_place_costs_no_document(
    firm: Database, kept: LocalStore, tmp_path: Path
) -> None:
    customer, who = await bare_customer("9001"), await actor("admin")
    added = await file(who, customer)
    await made_earlier(firm, added.document_id)
    kept.folder.rename(tmp_path / "elsewhere")
    await file(who, customer, "Ny i fel mapp.pdf")
    assert (await sweep()).lost == 0
    assert (await row(Document, added.document_id)).deleted_at is None


@pytest.mark.asyncio
async def test_two_sweeps_at_once_do_no_harm(firm: Database, kept: LocalStore) -> None:
    customer, who = await bare_customer("9001"), await actor("admin")
    added = await file(who, customer)
    await documents.remove(who, customer, added.document_id)
    async with firm.writing() as session:
        (await session.get_one(Document, added.document_id)).purge_after = now()
    await asyncio.gather(sweep(), sweep())
    assert held(kept) == []
    with pytest.raises(NotFound):
        await documents.restore(who, customer, added.document_id)


def test_the_command_sweeps_and_says_what_it_did(
    sqlite_engine: Engine, kept: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "database_url", sqlite_engine.fresh("empty"))
    kept.put(new_key(), b"whose row is gone")
    grown_old(kept, GRACE * 2)
    said = CliRunner().invoke(app, [], catch_exceptions=False)
    assert "Discarded, since no file belonged to them: 1" in said.output
    assert held(kept) == []
