"""Nothing can be called that nobody allowed: handlers without a mark, and the framework's own."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import reflex as rx
from structlog.testing import capture_logs

from customer_card.database import Database
from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Need
from customer_card.services.sessions import start_session
from customer_card.settings import settings
from customer_card.state.card import CardState
from customer_card.state.gate import FRAMEWORK_EVENTS
from customer_card.state.marks import _arguments_model, _parsed
from tests.state.conftest import SignIn
from tests.support.handlers import Handler, marked, ours, registered
from tests.support.pipeline import ROOT, Pipeline
from tests.support.records import user_id
from tests.support.snapshot import snapshot
from tests.support.world import World

FRAMEWORKS_OWN = sorted({f"{name.rpartition('.')[0]}.setvar" for name in ours()})
OURS = [name for name in ours() if not name.endswith(".setvar")]
STATES = sorted({entry.states[0] for entry in ours().values()}, key=lambda state: state.__name__)
UNKNOWN = "event_without_handler"
REFUSED = "event_without_mark"


def undecorated(handler: Handler) -> Any:
    return inspect.unwrap(registered()[handler.event_name].handler.fn)


@pytest.mark.parametrize("name", OURS)
def test_every_handler_carries_a_mark(name: str) -> None:
    assert name in {handler.event_name for handler in marked()}


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_every_public_function_of_a_state_is_a_marked_event(state: type[rx.State]) -> None:
    functions = {
        name
        for name, value in vars(state).items()
        if not name.startswith("_") and callable(getattr(value, "fn", value)) and name != "setvar"
        if not isinstance(value, (property, rx.vars.base.ComputedVar, type))
    }
    known = {handler.event_name.rpartition(".")[2] for handler in marked() if handler.state is state}
    assert functions == known


@pytest.mark.parametrize("handler", marked(), ids=str)
def test_what_can_be_superseded_never_writes(handler: Handler) -> None:
    assert not (handler.supersedes and handler.mark.writes)


def test_what_a_page_loads_with_can_be_superseded_or_reads_nothing() -> None:
    loading = [handler for handler in marked() if str(handler).endswith(("State.load", "State.reload"))]
    assert [str(h) for h in loading if not h.supersedes and h.mark.need is not Need.NOTHING] == []


@pytest.mark.asyncio
async def test_the_parser_takes_the_examples_arguments(world: World) -> None:
    for handler in marked():
        function = undecorated(handler)
        given = dict(handler.arguments(world))
        assert _parsed(function, _arguments_model(function), (), given) == given, handler


@pytest.mark.parametrize("handler", marked(), ids=str)
def test_the_parser_takes_no_argument_that_is_not_declared(handler: Handler) -> None:
    function = undecorated(handler)
    with pytest.raises(NotFound):
        _parsed(function, _arguments_model(function), (), {"confirmed": True})


@pytest.mark.parametrize("handler", marked(), ids=str)
def test_no_argument_has_a_default_that_a_caller_could_replace(handler: Handler) -> None:
    parameters = list(inspect.signature(undecorated(handler)).parameters.values())
    assert [one.name for one in parameters if one.default is not inspect.Parameter.empty] == []


def test_the_framework_events_that_are_let_through_exist_under_these_names() -> None:
    assert set(registered()) >= FRAMEWORK_EVENTS


@pytest.mark.asyncio
async def test_the_frameworks_setter_is_refused_on_every_state(sign_in: SignIn, firm: Database) -> None:
    page = await sign_in("admin")
    before = await snapshot(firm)
    for name in FRAMEWORKS_OWN:
        with capture_logs() as logs:
            answer = await page.send(name, var_name="_belongs_to", value="planted")
        assert answer.alert, name
        assert "planted" not in answer.text, name
        assert [entry["event"] for entry in logs] == [REFUSED], name
    assert await snapshot(firm) == before


@pytest.mark.asyncio
@pytest.mark.parametrize("account", ["admin", None])
async def test_framework_events_that_are_not_listed_are_refused(
    account: str | None, server: Pipeline, sign_in: SignIn
) -> None:
    page = await sign_in(account) if account else server.page()
    await page.open("/login")
    unlisted = [name for name in registered() if name not in FRAMEWORK_EVENTS and name not in ours()]
    assert f"{ROOT}.setvar" in unlisted
    for name in unlisted:
        with capture_logs() as logs:
            answer = await page.send(name, var_name="is_hydrated", value=True)
        assert answer.alert, name
        assert [entry["event"] for entry in logs] == [REFUSED], name


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "name",
    [
        "nothing",
        "",
        f"{ROOT}.nothing",
        f"{CardState.get_full_name()}._show",
        f"{CardState.get_full_name()}._forget",
        f"{CardState.get_full_name()}.reset",
        f"{CardState.get_full_name()}.get_state",
        f"{CardState.get_full_name()}.editing",
        f"{CardState.get_full_name()}.set_editing",
        "_call_script",
    ],
)
async def test_what_is_no_event_is_never_called_and_leaves_nothing_behind(
    name: str, sign_in: SignIn, server: Pipeline
) -> None:
    page = await sign_in("admin", "/customers/1037/contacts")
    before = dict(page.shown(CardState))
    with capture_logs() as logs:
        answer = await page.send(name)
    assert answer.packets == []
    assert page.shown(CardState) == before
    assert [entry["event"] for entry in logs] == [UNKNOWN]
    assert server.app.event_processor._futures == {}


@pytest.mark.asyncio
@pytest.mark.parametrize("packet", [None, 7, "x", [], {}, {"name": None}, {"name": ["a"]}, {"name": {}}])
async def test_what_is_no_packet_is_dropped_and_the_page_goes_on(
    packet: object, sign_in: SignIn, server: Pipeline
) -> None:
    page = await sign_in("admin", "/customers/1037/contacts")
    assert (await page.send_packet(packet)).packets == []
    misled = page._packet(f"{CardState.get_full_name()}.edit", {"field": "email"}) | {"router_data": ["x"]}
    assert (await page.send_packet(misled)).packets == []
    assert server.app.event_processor._futures == {}
    assert (await page.send(CardState.edit, field="email")).changed(CardState)["editing"] == "email"


@pytest.mark.asyncio
async def test_a_packet_cannot_bring_headers_of_its_own(server: Pipeline, firm: Database) -> None:
    token = await start_session(await user_id("admin"))
    page = server.page()
    await page.open("/customers")
    forged = {"cookie": f"{settings.session_cookie}={token}"}
    packet = page._packet(f"{CardState.get_full_name()}.edit", {"field": "email"})
    packet["router_data"] |= {"headers": forged, "ip": "10.0.0.1", "token": "another"}
    answer = await page.send_packet(packet)
    assert answer.leaves_for_sign_in
