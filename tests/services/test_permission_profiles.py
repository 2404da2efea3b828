"""Permission profiles of the firm's own: nobody gives what they do not have, and changes count at once."""

from __future__ import annotations

import asyncio
from dataclasses import fields, replace
from typing import Any

import pytest

from customer_card.database import Database
from customer_card.domain.errors import Conflict, Invalid, NotFound, Refused
from customer_card.domain.permissions import BUILT_IN_PROFILES, Customers, Profile, Projects
from customer_card.models import PermissionProfile
from customer_card.services import profiles, sessions, user_administration
from customer_card.services.history import Base
from customer_card.services.profiles import ProfileFields
from customer_card.services.sessions import profile_of
from tests.services.administration import (
    fields_of,
    own_profile,
    profile_id,
    session_of,
    somebody,
    stamp,
)
from tests.support.people import SIGN_INS, actor
from tests.support.records import last_logged, row, rows, user_id
from tests.support.snapshot import snapshot

PARTS = [part.name for part in fields(Profile)]
EVERYTHING = BUILT_IN_PROFILES["administrator"]
WITHOUT: dict[str, Any] = {"customers": Customers.READ, "projects": Projects.UNIT} | dict.fromkeys(PARTS[2:], False)
"""What an administrator has who lacks a single part."""

MODEST = Profile(Customers.READ, Projects.MEMBER)


def form(name: str, parts: Profile) -> ProfileFields:
    return ProfileFields(name=name, **{part: getattr(parts, part) for part in PARTS})


@pytest.mark.asyncio
async def test_a_profile_that_was_made_has_its_parts(firm: Database) -> None:
    parts = Profile(Customers.EDIT, Projects.UNIT, own_customers=True, billing=True)
    made = await profiles.create(await actor("admin"), form("  Chef  ", parts))
    stored = await row(PermissionProfile, made)
    assert (stored.name, stored.builtin_key, profile_of(stored)) == ("Chef", None, parts)
    assert {one.field: one.after for one in await last_logged()} == {
        "name": "Chef", "customers": 2, "projects": 4, "own_customers": True, "delete_customers": False,
        "billing": True, "registers": False, "administration": False,
    }  # fmt: skip


@pytest.mark.asyncio
@pytest.mark.parametrize("part", [part for part in PARTS if part != "administration"])
async def test_nobody_makes_a_profile_with_a_part_that_they_lack(part: str, firm: Database) -> None:
    who = await somebody("liten", await own_profile("Liten", replace(EVERYTHING, **{part: WITHOUT[part]})))
    before = await snapshot(firm)
    forged = replace(Profile(), **{part: getattr(EVERYTHING, part)})
    with pytest.raises(NotFound):
        await profiles.create(who, form("Mer", forged))
    assert await snapshot(firm) == before


