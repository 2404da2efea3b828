"""«Användare»: the list of users, and the dialog of one."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.database import database
from customer_card.domain.errors import Conflict, Invalid, Refused
from customer_card.domain.permissions import Actor, Need
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.services import profiles, user_administration, users
from customer_card.services.user_administration import UserDetails, UserFields
from customer_card.state.forms import base_of, chosen_theirs, id_of, parsed, text_of
from customer_card.state.marks import actor, allow
from customer_card.state.messages import draft_saved, say
from customer_card.views.administration import (
    LABELS,
    UserForm,
    UserLine,
    language_options,
    profile_name,
    shown_value,
    user_form,
    user_line,
)
from customer_card.views.card import Option
from customer_card.views.conflicts import ConflictLine, conflict_lines
from customer_card.views.problems import problem_texts, refusal_text

MODES = {"form", "password", "inactivate"}
MAXIMUM_PAGE = 10_000
NARROWEST = "no_customer_access"
"""The profile of a new user unless another one is chosen: what is forgotten gives nothing away."""


class UsersState(rx.State):
    """One page of the users, and the dialog of one of them."""

    rows: list[UserLine] = []
    page: int = 1
    has_more: bool = False

    is_open: bool = False
    opened: int = 0
    mode: str = "form"
    form: UserForm = UserForm()
    profiles: list[Option] = []
    units: list[Option] = []
    languages: list[Option] = []
    narrowest: str = ""
    errors: dict[str, str] = {}
    conflicts: list[ConflictLine] = []
    refusal: str = ""

    @rx.event(supersedes=True)
    @allow(Need.ADMINISTRATION, example=lambda _: {"page": 1})
    async def go_to_page(self, page: int):
        """Another page of the users."""
        await self._turn_to(page)

    @rx.event
    @allow(Need.ADMINISTRATION)
    async def open_new(self):
        """An empty form."""
        await self._open(UserForm())

    @rx.event
    @allow(Need.ADMINISTRATION, example=lambda world: {"user_id": world.colleague_id})
    async def open_user(self, user_id: int):
        """The dialog of one user, as the user is now."""
        me = actor()
        async with database().reading() as session:
            details = await user_administration.find(session, me, user_id)
        await self._open(user_form(details, me.language), details)

    @rx.event
    @allow(Need.ADMINISTRATION, example=lambda _: {"is_open": False})
    async def set_open(self, is_open: bool):
        """The dialog was closed by Escape or by its cross."""
        self.is_open = is_open

    @rx.event
    @allow(Need.ADMINISTRATION, example=lambda _: {"mode": "password"})
    async def set_mode(self, mode: str):
        """Put the new password, or a question, in the place of the form, or the form back."""
        self.mode = mode if mode in MODES else "form"
        self.errors, self.refusal = {}, ""

    @rx.event
    @allow(
        Need.ADMINISTRATION,
        example=lambda world: {
            "form": {
                "name": "Nina Ny",
                "email": "nina.ny@byran.example",
                "profile_id": str(world.builtin_profile_id),
                "language": "sv",
                "password": "en lång mening",
            }
        },
        writes=True,
    )
    async def save(self, form: dict[str, Any]):
        """Add the user, or change one; what is wrong or clashes is said in the dialog."""
        me = actor()
        try:
            if text_of(form, "user_id"):
                await self._change(me, form)
            else:
                await user_administration.add(me, _fields(form), text_of(form, "password"))
        except Invalid as invalid:
            self.errors = problem_texts(me.language, invalid.problems, invalid.details)
            return rx.call_script("customerCard.focusFirstError()")
        except Refused as refused:
            self.refusal = refusal_text(me.language, refused.code)
            return None
        except Conflict as conflict:
            await self._show_conflict(me, conflict)
            return None
        await self._done(gettext_noop("The user has been saved."))
        return draft_saved(f"user:{text_of(form, 'user_id') or 'new'}")

    @rx.event
    @allow(
        Need.ADMINISTRATION,
        example=lambda world: {"user_id": world.colleague_id, "active": False},
        writes=True,
    )
    async def set_active(self, user_id: int, active: bool):
        """Inactivate the user, which ends every session, or activate the user again."""
        try:
            await user_administration.set_active(actor(), user_id, active)
        except Refused as refused:
            self.refusal = refusal_text(actor().language, refused.code)
            return
        said = (
            gettext_noop("The user has been activated.") if active else gettext_noop("The user has been inactivated.")
        )
        await self._done(said)

    @rx.event
    @allow(
        Need.ADMINISTRATION,
        example=lambda world: {"form": {"user_id": str(world.colleague_id), "new_password": "en lång mening"}},
        writes=True,
    )
    async def set_password(self, form: dict[str, Any]):
        """Give the user a new password."""
        me = actor()
        try:
            await user_administration.set_password(me, id_of(form, "user_id"), text_of(form, "new_password"))
        except Invalid as invalid:
            said = problem_texts(me.language, invalid.problems, invalid.details)
            self.errors = {"new_password": said["password"]}
            return rx.call_script("customerCard.focusFirstError()")
        await self._done(gettext_noop("The password has been changed, and the user has been signed out everywhere."))
        return None

    @rx.event
    @allow(Need.ADMINISTRATION, example=lambda world: {"user_id": world.colleague_id}, writes=True)
    async def sign_out_everywhere(self, user_id: int):
        """End every session of the user."""
        await user_administration.sign_out_everywhere(actor(), user_id)
        await self._done(gettext_noop("The user has been signed out everywhere."))

    async def _change(self, me: Actor, form: dict[str, Any]) -> None:
        """Where the administrator chose the colleague's value, that value is what the form says."""
        user_id, fields = id_of(form, "user_id"), _fields(form)
        theirs = chosen_theirs(form) & set(UserFields.model_fields)
        if theirs:
            async with database().reading() as session:
                found = (await user_administration.find(session, me, user_id)).user
            fields = fields.model_copy(update={name: getattr(found, name) for name in theirs})
        await user_administration.change(me, user_id, fields, base_of(form))

    async def _show_conflict(self, me: Actor, conflict: Conflict) -> None:
        async with database().reading() as session:
            names = await users.names(session, [one.changed_by for one in conflict.fields])
            all_profiles = await profiles.listed(session, me)
            called = {
                ("unit_id", unit_id): name for unit_id, name in (await user_administration.unit_names(session)).items()
            }
        called |= {("profile_id", one.row.id or 0): profile_name(one.row, me.language) for one in all_profiles}
        self.conflicts = conflict_lines(
            conflict,
            me.language,
            label=lambda name: gettext(me.language, LABELS.get(name, name)),
            shown=lambda name, value: shown_value(name, value, me.language, called),
            names=names,
        )

    async def _done(self, message: str) -> None:
        self.is_open = False
        await say(self, message)
        await self._turn_to(self.page)

    async def _open(self, form: UserForm, details: UserDetails | None = None) -> None:
        me = actor()
        async with database().reading() as session:
            found = await profiles.listed(session, me)
            units = await user_administration.units(session)
        self.profiles = [Option(str(one.row.id), profile_name(one.row, me.language)) for one in found if one.may_give]
        self.narrowest = next((str(one.row.id) for one in found if one.row.builtin_key == NARROWEST), "")
        self.units = [Option(str(unit.id), unit.name) for unit in units]
        if details and details.unit and form.unit not in {one.value for one in self.units}:
            self.units = [*self.units, Option(form.unit, details.unit.name)]
        self.languages = language_options(me.language)
        self.is_open, self.opened, self.mode = True, self.opened + 1, "form"
        self.form, self.errors, self.conflicts, self.refusal = form, {}, [], ""

    async def _arrive(self) -> None:
        """The first page, without a dialog."""
        self.is_open = False
        await self._turn_to(1)

    async def _turn_to(self, page: int) -> None:
        me = actor()
        async with database().reading() as session:
            found = await user_administration.page_of(session, me, min(max(page, 1), MAXIMUM_PAGE))
        self.rows = [user_line(details, me.language) for details in found.rows]
        self.page, self.has_more = found.page, found.has_more


def _fields(form: dict[str, Any]) -> UserFields:
    values: dict[str, Any] = {name: text_of(form, name) for name in ("name", "email", "language")}
    values |= {name: id_of(form, name) if text_of(form, name) else None for name in ("profile_id", "unit_id")}
    return parsed(UserFields, values)
