"""Permission profiles: the table of the built-in ones, which covers which, and what each meets."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_card.domain.permissions import (
    BUILT_IN_PROFILES,
    Actor,
    Customers,
    Need,
    Profile,
    Projects,
    meets,
)

TABLE = {
    "administrator": (
        "EDIT", "ALL", {"own_customers", "delete_customers", "billing", "registers", "administration"},
    ),
    "management": ("EDIT", "ALL", {"delete_customers", "billing"}),
    "finance": ("EDIT", "ALL", {"billing", "registers"}),
    "account_manager": ("EDIT", "MANAGER", {"own_customers", "delete_customers"}),
    "project_manager": ("EDIT", "MANAGER", set()),
    "employee": ("READ", "MEMBER", set()),
    "no_customer_access": ("NONE", "NONE", set()),
}  # fmt: skip
NEEDS = {
    "administrator": set(Need),
    "management": set(Need) - {Need.REGISTERS, Need.ADMINISTRATION},
    "finance": set(Need) - {Need.DELETE_CUSTOMERS, Need.ADMINISTRATION},
    "account_manager": set(Need) - {Need.REGISTERS, Need.ADMINISTRATION},
    "project_manager": {Need.NOTHING, Need.SIGNED_IN, Need.CUSTOMERS_READ, Need.CUSTOMERS_EDIT, Need.FILES_EDIT},
    "employee": {Need.NOTHING, Need.SIGNED_IN, Need.CUSTOMERS_READ},
    "no_customer_access": {Need.NOTHING, Need.SIGNED_IN},
}
PARTS = [part.name for part in fields(Profile)]

profiles = st.builds(
    Profile,
    st.sampled_from(Customers),
    st.sampled_from(Projects),
    *(st.booleans() for _ in PARTS[2:]),
)


@pytest.mark.parametrize("name", TABLE)
def test_a_built_in_profile_has_the_parts_of_its_row(name: str) -> None:
    profile = BUILT_IN_PROFILES[name]
    boxes = {part for part in PARTS[2:] if getattr(profile, part)}
    assert (profile.customers.name, profile.projects.name, boxes) == TABLE[name]


def test_there_are_no_other_built_in_profiles() -> None:
    assert list(BUILT_IN_PROFILES) == list(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_a_built_in_profile_meets_the_needs_of_its_row(name: str) -> None:
    assert {need for need in Need if meets(BUILT_IN_PROFILES[name], need)} == NEEDS[name]


def test_an_actor_meets_what_the_profile_meets() -> None:
    profile = BUILT_IN_PROFILES["employee"]
    actor = Actor(1, "Elin", "", "sv", None, profile, session_id=7, rights_stamp=3)
    assert [actor.meets(need) for need in Need] == [meets(profile, need) for need in Need]
    assert (actor.may_edit_customers, actor.session_key) == (False, "7:3")


def test_deleting_customers_needs_the_right_to_read_them() -> None:
    assert not meets(Profile(delete_customers=True), Need.DELETE_CUSTOMERS)


@pytest.mark.parametrize("part", PARTS)
def test_a_profile_that_lacks_one_part_does_not_cover_the_administrator(part: str) -> None:
    administrator = BUILT_IN_PROFILES["administrator"]
    lesser = replace(administrator, **{part: type(getattr(administrator, part))(0)})
    assert administrator.covers(lesser)
    assert not lesser.covers(administrator)


def test_finance_and_management_cover_neither_one_another() -> None:
    finance, management = BUILT_IN_PROFILES["finance"], BUILT_IN_PROFILES["management"]
    assert not finance.covers(management)
    assert not management.covers(finance)


@given(profiles)
def test_the_administrator_covers_every_profile(profile: Profile) -> None:
    assert BUILT_IN_PROFILES["administrator"].covers(profile)
    assert profile.covers(profile)


@given(profiles, profiles)
def test_two_profiles_that_cover_one_another_are_the_same(one: Profile, other: Profile) -> None:
    assert (one.covers(other) and other.covers(one)) == (one == other)


@given(profiles, profiles)
def test_who_covers_a_profile_meets_every_need_that_it_meets(one: Profile, other: Profile) -> None:
    if one.covers(other):
        assert all(meets(one, need) for need in Need if meets(other, need))


def test_the_levels_are_in_the_order_of_what_they_see() -> None:
    assert [level.name for level in sorted(Customers)] == ["NONE", "READ", "EDIT"]
    assert [level.name for level in sorted(Projects)] == [
        "NONE", "MEMBER", "MANAGER_NO_FINANCIALS", "MANAGER", "UNIT", "ALL",
    ]  # fmt: skip
