"""«Nyckelord», «Roller», «Branscher»: one of the firm's lists of words, and the dialog of one word."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.database import database
from customer_card.domain.errors import Conflict, Invalid, Refused
from customer_card.domain.permissions import Actor, Need
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.services import terms, users
from customer_card.services.terms import TermFields
from customer_card.state.forms import base_of, chosen_theirs, id_of, parsed, text_of
from customer_card.state.marks import actor, allow
from customer_card.state.messages import draft_saved, say
from customer_card.views.administration import LABELS, TermForm, TermLine, shown_value, term_form, term_line
from customer_card.views.conflicts import ConflictLine, conflict_lines
from customer_card.views.problems import problem_texts, refusal_text

MAXIMUM_PAGE = 10_000


class TermsState(rx.State):
    """One page of a list of words, and the dialog of one of them."""

    kind: str = ""
    rows: list[TermLine] = []
    page: int = 1
    has_more: bool = False

    is_open: bool = False
    opened: int = 0
    form: TermForm = TermForm()
    errors: dict[str, str] = {}
    conflicts: list[ConflictLine] = []
    refusal: str = ""

    @rx.event(supersedes=True)
    @allow(Need.REGISTERS, example=lambda _: {"kind": "keywords", "page": 1})
    async def go_to_page(self, kind: str, page: int):
        """Another page of a list."""
        await self._show(kind, page)

    @rx.event
    @allow(Need.REGISTERS)
    async def open_new(self):
        """An empty form."""
        self._open(TermForm())

    @rx.event
    @allow(Need.REGISTERS, example=lambda world: {"kind": "keywords", "term_id": world.keyword_id})
    async def open_term(self, kind: str, term_id: int):
        """The dialog of one word, as it is now."""
        async with database().reading() as session:
            details = await terms.find(session, actor(), kind, term_id)
        self._open(term_form(details))

    @rx.event
    @allow(Need.REGISTERS, example=lambda _: {"is_open": False})
    async def set_open(self, is_open: bool):
        """The dialog was closed by Escape or by its cross."""
        self.is_open = is_open

    @rx.event
    @allow(Need.REGISTERS, example=lambda _: {"form": {"kind": "roles", "name": "Sekreterare"}}, writes=True)
    async def save(self, form: dict[str, Any]):
        """Add the word, or rename it; what is wrong or clashes is said in the dialog."""
        me, kind = actor(), text_of(form, "kind")
        try:
            if text_of(form, "term_id"):
                await self._rename(me, kind, form)
            else:
                await terms.add(me, kind, _fields(form))
        except Invalid as invalid:
            self.errors = problem_texts(me.language, invalid.problems, invalid.details)
            return rx.call_script("customerCard.focusFirstError()")
        except Conflict as conflict:
            await self._show_conflict(me, conflict)
            return None
        await self._done(kind, gettext_noop("Saved."))
        return draft_saved(f"{kind}:{text_of(form, 'term_id') or 'new'}")

    @rx.event
    @allow(
        Need.REGISTERS,
        example=lambda world: {"kind": "keywords", "term_id": world.keyword_id, "active": False},
        writes=True,
    )
    async def set_active(self, kind: str, term_id: int, active: bool):
        """Offer the word no more, or offer it again."""
        await terms.set_active(actor(), kind, term_id, active)
        await self._done(kind, gettext_noop("Activated.") if active else gettext_noop("Inactivated."))

    @rx.event
    @allow(
        Need.REGISTERS,
        example=lambda world: {"kind": "keywords", "term_id": world.keyword_id},
        writes=True,
    )
    async def delete(self, kind: str, term_id: int):
        """Delete a word that is used nowhere."""
        try:
            await terms.remove(actor(), kind, term_id)
        except Refused as refused:
            self.refusal = refusal_text(actor().language, refused.code)
            return
        await self._done(kind, gettext_noop("Deleted."))

    async def _rename(self, me: Actor, kind: str, form: dict[str, Any]) -> None:
        """Where the user chose the colleague's name, nothing is left to change."""
        if "name" not in chosen_theirs(form):
            await terms.rename(me, kind, id_of(form, "term_id"), _fields(form), base_of(form))

    async def _show_conflict(self, me: Actor, conflict: Conflict) -> None:
        async with database().reading() as session:
            names = await users.names(session, [one.changed_by for one in conflict.fields])
        self.conflicts = conflict_lines(
            conflict,
            me.language,
            label=lambda name: gettext(me.language, LABELS.get(name, name)),
            shown=lambda name, value: shown_value(name, value, me.language, {}),
            names=names,
        )

    async def _done(self, kind: str, message: str) -> None:
        self.is_open = False
        await say(self, message)
        await self._show(kind, self.page if kind == self.kind else 1)

    async def _arrive(self, kind: str) -> None:
        """The first page of a list."""
        self.is_open = False
        await self._show(kind, 1)

    async def _show(self, kind: str, page: int) -> None:
        me = actor()
        async with database().reading() as session:
            found = await terms.page_of(session, me, kind, min(max(page, 1), MAXIMUM_PAGE))
        self.kind, self.page, self.has_more = kind, found.page, found.has_more
        self.rows = [term_line(details, me.language) for details in found.rows]

    def _open(self, form: TermForm) -> None:
        self.is_open, self.opened = True, self.opened + 1
        self.form, self.errors, self.conflicts, self.refusal = form, {}, [], ""


def _fields(form: dict[str, Any]) -> TermFields:
    return parsed(TermFields, {"name": text_of(form, "name")})
