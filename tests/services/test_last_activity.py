"""«Senaste aktivitet» in the list: the latest that was done, of what its reader may see."""

from __future__ import annotations

from datetime import datetime

import pytest

from customer_card.database import Database
from customer_card.domain.clock import now
from customer_card.services import activities, last_activity, local_time
from tests.support.feed import a_place, activity, item, note
from tests.support.people import actor
from tests.support.records import bare_customer, customer_id


async def latest(firm: Database, account: str, customer: int) -> datetime | None:
    async with firm.reading() as session:
        return (await last_activity.of_customers(session, await actor(account), [customer])).get(customer)


@pytest.mark.asyncio
async def test_nothing_has_happened_until_something_is_done(firm: Database) -> None:
    await bare_customer("L1", "Lugn AB")
    customer = await customer_id("L1")
    assert await latest(firm, "admin", customer) is None
    planned = await activity("admin", customer, due_on=f"{local_time.today():%Y-%m-%d}")
    assert await latest(firm, "admin", customer) is None
    done = await activities.finish(await actor("admin"), customer, planned.item_id)
    assert await latest(firm, "admin", customer) == (await item(done.item_id)).sort_at


@pytest.mark.asyncio
async def test_a_newer_note_of_a_hidden_project_is_nobody_elses_latest(firm: Database) -> None:
    place = await a_place()
    for account in ("admin", "medarbetare"):
        before = await latest(firm, account, place.customer_id)
        assert before is None or before < now()
    seen = await note("admin", place.customer_id, project_id=place.seen_project)
    hidden = await note("admin", place.customer_id, project_id=place.hidden_project)
    newer, older = (await item(hidden.item_id)).sort_at, (await item(seen.item_id)).sort_at
    assert await latest(firm, "admin", place.customer_id) == newer > older
    assert await latest(firm, "medarbetare", place.customer_id) == older


@pytest.mark.asyncio
async def test_whoever_reads_no_customers_is_told_nothing(firm: Database) -> None:
    place = await a_place()
    await note("admin", place.customer_id)
    assert await latest(firm, "ingen", place.customer_id) is None


@pytest.mark.asyncio
async def test_somebody_elses_private_note_does_not_count(firm: Database) -> None:
    await bare_customer("L2", "Privat AB")
    customer = await customer_id("L2")
    own = await activity("ledning", customer, personal=True, due_on=f"{local_time.today():%Y-%m-%d}")
    await activities.finish(await actor("ledning"), customer, own.item_id)
    assert await latest(firm, "ledning", customer) is not None
    assert await latest(firm, "admin", customer) is None
