"""Signing in and out, what failures cost, and when a session ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import pytest_asyncio
import time_machine
from argon2 import PasswordHasher
from sqlalchemy import func, select, update

from customer_card.database import Database
from customer_card.domain.clock import now
from customer_card.domain.permissions import BUILT_IN_PROFILES
from customer_card.models import Attempt, PermissionProfile, User, UserSession
from customer_card.services import passwords, sessions
from customer_card.services.sessions import SignInFailed
from tests.support.records import user_id

EMAIL, PASSWORD, HERE, ELSEWHERE = "medarbetare@demo.example", "kundkort", "192.0.2.1", "192.0.2.2"


@contextmanager
def later(**passed: float) -> Iterator[None]:
    with time_machine.travel(now() + timedelta(**passed)):
        yield


@pytest_asyncio.fixture
async def token(firm: Database) -> AsyncIterator[str]:
    """A session of the demo employee."""
    yield await sessions.start_session(await user_id("medarbetare"))


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every hash that Argon2 is asked about."""
    asked: list[str] = []
    real = PasswordHasher.verify

    def note(self: PasswordHasher, password_hash: str, password: str) -> bool:
        asked.append(password_hash)
        return real(self, password_hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", note)
    return asked


async def refusal(email: str = EMAIL, password: str = "fel", address: str = HERE) -> str:
    with pytest.raises(SignInFailed) as failed:
        await sessions.sign_in(email, password, address)
    return failed.value.code


async def failures(database: Database, *tries: tuple[str, str]) -> None:
    """What failed sign-ins leave, for pairs of account and address."""
    async with database.writing() as session:
        for account, address in tries:
            await sessions._Limits(account, address).count(session, database)


async def set_user(database: Database, **values: object) -> None:
    async with database.writing() as session:
        await session.execute(update(User).where(User.email_key == EMAIL).values(**values))


@pytest.mark.asyncio
async def test_the_right_email_and_password_sign_in(firm: Database) -> None:
    token = await sessions.sign_in("  Medarbetare@Demo.example ", PASSWORD, HERE)
    actor = await sessions.resolve(token)
    assert actor is not None
    assert (actor.email, actor.profile) == (EMAIL, BUILT_IN_PROFILES["employee"])


@pytest.mark.asyncio
async def test_only_a_digest_of_the_token_is_kept(firm: Database, token: str) -> None:
    async with firm.reading() as session:
        kept = list(await session.scalars(select(UserSession.token_sha256)))
    assert kept == [sessions.digest(token)]
    assert await sessions.resolve(kept[0]) is None


@pytest.mark.asyncio
async def test_every_sign_in_has_a_token_of_its_own(firm: Database) -> None:
    who = await user_id("medarbetare")
    assert await sessions.start_session(who) != await sessions.start_session(who)


@pytest.mark.parametrize("token", ["", "x", "x" * 5000])
@pytest.mark.asyncio
async def test_an_unknown_token_is_nobody(firm: Database, token: str) -> None:
    assert await sessions.resolve(token) is None


@pytest.mark.parametrize(
    ("email", "password"),
    [(EMAIL, "fel lösenord"), ("nobody@demo.example", PASSWORD), ("ingen alls", ""), (EMAIL, "x" * 100_000)],
)
@pytest.mark.asyncio
async def test_wrong_emails_and_wrong_passwords_answer_alike_after_one_verification(
    firm: Database, verified: list[str], email: str, password: str
) -> None:
    passwords._nobody()
    assert await refusal(email, password) == "credentials"
    assert len(verified) == 1


@pytest.mark.asyncio
async def test_a_right_sign_in_costs_one_verification_too(firm: Database, verified: list[str]) -> None:
    await sessions.sign_in(EMAIL, PASSWORD, HERE)
    assert len(verified) == 1


@pytest.mark.asyncio
async def test_an_inactive_user_is_answered_like_an_unknown_one(firm: Database, verified: list[str]) -> None:
    await set_user(firm, active=False)
    assert await refusal(EMAIL, PASSWORD) == "credentials"
    assert len(verified) == 1


@pytest.mark.asyncio
async def test_after_ten_failures_even_the_right_password_must_wait(firm: Database) -> None:
    for _ in range(10):
        assert await refusal() == "credentials"
    assert await refusal(password=PASSWORD) == "too_many"


@pytest.mark.asyncio
async def test_failures_elsewhere_do_not_lock_the_owner_out(firm: Database) -> None:
    await failures(firm, *[(EMAIL, ELSEWHERE)] * 10)
    assert await refusal(password=PASSWORD, address=ELSEWHERE) == "too_many"
    assert await sessions.sign_in(EMAIL, PASSWORD, HERE)


@pytest.mark.asyncio
async def test_an_account_under_attack_is_slowed_down_and_not_refused(firm: Database) -> None:
    await failures(firm, *[(EMAIL, f"192.0.2.{n}") for n in range(20)])
    limits = sessions._Limits(EMAIL, "198.51.100.1")
    async with firm.writing() as session:
        await limits.count(session, firm)
        await limits.check(session)
    assert limits.delay == sessions.DELAY_SECONDS


@pytest.mark.asyncio
async def test_of_many_tries_at_once_no_more_are_weighed_than_one_after_the_other(
    firm: Database, verified: list[str]
) -> None:
    answers = await asyncio.gather(*(refusal() for _ in range(30)))
    assert sorted(answers) == ["credentials"] * 10 + ["too_many"] * 20
    assert len(verified) == 10


@pytest.mark.asyncio
async def test_a_success_counts_against_neither_the_account_nor_the_address(firm: Database) -> None:
    for _ in range(3):
        await sessions.sign_in(EMAIL, PASSWORD, HERE)
    async with firm.reading() as session:
        assert set(await session.scalars(select(Attempt.n))) <= {0}


@pytest.mark.asyncio
async def test_an_address_that_tries_many_accounts_is_refused(firm: Database) -> None:
    await failures(firm, *[(f"user{n}@demo.example", ELSEWHERE) for n in range(100)])
    assert await refusal(password=PASSWORD, address=ELSEWHERE) == "too_many"
    assert await sessions.sign_in(EMAIL, PASSWORD, HERE)


@pytest.mark.asyncio
async def test_failures_are_forgotten_after_a_while(firm: Database) -> None:
    await failures(firm, *[(EMAIL, HERE)] * 10)
    with later(minutes=31):
        assert await sessions.sign_in(EMAIL, PASSWORD, HERE)


@pytest.mark.asyncio
async def test_a_success_clears_the_failures_before_it(firm: Database) -> None:
    await failures(firm, *[(EMAIL, HERE)] * 9)
    await sessions.sign_in(EMAIL, PASSWORD, HERE)
    await refusal()
    assert await sessions.sign_in(EMAIL, PASSWORD, HERE)


@pytest.mark.asyncio
async def test_the_table_of_failures_holds_no_email(firm: Database) -> None:
    await refusal("mistyped.password@demo.example")
    async with firm.reading() as session:
        keys = list(await session.scalars(select(Attempt.key)))
    assert len(keys) == 3
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in keys)


