"""Users as their administrators know them: who may touch whom, and what each change brings with it."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import update

from customer_card.database import Database
from customer_card.domain.errors import Conflict, Invalid, NotFound, Refused
from customer_card.domain.permissions import Customers, Profile, Projects
from customer_card.models import ChangeItem, Unit, User
from customer_card.services import sessions, user_administration
from customer_card.services.history import Base
from customer_card.services.user_administration import UserFields
from tests.services.administration import (
    PASSWORD,
    fields_of,
    own_profile,
    profile_id,
    second_administrator,
    session_of,
    somebody,
    stamp,
    unit_id,
)
from tests.support.people import SIGN_INS, actor
from tests.support.records import last_logged, row, rows, user_id
from tests.support.snapshot import columns_with, snapshot

EMPLOYED = Profile(Customers.READ, Projects.MEMBER, administration=True)
OTHERS = [name for name in SIGN_INS.values() if name != "admin"]


async def new(builtin_key: str = "employee", **values: object) -> UserFields:
    known = {"name": "Nina Ny", "email": "Nina@Byran.example", "profile_id": await profile_id(builtin_key)}
    return UserFields.model_validate(known | values)


@pytest.mark.asyncio
async def test_a_user_who_was_added_can_sign_in_with_the_first_password(firm: Database) -> None:
    unit = await unit_id("Oslo")
    made = await user_administration.add(await actor("admin"), await new(unit_id=unit, language="nb"), PASSWORD)
    who = await sessions.resolve(await sessions.sign_in("nina@byran.example", PASSWORD, "127.0.0.1"))
    assert who is not None
    assert (who.user_id, who.name, who.language, who.unit_id) == (made, "Nina Ny", "nb", unit)
    assert who.profile == Profile(Customers.READ, Projects.MEMBER)


@pytest.mark.asyncio
async def test_adding_a_user_is_kept_in_history_without_the_password(firm: Database) -> None:
    admin = await actor("admin")
    made = await user_administration.add(admin, await new(), PASSWORD)
    logged = {one.field: one.after for one in await last_logged()}
    assert logged == {
        "name": "Nina Ny", "email": "Nina@byran.example", "profile_id": await profile_id("employee"),
        "unit_id": None, "language": "sv",
    }  # fmt: skip
    assert {(one.entity, one.entity_id, one.actor_id) for one in await last_logged()} == {
        ("app_user", made, admin.user_id)
    }
    assert await columns_with(firm, PASSWORD) == []
    assert await columns_with(firm, "argon2") == ["app_user.password_hash"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("wrong", "problems"),
    [
        ({"email": "MARIA"}, {"email"}),
        ({"email": "Ekonomi@DEMO.example"}, {"email"}),
        ({"name": "  "}, {"name"}),
        ({"language": "tlh"}, {"language"}),
        ({"email": "nej", "name": ""}, {"email", "name"}),
    ],
)
async def test_a_user_with_wrong_fields_is_refused_at_them(
    wrong: dict[str, str], problems: set[str], firm: Database
) -> None:
    before = await snapshot(firm)
    with pytest.raises(Invalid) as invalid:
        await user_administration.add(await actor("admin"), await new(**wrong), PASSWORD)
    assert set(invalid.value.problems) == problems
    assert await snapshot(firm) == before


@pytest.mark.asyncio
@pytest.mark.parametrize("password", ["", "kort", "x" * 257])
async def test_a_password_that_is_too_short_or_too_long_is_refused(password: str, firm: Database) -> None:
    before = await snapshot(firm)
    admin, somebodys = await actor("admin"), await user_id("ekonomi")
    for attempt in (
        user_administration.add(admin, await new(), password),
        user_administration.set_password(admin, somebodys, password),
    ):
        with pytest.raises(Invalid) as invalid:
            await attempt
        assert set(invalid.value.problems) == {"password"}
    assert await snapshot(firm) == before


@pytest.mark.asyncio
@pytest.mark.parametrize("name", OTHERS)
async def test_who_is_no_administrator_finds_no_user_to_administer(name: str, firm: Database) -> None:
    who, target = await actor(name), await user_id("medarbetare")
    before = await snapshot(firm)
    async with firm.reading() as session:
        for reading in (user_administration.page_of(session, who, 1), user_administration.find(session, who, target)):
            with pytest.raises(NotFound):
                await reading
    fields = await fields_of("medarbetare", name="Annan")
    for attempt in (
        user_administration.add(who, await new("no_customer_access"), PASSWORD),
        user_administration.change(who, target, fields, Base(1)),
        user_administration.set_active(who, target, False),
        user_administration.set_password(who, target, PASSWORD),
        user_administration.sign_out_everywhere(who, target),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_an_administrator_touches_nobody_who_has_a_part_more(firm: Database) -> None:
    who = await somebody("liten", await own_profile("Liten", EMPLOYED))
    before = await snapshot(firm)
    for name in ("admin", "ledning", "ekonomi", "kundansvarig", "projektledare"):
        target = await user_id(name)
        for attempt in (
            user_administration.change(who, target, await fields_of(name, email="min@egen.example"), Base(1)),
            user_administration.change(
                who, target, await fields_of(name, profile_id=await profile_id("employee")), Base(1)
            ),
            user_administration.set_active(who, target, False),
            user_administration.set_password(who, target, PASSWORD),
            user_administration.sign_out_everywhere(who, target),
        ):
            with pytest.raises(NotFound):
                await attempt
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_an_administrator_gives_no_profile_with_a_part_more(firm: Database) -> None:
    who = await somebody("liten", await own_profile("Liten", EMPLOYED))
    before = await snapshot(firm)
    for key in ("administrator", "management", "finance", "account_manager", "project_manager"):
        with pytest.raises(NotFound):
            await user_administration.add(who, await new(key), PASSWORD)
        fields = await fields_of("medarbetare", profile_id=await profile_id(key))
        with pytest.raises(NotFound):
            await user_administration.change(who, await user_id("medarbetare"), fields, Base(1))
    assert await snapshot(firm) == before
    await user_administration.change(
        who, await user_id("medarbetare"), await fields_of("medarbetare", name="Ny"), Base(1)
    )


@pytest.mark.asyncio
async def test_a_user_with_a_part_more_is_shown_but_not_to_be_changed(firm: Database) -> None:
    who = await somebody("liten", await own_profile("Liten", EMPLOYED))
    async with firm.reading() as session:
        page = await user_administration.page_of(session, who, 1)
    changeable = {one.user.email.partition("@")[0] for one in page.rows if one.may_change}
    assert changeable == {"medarbetare", "ingen", "jonas.ahlstrom", "liten"}
    assert len(page.rows) == 13


@pytest.mark.asyncio
async def test_who_sees_one_unit_gives_nobody_another_one(firm: Database) -> None:
    stockholm, oslo = await unit_id("Stockholm"), await unit_id("Oslo")
    wide = await own_profile("Chef", Profile(Customers.EDIT, Projects.UNIT, administration=True))
    narrow = await own_profile("Enhet", Profile(Customers.READ, Projects.UNIT))
    who = await somebody("chef", wide, stockholm)
    await somebody("kollega", narrow, stockholm)
    await somebody("granne", narrow, oslo)
    before = await snapshot(firm)
    for attempt in (
        user_administration.add(who, await new(profile_id=narrow, unit_id=oslo), PASSWORD),
        user_administration.change(who, await user_id("kollega"), await fields_of("kollega", unit_id=oslo), Base(1)),
        user_administration.set_password(who, await user_id("granne"), PASSWORD),
        user_administration.change(who, who.user_id, await fields_of("chef", unit_id=oslo), Base(1)),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert await snapshot(firm) == before
    await user_administration.add(who, await new(profile_id=narrow, unit_id=stockholm), PASSWORD)


@pytest.mark.asyncio
async def test_rights_that_were_lost_a_moment_ago_count_for_nothing(firm: Database) -> None:
    late = await second_administrator()
    fields = await fields_of("andra", profile_id=await profile_id("finance"))
    await user_administration.change(await actor("admin"), late.user_id, fields, Base(1))
    before = await snapshot(firm)
    with pytest.raises(NotFound):
        await user_administration.set_password(late, await user_id("ekonomi"), PASSWORD)
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_nobody_changes_their_own_profile(firm: Database) -> None:
    await second_administrator()
    admin = await actor("admin")
    before = await snapshot(firm)
    fields = await fields_of("admin", profile_id=await profile_id("finance"))
    with pytest.raises(Refused) as refused:
        await user_administration.change(admin, admin.user_id, fields, Base(1))
    assert refused.value.code == "own_profile"
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_nobody_inactivates_themselves(firm: Database) -> None:
    await second_administrator()
    admin = await actor("admin")
    before = await snapshot(firm)
    with pytest.raises(Refused) as refused:
        await user_administration.set_active(admin, admin.user_id, False)
    assert refused.value.code == "own_account"
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_the_last_administrator_is_told_so(firm: Database) -> None:
    admin = await actor("admin")
    before = await snapshot(firm)
    fields = await fields_of("admin", profile_id=await profile_id("finance"))
    for attempt in (
        user_administration.set_active(admin, admin.user_id, False),
        user_administration.change(admin, admin.user_id, fields, Base(1)),
    ):
        with pytest.raises(Refused) as refused:
            await attempt
        assert refused.value.code == "last_administrator"
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_an_inactive_administrator_does_not_count_as_one(firm: Database) -> None:
    other, admin = await second_administrator(), await actor("admin")
    await user_administration.set_active(admin, other.user_id, False)
    with pytest.raises(Refused) as refused:
        await user_administration.set_active(admin, admin.user_id, False)
    assert refused.value.code == "last_administrator"


@pytest.mark.asyncio
@pytest.mark.parametrize("how", ["demoted", "inactivated", "one of each"])
async def test_two_administrators_who_remove_each_other_at_once_leave_one(how: str, firm: Database) -> None:
    one, other = await actor("admin"), await second_administrator()
    finance = await profile_id("finance")

    def removal(who, target, account_fields, first):
        if how == "demoted" or (how == "one of each" and first):
            return user_administration.change(who, target.user_id, account_fields, Base(1))
        return user_administration.set_active(who, target.user_id, False)

    results = await asyncio.gather(
        removal(one, other, await fields_of("andra", profile_id=finance), True),
        removal(other, one, await fields_of("admin", profile_id=finance), False),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "NotFound"]
    administrators = await rows(User, User.active, User.profile_id == await profile_id("administrator"))
    assert len(administrators) == 1


@pytest.mark.asyncio
async def test_of_many_who_remove_each_other_in_a_ring_somebody_stays(firm: Database) -> None:
    administrator = await profile_id("administrator")
    ring = [await actor("admin")] + [await somebody(f"ring{number}", administrator) for number in range(5)]
    await asyncio.gather(
        *(
            user_administration.set_active(who, following.user_id, False)
            for who, following in zip(ring, [*ring[1:], ring[0]], strict=True)
        ),
        return_exceptions=True,
    )
    assert await rows(User, User.active, User.profile_id == administrator)


@pytest.mark.asyncio
@pytest.mark.parametrize("changed", ["profile", "unit", "active"])
async def test_every_change_of_rights_moves_the_stamp(changed: str, firm: Database) -> None:
    admin, target = await actor("admin"), await user_id("medarbetare")
    before = await stamp("medarbetare")
    if changed == "active":
        await user_administration.set_active(admin, target, False)
    else:
        value = {"profile_id": await profile_id("finance")} if changed == "profile" else {"unit_id": None}
        await user_administration.change(admin, target, await fields_of("medarbetare", **value), Base(1))
    assert await stamp("medarbetare") == before + 1


@pytest.mark.asyncio
async def test_a_new_name_moves_no_stamp(firm: Database) -> None:
    before = await stamp("medarbetare")
    await user_administration.change(
        await actor("admin"),
        await user_id("medarbetare"),
        await fields_of("medarbetare", name=" Åsa  Öst ", email="asa@byran.example", language="fi"),
        Base(1),
    )
    [user] = await rows(User, User.email_key == "asa@byran.example")
    assert (user.name, user.language, user.rights_stamp) == ("Åsa Öst", "fi", before)
    assert user.name_sort > "z"


@pytest.mark.asyncio
async def test_an_open_page_can_tell_that_its_users_profile_was_changed(firm: Database) -> None:
    who = await sessions.resolve(await session_of("medarbetare"))
    assert who is not None
    fields = await fields_of("medarbetare", profile_id=await profile_id("finance"))
    await user_administration.change(await actor("admin"), who.user_id, fields, Base(1))
    live = await sessions.liveness([who.session_id])
    assert live[who.session_id] != who.session_key


@pytest.mark.asyncio
async def test_a_new_password_ends_every_session_and_is_not_kept_in_history(firm: Database) -> None:
    tokens = [await session_of("ekonomi") for _ in range(2)]
    await user_administration.set_password(await actor("admin"), await user_id("ekonomi"), PASSWORD)
    assert [await sessions.resolve(token) for token in tokens] == [None, None]
    assert await sessions.sign_in("ekonomi@demo.example", PASSWORD, "127.0.0.1")
    assert [(one.field, one.before, one.after) for one in await last_logged()] == [("password", None, None)]
    assert await columns_with(firm, PASSWORD) == []


@pytest.mark.asyncio
async def test_signing_out_everywhere_ends_the_sessions_of_one_user_only(firm: Database) -> None:
    token, other = await session_of("ekonomi"), await session_of("ledning")
    await user_administration.sign_out_everywhere(await actor("admin"), await user_id("ekonomi"))
    assert await sessions.resolve(token) is None
    assert await sessions.resolve(other) is not None


@pytest.mark.asyncio
async def test_an_inactivated_user_has_no_session_and_gets_none_back_when_activated(firm: Database) -> None:
    token, admin, target = await session_of("ekonomi"), await actor("admin"), await user_id("ekonomi")
    await user_administration.set_active(admin, target, False)
    await user_administration.set_active(admin, target, True)
    assert await sessions.resolve(token) is None
    assert (await row(User, target)).active


@pytest.mark.asyncio
async def test_edits_of_different_fields_of_a_user_both_stand(firm: Database) -> None:
    admin, target = await actor("admin"), await user_id("medarbetare")
    old = await fields_of("medarbetare")
    await user_administration.change(admin, target, old.model_copy(update={"name": "Ny"}), Base(1))
    await user_administration.change(admin, target, old.model_copy(update={"language": "fi"}), Base(1))
    user = await row(User, target)
    assert (user.name, user.language, user.version) == ("Ny", "fi", 3)


@pytest.mark.asyncio
async def test_the_second_who_changes_the_same_field_of_a_user_is_asked(firm: Database) -> None:
    admin, target = await actor("admin"), await user_id("medarbetare")
    finance, management = await profile_id("finance"), await profile_id("management")
    old = await fields_of("medarbetare")
    await user_administration.change(admin, target, old.model_copy(update={"profile_id": finance}), Base(1))
    with pytest.raises(Conflict) as conflict:
        await user_administration.change(admin, target, old.model_copy(update={"profile_id": management}), Base(1))
    assert [(one.field, one.mine, one.theirs) for one in conflict.value.fields] == [("profile_id", management, finance)]


@pytest.mark.asyncio
async def test_a_unit_that_is_no_longer_active_stays_but_is_not_given_anew(firm: Database) -> None:
    stockholm, oslo = await unit_id("Stockholm"), await unit_id("Oslo")
    async with firm.writing() as session:
        await session.execute(update(Unit).where(Unit.id.in_([stockholm, oslo])).values(active=False))
    admin, target = await actor("admin"), await user_id("medarbetare")
    await user_administration.change(admin, target, await fields_of("medarbetare", name="Ny"), Base(1))
    with pytest.raises(Invalid) as invalid:
        await user_administration.change(admin, target, await fields_of("medarbetare", unit_id=oslo), Base(2))
    assert set(invalid.value.problems) == {"unit_id"}


@pytest.mark.asyncio
async def test_what_does_not_exist_is_not_found(firm: Database) -> None:
    admin, missing = await actor("admin"), 99_999_999
    before = await snapshot(firm)
    for attempt in (
        user_administration.change(admin, missing, await fields_of("ekonomi"), Base(1)),
        user_administration.add(admin, await new(profile_id=missing), PASSWORD),
        user_administration.add(admin, (await new()).model_copy(update={"profile_id": None}), PASSWORD),
        user_administration.add(admin, await new(unit_id=missing), PASSWORD),
        user_administration.set_active(admin, missing, True),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_two_who_add_the_same_address_at_once_make_one_user(firm: Database) -> None:
    admin, fields = await actor("admin"), await new()
    results = await asyncio.gather(
        *(user_administration.add(admin, fields, PASSWORD) for _ in range(3)), return_exceptions=True
    )
    assert len([one for one in results if isinstance(one, Invalid)]) == 2
    assert len(await rows(User, User.email_key == "nina@byran.example")) == 1


@pytest.mark.asyncio
async def test_the_users_come_in_pages_with_the_inactive_ones_last(firm: Database) -> None:
    administrator = await actor("admin")
    await user_administration.set_active(administrator, await user_id("kundansvarig"), False)
    async with firm.writing() as session:
        none = await profile_id("no_customer_access")
        session.add_all(
            User(
                email=f"a{n}@b.example", email_key=f"a{n}@b.example", name=f"A{n}", name_sort=f"a{n:03}",
                password_hash="", profile_id=none,
            )
            for n in range(50)
        )  # fmt: skip
    async with firm.reading() as session:
        first = await user_administration.page_of(session, administrator, 1)
        second = await user_administration.page_of(session, administrator, 2)
    assert (len(first.rows), first.has_more, len(second.rows), second.has_more) == (50, True, 12, False)
    assert second.rows[-1].user.name == "Anna Lind"


@pytest.mark.asyncio
async def test_every_use_case_on_a_user_says_what_it_was(firm: Database) -> None:
    admin, target = await actor("admin"), await user_id("medarbetare")
    await user_administration.change(
        admin, target, await fields_of("medarbetare", profile_id=await profile_id("finance")), Base(1)
    )
    assert [(one.use_case, one.field, one.before, one.after) for one in await last_logged()] == [
        ("user.change", "profile_id", await profile_id("employee"), await profile_id("finance"))
    ]
    await user_administration.set_active(admin, target, False)
    assert [(one.use_case, one.field, one.after) for one in await last_logged()] == [
        ("user.inactivate", "active", False)
    ]
    items = await rows(ChangeItem, ChangeItem.entity == "app_user", ChangeItem.entity_id == target)
    assert [item.version_after for item in items] == [2, 3]
