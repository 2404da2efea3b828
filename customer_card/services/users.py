"""Users: making them, listing them, what they choose for themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pydantic import BaseModel, Field
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import database
from customer_card.domain.contact_values import parse_email
from customer_card.domain.errors import Invalid, NotFound
from customer_card.domain.permissions import Actor
from customer_card.domain.text_keys import sort_key, unique_key
from customer_card.models import PermissionProfile, SetupToken, Unit, User
from customer_card.services import passwords
from customer_card.services.bootstrap import has_users
from customer_card.services.sessions import digest
from customer_card.settings import LANGUAGES

DEMO_DOMAIN = "demo.example"
DEMO_PASSWORD = "kundkort"  # noqa: S105 — the demo firm's public password; see SPEC 11.


class NewUser(BaseModel):
    """What makes a user."""

    email: str = Field(max_length=320)
    name: str = Field(max_length=200)
    password: str = Field(max_length=passwords.MAXIMUM_LENGTH)
    language: str = "sv"


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user as an administrator sees the list."""

    id: int
    email: str
    name: str
    profile: str
    unit: str | None
    language: str
    active: bool


async def listed() -> list[UserRow]:
    """Every user, by name; for the command line, which the administrator of the machine runs."""
    async with database().reading() as session:
        rows = await session.execute(
            select(User, PermissionProfile.name, Unit.name)
            .join(PermissionProfile, PermissionProfile.id == User.profile_id)
            .outerjoin(Unit, Unit.id == User.unit_id)
            .order_by(User.name_sort, User.id)
        )
        return [
            UserRow(user.id or 0, user.email, user.name, profile, unit, user.language, user.active)
            for user, profile, unit in rows
        ]


async def add(session: AsyncSession, new: NewUser, builtin_key: str) -> User:
    """Add a user with a built-in profile. Raises ``Invalid``."""
    email, name = checked(new.email, new.name, new.password)
    taken = await session.scalar(select(User.id).where(User.email_key == unique_key(email)))
    if taken:
        raise Invalid.one("email", "email_taken")
    profile_id = await session.scalar(select(PermissionProfile.id).where(PermissionProfile.builtin_key == builtin_key))
    assert profile_id is not None
    user = User(
        email=email,
        email_key=unique_key(email),
        name=name,
        name_sort=sort_key(name),
        password_hash=passwords.hash_password(new.password),
        profile_id=profile_id,
        language=new.language if new.language in LANGUAGES else "sv",
    )
    session.add(user)
    await session.flush()
    return user


def checked(email: str, name: str, password: str | None) -> tuple[str, str]:
    """The e-mail address and the name as they are kept. Raises ``Invalid``; no password is none to check."""
    problems: dict[str, str] = {}
    try:
        email = parse_email(email).value
    except ValueError:
        problems["email"] = "email_invalid"
    name = " ".join(name.split())
    if not name:
        problems["name"] = "required"
    if password is not None and (wrong := passwords.problem(password)):
        problems["password"] = wrong
    if problems:
        raise Invalid(problems, {"password": passwords.LENGTHS})
    return email, name


async def create_administrator(new: NewUser) -> int:
    """Make an administrator, from the machine's command line. Raises ``Invalid``."""
    async with database().writing() as session:
        user = await add(session, new, "administrator")
        return user.id or 0


async def set_up(token: str, new: NewUser) -> int:
    """Make the first administrator by the one-time link.

    Raises ``NotFound`` for a link that is wrong, used, or no longer needed; ``Invalid`` for
    fields, in which case the link still works.
    """
    async with database().writing() as session:
        # Taking the link away comes first: of two who use it at once, the other one waits and finds none.
        taken = await session.scalar(
            delete(SetupToken).where(SetupToken.token_sha256 == digest(token)).returning(SetupToken.token_sha256)
        )
        if taken is None or await has_users(session):
            raise NotFound
        user = await add(session, new, "administrator")
        return user.id or 0


async def choose_language(actor: Actor, language: str) -> None:
    """Keep the language that a user wants to read."""
    if language not in LANGUAGES:
        raise Invalid.one("language", "not_a_choice")
    async with database().writing() as session:
        await session.execute(update(User).where(User.id == actor.user_id).values(language=language))


async def use_single_keys(actor: Actor, on: bool) -> None:
    """Keep whether a user wants single keys to act; those who dictate or tremble may not."""
    async with database().writing() as session:
        await session.execute(update(User).where(User.id == actor.user_id).values(single_keys=on))


async def uses_single_keys(actor: Actor) -> bool:
    """Whether single keys act for this user."""
    async with database().reading() as session:
        return bool(await session.scalar(select(User.single_keys).where(User.id == actor.user_id)))


async def demo_password_works() -> bool:
    """Whether any active demo user still has the public password."""
    async with database().reading() as session:
        hashes = list(
            await session.scalars(
                select(User.password_hash).where(User.active, User.email_key.like(f"%@{DEMO_DOMAIN}"))
            )
        )
    return any(_is_demo(password_hash) for password_hash in hashes)


@lru_cache(maxsize=256)
def _is_demo(password_hash: str) -> bool:
    """Argon2 is slow by design; a hash's answer never changes."""
    return passwords.verify_now(password_hash, DEMO_PASSWORD)


async def names(session: AsyncSession, user_ids: Iterable[int | None]) -> dict[int, str]:
    """What users are called, by id."""
    wanted = {user_id for user_id in user_ids if user_id}
    if not wanted:
        return {}
    rows = await session.execute(select(User.id, User.name).where(User.id.in_(wanted)))
    return dict(rows.all())
