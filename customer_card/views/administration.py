"""Users, profiles and the firm's lists of words, as the browser gets them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from customer_card.domain.permissions import Actor, Customers, Need, Profile, Projects
from customer_card.i18n.catalogues import gettext, gettext_noop
from customer_card.i18n.formats import format_count, language_name
from customer_card.models import PermissionProfile
from customer_card.services.profiles import ProfileDetails
from customer_card.services.sessions import profile_of
from customer_card.services.terms import COUNTED, TermDetails
from customer_card.services.user_administration import UserDetails
from customer_card.settings import LANGUAGES
from customer_card.views.card import Option
from customer_card.views.made import NOT_MADE, Made, made
from customer_card.views.people import hue, initials

SECTIONS = {
    "users": Need.ADMINISTRATION,
    "profiles": Need.ADMINISTRATION,
    "keywords": Need.REGISTERS,
    "roles": Need.REGISTERS,
    "industries": Need.REGISTERS,
}
"""The pages of the administration in their order, and what each needs."""

BUILT_IN_NAMES = {
    "administrator": gettext_noop("Administrator"),
    "management": gettext_noop("Management"),
    "finance": gettext_noop("Finance"),
    "account_manager": gettext_noop("Account manager"),
    "project_manager": gettext_noop("Project manager"),
    "employee": gettext_noop("Employee"),
    "no_customer_access": gettext_noop("No customer access"),
}

CUSTOMERS = {
    Customers.NONE: gettext_noop("See no customers"),
    Customers.READ: gettext_noop("Read customers"),
    Customers.EDIT: gettext_noop("Read and change customers"),
}

PROJECTS = {
    Projects.NONE: gettext_noop("No projects"),
    Projects.MEMBER: gettext_noop("Projects as a member"),
    Projects.MANAGER_NO_FINANCIALS: gettext_noop("Projects as manager or seller, without financials"),
    Projects.MANAGER: gettext_noop("Projects as manager or seller, with financials"),
    Projects.UNIT: gettext_noop("All projects of the business unit, with financials"),
    Projects.ALL: gettext_noop("All projects, with financials"),
}

CHECKS = {
    "own_customers": gettext_noop("See all projects and all financials of own customers"),
    "delete_customers": gettext_noop("Delete customers"),
    "billing": gettext_noop("Billing"),
    "registers": gettext_noop("Registers"),
    "administration": gettext_noop("Administration"),
}

LABELS = {
    "name": gettext_noop("Name"),
    "email": gettext_noop("Email"),
    "profile_id": gettext_noop("Permission profile"),
    "unit_id": gettext_noop("Business unit"),
    "language": gettext_noop("Language"),
    "customers": gettext_noop("Customers"),
    "projects": gettext_noop("Projects"),
} | CHECKS


@dataclass(frozen=True, slots=True)
class UserLine:
    """A user as the list shows one."""

    id: str
    name: str
    initials: str
    hue: int
    email: str
    profile: str
    unit: str
    language: str
    active: bool


@dataclass(frozen=True, slots=True)
class UserForm:
    """A user as the dialog holds one."""

    id: str = ""
    version: str = ""
    name: str = ""
    email: str = ""
    profile: str = ""
    profile_name: str = ""
    unit: str = ""
    language: str = "sv"
    active: bool = True
    may_change: bool = True
    is_self: bool = False
    made: Made = NOT_MADE


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """A permission profile as the list shows one."""

    id: str
    name: str
    customers: str
    projects: str
    more: str
    users: str
    may_copy: bool


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """A permission profile as the dialog holds one; ``words`` are its parts for whoever only reads them."""

    id: str = ""
    copy_of: str = ""
    version: str = ""
    name: str = ""
    customers: str = "0"
    projects: str = "0"
    own_customers: bool = False
    delete_customers: bool = False
    billing: bool = False
    registers: bool = False
    administration: bool = False
    words: list[str] = field(default_factory=list)
    users: int = 0
    may_copy: bool = False
    may_change: bool = True


@dataclass(frozen=True, slots=True)
class TermLine:
    """A word of one of the firm's lists."""

    id: str
    name: str
    uses: str
    active: bool


@dataclass(frozen=True, slots=True)
class TermForm:
    """A word as its dialog holds it."""

    id: str = ""
    version: str = ""
    name: str = ""
    active: bool = True
    is_used: bool = False


