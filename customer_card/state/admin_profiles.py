"""«Behörighetsprofiler»: the list of profiles, and the dialog of one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import reflex as rx

from customer_card.database import database
from customer_card.domain.errors import Conflict, Invalid, NotFound, Refused
from customer_card.domain.permissions import Actor, Need
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.services import profiles, users
from customer_card.services.profiles import ProfileFields
from customer_card.state.forms import base_of, chosen_theirs, id_of, is_checked, parsed, text_of
from customer_card.state.marks import actor, allow
from customer_card.state.messages import draft_saved, say
from customer_card.views.administration import (
    CHECKS,
    CUSTOMERS,
    LABELS,
    PROJECTS,
    ProfileForm,
    ProfileLine,
    level_options,
    profile_form,
    profile_line,
    shown_value,
)
from customer_card.views.card import Option
from customer_card.views.conflicts import ConflictLine, conflict_lines
from customer_card.views.problems import problem_texts, refusal_text


class ProfilesState(rx.State):
    """The profiles, and the dialog of one of them."""

    rows: list[ProfileLine] = []

    is_open: bool = False
    opened: int = 0
    form: ProfileForm = ProfileForm()
    customers: list[Option] = []
    projects: list[Option] = []
    has: dict[str, bool] = {}
    errors: dict[str, str] = {}
    conflicts: list[ConflictLine] = []
    refusal: str = ""

    @rx.event
    @allow(Need.ADMINISTRATION, example=lambda world: {"profile_id": world.own_profile_id})
    async def open_profile(self, profile_id: int):
        """The dialog of one profile, as it is now."""
        me = actor()
        async with database().reading() as session:
            details = await profiles.find(session, me, profile_id)
        self._open(me, profile_form(details, me.language))

    @rx.event
    @allow(Need.ADMINISTRATION, example=lambda world: {"profile_id": world.own_profile_id})
    async def open_copy(self, profile_id: int):
        """A new profile with the parts of another one."""
        me = actor()
        async with database().reading() as session:
            details = await profiles.find(session, me, profile_id)
        if not details.may_give:
            raise NotFound
        form = profile_form(details, me.language)
        name = gettext(me.language, "Copy of {name}", name=form.name)
        self._open(me, replace(form, id="", copy_of=form.id, version="", name=name, users=0, may_change=True))

    @rx.event
    @allow(Need.ADMINISTRATION, example=lambda _: {"is_open": False})
    async def set_open(self, is_open: bool):
        """The dialog was closed by Escape or by its cross."""
        self.is_open = is_open

    @rx.event
    @allow(
        Need.ADMINISTRATION,
        example=lambda _: {"form": {"name": "Vikarie", "customers": "1", "projects": "1"}},
        writes=True,
    )
    async def save(self, form: dict[str, Any]):
        """Make the profile, or change it; what is wrong or clashes is said in the dialog."""
        me = actor()
        try:
            if text_of(form, "profile_id"):
                await self._change(me, form)
            else:
                await profiles.create(me, _fields(form))
        except Invalid as invalid:
            self.errors = problem_texts(me.language, invalid.problems, invalid.details)
            return rx.call_script("customerCard.focusFirstError()")
        except Refused as refused:
            self.refusal = refusal_text(me.language, refused.code)
            return None
        except Conflict as conflict:
            await self._show_conflict(me, conflict)
            return None
        await self._done(gettext_noop("The permission profile has been saved."))
        copied = f"copy:{text_of(form, 'copy_of')}"
        return draft_saved(f"profile:{text_of(form, 'profile_id') or copied}")

    @rx.event
    @allow(Need.ADMINISTRATION, example=lambda world: {"profile_id": world.own_profile_id}, writes=True)
    async def delete(self, profile_id: int):
        """Delete a profile that nobody carries."""
        try:
            await profiles.remove(actor(), profile_id)
        except Refused as refused:
            self.refusal = refusal_text(actor().language, refused.code)
            return
        await self._done(gettext_noop("The permission profile has been deleted."))

    async def _change(self, me: Actor, form: dict[str, Any]) -> None:
        """Where the administrator chose the colleague's value, that value is what the form says."""
        profile_id, fields = id_of(form, "profile_id"), _fields(form)
        theirs = chosen_theirs(form) & set(ProfileFields.model_fields)
        if theirs:
            async with database().reading() as session:
                found = (await profiles.find(session, me, profile_id)).row
            fields = parsed(ProfileFields, fields.model_dump() | {name: getattr(found, name) for name in theirs})
        await profiles.change(me, profile_id, fields, base_of(form))

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

    async def _done(self, message: str) -> None:
        self.is_open = False
        await say(self, message)
        await self._reload()

    async def _arrive(self) -> None:
        """The list, without a dialog."""
        self.is_open = False
        await self._reload()

    async def _reload(self) -> None:
        me = actor()
        async with database().reading() as session:
            found = await profiles.listed(session, me)
        self.rows = [profile_line(details, me.language) for details in found]

    def _open(self, me: Actor, form: ProfileForm) -> None:
        self.customers = level_options(CUSTOMERS, me.profile.customers, me.language)
        self.projects = level_options(PROJECTS, me.profile.projects, me.language)
        self.has = {part: getattr(me.profile, part) for part in CHECKS}
        self.is_open, self.opened = True, self.opened + 1
        self.form, self.errors, self.conflicts, self.refusal = form, {}, [], ""


def _fields(form: dict[str, Any]) -> ProfileFields:
    values: dict[str, Any] = {name: id_of(form, name) for name in ("customers", "projects")}
    return parsed(
        ProfileFields, values | {"name": text_of(form, "name")} | {part: is_checked(form, part) for part in CHECKS}
    )