@pytest.mark.asyncio
@pytest.mark.parametrize("part", [part for part in PARTS if part != "administration"])
async def test_nobody_changes_a_profile_that_has_or_gets_a_part_that_they_lack(part: str, firm: Database) -> None:
    who = await somebody("liten", await own_profile("Liten", replace(EVERYTHING, **{part: WITHOUT[part]})))
    forged = replace(MODEST, **{part: getattr(EVERYTHING, part)})
    wide, narrow = await own_profile("Vid", forged), await own_profile("Smal", Profile())
    before = await snapshot(firm)
    for attempt in (
        profiles.change(who, wide, form("Vid", Profile()), Base(1)),
        profiles.change(who, narrow, form("Smal", forged), Base(1)),
        profiles.remove(who, wide),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert await snapshot(firm) == before


@pytest.mark.asyncio
@pytest.mark.parametrize("name", [name for name in SIGN_INS.values() if name != "admin"])
async def test_who_is_no_administrator_finds_no_profile(name: str, firm: Database) -> None:
    who, own = await actor(name), await own_profile("Egen", Profile())
    before = await snapshot(firm)
    async with firm.reading() as session:
        for reading in (profiles.listed(session, who), profiles.find(session, who, own)):
            with pytest.raises(NotFound):
                await reading
    for attempt in (
        profiles.create(who, form("Ny", Profile())),
        profiles.change(who, own, form("Ny", Profile()), Base(1)),
        profiles.remove(who, own),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert await snapshot(firm) == before


@pytest.mark.asyncio
@pytest.mark.parametrize("builtin_key", list(BUILT_IN_PROFILES))
async def test_a_built_in_profile_is_neither_changed_nor_deleted(builtin_key: str, firm: Database) -> None:
    admin, built_in = await actor("admin"), await profile_id(builtin_key)
    before = await snapshot(firm)
    for attempt in (
        profiles.change(admin, built_in, form("Ny", MODEST), Base(1)),
        profiles.remove(admin, built_in),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_nobody_changes_the_profile_that_they_carry(firm: Database) -> None:
    own = await own_profile("Chef", EVERYTHING)
    who = await somebody("chef", own)
    before = await snapshot(firm)
    for attempt in (profiles.change(who, own, form("Chef", MODEST), Base(1)), profiles.remove(who, own)):
        with pytest.raises(Refused) as refused:
            await attempt
        assert refused.value.code == "own_profile"
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_a_changed_profile_counts_at_once_for_everybody_who_carries_it(firm: Database) -> None:
    own = await own_profile("Biträde", MODEST)
    first, second = await somebody("ett", own), await somebody("tva", own)
    token, others = await session_of("ett"), await stamp("medarbetare")
    was = await sessions.resolve(token)
    await profiles.change(await actor("admin"), own, form("Biträde", Profile(Customers.EDIT)), Base(1))
    now = await sessions.resolve(token)
    assert was is not None and now is not None
    assert now.profile == Profile(Customers.EDIT)
    assert now.session_key != was.session_key
    assert (await stamp("ett"), await stamp("tva")) == (first.rights_stamp + 1, second.rights_stamp + 1)
    assert await stamp("medarbetare") == others


@pytest.mark.asyncio
async def test_a_new_name_of_a_profile_changes_nobodys_rights(firm: Database) -> None:
    own = await own_profile("Biträde", MODEST)
    before = (await somebody("ett", own)).rights_stamp
    await profiles.change(await actor("admin"), own, form("Assistent", MODEST), Base(1))
    assert await stamp("ett") == before
    stored = await row(PermissionProfile, own)
    assert (stored.name, stored.name_key, stored.version) == ("Assistent", "assistent", 2)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("name", "code"),
    [("", "required"), (" \u200b ", "required"), ("x" * 81, "too_long"), ("EKONOMI", "term_taken")],
)
async def test_a_profile_needs_a_name_of_its_own(name: str, code: str, firm: Database) -> None:
    admin, own = await actor("admin"), await own_profile("Biträde", MODEST)
    before = await snapshot(firm)
    for attempt in (
        profiles.create(admin, form(name, MODEST)),
        profiles.change(admin, own, form(name, MODEST), Base(1)),
    ):
        with pytest.raises(Invalid) as invalid:
            await attempt
        assert invalid.value.problems == {"name": code}
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_a_profile_is_deleted_when_nobody_carries_it(firm: Database) -> None:
    own = await own_profile("Biträde", MODEST)
    await profiles.remove(await actor("admin"), own)
    assert await rows(PermissionProfile, PermissionProfile.id == own) == []
    assert [(one.use_case, one.before, one.after) for one in await last_logged()] == [
        ("profile.delete", "Biträde", None)
    ]


@pytest.mark.asyncio
async def test_a_profile_that_somebody_carries_is_not_deleted_even_when_the_user_is_inactive(firm: Database) -> None:
    own = await own_profile("Biträde", MODEST)
    user, admin = await somebody("ett", own), await actor("admin")
    await user_administration.set_active(admin, user.user_id, False)
    before = await snapshot(firm)
    with pytest.raises(Refused) as refused:
        await profiles.remove(admin, own)
    assert refused.value.code == "profile_used"
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_a_profile_is_not_deleted_from_under_whoever_gets_it_in_the_same_moment(firm: Database) -> None:
    admin, own = await actor("admin"), await own_profile("Biträde", MODEST)
    given = await fields_of("medarbetare", profile_id=own)
    results = await asyncio.gather(
        profiles.remove(admin, own),
        user_administration.change(admin, await user_id("medarbetare"), given, Base(1)),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) in (["NoneType", "NotFound"], ["NoneType", "Refused"])


@pytest.mark.asyncio
async def test_the_second_who_changes_the_same_part_is_asked(firm: Database) -> None:
    admin, own = await actor("admin"), await own_profile("Biträde", MODEST)
    await profiles.change(admin, own, form("Biträde", replace(MODEST, customers=Customers.EDIT)), Base(1))
    await profiles.change(admin, own, form("Biträde", replace(MODEST, billing=True)), Base(1))
    assert profile_of(await row(PermissionProfile, own)) == replace(MODEST, customers=Customers.EDIT, billing=True)
    with pytest.raises(Conflict) as conflict:
        await profiles.change(admin, own, form("Biträde", replace(MODEST, customers=Customers.NONE)), Base(1))
    assert [(one.field, one.mine, one.theirs) for one in conflict.value.fields] == [("customers", 0, 2)]


@pytest.mark.asyncio
async def test_the_administration_is_not_taken_from_the_last_who_has_it(firm: Database) -> None:
    own = await own_profile("Chef", EVERYTHING)
    who, admin = await somebody("chef", own), await actor("admin")
    await user_administration.set_active(who, admin.user_id, False)
    other = await own_profile("Vilande", EVERYTHING)
    await profiles.change(who, other, form("Vilande", MODEST), Base(1))
    with pytest.raises(Refused):
        await profiles.change(who, own, form("Chef", MODEST), Base(1))


@pytest.mark.asyncio
async def test_two_who_take_the_administration_from_each_others_profiles_leave_one(firm: Database) -> None:
    profile_a, profile_b = await own_profile("A", EVERYTHING), await own_profile("B", EVERYTHING)
    one, other = await somebody("a", profile_a), await somebody("b", profile_b)
    await user_administration.set_active(one, (await actor("admin")).user_id, False)
    results = await asyncio.gather(
        profiles.change(one, profile_b, form("B", MODEST), Base(1)),
        profiles.change(other, profile_a, form("A", MODEST), Base(1)),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "NotFound"]


@pytest.mark.asyncio
async def test_the_profiles_are_listed_the_built_in_ones_first(firm: Database) -> None:
    await own_profile("Biträde", MODEST)
    async with firm.reading() as session:
        listed = await profiles.listed(session, await actor("admin"))
    assert [one.row.builtin_key for one in listed[:7]] == list(BUILT_IN_PROFILES)
    assert [one.row.name for one in listed[7:]] == ["Biträde", "Enhetschef"]
    assert [one.users for one in listed] == [1, 1, 1, 4, 2, 2, 1, 0, 0]
    assert [one.may_change for one in listed] == [False] * 7 + [True] * 2


@pytest.mark.asyncio
async def test_a_partial_administrator_is_offered_what_is_covered(firm: Database) -> None:
    who = await somebody("liten", await own_profile("Liten", replace(MODEST, administration=True)))
    async with firm.reading() as session:
        listed = await profiles.listed(session, who)
    assert {one.row.name for one in listed if one.may_give} == {"Medarbetare", "Ingen kundåtkomst", "Liten"}
    assert [one.row.name for one in listed if one.may_change] == []