def may_open(actor: Actor, section: str) -> bool:
    """Whether the actor may open a page of the administration; there is none of an unknown name."""
    return section in SECTIONS and actor.meets(SECTIONS[section])


def first_section(actor: Actor) -> str:
    """The first page of the administration that the actor may open; who may open none is told so there."""
    return next((section for section in SECTIONS if may_open(actor, section)), next(iter(SECTIONS)))


def profile_name(row: PermissionProfile, language: str) -> str:
    """What a profile is called: the built-in ones in the reader's language."""
    known = BUILT_IN_NAMES.get(row.builtin_key or "")
    return gettext(language, known) if known else row.name


def user_line(details: UserDetails, language: str) -> UserLine:
    """A row of the list of users."""
    user = details.user
    return UserLine(
        id=str(user.id),
        name=user.name,
        initials=initials(user.name),
        hue=hue(user.id),
        email=user.email,
        profile=profile_name(details.profile, language),
        unit=details.unit.name if details.unit else "",
        language=language_name(user.language, language),
        active=user.active,
    )


def user_form(details: UserDetails, language: str) -> UserForm:
    """The dialog of a user."""
    user = details.user
    return UserForm(
        id=str(user.id),
        version=str(user.version),
        name=user.name,
        email=user.email,
        profile=str(user.profile_id),
        profile_name=profile_name(details.profile, language),
        unit=str(user.unit_id or ""),
        language=user.language,
        active=user.active,
        may_change=details.may_change,
        is_self=details.is_self,
        made=made(user, details.created_by, details.updated_by, language),
    )


def language_options(language: str) -> list[Option]:
    """The languages that the program speaks."""
    return [Option(code, language_name(code, language)) for code in LANGUAGES]


def profile_line(details: ProfileDetails, language: str) -> ProfileLine:
    """A row of the list of profiles."""
    parts = profile_of(details.row)
    return ProfileLine(
        id=str(details.row.id),
        name=profile_name(details.row, language),
        customers=gettext(language, CUSTOMERS[parts.customers]),
        projects=gettext(language, PROJECTS[parts.projects]),
        more=" · ".join(_ticked(parts, language)),
        users=format_count(details.users, language),
        may_copy=details.may_give,
    )


def profile_form(details: ProfileDetails, language: str) -> ProfileForm:
    """The dialog of a profile."""
    parts = profile_of(details.row)
    return ProfileForm(
        id=str(details.row.id),
        version=str(details.row.version),
        name=profile_name(details.row, language),
        customers=str(int(parts.customers)),
        projects=str(int(parts.projects)),
        **{part: getattr(parts, part) for part in CHECKS},
        words=[
            gettext(language, CUSTOMERS[parts.customers]),
            gettext(language, PROJECTS[parts.projects]),
            *_ticked(parts, language),
        ],
        users=details.users,
        may_copy=details.may_give,
        may_change=details.may_change,
    )


def level_options(words: Mapping[Customers, str] | Mapping[Projects, str], highest: int, language: str) -> list[Option]:
    """The levels up to one's own: nobody gives more than they have."""
    return [Option(str(int(level)), gettext(language, word)) for level, word in words.items() if level <= highest]


def term_line(details: TermDetails, language: str) -> TermLine:
    """A row of a list of words."""
    row = details.row
    return TermLine(str(row.id), row.name, _uses(details.uses, language), row.active)


def term_form(details: TermDetails) -> TermForm:
    """The dialog of a word."""
    row = details.row
    return TermForm(str(row.id), str(row.version), row.name, row.active, bool(details.uses))


def shown_value(name: str, value: object, language: str, called: Mapping[tuple[str, int], str]) -> str:
    """A field's value in words, for a conflict."""
    if isinstance(value, bool):
        return gettext(language, "Yes") if value else gettext(language, "No")
    if isinstance(value, int):
        levels = {"customers": CUSTOMERS, "projects": PROJECTS}.get(name)
        return gettext(language, levels[value]) if levels else called.get((name, value), "")  # pyright: ignore[reportArgumentType]
    if name == "language":
        return language_name(str(value or ""), language)
    return str(value or "")


def _ticked(parts: Profile, language: str) -> list[str]:
    return [gettext(language, word) for part, word in CHECKS.items() if getattr(parts, part)]


def _uses(uses: int | None, language: str) -> str:
    if uses is None:
        return ""
    if uses > COUNTED:
        return gettext(language, "over {n}", n=format_count(COUNTED, language))
    return format_count(uses, language)
