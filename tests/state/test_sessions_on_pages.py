"""A page belongs to one session with its rights of that moment, and learns when that has passed."""

from __future__ import annotations

import pytest
import reflex as rx
from reflex.istate.storage import ClientStorageBase
from sqlalchemy import select, update

from customer_card.database import Database, database
from customer_card.domain.permissions import Need
from customer_card.models import PermissionProfile, User, UserSession
from customer_card.services import sessions
from customer_card.state.addresses import AddressesState
from customer_card.state.card import CardState
from customer_card.state.contacts import ContactsState
from customer_card.state.customers import CustomersState
from customer_card.state.messages import MessagesState
from customer_card.state.session import LocaleState, SessionState
from customer_card.state.watch import EVERY_SECONDS, Watch, watch
from tests.state.conftest import SignIn
from tests.support.handlers import Handler, by_state, marked, ours
from tests.support.pipeline import ROOT, SUFFIX, Page, Pipeline
from tests.support.records import contacts_of, user_id
from tests.support.snapshot import snapshot
from tests.support.statements import counted
from tests.support.world import World

CARD = "/customers/1001/contacts"
TAB = "one-tab-of-one-browser"
LANGUAGE_COOKIE = f"{LocaleState.get_full_name()}.choice{SUFFIX}"


async def change_rights(account: str, builtin_key: str) -> None:
    """Give a user another profile, as an administrator does."""
    async with database().writing() as session:
        profile = await session.scalar(select(PermissionProfile.id).where(PermissionProfile.builtin_key == builtin_key))
        await session.execute(
            update(User)
            .where(User.email_key == f"{account}@demo.example")
            .values(profile_id=profile, rights_stamp=User.rights_stamp + 1)
        )


@pytest.mark.asyncio
async def test_the_next_session_in_the_same_tab_gets_nothing_of_the_former_one(sign_in: SignIn) -> None:
    former = await sign_in("admin", CARD, TAB)
    contact = (await contacts_of(1))[0]
    await former.send(ContactsState.open_contact, customer_id=1, contact_id=contact.id)
    assert contact.last_name in "\n".join(former.received)
    await former.close()
    after = await sign_in("ingen", "/customers", TAB)
    sent = "\n".join(after.received)
    assert "Björkvik" not in sent
    assert "Karin Wallin" not in sent
    assert contact.last_name not in sent
    assert after.shown(CardState)["loaded_for"] == ""
    assert after.shown(SessionState)["name"] == "Oskar Dahl"


@pytest.mark.asyncio
@by_state(marked())
async def test_the_next_sessions_first_event_is_not_run_on_the_former_ones_state(
    handlers: list[Handler], sign_in: SignIn, server: Pipeline, world: World, firm: Database
) -> None:
    for number, handler in enumerate(handlers):
        tab = f"{TAB}-{number}"
        former = await sign_in("admin", CARD, tab)
        await former.close()
        token = await sessions.start_session(await user_id("ledning"))
        after = server.page(token, tab)
        await after.connect()
        before = await snapshot(firm)
        answer = await after.send(handler.event_name, **handler.arguments(world))
        assert "Björkvik" not in answer.text, handler
        assert "Karin Wallin" not in answer.text, handler
        if handler.mark.need is not Need.NOTHING:
            assert answer.reloads, handler
            assert await snapshot(firm) == before, handler


@pytest.mark.asyncio
async def test_nobody_in_the_tab_of_a_former_session_gets_nothing_of_it(sign_in: SignIn, server: Pipeline) -> None:
    former = await sign_in("admin", CARD, TAB)
    await former.close()
    nobody = server.page(None, TAB)
    await nobody.open("/login")
    answer = await nobody.send(MessagesState.dismiss)
    assert "Björkvik" not in "\n".join(nobody.received) + answer.text
    assert nobody.shown(CardState)["loaded_for"] == ""
    assert nobody.shown(SessionState)["email"] == ""


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "framework_event",
    [
        f"{ROOT}.hydrate",
        f"{ROOT}.reflex___state____on_load_internal_state.on_load_internal",
        f"{ROOT}.reflex___state____update_vars_internal_state.update_vars_internal",
        f"{ROOT}.set_is_hydrated",
    ],
)
async def test_the_frameworks_events_after_a_sign_out_send_nothing_of_the_former_state(
    framework_event: str, sign_in: SignIn
) -> None:
    page = await sign_in("admin", CARD)
    await sessions.sign_out(page.token or "")
    payload = {"vars": {}} if "vars" in framework_event else {}
    payload = {"value": True} if "set_is" in framework_event else payload
    answer = await page.send(framework_event, **payload)
    assert "Björkvik" not in answer.text
    assert "Lingonstigen" not in answer.text


