"""One typed line: what is taken out of it, and that nothing else of it is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_card.domain.day_words import day_at
from customer_card.domain.quick_add import Candidate, QuickAdd, named, note_kind, understand, unknown

FRIDAY = date(2026, 11, 20)
ANNA = Candidate("colleague", 1, "Anna Lind")
ANNE = Candidate("contact", 2, "Anna Ringström")
MIKA = Candidate("contact", 3, "Mika Mäkinen")
PROJECT = Candidate("project", 4, "Digital strategi", "4012")
EVERYBODY = [ANNA, ANNE, MIKA, PROJECT]


@pytest.mark.parametrize(
    ("language", "typed", "day"),
    [
        ("sv", "idag", FRIDAY),
        ("sv", "I morgon", FRIDAY + timedelta(1)),
        ("sv", "imorgon,", FRIDAY + timedelta(1)),
        ("sv", "fre", date(2026, 11, 27)),
        ("sv", "lör", date(2026, 11, 21)),
        ("sv", "torsdag", date(2026, 11, 26)),
        ("sv", "v 48", date(2026, 11, 23)),
        ("sv", "v48", date(2026, 11, 23)),
        ("sv", "vecka 2", date(2027, 1, 11)),
        ("sv", "v 47", date(2026, 11, 16)),
        ("sv", "3/12", date(2026, 12, 3)),
        ("sv", "3/2", date(2027, 2, 3)),
        ("sv", "29/2", date(2028, 2, 29)),
        ("sv", "2026-12-24", date(2026, 12, 24)),
        ("en", "tomorrow", FRIDAY + timedelta(1)),
        ("en", "week 48", date(2026, 11, 23)),
        ("en", "Mon", date(2026, 11, 23)),
        ("fi", "huomenna", FRIDAY + timedelta(1)),
        ("fi", "ke", date(2026, 11, 25)),
        ("fi", "vko 48", date(2026, 11, 23)),
        ("fi", "3.12.", date(2026, 12, 3)),
        ("nb", "i morgen", FRIDAY + timedelta(1)),
        ("nb", "uke 48", date(2026, 11, 23)),
        ("nb", "lør", date(2026, 11, 21)),
    ],
)
def test_a_day_is_understood_in_its_language(language: str, typed: str, day: date) -> None:
    found = day_at(typed.split(), FRIDAY, language)
    assert found is not None
    assert (found[0], found[1]) == (day, len(typed.split()))


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("sv", "tomorrow"),
        ("en", "fre"),
        ("sv", "v 54"),
        ("sv", "31/2"),
        ("sv", "2026-13-01"),
        ("sv", "0/0"),
        ("sv", "igår"),
    ],
)
def test_what_is_no_coming_day_in_the_language_is_none(language: str, typed: str) -> None:
    assert day_at(typed.split(), FRIDAY, language) is None


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("igår", date(2026, 11, 19)),
        ("fre", date(2026, 11, 13)),
        ("tis", date(2026, 11, 17)),
        ("3/12", date(2025, 12, 3)),
    ],
)
def test_a_note_tells_of_days_behind(typed: str, day: date) -> None:
    found = day_at([typed], FRIDAY, "sv", past=True)
    assert found is not None
    assert found[0] == day
    assert day_at(["imorgon"], FRIDAY, "sv", past=True) is None


def test_a_task_is_a_person_a_project_a_day_and_what_is_left() -> None:
    found = understand("@Anna ring om avtalet #4012 fre", EVERYBODY, FRIDAY, "sv")
    assert found.text == "ring om avtalet"
    assert [(chip.kind, chip.id, chip.typed) for chip in found.chips] == [
        ("colleague", 1, "@Anna"), ("project", 4, "#4012"), ("day", 0, "fre"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "person"),
    [
        ("@Anna R ring", 2),
        ("@anna ringström ring", 2),
        ("@makinen ring", 3),
        ("@mika.mäkinen ring", 3),
        ("@Anna ring", 1),
    ],
)
def test_a_name_is_as_many_words_as_name_somebody(typed: str, person: int) -> None:
    found = understand(typed, EVERYBODY, FRIDAY, "sv")
    assert ([chip.id for chip in found.chips], found.text) == ([person], "ring")


def test_in_a_note_a_name_within_the_sentence_stays_part_of_it() -> None:
    found = understand("Ringde @Mika om priset igår", EVERYBODY, FRIDAY, "sv", past=True)
    assert found.text == "Ringde Mika Mäkinen om priset"
    assert {chip.kind for chip in found.chips} == {"contact", "day"}


def test_a_second_day_a_second_project_and_what_is_ignored_stay_text() -> None:
    found = understand("fre v 48 #4012 #digital lör", EVERYBODY, FRIDAY, "sv", ignored={"fre"})
    assert found.text == "fre #digital lör"
    assert [chip.typed for chip in found.chips] == ["v 48", "#4012"]


def test_names_that_mean_nobody_are_told_unless_they_are_to_stay_text() -> None:
    found = QuickAdd("@elin ring #9999 om # och a@b.se imorgon", ())
    assert unknown(found) == ["@elin", "#9999"]
    assert unknown(found, ["@elin", "ring om"]) == ["#9999"]


def test_candidates_are_looked_up_by_the_words_behind_the_signs() -> None:
    assert named("@Anna-Lena ring #Öst @ # @mika") == (["anna", "mika"], ["ost"])


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Ringde Anna", "call"),
        ("Möte om avtal", "meeting"),
        ("Mejlade offert", "email"),
        ("Anna ringde", "note"),
        ("", "note"),
    ],
)
def test_the_first_word_tells_the_kind_of_a_note(line: str, kind: str) -> None:
    assert note_kind(line) == kind


PIECES = st.sampled_from(
    ["@anna", "@", "#4012", "#x", "fre", "i", "morgon", "v", "48", "3/12", "ring", "<b>", "\x00", "@@anna"]
)
LINES = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map(" ".join))


@given(line=LINES, past=st.booleans(), language=st.sampled_from(["sv", "en", "fi", "nb"]))
def test_whatever_is_typed_is_either_a_chip_or_stays_in_its_order(line: str, past: bool, language: str) -> None:
    found = understand(line, EVERYBODY, FRIDAY, language, past=past)
    typed = line.split()
    taken = [word for chip in found.chips for word in chip.typed.split()]
    names = {word for one in EVERYBODY for word in one.name.split()} if past else set()
    left = [word for word in found.text.split() if word in typed or word not in names]
    assert sorted([word for word in typed if word not in taken]) == sorted(
        w for w in left if w not in taken or w in names
    )
    assert all(word in typed or word in names for word in found.text.split())
    assert sum(chip.kind == "day" for chip in found.chips) <= 1
    assert sum(chip.kind == "project" for chip in found.chips) <= 1


@given(line=LINES)
def test_what_was_taken_can_all_be_kept_as_text(line: str) -> None:
    ignored = {chip.typed for chip in understand(line, EVERYBODY, FRIDAY, "sv").chips}
    while more := {chip.typed for chip in understand(line, EVERYBODY, FRIDAY, "sv", ignored=ignored).chips} - ignored:
        ignored |= more
    assert understand(line, EVERYBODY, FRIDAY, "sv", ignored=ignored).text == " ".join(line[:500].split())
