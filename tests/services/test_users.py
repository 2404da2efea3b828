"""Users: the first administrator, the one-time link, the list, what they choose for themselves."""

from __future__ import annotations

import asyncio

import pytest

from customer_card.database import Database
from customer_card.domain.errors import Invalid, NotFound
from customer_card.models import SetupToken, User
from customer_card.services import bootstrap, sessions, users
from customer_card.services.users import NewUser
from tests.support.people import actor
from tests.support.records import row, rows, user_id
from tests.support.snapshot import snapshot

NEW = NewUser(email="Siv@Byran.example", name="  Siv  Berg ", password="en lång mening")


async def link() -> str:
    token = await bootstrap.new_setup_token()
    assert token is not None
    return token


@pytest.mark.asyncio
async def test_an_administrator_made_on_the_command_line_can_sign_in(empty: Database) -> None:
    await users.create_administrator(NEW)
    token = await sessions.sign_in("siv@byran.example", NEW.password, "127.0.0.1")
    who = await sessions.resolve(token)
    assert who is not None
    assert (who.name, who.profile.administration) == ("Siv Berg", True)


@pytest.mark.asyncio
async def test_a_password_is_kept_as_an_argon2id_hash(empty: Database) -> None:
    user = await row(User, await users.create_administrator(NEW))
    assert user.password_hash.startswith("$argon2id$")


@pytest.mark.asyncio
async def test_an_email_that_somebody_has_is_refused_in_any_case(empty: Database) -> None:
    await users.create_administrator(NEW)
    with pytest.raises(Invalid) as invalid:
        await users.create_administrator(NEW.model_copy(update={"email": "SIV@byran.example"}))
    assert invalid.value.problems == {"email": "email_taken"}


@pytest.mark.asyncio
async def test_every_wrong_field_of_a_user_is_told_at_once(empty: Database) -> None:
    with pytest.raises(Invalid) as invalid:
        await users.create_administrator(NewUser(email="nej", name=" ", password="kort"))
    assert set(invalid.value.problems) == {"email", "name", "password"}


@pytest.mark.asyncio
async def test_the_one_time_link_makes_an_administrator_once(empty: Database) -> None:
    token = await link()
    made = await row(User, await users.set_up(token, NEW))
    assert made.email == "Siv@byran.example"
    before = await snapshot(empty)
    with pytest.raises(NotFound):
        await users.set_up(token, NEW.model_copy(update={"email": "bo@byran.example"}))
    assert await snapshot(empty) == before


@pytest.mark.asyncio
async def test_two_who_use_the_link_at_once_make_one_administrator(empty: Database) -> None:
    token = await link()
    emails = [f"user{number}@byran.example" for number in range(4)]
    results = await asyncio.gather(
        *(users.set_up(token, NEW.model_copy(update={"email": email})) for email in emails),
        return_exceptions=True,
    )
    assert len([one for one in results if isinstance(one, NotFound)]) == 3
    assert len(await rows(User)) == 1


@pytest.mark.asyncio
async def test_a_wrong_link_makes_nobody(empty: Database) -> None:
    await link()
    with pytest.raises(NotFound):
        await users.set_up("gissat", NEW)
    assert await rows(User) == []


@pytest.mark.asyncio
async def test_wrong_fields_leave_the_link_working(empty: Database) -> None:
    token = await link()
    with pytest.raises(Invalid):
        await users.set_up(token, NEW.model_copy(update={"password": "kort"}))
    assert await users.set_up(token, NEW)


@pytest.mark.asyncio
async def test_a_new_link_takes_the_place_of_the_old_one(empty: Database) -> None:
    old, new = await link(), await link()
    with pytest.raises(NotFound):
        await users.set_up(old, NEW)
    assert await users.set_up(new, NEW)


@pytest.mark.asyncio
async def test_the_link_is_worth_nothing_once_somebody_has_an_account(empty: Database) -> None:
    token = await link()
    await users.create_administrator(NEW)
    with pytest.raises(NotFound):
        await users.set_up(token, NEW.model_copy(update={"email": "bo@byran.example"}))
    assert await bootstrap.new_setup_token() is None


@pytest.mark.asyncio
async def test_only_a_digest_of_the_link_is_kept(empty: Database) -> None:
    token = await link()
    async with empty.reading() as session:
        assert await session.get(SetupToken, sessions.digest(token))
        assert await session.get(SetupToken, token) is None


@pytest.mark.asyncio
async def test_users_are_listed_by_name_with_profile_and_unit(firm: Database) -> None:
    listed = await users.listed()
    assert [user.name for user in listed][:3] == ["Anna Lind", "Elin Sjöberg", "Erik Berglund"]
    assert len(listed) == 12
    first = listed[0]
    assert (first.email, first.profile, first.unit, first.language, first.active) == (
        "kundansvarig@demo.example", "Kundansvarig", "Stockholm", "sv", True,
    )  # fmt: skip


@pytest.mark.asyncio
async def test_a_user_chooses_a_language_for_nobody_else(firm: Database) -> None:
    await users.choose_language(await actor("ingen"), "fi")
    assert (await row(User, await user_id("ingen"))).language == "fi"
    assert (await row(User, await user_id("admin"))).language == "sv"


@pytest.mark.asyncio
async def test_a_language_that_the_program_does_not_speak_is_refused(firm: Database) -> None:
    before = await snapshot(firm)
    with pytest.raises(Invalid):
        await users.choose_language(await actor("ingen"), "tlh")
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_it_is_known_whether_a_demo_password_works(firm: Database) -> None:
    assert await users.demo_password_works()


@pytest.mark.asyncio
async def test_an_installation_of_ones_own_has_no_demo_password(empty: Database) -> None:
    await users.create_administrator(NEW)
    assert not await users.demo_password_works()


@pytest.mark.asyncio
async def test_an_installation_is_empty_until_somebody_can_sign_in(empty: Database) -> None:
    assert await bootstrap.is_empty()
    await users.create_administrator(NEW)
    assert not await bootstrap.is_empty()


@pytest.mark.asyncio
async def test_base_data_is_made_once(empty: Database) -> None:
    before = await snapshot(empty)
    await bootstrap.ensure_base_data()
    assert await snapshot(empty) == before