@pytest.mark.asyncio
async def test_a_session_that_has_ended_can_do_nothing_more_from_an_open_page(sign_in: SignIn, firm: Database) -> None:
    page = await sign_in("admin", CARD)
    await sessions.sign_out(page.token or "")
    before = await snapshot(firm)
    answer = await page.send(CardState.set_active, customer_id=1, active=False)
    assert answer.leaves_for_sign_in
    assert answer.updates == [{"events": answer.events}]
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_an_inactivated_user_can_do_nothing_more(sign_in: SignIn, firm: Database) -> None:
    page = await sign_in("admin", CARD)
    async with firm.writing() as session:
        await session.execute(update(User).where(User.email_key == "admin@demo.example").values(active=False))
    assert (await page.send(CardState.reload)).leaves_for_sign_in


@pytest.mark.asyncio
@pytest.mark.parametrize("profile", ["employee", "no_customer_access", "management"])
async def test_changed_rights_refuse_the_event_and_load_the_page_anew(
    profile: str, sign_in: SignIn, firm: Database
) -> None:
    page = await sign_in("ekonomi", CARD)
    await change_rights("ekonomi", profile)
    before = await snapshot(firm)
    answer = await page.send(CardState.set_active, customer_id=1, active=False)
    assert answer.reloads
    assert "Björkvik" not in answer.text
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_after_the_reload_the_page_shows_what_the_new_rights_allow(sign_in: SignIn) -> None:
    page = await sign_in("ekonomi", "/customers/1013/contacts")
    assert "710231-1235" in "\n".join(page.received)
    await change_rights("ekonomi", "employee")
    await page.send(CardState.reload)
    answer = await page.open("/customers/1013/contacts")
    assert page.shown(CardState)["header"]["name"] == "Eva Tranberg Konsult"
    assert page.shown(SessionState)["edits_customers"] is False
    assert "710231" not in answer.text


@pytest.mark.asyncio
async def test_an_idle_page_is_sent_to_sign_in_within_one_look_of_a_sign_out(sign_in: SignIn, server: Pipeline) -> None:
    page, other = await sign_in("admin", CARD), await sign_in("ledning", CARD)
    assert (await page.idle(watch.look(server.app))).packets == []
    await sessions.sign_out(page.token or "")
    seen_by_other = len(other.received)
    answer = await page.idle(watch.look(server.app))
    assert answer.leaves_for_sign_in
    assert len(other.received) == seen_by_other
    assert (await page.idle(watch.look(server.app))).packets == []


@pytest.mark.asyncio
async def test_every_open_page_of_a_session_is_sent_away(server: Pipeline, firm: Database) -> None:
    token = await sessions.start_session(await user_id("admin"))
    pages = [server.page(token) for _ in range(3)]
    for page in pages:
        await page.open(CARD)
    await sessions.sign_out(token)
    before = [len(page.received) for page in pages]
    await watch.look(server.app)
    assert [len(page.received) - n for page, n in zip(pages, before, strict=True)] == [1, 1, 1]


@pytest.mark.asyncio
async def test_an_idle_page_is_loaded_anew_when_its_rights_change(sign_in: SignIn, server: Pipeline) -> None:
    page = await sign_in("ekonomi", CARD)
    await change_rights("ekonomi", "no_customer_access")
    answer = await page.idle(watch.look(server.app))
    assert answer.reloads
    assert not answer.leaves_for_sign_in


@pytest.mark.asyncio
async def test_an_idle_page_is_sent_away_when_its_session_has_grown_too_old(
    sign_in: SignIn, server: Pipeline, firm: Database
) -> None:
    page = await sign_in("admin", CARD)
    async with firm.writing() as session:
        await session.execute(update(UserSession).values(seen_at=UserSession.seen_at - sessions.UNUSED * 2))
    assert (await page.idle(watch.look(server.app))).leaves_for_sign_in


class Interrupted(Watch):
    """A watch during whose question somebody opens a page."""

    def __init__(self, newcomer: Page, session: tuple[int, str]) -> None:
        super().__init__()
        self._newcomer = newcomer
        self._session = session

    async def _live(self) -> dict[int, str]:
        live = await super()._live()
        self._pages[self._newcomer.client_token] = self._session
        return live


@pytest.mark.asyncio
async def test_a_page_that_is_opened_during_a_look_is_left_alone(sign_in: SignIn, server: Pipeline) -> None:
    page = await sign_in("admin", CARD)
    interrupted = Interrupted(page, watch._pages[page.client_token])
    assert (await page.idle(interrupted.look(server.app))).packets == []
    assert (await page.idle(interrupted.look(server.app))).packets == []


def test_a_look_comes_soon_enough() -> None:
    assert EVERY_SECONDS <= 2.0


@pytest.mark.asyncio
async def test_a_page_seen_without_a_session_is_no_longer_watched(sign_in: SignIn, server: Pipeline) -> None:
    former = await sign_in("admin", CARD, TAB)
    assert TAB in watch._pages
    await former.close()
    await server.page(None, TAB).open("/login")
    assert TAB not in watch._pages


