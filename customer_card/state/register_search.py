"""Filling in the dialog «Ny kund»: from a number as it is typed, or from a register by name."""

from __future__ import annotations

import json

import reflex as rx

from customer_card.domain.errors import NotFound
from customer_card.domain.permissions import Actor, Need
from customer_card.domain.register_targets import COUNTRIES, target_of
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.i18n.formats import country_name
from customer_card.registers import CompanyRegister, RegisterUnavailable, Trouble
from customer_card.services import customers, register_gateway, register_lookups
from customer_card.services.register_lookups import NOT_FOUND, UNREACHABLE, Lookup
from customer_card.state.marks import actor, allow
from customer_card.state.new_customer import FORM, NewCustomerState
from customer_card.views.card import Option
from customer_card.views.register_search import HitLine, computed, filled, hit_line, parsed_number
from customer_card.views.registers import OF_COUNTRY, situation_text, trouble_text

FEWEST_LETTERS = 2


class RegisterSearchState(rx.State):
    """What a register said of the customer-to-be, and the companies to choose from."""

    asking: str = ""
    message: str = ""
    is_trouble: bool = False
    hits: list[HitLine] = []
    shows_reach: bool = False
    shows_line2: bool = False
    lookup_id: str = ""
    again: list[str] = []
    """Country and number of the company about which there was no answer, for asking once more."""

    _turn: int = 0
    _asked: str = ""

    @rx.event(supersedes=True)
    @allow(Need.CUSTOMERS_EDIT, example=lambda _: {"field": "vat_number", "text": "SE5560125790", "country": ""})
    async def number_typed(self, field: str, text: str, country: str):
        """Fill in what follows from a number, and ask the register where there is one to ask."""
        return await self._typed(field, text, country)

    @rx.event(supersedes=True)
    @allow(
        Need.CUSTOMERS_EDIT,
        example=lambda _: {"values": ["SE"], "organisation_number": "556012-5790", "vat_number": ""},
    )
    async def country_picked(self, values: list[str], organisation_number: str, vat_number: str):
        """A bare number can be read once its country is known."""
        country = values[0] if values else ""
        for field, text in (("vat_number", vat_number), ("organisation_number", organisation_number)):
            if country and text.strip():
                return await self._typed(field, text, country)
        return None

    async def _typed(self, field: str, text: str, country: str):
        parsed = parsed_number(field, text, country)
        if parsed is None or parsed.refused:
            return None
        target = target_of(parsed)
        if target is None:
            await self._choose_country(parsed.country or "", country)
            return _fill(computed(parsed))
        if target.register_id == self._asked:
            return None
        fetch = RegisterSearchState.fetch(target.country, target.register_id, False)
        if field != "vat_number":
            return fetch
        # A VAT number holds the other one and its country, whether the register answers or not.
        await self._choose_country(target.country, country)
        return [_fill(computed(parsed)), fetch]

    @rx.event(background=True)
    @allow(
        Need.CUSTOMERS_EDIT,
        example=lambda _: {"country": "NO", "register_id": "310000094", "chosen": False},
        writes=True,
    )
    async def fetch(self, country: str, register_id: str, chosen: bool):
        """Ask for one company and fill it in; over what is typed only when it was chosen from the list."""
        me, register = actor(), _register(country)
        target = _target(country, register_id)
        async with self:
            turn = self._begin(country)
            self._asked = target
        lookup = await register_lookups.look_up(me, register, target)
        async with self:
            if self._turn != turn:
                return None
            return await self._fetched(me, register, lookup, chosen)

    @rx.event(background=True)
    @allow(Need.CUSTOMERS_EDIT, example=lambda _: {"country": "FI", "name": "Kivilahti"}, writes=True)
    async def search(self, country: str, name: str):
        """Companies whose name is like the one typed."""
        me, register = actor(), _register(country)
        typed = " ".join(name.split())[:100]
        if len(typed) < FEWEST_LETTERS:
            async with self:
                self._tell(me, gettext_noop("Write at least two letters of the name first."))
            return
        async with self:
            turn = self._begin(country)
        trouble, found = None, []
        try:
            found = await register_gateway.search(register, typed)
        except RegisterUnavailable as unavailable:
            trouble = unavailable
        async with self:
            if self._turn == turn:
                self.asking = ""
                self.hits = [hit_line(hit, country) for hit in found]
                if trouble is not None:
                    self.message, self.is_trouble = trouble_text(trouble, OF_COUNTRY[country], me.language), True
                elif not found:
                    self._tell(me, gettext_noop("{register} has no company with this name."), country)

    @rx.event
    @allow(Need.CUSTOMERS_EDIT)
    async def clear(self):
        """The dialog is opened anew: nothing has been asked for."""
        turn = self._turn + 1
        self.reset()
        self._turn = turn

    @rx.event
    @allow(Need.CUSTOMERS_EDIT)
    async def stop(self):
        """Do not wait for the register any more."""
        self._turn += 1
        self.asking, self._asked = "", ""

    def _begin(self, country: str) -> int:
        self._turn += 1
        self.asking, self.message, self.is_trouble, self.hits = OF_COUNTRY[country], "", False, []
        self.again = []
        return self._turn

    async def _fetched(self, me: Actor, register: CompanyRegister, lookup: Lookup, chosen: bool):
        """Show what was said of one company. Whatever it was, the customer can be saved."""
        self.asking, self.hits = "", []
        name = OF_COUNTRY[register.country]
        if lookup.state == UNREACHABLE:
            self._asked = ""
            trouble = RegisterUnavailable(Trouble(lookup.detail), lookup.retry_after)
            self.message, self.is_trouble = trouble_text(trouble, name, me.language), True
            self.again = [register.country, lookup.register_id]
            return None
        if lookup.record is None or lookup.state == NOT_FOUND:
            self._tell(me, gettext_noop("{register} has no company with this number."), register.country)
            return None
        fields = filled(lookup.record, register)
        self.lookup_id = str(lookup.id)
        self.shows_reach = self.shows_reach or "email" in fields or "website" in fields
        self.shows_line2 = self.shows_line2 or "line2" in fields
        warning = situation_text(lookup.detail, name, me.language)
        self._tell(me, gettext_noop("Filled in from {register}. Check it before you save."), register.country)
        if warning:
            self.message, self.is_trouble = warning, True
        new_customer = await self.get_state(NewCustomerState)
        await _warn_of_doubles(me, new_customer, fields, register.country)
        new_customer.country = [Option(register.country, country_name(register.country, me.language))]
        # The list that the focus was in is gone once a company of it was chosen.
        focus = [rx.call_script("customerCard.focusSoon('name')")] if chosen else []
        return [_fill(fields, over=chosen), *focus]

    def _tell(self, me: Actor, sentence: str, country: str = "") -> None:
        values = {"register": OF_COUNTRY[country]} if country else {}
        self.message, self.is_trouble = gettext(me.language, sentence, **values), False

    async def _choose_country(self, found: str, chosen: str) -> None:
        """The country that a number names is chosen, unless the user has chosen one."""
        if found and not chosen:
            new_customer = await self.get_state(NewCustomerState)
            new_customer.country = [Option(found, country_name(found, actor().language))]


