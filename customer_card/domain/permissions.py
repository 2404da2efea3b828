"""Who may do what: the permission profile's parts and the actor who carries them.

The levels are ordered, so that a rule reads as a comparison. The built-in profiles are
one table, since a policy that is read in one place is a policy that can be checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Customers(IntEnum):
    """How far a profile reaches among customers."""

    NONE = 0
    READ = 1
    EDIT = 2


class Projects(IntEnum):
    """Which projects a profile sees, and whose money with them."""

    NONE = 0
    MEMBER = 1
    MANAGER_NO_FINANCIALS = 2
    MANAGER = 3
    UNIT = 4
    ALL = 5


@dataclass(frozen=True, slots=True)
class Profile:
    """The parts of a permission profile."""

    customers: Customers = Customers.NONE
    projects: Projects = Projects.NONE
    own_customers: bool = False
    delete_customers: bool = False
    billing: bool = False
    registers: bool = False
    administration: bool = False

    def covers(self, other: Profile) -> bool:
        """Whether this profile has every part of the other one."""
        return all(getattr(self, part) >= getattr(other, part) for part in self.__slots__)


BUILT_IN_PROFILES: dict[str, Profile] = {
    "administrator": Profile(
        Customers.EDIT,
        Projects.ALL,
        own_customers=True,
        delete_customers=True,
        billing=True,
        registers=True,
        administration=True,
    ),
    "management": Profile(Customers.EDIT, Projects.ALL, delete_customers=True, billing=True),
    "finance": Profile(Customers.EDIT, Projects.ALL, billing=True, registers=True),
    "account_manager": Profile(Customers.EDIT, Projects.MANAGER, own_customers=True, delete_customers=True),
    "project_manager": Profile(Customers.EDIT, Projects.MANAGER),
    "employee": Profile(Customers.READ, Projects.MEMBER),
    "no_customer_access": Profile(),
}


class Need(StrEnum):
    """What a gesture asks of the one who makes it, before any record is looked at."""

    NOTHING = "nothing"
    SIGNED_IN = "signed_in"
    CUSTOMERS_READ = "customers_read"
    CUSTOMERS_EDIT = "customers_edit"
    FILES_EDIT = "files_edit"
    DELETE_CUSTOMERS = "delete_customers"
    REGISTERS = "registers"
    ADMINISTRATION = "administration"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever is acting: resolved anew for each event and request."""

    user_id: int
    name: str
    email: str
    language: str
    unit_id: int | None
    profile: Profile
    session_id: int
    rights_stamp: int

    @property
    def session_key(self) -> str:
        """Changes with the session and with every change of rights."""
        return f"{self.session_id}:{self.rights_stamp}"

    def meets(self, need: Need) -> bool:
        """Whether the profile meets a need; the object is checked by the service."""
        return meets(self.profile, need)

    @property
    def has_money_scope(self) -> bool:
        """Whether the profile shows any project's money at all; which ones, services.visibility says."""
        reads = self.profile.customers >= Customers.READ
        return reads and (self.profile.projects >= Projects.MANAGER or self.profile.own_customers)

    @property
    def may_edit_customers(self) -> bool:
        """Whether the actor may change customers, addresses and contacts."""
        return self.profile.customers >= Customers.EDIT


def meets(profile: Profile, need: Need) -> bool:
    """Whether somebody signed in with this profile meets the need.

    The check boxes hang on a customer, so they are worth nothing without the right to read one; and
    deleting a customer deletes its contacts and addresses, which takes the right to edit.
    """
    reads, edits = profile.customers >= Customers.READ, profile.customers >= Customers.EDIT
    return {
        Need.NOTHING: True,
        Need.SIGNED_IN: True,
        Need.CUSTOMERS_READ: reads,
        Need.CUSTOMERS_EDIT: edits,
        # Who may edit a project may edit its files, also without the right to edit customers.
        Need.FILES_EDIT: reads
        and (edits or profile.projects >= Projects.MANAGER_NO_FINANCIALS or profile.own_customers),
        Need.DELETE_CUSTOMERS: edits and profile.delete_customers,
        Need.REGISTERS: profile.registers,
        Need.ADMINISTRATION: profile.administration,
    }[need]