@pytest.mark.asyncio
async def test_a_page_that_is_gone_is_no_longer_watched(sign_in: SignIn, server: Pipeline) -> None:
    page = await sign_in("admin", CARD, TAB)
    await page.close()
    await watch.look(server.app)
    assert TAB not in watch._pages


@pytest.mark.asyncio
async def test_a_look_at_many_pages_asks_the_database_in_few_statements(
    sign_in: SignIn, server: Pipeline, firm: Database
) -> None:
    one = await sign_in("admin", CARD)
    for _ in range(20):
        await server.page(one.token).open("/customers")
    with counted(firm) as statements:
        await watch.look(server.app)
    assert len(statements) == 1


@pytest.mark.asyncio
async def test_the_sessions_token_is_never_sent_to_a_page(sign_in: SignIn) -> None:
    page = await sign_in("admin", CARD)
    await page.go("/customers")
    await page.send(CustomersState.search_for, text="a")
    sent = "\n".join(page.received)
    assert (page.token or "") not in sent
    assert sessions.digest(page.token or "") not in sent


@pytest.mark.asyncio
async def test_the_language_cookie_decides_the_language_of_a_page(server: Pipeline, firm: Database) -> None:
    page = server.page()
    await page.open("/login")
    await page.send(f"{ROOT}.hydrate_and_load", vars={LANGUAGE_COOKIE: "fi"}, hashes=[])
    assert page.shown(LocaleState)["language"] == "fi"


@pytest.mark.asyncio
@pytest.mark.parametrize("planted", [["x"], {"a": 1}, 7, None, "xx", "../../etc", "x" * 10_000, "\x00\ud800"])
async def test_the_language_cookie_can_hold_anything(planted: object, sign_in: SignIn) -> None:
    page = await sign_in("admin", "/customers")
    await page.send(f"{ROOT}.hydrate_and_load", vars={LANGUAGE_COOKIE: planted}, hashes=[])
    assert page.shown(LocaleState)["language"] in {"sv", "en", "fi", "nb"}
    assert page.shown(MessagesState)["alert"] == ""


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("state", "name", "value"),
    [
        (SessionState, "edits_customers_rx_state_", True),
        (SessionState, "_belongs_to", "1:1"),
        (CardState, "loaded_for_rx_state_", "1001"),
        (ContactsState, "_customer_id", 1),
        (AddressesState, "_customer_id", 1),
    ],
)
async def test_a_browser_cannot_set_a_variable_that_it_does_not_keep(
    state: type[rx.State], name: str, value: object, sign_in: SignIn
) -> None:
    page = await sign_in("ingen", "/customers")
    before = {one: dict(page.shown(one)) for one in (SessionState, CardState, ContactsState, AddressesState)}
    for event in ("hydrate_and_load", "reflex___state____update_vars_internal_state.update_vars_internal"):
        variables = {f"{state.get_full_name()}.{name}": value}
        extra = {"hashes": []} if event == "hydrate_and_load" else {}
        await page.send(f"{ROOT}.{event}", vars=variables, **extra)
    await page.send(CardState.reload)
    await page.go(CARD)
    after = {one: dict(page.shown(one)) for one in before}
    assert after | {CardState: {}} == before | {CardState: {}}
    assert "Björkvik" not in "\n".join(page.received)


@pytest.mark.asyncio
async def test_signing_in_in_another_tab_leaves_this_one_alone(sign_in: SignIn) -> None:
    one = await sign_in("admin", CARD)
    other = await sign_in("medarbetare", CARD)
    assert (await one.send(CardState.edit, field="email")).alert == ""
    assert (await other.send(CardState.edit, field="email")).alert != ""
    assert not (await one.send(CardState.reload)).reloads


@pytest.mark.asyncio
async def test_whoever_guesses_the_name_of_an_open_tab_gets_a_tab_of_their_own(
    sign_in: SignIn, server: Pipeline
) -> None:
    victim = await sign_in("admin", CARD, TAB)
    stranger = server.page(await sessions.start_session(await user_id("ingen")), TAB)
    await stranger.open("/customers")
    assert server.wire.sid_to_token[stranger.sid] != TAB
    assert "Björkvik" not in "\n".join(stranger.received)
    assert (await victim.send(CardState.edit, field="email")).changed(CardState)["editing"] == "email"


def test_the_language_is_all_that_a_browser_keeps_and_says() -> None:
    kept = [
        f"{state.__name__}.{name}"
        for state in {entry.states[0] for entry in ours().values()} | {LocaleState}
        for name, field in state.get_fields().items()
        if isinstance(field.default, ClientStorageBase)
    ]
    assert kept == ["LocaleState.choice"]
