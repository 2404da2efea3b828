"""What the server puts in order by itself."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from customer_card.database import Database
from customer_card.domain.clock import now
from customer_card.models import Document, UserSession
from customer_card.services import documents, sessions
from customer_card.services.document_sweep import GRACE
from customer_card.services.housekeeping import TIDY_EVERY, keeping_house, put_in_order
from customer_card.storage import LocalStore, new_key
from tests.services.test_document_sweep import grown_old
from tests.services.test_sessions import later
from tests.support.papers import file, held
from tests.support.people import actor
from tests.support.records import bare_customer, user_id


@pytest.fixture
def collector() -> Iterator[None]:
    """The garbage collector is afterwards as it was."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.asyncio
async def test_the_collector_does_not_look_through_the_program_while_it_serves(collector: None) -> None:
    async with keeping_house():
        assert gc.get_freeze_count() > 100_000
        assert len(gc.get_objects()) < 10_000


@pytest.mark.asyncio
async def test_a_round_forgets_old_sessions_and_purges_what_is_due(firm: Database, kept: LocalStore) -> None:
    who, customer = await actor("admin"), await bare_customer("9001")
    added = await file(who, customer)
    await documents.remove(who, customer, added.document_id)
    await sessions.start_session(await user_id("medarbetare"))
    async with firm.writing() as session:
        (await session.get_one(Document, added.document_id)).purge_after = now() - timedelta(days=1)
    with later(days=61):
        await put_in_order(1)
    assert held(kept) == []
    async with firm.reading() as session:
        assert await session.scalar(select(func.count()).select_from(UserSession)) == 0


@pytest.mark.asyncio
async def test_contents_are_looked_through_once_a_day(firm: Database, kept: LocalStore) -> None:
    kept.put(new_key(), b"whose row is gone")
    grown_old(kept, GRACE * 2)
    await put_in_order(TIDY_EVERY - 1)
    assert len(held(kept)) == 1
    await put_in_order(TIDY_EVERY)
    assert held(kept) == []


@pytest.mark.asyncio
async def test_what_fails_keeps_nothing_else_from_being_done(
    firm: Database, kept: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails() -> None:
        raise OSError

    monkeypatch.setattr(sessions, "sweep", fails)
    kept.put(new_key(), b"whose row is gone")
    grown_old(kept, GRACE * 2)
    await put_in_order(0)
    assert held(kept) == []
