"""Signing in and out, and knowing who is calling."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.database import Database, database
from customer_card.domain.clock import now
from customer_card.domain.permissions import Actor, Customers, Profile, Projects
from customer_card.domain.text_keys import unique_key
from customer_card.models import Attempt, PermissionProfile, User, UserSession
from customer_card.services import passwords
from customer_card.settings import settings

UNUSED = timedelta(hours=12)
LIFETIME = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)

WINDOW_SECONDS = 15 * 60
FAILURES_PER_ACCOUNT_AND_ADDRESS = 10
FAILURES_PER_ADDRESS = 100
FAILURES_BEFORE_DELAY = 20
DELAY_SECONDS = 2.0


class SignInFailed(Exception):
    """Nobody was signed in; ``code`` is ``credentials`` or ``too_many``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Liveness:
    """What an open page's session looks like now; an ended one has no key."""

    session_id: int
    session_key: str | None


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


async def sign_in(email: str, password: str, address: str) -> str:
    """A new session's token for the right e-mail and password.

    Raises ``SignInFailed``. A wrong e-mail and a wrong password take the same way.
    """
    db = database()
    account = unique_key(email)[:320]
    limits = _Limits(account, address)
    async with db.writing() as session:
        # Counted as a failure before anything is compared: tries that come all at once are
        # counted one after the other, and none of them slips through while others are weighed.
        await limits.count(session, db)
        await limits.check(session)
        user = await session.scalar(select(User).where(User.email_key == account, User.active))
    if limits.delay:
        await asyncio.sleep(limits.delay)
    right = await passwords.verify(user.password_hash if user else None, password[: passwords.MAXIMUM_LENGTH])
    if not right or user is None or user.id is None:
        raise SignInFailed("credentials")
    return await start_session(user.id, limits)


async def start_session(user_id: int, limits: _Limits | None = None) -> str:
    """A fresh token at every sign-in, so that a planted one is worth nothing."""
    token = secrets.token_urlsafe(32)
    moment = now()
    async with database().writing() as session:
        session.add(
            UserSession(
                token_sha256=digest(token),
                user_id=user_id,
                created_at=moment,
                seen_at=moment,
                expires_at=moment + LIFETIME,
            )
        )
        if limits:
            await limits.forgive(session)
    return token


async def sign_out(token: str) -> None:
    """End the session of a token, for every page it is open in."""
    async with database().writing() as session:
        await session.execute(
            update(UserSession)
            .where(UserSession.token_sha256 == digest(token), UserSession.ended_at.is_(None))
            .values(ended_at=now())
        )


_IS_LIVE = (
    UserSession.ended_at.is_(None),
    UserSession.expires_at > bindparam("moment"),
    UserSession.seen_at > bindparam("seen_after"),
    User.active,
)

# Made once, since it is asked at every event and making it takes longer than answering it.
_CALLER = (
    select(
        UserSession.id.label("session_id"),
        UserSession.seen_at,
        User.id.label("user_id"),
        User.name,
        User.email,
        User.language,
        User.unit_id,
        User.rights_stamp,
        PermissionProfile.customers,
        PermissionProfile.projects,
        PermissionProfile.own_customers,
        PermissionProfile.delete_customers,
        PermissionProfile.billing,
        PermissionProfile.registers,
        PermissionProfile.administration,
    )
    .join(User, User.id == UserSession.user_id)
    .join(PermissionProfile, PermissionProfile.id == User.profile_id)
    .where(UserSession.token_sha256 == bindparam("token_sha256"), *_IS_LIVE)
)


async def resolve(token: str) -> Actor | None:
    """Who is calling, or None. One statement; the rights are those of this moment."""
    if not token or len(token) > 200:
        return None
    moment = now()
    async with database().reading() as session:
        row = (await session.execute(_CALLER, _at(moment) | {"token_sha256": digest(token)})).one_or_none()
    if row is None:
        return None
    if moment - row.seen_at > SEEN_EVERY:
        await _mark_seen(row.session_id, moment)
    return Actor(
        user_id=row.user_id,
        name=row.name,
        email=row.email,
        language=row.language,
        unit_id=row.unit_id,
        profile=profile_of(row),
        session_id=row.session_id,
        rights_stamp=row.rights_stamp,
    )


def actor_of(user: User, profile: PermissionProfile, session_id: int = 0) -> Actor:
    """The actor that a user is, with the profile's parts."""
    assert user.id is not None
    return Actor(
        user_id=user.id,
        name=user.name,
        email=user.email,
        language=user.language,
        unit_id=user.unit_id,
        profile=profile_of(profile),
        session_id=session_id,
        rights_stamp=user.rights_stamp,
    )