@pytest.mark.asyncio
async def test_a_session_lives_while_it_is_used_within_twelve_hours(firm: Database, token: str) -> None:
    with later(hours=11, minutes=59):
        assert await sessions.resolve(token)
    with later(hours=23, minutes=50):
        assert await sessions.resolve(token)


@pytest.mark.asyncio
async def test_a_session_unused_for_twelve_hours_has_ended(firm: Database, token: str) -> None:
    with later(hours=12, minutes=1):
        assert await sessions.resolve(token) is None


@pytest.mark.asyncio
async def test_a_session_ends_after_thirty_days_however_busy(firm: Database, token: str) -> None:
    for half_days in range(1, 61):
        with later(hours=11.99 * half_days):
            assert await sessions.resolve(token), half_days
    with later(days=29, hours=23, minutes=59):
        assert await sessions.resolve(token)
    with later(days=30, minutes=1):
        assert await sessions.resolve(token) is None


@pytest.mark.asyncio
async def test_another_profile_counts_at_the_next_event(firm: Database, token: str) -> None:
    async with firm.reading() as session:
        finance = await session.scalar(select(PermissionProfile.id).where(PermissionProfile.builtin_key == "finance"))
    await set_user(firm, profile_id=finance, rights_stamp=2)
    actor = await sessions.resolve(token)
    assert actor is not None
    assert actor.profile == BUILT_IN_PROFILES["finance"]
    assert actor.session_key.endswith(":2")


@pytest.mark.asyncio
async def test_an_inactivated_user_is_out_at_the_next_event(firm: Database, token: str) -> None:
    await set_user(firm, active=False)
    assert await sessions.resolve(token) is None


@pytest.mark.asyncio
async def test_signing_out_ends_that_session_and_no_other(firm: Database, token: str) -> None:
    other = await sessions.start_session(await user_id("medarbetare"))
    await sessions.sign_out(token)
    assert await sessions.resolve(token) is None
    assert await sessions.resolve(other)


@pytest.mark.asyncio
async def test_the_watch_sees_live_sessions_with_their_rights(firm: Database, token: str) -> None:
    actor = await sessions.resolve(token)
    assert actor is not None
    assert await sessions.liveness([actor.session_id, 10**9]) == {actor.session_id: actor.session_key}
    await sessions.sign_out(token)
    assert await sessions.liveness([actor.session_id]) == {}


@pytest.mark.asyncio
async def test_all_sessions_of_a_user_can_be_ended_at_once(firm: Database, token: str) -> None:
    who = await user_id("medarbetare")
    tokens = [token, await sessions.start_session(who)]
    foreign = await sessions.start_session(await user_id("admin"))
    async with firm.writing() as session:
        await sessions.end_sessions_of(session, who)
    assert [await sessions.resolve(one) for one in tokens] == [None, None]
    assert await sessions.resolve(foreign)


@pytest.mark.asyncio
async def test_what_ended_long_ago_is_swept_away_and_the_rest_stays(firm: Database, token: str) -> None:
    await failures(firm, (EMAIL, HERE))
    await sessions.sweep()
    async with firm.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Attempt)) == 3
    assert await sessions.resolve(token)
    with later(days=61):
        await sessions.sweep()
    async with firm.reading() as session:
        for table in (UserSession, Attempt):
            assert await session.scalar(select(func.count()).select_from(table)) == 0
