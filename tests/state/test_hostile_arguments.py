"""Whatever arguments a handler is called with: an answer in words, and no failure that nobody foresaw."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from customer_card.database import Database, use_database
from customer_card.i18n.catalogues import gettext
from customer_card.services.sessions import start_session
from customer_card.state.customers import CustomersState
from tests.state.conftest import SignIn
from tests.support.engines import Engine
from tests.support.handlers import Handler, marked
from tests.support.pipeline import Page, running
from tests.support.records import user_id
from tests.support.witness import Witness
from tests.support.world import NUMBER, the_world

HANDLERS = [handler for handler in marked() if handler.mark.example is not marked()[0].mark.example]
REFUSAL = gettext("sv", "The customer does not exist, or you lack permission.")

HOSTILE: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    2**63,
    10**30,
    -(10**30),
    float("nan"),
    "",
    "a\x00@b.example",
    "a\ud800@b.example",
    "²",
    "9" * 18,
    "9" * 5_000,
    "x" * 50_000,
    "1e3",
    "'; DROP TABLE customer; --",
    "{0.__class__}%s%n",
    [],
    ["a\x00"],
    [["a"], {"b": 1}],
    {},
    {"$ne": 1},
    {"__proto__": {"id": 1}, "": ""},
]


@pytest_asyncio.fixture(params=["sqlite_engine", "postgres_engine"], scope="module", loop_scope="module")
async def database(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """The demo firm on either engine: they differ in what they refuse to take as a value."""
    engine: Engine = request.getfixturevalue(request.param)
    found = Database(engine.fresh("firm"))
    use_database(found)
    yield found
    await found.dispose()
    use_database(None)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tab(database: Database) -> AsyncIterator[Page]:
    """The page of somebody who may do everything."""
    async with running() as pipeline:
        opened = pipeline.page(await start_session(await user_id("admin")))
        await opened.open(f"/customers/{NUMBER}/contacts")
        yield opened


def twisted(arguments: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The arguments with each of them, and each field of a form, replaced, left out and added to."""
    for name, value in arguments.items():
        others = {other: given for other, given in arguments.items() if other != name}
        yield others
        yield from (others | {name: hostile} for hostile in HOSTILE)
        if isinstance(value, dict):
            yield from (others | {name: inner} for inner in twisted(value))
    yield dict(arguments) | {"confirmed": True}
    yield dict(arguments) | {"self": 1}
    yield dict(arguments) | {"": ""}


FORM_FIELDS = (
    "id", "version", "seen.email", "choice.email", "field", "value", "customer_id", "address_id",
    "contact_id", "successor", "line1", "country", "phone", "is_billing", "email..value", "email.new0.value",
    "email.new0.type", "phone.new0.value", "email.primary", "keywords", "role_id", "consent", "consent_at",
    "language", "number", "organisation_number", "vat_number", "description",
)  # fmt: skip


def overfilled(arguments: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The arguments with a form in which a field that it could have is hostile."""
    for name, form in arguments.items():
        if isinstance(form, dict):
            for field in FORM_FIELDS:
                for hostile in ("\x00\ud800", "9" * 18, "x" * 30_000, {"$ne": 1}):
                    yield dict(arguments) | {name: form | {field: hostile}}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("handler", HANDLERS, ids=str)
async def test_no_argument_makes_a_handler_fail(handler: Handler, tab: Page, database: Database) -> None:
    world = await the_world()
    witness = Witness(database, "") if database.is_sqlite else None
    arguments = handler.arguments(world)
    failures = []
    for given in (*twisted(arguments), *overfilled(arguments)):
        with capture_logs() as logs:
            answer = await tab.send(handler.event_name, **given)
        if any(entry["event"] == "event_failed" for entry in logs):
            failures.append((shortened(given), logs[-1]))
        if witness and answer.alert == REFUSAL:
            assert witness.saw_no_commit(), shortened(given)
        elif witness:
            witness.saw_no_commit()
    assert failures == []


ADDRESSES = [
    "/customers?owner=1000000000000000000000000000000&view=all",
    "/customers?owner=-1&view=all",
    "/customers?owner=%00&page=0&sort=%00&view=%00&active=%00",
    "/customers?page=99999999999999999999999",
    "/customers?page=-1",
    "/customers?search=%00&view=all",
    "/customers?search=a%00@b&view=all",
    "/customers?search=\ud800&view=all",
    "/customers?search=a\ud800@b&view=all",
    "/customers?search=" + "x" * 50_000,
    "/customers?" + "&".join(f"a{n}=1" for n in range(500)),
    "/customers?search=%F0%28%8C%28",
    "/customers/%00/contacts",
    "/customers/\ud800/contacts",
    "/customers/" + "9" * 5_000 + "/contacts",
    "/customers/1037/%00",
    "/customers/1037/\ud800",
    "/customers/..%2F..%2F%2Fevil.example/contacts",
    "/customers/../../login",
    "//[evil",
    "/\\evil.example",
    "",
    "javascript:alert(1)",
]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: ascii(address[:50]))
async def test_no_address_makes_a_page_fail(address: str, tab: Page, database: Database) -> None:
    with capture_logs() as logs:
        await tab.go(address)
        await tab.send(CustomersState.choose_view, view="all")
        await tab.send(CustomersState.choose_active, active="all")
        await tab.go("/customers")
    assert [entry for entry in logs if entry["event"] == "event_failed"] == []


@pytest.mark.asyncio
@pytest.mark.parametrize("number", ["../..//evil.example", "//evil.example", "a/b", "a?b#c", "\\evil", "%2e"])
async def test_a_strange_number_stays_within_the_cards_address(number: str, sign_in: SignIn) -> None:
    page = await sign_in("admin")
    answer = await page.go(f"/customers/{quote(number, safe='')}/nowhere")
    assert answer.redirects == [f"/customers/{quote(number, safe='')}/contacts"]


def shortened(given: Mapping[str, Any]) -> str:
    return ascii(given)[:300]