def profile_of(row: PermissionProfile | Row[Any]) -> Profile:
    """The rule's form of a stored profile."""
    return Profile(
        customers=Customers(row.customers),
        projects=Projects(row.projects),
        own_customers=row.own_customers,
        delete_customers=row.delete_customers,
        billing=row.billing,
        registers=row.registers,
        administration=row.administration,
    )


async def liveness(session_ids: list[int]) -> dict[int, str]:
    """The session key of each session that is still live, for the watch over open pages."""
    async with database().reading() as session:
        rows = await session.execute(
            select(UserSession.id, User.rights_stamp)
            .join(User, User.id == UserSession.user_id)
            .where(UserSession.id.in_(session_ids), *_IS_LIVE),
            _at(now()),
        )
        return {session_id: f"{session_id}:{stamp}" for session_id, stamp in rows}


async def end_sessions_of(session: AsyncSession, user_id: int) -> None:
    """End every session of a user, as when a password is reset or the user inactivated."""
    await session.execute(
        update(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None)).values(ended_at=now())
    )


async def sweep() -> None:
    """Forget sessions that ended long ago, and old failures."""
    moment = now()
    async with database().writing() as session:
        await session.execute(delete(UserSession).where(UserSession.expires_at < moment - LIFETIME))
        await session.execute(delete(Attempt).where(Attempt.window_start < _window(moment) - 4))


def _at(moment: datetime) -> dict[str, Any]:
    """What ``_IS_LIVE`` is asked with."""
    return {"moment": moment, "seen_after": moment - UNUSED}


async def _mark_seen(session_id: int, moment: datetime) -> None:
    async with database().writing() as session:
        await session.execute(update(UserSession).where(UserSession.id == session_id).values(seen_at=moment))


def _window(moment: datetime) -> int:
    return int(moment.timestamp()) // WINDOW_SECONDS


class _Limits:
    """How often an account and an address have failed lately.

    An account together with an address is refused after some failures; an account alone is
    only slowed down, so that nobody can lock its owner out from elsewhere. Keys are digests:
    the table holds no e-mail address that somebody mistyped.
    """

    def __init__(self, account: str, address: str) -> None:
        self._window = _window(now())
        self._pair = self._key("pair", account, address)
        self._account = self._key("account", account)
        self._address = self._key("address", address)
        self.delay = 0.0

    @staticmethod
    def _key(*parts: str) -> str:
        return hmac.new(settings.secret_key, "\x00".join(parts).encode(), hashlib.sha256).hexdigest()

    async def check(self, session: AsyncSession) -> None:
        """Raise ``SignInFailed`` for too many failures, and set the delay for an account under attack.

        The try that asks has been counted itself.
        """
        rows = await session.execute(
            select(Attempt.key, func.sum(Attempt.n))
            .where(
                Attempt.key.in_([self._pair, self._account, self._address]),
                Attempt.window_start >= self._window - 1,
            )
            .group_by(Attempt.key)
        )
        failures = {row_key: int(count) for row_key, count in rows}
        if failures.get(self._pair, 0) > FAILURES_PER_ACCOUNT_AND_ADDRESS:
            raise SignInFailed("too_many")
        if failures.get(self._address, 0) > FAILURES_PER_ADDRESS:
            raise SignInFailed("too_many")
        if failures.get(self._account, 0) > FAILURES_BEFORE_DELAY:
            self.delay = DELAY_SECONDS

    async def count(self, session: AsyncSession, db: Database) -> None:
        """One more failure for the pair, the account and the address, until it proves to be none.

        In one order for everybody, so that no two tries wait for one another.
        """
        insert = sqlite.insert if db.is_sqlite else postgresql.insert
        for row_key in sorted((self._pair, self._account, self._address)):
            statement = insert(Attempt).values(key=row_key, window_start=self._window, n=1)
            await session.execute(
                statement.on_conflict_do_update(index_elements=["key", "window_start"], set_={"n": Attempt.n + 1})
            )

    async def forgive(self, session: AsyncSession) -> None:
        """A success clears the pair's failures, and was none of the account's and the address's."""
        for row_key in sorted((self._pair, self._account, self._address)):
            of_key = Attempt.key == row_key
            if row_key == self._pair:
                await session.execute(delete(Attempt).where(of_key))
            else:
                own = (of_key, Attempt.window_start == self._window)
                await session.execute(update(Attempt).where(*own).values(n=Attempt.n - 1))
