"""What was typed, and whose data it is, stays out of the logs; where something failed stands in them."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator

import pytest
from reflex.utils import exceptions
from sqlalchemy import text
from structlog.testing import capture_logs

from customer_card.database import Database
from customer_card.logs import FRAMEWORKS
from customer_card.services import sessions
from customer_card.state.card import CardState
from customer_card.state.contacts import ContactsState
from customer_card.state.customers import CustomersState
from customer_card.state.new_customer import NewCustomerState
from customer_card.state.watch import watch
from tests.state.conftest import SignIn
from tests.support.handlers import Handler, by_state, marked
from tests.support.pipeline import ROOT, Pipeline
from tests.support.world import World

CANARY = "zyx-canary-4711"
FRONTEND_FAILURE = f"{ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception"


Said = Callable[[], str]


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[Said]:
    """Everything that was logged or printed so far, in whatever way."""
    caplog.set_level(logging.INFO)
    with capture_logs() as entries:

        def everything() -> str:
            gc.collect()
            out, err = capfd.readouterr()
            records = [f"{r.name} {r.getMessage()} {r.exc_text or ''} {r.exc_info}" for r in caplog.records]
            return "\n".join([*records, repr(entries), out, err])

        yield everything


@pytest.mark.asyncio
@by_state([one for one in marked() if one.mark.example.__code__.co_consts])
async def test_a_mistyped_argument_is_not_logged(
    handlers: list[Handler], sign_in: SignIn, world: World, said: Said
) -> None:
    page = await sign_in("admin")
    for handler in handlers:
        for name in handler.arguments(world):
            for wrong in (CANARY, [CANARY], {CANARY: CANARY}, {"a": {"b": CANARY}}):
                await page.send(handler.event_name, **{**handler.arguments(world), name: wrong})
        await page.send(handler.event_name, **{CANARY: CANARY})
    assert CANARY not in said()


@pytest.mark.asyncio
async def test_the_frameworks_warning_about_a_conversion_is_logged_without_the_value(
    sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    page = await sign_in("admin")
    await page.send(CardState.set_active, customer_id=CANARY, active=True)
    warned = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(warned) == 1
    assert "_prepare_event_payload" in warned[0]


@pytest.mark.asyncio
async def test_what_is_typed_is_not_logged(sign_in: SignIn, said: Said) -> None:
    page = await sign_in("admin", f"/customers?search={CANARY}")
    await page.send(CustomersState.search_for, text=CANARY)
    await page.send(NewCustomerState.save, form={"name": CANARY, "organisation_number": CANARY})
    await page.send(ContactsState.check_email, text=f"{CANARY}@a.example", contact_id="")
    await page.go(f"/customers/{CANARY}/contacts")
    assert CANARY not in said()


@pytest.mark.asyncio
async def test_the_name_of_an_unknown_event_is_cut(sign_in: SignIn, said: Said) -> None:
    page = await sign_in("admin")
    await page.send(CANARY, field=CANARY)
    await page.send(f"{CardState.get_full_name()}.setvar", var_name=CANARY, value=CANARY)
    assert CANARY not in said()


@pytest.mark.asyncio
async def test_what_a_browser_says_of_its_own_failure_is_not_logged(sign_in: SignIn, said: Said) -> None:
    page = await sign_in("admin")
    await page.send(FRONTEND_FAILURE, info=CANARY, component_stack=CANARY)
    assert CANARY not in said()


@pytest.mark.asyncio
@pytest.mark.parametrize("packet", [[CANARY], CANARY, {"name": {"a": CANARY}}, {"payload": CANARY}, 7, None])
async def test_a_packet_that_is_no_event_is_not_logged(
    packet: object, sign_in: SignIn, server: Pipeline, said: Said
) -> None:
    page = await sign_in("admin")
    try:
        await page.send_packet(packet)
    except (exceptions.EventDeserializationError, AttributeError, TypeError):
        logging.getLogger("engineio.server").exception("message async handler error")
    assert CANARY not in said()


@pytest.mark.asyncio
async def test_a_failure_shows_its_reference_and_logs_where_it_happened(
    sign_in: SignIn, firm: Database, said: Said
) -> None:
    page = await sign_in("admin", "/customers/1037/contacts")
    async with firm.writing() as session:
        await session.execute(text("ALTER TABLE customer RENAME TO another"))
    with capture_logs() as logs:
        answer = await page.send(
            CardState.save_field, form={"id": "37", "version": "1", "field": "email", "value": CANARY}
        )
    [entry] = [one for one in logs if one["event"] == "event_failed"]
    assert entry["reference"] in answer.alert
    assert any("card.py" in frame for frame in entry["trace"])
    assert CANARY not in repr(logs) + said()
    assert "customer" not in answer.alert


@pytest.mark.asyncio
async def test_a_failure_is_logged_with_the_session_that_met_it(sign_in: SignIn, firm: Database) -> None:
    page = await sign_in("admin", "/customers/1037/contacts")
    async with firm.writing() as session:
        await session.execute(text("ALTER TABLE customer RENAME TO another"))
    with capture_logs() as logs:
        await page.send(CardState.reload)
    async with firm.writing() as session:
        await session.execute(text("ALTER TABLE another RENAME TO customer"))
    [entry] = [one for one in logs if one["event"] == "event_failed"]
    reader = await sessions.resolve(page.token or "")
    assert reader
    assert entry["session_id"] == reader.session_id


@pytest.mark.asyncio
async def test_a_failure_leaves_the_page_usable(sign_in: SignIn, firm: Database) -> None:
    page = await sign_in("admin", "/customers/1037/contacts")
    async with firm.writing() as session:
        await session.execute(text("ALTER TABLE customer RENAME TO another"))
    assert (await page.send(CardState.reload)).alert
    async with firm.writing() as session:
        await session.execute(text("ALTER TABLE another RENAME TO customer"))
    assert (await page.send(CardState.reload)).alert == ""
    assert page.shown(CardState)["header"]["number"] == "1037"


@pytest.mark.asyncio
async def test_the_watch_outlives_a_database_that_is_away(sign_in: SignIn, server: Pipeline, firm: Database) -> None:
    page = await sign_in("admin")
    async with firm.writing() as session:
        await session.execute(text("ALTER TABLE app_user RENAME TO another"))
    with pytest.raises(Exception, match="no such table"):
        await watch.look(server.app)
    async with firm.writing() as session:
        await session.execute(text("ALTER TABLE another RENAME TO app_user"))
    assert (await page.idle(watch.look(server.app))).packets == []


@pytest.mark.parametrize("name", [*FRAMEWORKS, "reflex.first.used.later", "engineio.server"])
def test_a_logger_of_the_framework_says_only_where_it_was(name: str, caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger(name)
    logger.addHandler(caplog.handler)
    logger.warning("typed: %s", CANARY)
    try:
        raise ValueError(CANARY)
    except ValueError:
        logger.exception("failed for %s", CANARY)
    logger.removeHandler(caplog.handler)
    assert CANARY not in caplog.text
    assert name in caplog.text
    assert "ValueError" in caplog.text


def test_our_own_loggers_say_what_they_have_to_say(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("customer_card.somewhere").warning("moved to %s", "another place")
    assert "moved to another place" in caplog.text
