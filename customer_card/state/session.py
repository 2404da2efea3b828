"""Who is signed in, as the page shows it, and the language it is read in."""

from __future__ import annotations

import reflex as rx

from customer_card.domain.permissions import Need
from customer_card.i18n.catalogues import known
from customer_card.services import users
from customer_card.settings import LANGUAGES
from customer_card.state.marks import actor, allow
from customer_card.state.mentions import MentionsState
from customer_card.state.messages import MessagesState
from customer_card.views.people import hue, initials

SIGN_IN_ERRORS = {"credentials", "too_many", "origin", "fields", "link"}


class LocaleState(rx.State):
    """The language of this browser; a preference, kept in a cookie that scripts may read."""

    choice: str = rx.Cookie("", name="language", max_age=31_536_000, same_site="lax")

    @rx.var
    def language(self) -> str:
        """The chosen language when there is a catalogue for it, else the installation's."""
        return known(self.choice)


class SessionState(rx.State):
    """The signed-in user, and what to offer; the server refuses the rest all the same."""

    _belongs_to: str = ""
    _token_sha256: str = ""
    _wrote_at: float = 0.0
    _entered: str = ""

    name: str = ""
    email: str = ""
    initials: str = ""
    hue: int = 0
    reads_customers: bool = False
    edits_customers: bool = False
    deletes_customers: bool = False
    administers: bool = False
    keeps_registers: bool = False
    demo: bool = False
    single_keys: bool = True

    @rx.event
    @allow(Need.SIGNED_IN, example=lambda _: {"language": "fi"}, writes=True)
    async def choose_language(self, language: str):
        """Read on in another language, here and wherever this user signs in."""
        await users.choose_language(actor(), language)
        locale = await self.get_state(LocaleState)
        locale.choice = language

    @rx.event
    @allow(Need.SIGNED_IN, example=lambda _: {"on": False}, writes=True)
    async def use_single_keys(self, on: bool):
        """Let single keys act, or let them be."""
        await users.use_single_keys(actor(), on)
        self.single_keys = on


async def enter(state: rx.State) -> None:
    """Show who is signed in; every page's loading begins with it, and mostly it has nothing to do."""
    me = actor()
    (await state.get_state(MessagesState))._put_away_old()
    session = await state.get_state(SessionState)
    if session._entered == me.session_key:
        return
    session._entered = me.session_key
    session.name, session.email = me.name, me.email
    session.initials, session.hue = initials(me.name), hue(me.user_id)
    session.reads_customers = me.meets(Need.CUSTOMERS_READ)
    session.edits_customers = me.meets(Need.CUSTOMERS_EDIT)
    session.deletes_customers = me.meets(Need.DELETE_CUSTOMERS)
    session.administers = me.meets(Need.ADMINISTRATION)
    session.keeps_registers = me.meets(Need.REGISTERS)
    session.demo = await users.demo_password_works()
    session.single_keys = await users.uses_single_keys(me)
    await (await state.get_state(MentionsState))._count()
    locale = await state.get_state(LocaleState)
    locale.choice = known(me.language)


class LoginState(rx.State):
    """What the sign-in page says, and the language it says it in."""

    error: str = ""
    next: str = "/"
    token: str = ""

    @rx.event
    @allow(Need.NOTHING)
    async def load(self):
        """Read the outcome of the last try from the address."""
        parameters = self.router.url.query_parameters
        code = parameters.get("error", "")
        self.error = code if code in SIGN_IN_ERRORS else ""
        self.next = parameters.get("next", "/")
        self.token = parameters.get("token", "")[:200]

    @rx.event
    @allow(Need.NOTHING, example=lambda _: {"language": "fi"})
    async def choose_language(self, language: str):
        """Read the sign-in page in another language."""
        locale = await self.get_state(LocaleState)
        locale.choice = language if language in LANGUAGES else locale.choice
