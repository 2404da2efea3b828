"""Finding a person in free text: what counts as the name, an e-mail or a number, and what does not."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_card.domain.mentions import Finder, Person, masked

WORD = "◼"


def finder(first: str = "Anna", last: str = "Mäkelä", *, emails=(), phones=(), shared=()) -> Finder:
    return Finder(Person(frozenset({(first, last)}), frozenset(emails), frozenset(phones), frozenset(shared)))


def without(text: str, found: Finder, *, alone: bool = True) -> str:
    return masked(text, [hit for hit in found.hits(text) if alone or not hit.alone], WORD)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ring Anna Mäkelä.", f"Ring {WORD}."),
        ("MÄKELÄ, ANNA: säljer", f"{WORD}: säljer"),
        ("anna makela och **Anna Mäkelä**", f"{WORD} och **{WORD}**"),
        ("Anna Ma\u0308kela\u0308 ringde", f"{WORD} ringde"),
        ("An\u00adna\nMäkelä", WORD),
        ("Anna Mäkeläs bord, Anna Mäkelälle", f"{WORD}s bord, {WORD}lle"),
        ("/in/anna-makela/", f"/in/{WORD}/"),
        ("Johanna Mäkeläinen", "Johanna Mäkeläinen"),
        ("Hanna Mäkelä", "Hanna Mäkelä"),
        ("Anna Mäkelänranta", "Anna Mäkelänranta"),
        ("Anna skrev till Mäkelä", f"{WORD} skrev till {WORD}"),
        ("anna, mäkelä är små bokstäver", f"{WORD} är små bokstäver"),
        ("anna ensam, makela ensam", "anna ensam, makela ensam"),
        ("Anna Berg och Bo Mäkelä", "Anna Berg och Bo Mäkelä"),
    ],
)
def test_names_are_whole_words_in_either_order(text: str, expected: str) -> None:
    assert without(text, finder()) == expected


def test_a_name_that_stands_alone_is_told_apart_and_can_be_left() -> None:
    text = "Anna ringde. Anna Mäkelä återkommer."
    assert [hit.alone for hit in finder().hits(text)] == [True, False]
    assert without(text, finder(), alone=False) == f"Anna ringde. {WORD} återkommer."


def test_a_word_that_names_others_too_does_not_count_alone() -> None:
    assert without("Anna, Mäkelä", finder(shared=["anna"])) == WORD
    assert without("Anna ringde Mäkelä", finder(shared=["anna"])) == f"Anna ringde {WORD}"


@pytest.mark.parametrize("text", ["bo här", "Ekbo", "boek", "Bokek", "Bo här", "Ek och bok"])
def test_short_names_are_not_found_inside_words_nor_alone(text: str) -> None:
    assert finder("Bo", "Ek").hits(text) == []


def test_short_names_are_found_whole() -> None:
    assert without("Ring bo ek, Ek Bo, Bo Eks", finder("Bo", "Ek")) == f"Ring {WORD}, {WORD}, {WORD}s"
    assert without("My vill bo i my", finder("My", "")) == f"{WORD} vill bo i my"


@pytest.mark.parametrize(
    "written",
    ["+46701740699", "+46 70-174 06 99", "0046701740699", "070-174 06 99", "(070) 174 06 99", "+46 (0)70 174 06 99"],
)
def test_a_number_is_found_however_it_is_grouped(written: str) -> None:
    assert without(f"tel:{written}, helst på morgonen", finder(phones=["+46701740699"])) == (
        f"tel:{WORD}, helst på morgonen"
    )


@pytest.mark.parametrize("text", ["1070174069 9", "0701740699" + "1", "070-174 06 98", "A0701740699"])
def test_other_numbers_are_left(text: str) -> None:
    assert finder(phones=["+46701740699"]).hits(text) == []


def test_a_number_beside_a_date_is_found_and_the_date_stays() -> None:
    assert without("070-174 06 99 2026-11-23", finder(phones=["+46701740699"])) == f"{WORD} 2026-11-23"


def test_a_short_number_is_found_only_as_it_stands() -> None:
    assert without("ankn 4711, 4 711 kr, 47110", finder(phones=["4711"])) == f"ankn {WORD}, 4 711 kr, 47110"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<Anna.M@Kund.se>", f"<{WORD}>"),
        ("mailto:anna.m@kund.se.", f"mailto:{WORD}."),
        ("–anna.m@kund.se", f"–{WORD}"),
        ("johanna.m@kund.se", "johanna.m@kund.se"),
        ("x-anna.m@kund.se", "x-anna.m@kund.se"),
        ("anna.m@kund.se.example", "anna.m@kund.se.example"),
    ],
)
def test_an_address_is_found_as_a_whole(text: str, expected: str) -> None:
    assert without(text, finder("Xx", "Yy", emails=["anna.m@kund.se"])) == expected


@pytest.mark.parametrize("name", [".*", "a|b", "(((", "[", "\\", "$^", "%_", "''; --", "+46", "  ", "-", "{0}"])
def test_what_a_name_is_made_of_is_never_a_pattern(name: str) -> None:
    text = "Ett möte om priset på 100 % av allt; a, b och c."
    found = finder(name, name, emails=[f"{name}@x"], phones=[name])
    assert without(text, found, alone=False).replace(WORD, "").startswith("Ett möte om priset")


@given(st.text(max_size=40), st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_hits_are_in_order_within_the_text_and_apart(text: str, first: str, last: str, phone: str) -> None:
    whole = f"{text} {first} {last} {phone} {text}"
    hits = finder(first, last, emails=[phone], phones=[phone]).hits(whole)
    assert all(0 <= hit.start < hit.end <= len(whole) for hit in hits)
    assert all(one.end <= other.start for one, other in pairwise(hits))


@given(st.text(alphabet="abc åäö\u0308-.,\n", max_size=30), st.text(alphabet="abc åäö\u0308-.,\n", max_size=30))
def test_a_whole_name_never_stays(before: str, after: str) -> None:
    left = without(f"{before} Quistina Zwärd {after}", finder("Quistina", "Zwärd"))
    assert not re.search("quistina|zwärd", left, re.IGNORECASE)


def test_a_long_text_is_read_at_once() -> None:
    text = "Anna annan 070 1 2 3 4 Mäkelä mäkeläinen " * 2_500
    started = time.process_time()
    finder(emails=["anna@x.se"], phones=["+46701740699"]).hits(text)
    assert time.process_time() - started < 2
