"""The firm's units and its people: seven who can sign in, one for each built-in profile, and five colleagues."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass

from sqlalchemy import select

from customer_card.domain.permissions import Customers, Projects
from customer_card.domain.text_keys import sort_key, unique_key
from customer_card.models import PermissionProfile, Unit, User
from customer_card.services import passwords
from customer_card.services.demo.firm import Firm, id_of
from customer_card.services.users import DEMO_DOMAIN, DEMO_PASSWORD

OWN_PROFILE = "Enhetschef"
"""A profile of the firm's own, which nobody carries yet: none of the built-in ones sees one unit only."""

UNITS = ("Stockholm", "Helsingfors", "Oslo")
FOUNDED_DAYS_AGO = 1100


@dataclass(frozen=True, slots=True)
class _Person:
    account: str
    name: str
    profile: str
    unit: str
    language: str = "sv"


SIGN_INS = (
    _Person("admin", "Karin Wallin", "administrator", "Stockholm"),
    _Person("ledning", "Henrik Nordlund", "management", "Stockholm"),
    _Person("ekonomi", "Maria Sundqvist", "finance", "Stockholm"),
    _Person("kundansvarig", "Anna Lind", "account_manager", "Stockholm"),
    _Person("projektledare", "Johan Ekdahl", "project_manager", "Stockholm"),
    _Person("medarbetare", "Elin Sjöberg", "employee", "Stockholm"),
    _Person("ingen", "Oskar Dahl", "no_customer_access", "Stockholm"),
)
COLLEAGUES = (
    _Person("mika.lehtonen", "Mika Lehtonen", "account_manager", "Helsingfors", "fi"),
    _Person("ingrid.solberg", "Ingrid Solberg", "account_manager", "Oslo", "nb"),
    _Person("erik.berglund", "Erik Berglund", "account_manager", "Stockholm"),
    _Person("sara.holmgren", "Sara Holmgren", "project_manager", "Helsingfors"),
    _Person("jonas.ahlstrom", "Jonas Ahlström", "employee", "Oslo"),
)


async def hashes() -> tuple[str, str]:
    """The hash of the demo password, and one of a password that nobody knows; hashing is slow on purpose."""
    return (
        await asyncio.to_thread(passwords.hash_password, DEMO_PASSWORD),
        await asyncio.to_thread(passwords.hash_password, secrets.token_urlsafe(32)),
    )


async def make_people(firm: Firm, demo_hash: str, unknown_hash: str) -> None:
    """Write the units and the users."""
    units = [Unit(name=name, name_key=unique_key(name)) for name in UNITS]
    await firm.keep(units)
    firm.units = {unit.name: id_of(unit) for unit in units}
    await firm.keep(
        [
            PermissionProfile(
                name=OWN_PROFILE, name_key=unique_key(OWN_PROFILE), customers=Customers.EDIT, projects=Projects.UNIT
            )
        ]
    )
    profiles = {row.builtin_key: id_of(row) for row in await firm.session.scalars(select(PermissionProfile))}
    users = [_user(firm, person, profiles[person.profile], demo_hash) for person in SIGN_INS]
    users += [_user(firm, person, profiles[person.profile], unknown_hash) for person in COLLEAGUES]
    await firm.keep(users)
    for person, user in zip((*SIGN_INS, *COLLEAGUES), users, strict=True):
        firm.users[person.account] = id_of(user)
        firm.unit_of[person.account] = person.unit


def _user(firm: Firm, person: _Person, profile_id: int, password_hash: str) -> User:
    email = f"{person.account}@{DEMO_DOMAIN}"
    made_at = firm.moment(FOUNDED_DAYS_AGO)
    return User(
        email=email,
        email_key=unique_key(email),
        name=person.name,
        name_sort=sort_key(person.name),
        password_hash=password_hash,
        profile_id=profile_id,
        unit_id=firm.units[person.unit],
        language=person.language,
        created_at=made_at,
        updated_at=made_at,
    )