async def _warn_of_doubles(me: Actor, state: NewCustomerState, fields: dict[str, str], country: str) -> None:
    """Numbers that are filled in warn of customers that exist, as they do when somebody types them."""
    number, vat = fields.get("organisation_number", ""), fields.get("vat_number", "")
    found = await customers.similar(me, number, vat, country)
    for field in ("organisation_number", "vat_number"):
        state._warn(field, [one for one in found if one.reason == field])


def _register(country: str) -> CompanyRegister:
    if country not in COUNTRIES:
        raise NotFound
    return register_gateway.registers()[country]


def _target(country: str, register_id: str) -> str:
    """The number to ask for; only a right one is ever asked for. Raises ``NotFound``."""
    parsed = parsed_number("organisation_number", register_id, country)
    target = target_of(parsed) if parsed else None
    if target is None or target.country != country or not target.register_id:
        raise NotFound
    return target.register_id


def _fill(fields: dict[str, str], *, over: bool = False):
    """Put texts into the form's fields, where they are empty or, when asked to, over what they hold.

    A name that was typed stays, and only the browser knows: it says which one is to be warned about.
    """
    if not fields:
        return None
    return rx.call_script(
        f"customerCard.fill({json.dumps(FORM)}, {json.dumps(fields)}, {json.dumps(over)})",
        callback=NewCustomerState.check_name,
    )
