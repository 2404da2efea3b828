"""Calendar entries as files: whole for those who may see them, not there for anybody else."""

from __future__ import annotations

from datetime import date

import httpx
import pytest
from icalendar import Calendar

from customer_card.database import Database
from customer_card.services.sessions import start_session
from customer_card.settings import settings
from tests.support.feed import a_place, activity, note
from tests.support.records import user_id


async def fetched(visitor: httpx.AsyncClient, account: str | None, item_id: int) -> httpx.Response:
    token = await start_session(await user_id(account)) if account else ""
    return await visitor.get(f"/calendar/{item_id}.ics", headers={"cookie": f"{settings.session_cookie}={token}"})


@pytest.mark.asyncio
async def test_an_entry_is_downloaded_with_its_times_and_nobodys_name(
    firm: Database, visitor: httpx.AsyncClient
) -> None:
    place = await a_place()
    made = await activity(
        "admin", place.customer_id, "Avstämning\r\nBEGIN:VEVENT;x", kind="event", due_on="2026-12-03",
        start_time="09:00", end_time="10:30", place="Hos kunden, rum 2", contacts=[str(place.contact_id)],
    )  # fmt: skip
    answer = await fetched(visitor, "medarbetare", made.item_id)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["content-disposition"] == f'attachment; filename="{made.item_id}.ics"'
    assert (answer.headers["x-content-type-options"], "no-store" in answer.headers["cache-control"]) == (
        "nosniff",
        True,
    )
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["DTSTART"].dt.isoformat() == "2026-12-03T08:00:00+00:00"
    assert event["DTEND"].dt.isoformat() == "2026-12-03T09:30:00+00:00"
    assert str(event["SUMMARY"]).startswith("Avstämning BEGIN:VEVENT;x")
    assert event["LOCATION"] == "Hos kunden, rum 2"
    assert "ATTENDEE" not in event


@pytest.mark.asyncio
async def test_whole_days_are_days_that_no_time_zone_moves(firm: Database, visitor: httpx.AsyncClient) -> None:
    place = await a_place()
    made = await activity(
        "admin", place.customer_id, kind="event", due_on="2026-12-03", last_on="2026-12-04", all_day=True
    )
    [event] = Calendar.from_ical((await fetched(visitor, "admin", made.item_id)).content).walk("VEVENT")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 3), date(2026, 12, 5))


@pytest.mark.asyncio
async def test_what_one_may_not_see_is_as_if_it_did_not_exist(firm: Database, visitor: httpx.AsyncClient) -> None:
    place = await a_place()
    hidden = await activity(
        "admin", place.customer_id, kind="event", due_on="2026-12-03", all_day=True, project_id=place.hidden_project
    )
    personal = await activity(
        "admin", place.customer_id, kind="event", due_on="2026-12-03", all_day=True, personal=True
    )
    written = await note("admin", place.customer_id)
    missing = await fetched(visitor, "medarbetare", 99_999_999)
    assert missing.status_code == 404
    tries = [("medarbetare", hidden), ("ledning", personal), ("admin", written), ("ingen", hidden), (None, hidden)]
    for account, made in tries:
        answer = await fetched(visitor, account, made.item_id)
        assert (answer.status_code, answer.content) == (404, missing.content), account
        assert answer.headers.keys() == missing.headers.keys()
    assert (await fetched(visitor, "admin", 10**30)).status_code == 404
    assert (await fetched(visitor, "admin", hidden.item_id)).status_code == 200
