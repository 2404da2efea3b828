"""Search words, sort keys and comparison of names, as Swedish and Finnish readers expect them."""

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_card.domain.text_keys import (
    SIMILAR_NAME,
    name_core,
    name_similarity,
    name_sort_key,
    number_sort_key,
    search_digits,
    search_words,
    sort_key,
    unique_key,
)

# The first call of a library reads its tables, which takes longer than an ordinary example may.
unhurried = settings(deadline=None)

any_text = st.text(max_size=200)


def bytewise(texts, key):
    """Order texts as a database orders their keys in COLLATE "C"."""
    return sorted(texts, key=lambda text: key(text).encode())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mäkinen", ["makinen"]),
        ("Sørensen", ["sorensen"]),
        ("Östberg", ["ostberg"]),
        ("Ærø", ["aero"]),
        ("Straße", ["strasse"]),
        ("STRASSE", ["strasse"]),
        ("Þór Guðmundsson", ["thor", "gudmundsson"]),
        ("Łódź", ["lodz"]),
        ("Ma\u0308kinen", ["makinen"]),
        ("O'Brien & Co, Åbo", ["o", "brien", "co", "abo"]),
        ("alfa Beta ALFA", ["alfa", "beta"]),
        ("snake_case", ["snake", "case"]),
        ("", []),
    ],
)
def test_search_words_are_folded_in_order_and_once(text, words):
    assert search_words(text) == words


def test_a_search_word_has_at_most_forty_characters():
    assert search_words("x" * 50) == ["x" * 40]


def test_search_digits_keep_digits_of_any_script():
    assert search_digits("+46 (0)8-465\u00a0004 ٠٠ abc") == "460846500400"


def test_swedish_letters_sort_after_z_in_their_order():
    names = ["Öberg", "Äng", "Åberg", "Zorn", "Adam", "ångström", "Ek"]
    assert bytewise(names, sort_key) == ["Adam", "Ek", "Zorn", "Åberg", "ångström", "Äng", "Öberg"]


def test_danish_letters_sort_with_their_swedish_likes():
    assert bytewise(["Ørsted", "Zeta", "Ærø", "Åse"], sort_key) == ["Zeta", "Åse", "Ærø", "Ørsted"]
    assert sort_key("Ærø") == sort_key("Ärö")


def test_other_accents_case_and_punctuation_do_not_matter_for_the_order():
    assert sort_key("Müller") == sort_key("MULLER")
    assert sort_key("Café") == sort_key("cafe")
    assert sort_key("A-B, C.") == sort_key("ab c")
    assert sort_key("A\u030asa") == sort_key("Åsa")


def test_a_brace_in_a_name_is_punctuation_and_no_swedish_letter():
    assert sort_key("{sa}") == sort_key("sa")


def test_numbers_in_names_sort_as_numbers():
    assert bytewise(["Kvarter 10", "Kvarter 9", "Kvarter 100"], sort_key) == [
        "Kvarter 9",
        "Kvarter 10",
        "Kvarter 100",
    ]
    assert sort_key("007") == sort_key("7")


def test_two_numbers_with_punctuation_between_do_not_become_one():
    assert sort_key("1-10") < sort_key("11") < sort_key("110")


def test_people_sort_by_last_name_then_first_name():
    people = [("Zoe", "Berg"), ("Anna", "Berg Lund"), ("Anna", "Berg"), ("Bo", "Åberg"), ("Eva", "von Essen")]
    ordered = sorted(people, key=lambda person: name_sort_key(*person).encode())
    assert ordered == [
        ("Anna", "Berg"),
        ("Zoe", "Berg"),
        ("Anna", "Berg Lund"),
        ("Eva", "von Essen"),
        ("Bo", "Åberg"),
    ]


def test_a_contact_with_one_name_sorts_under_it():
    assert name_sort_key("Ekonomiavdelningen", None) == name_sort_key(None, "Ekonomiavdelningen")
    assert name_sort_key(None, None) == ""


def test_customer_numbers_sort_naturally():
    numbers = ["A-10", "10", "A-2", "9", "B1", "2024-9", "2024-10", "1" * 30, "K 7"]
    expected = ["9", "10", "2024-9", "2024-10", "1" * 30, "A-2", "A-10", "B1", "K 7"]
    assert bytewise(numbers, number_sort_key) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Åsa  Berg ", "ÅSA BERG"),
        ("A\u030asa", "Åsa"),
        ("STRASSE", "straße"),
        ("Ａ１", "a1"),
        ("a\u200bb", "ab"),
    ],
)
def test_spellings_that_count_as_one_share_the_unique_key(one, other):
    assert unique_key(one) == unique_key(other)


def test_letters_that_differ_stay_unique():
    assert unique_key("Åsa") != unique_key("Asa")


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("Virta Consulting Oy", "virta consulting"),
        ("Oy Virta Ab", "virta"),
        ("Virta Oy/Ab", "virta"),
        ("AB Volvo (publ)", "volvo"),
        ("Norsk Rådgivning AS", "norsk radgivning"),
        ("Hansen A/S", "hansen"),
        ("Hansen ApS", "hansen"),
        ("Tmi Matti Mäkinen", "matti makinen"),
        ("Acme S.A.", "acme"),
        ("Acme Ltd.", "acme"),
        ("Muster GmbH", "muster"),
        ("Föreningen Eken ry", "foreningen eken"),
        ("Da Vinci", "da vinci"),
        ("Absolut Asfalt", "absolut asfalt"),
        ("AB", "ab"),
    ],
)
def test_the_core_of_a_name_has_no_company_form(text, core):
    assert name_core(text) == core


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bergs Konsult AB", "Berg Konsult"),
        ("Data Konsult Oy", "Datakonsult"),
        ("Mäkinen Matti", "Matti Makinen Tmi"),
        ("Aasen AS", "Åsen"),
    ],
)
def test_probably_equal_names_reach_the_threshold(one, other):
    assert name_similarity(one, other) >= SIMILAR_NAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nordea", "Norden"),
        ("Nordic AB", "Nordic Consulting AB"),
        ("Bostadsrättsföreningen Eken 12", "Bostadsrättsföreningen Eken 13"),
        ("", ""),
        ("!", "?"),
    ],
)
def test_different_names_stay_below_the_threshold(one, other):
    assert name_similarity(one, other) < SIMILAR_NAME


@unhurried
@given(any_text)
def test_search_words_of_any_text_are_lower_case_without_accents(text):
    words = search_words(text)
    assert len(words) == len(set(words))
    for word in words:
        assert 0 < len(word) <= 40
        assert not any(c.isupper() or not c.isalnum() for c in word)
        assert not any(unicodedata.category(c).startswith("M") for c in unicodedata.normalize("NFKD", word))
        assert search_words(word) == [word]


@unhurried
@given(any_text)
def test_search_words_do_not_depend_on_the_unicode_form(text):
    assert search_words(unicodedata.normalize("NFD", text)) == search_words(unicodedata.normalize("NFC", text))


@settings(unhurried, max_examples=300)
@given(any_text, st.sampled_from([sort_key, number_sort_key]))
def test_sort_keys_of_any_text_are_short_storable_and_repeatable(text, key):
    result = key(text)
    assert len(result) <= 120
    assert result == key(text) == key(unicodedata.normalize("NFD", text))
    assert result.encode().decode() == result
    assert "\x00" not in result
    assert result == result.strip(" ")


@unhurried
@given(st.lists(st.text(max_size=20), max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_depend_on_the_order_of_entry(texts, shuffler: random.Random):
    shuffled = list(texts)
    shuffler.shuffle(shuffled)
    assert sorted(map(sort_key, shuffled)) == sorted(map(sort_key, texts))


@unhurried
@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_of_any_size_sort_by_value(one, other):
    assert (number_sort_key(f"K-{one}") < number_sort_key(f"K-{other}")) == (one < other)


@settings(unhurried, max_examples=300)
@given(any_text)
def test_the_unique_key_of_a_unique_key_is_itself(text):
    assert unique_key(unique_key(text)) == unique_key(text)
    assert unique_key(f"  {text}\n") == unique_key(text)


@unhurried
@given(any_text, any_text)
def test_similarity_is_symmetric_and_a_percentage(one, other):
    assert name_similarity(one, other) == name_similarity(other, one)
    assert 0 <= name_similarity(one, other) <= 100


@unhurried
@given(any_text.filter(search_words))
def test_a_name_is_most_similar_to_itself(text):
    assert name_similarity(text, text) == 100


@unhurried
@given(st.text(max_size=60), st.text(max_size=60))
def test_a_persons_key_is_short(first, last):
    assert len(name_sort_key(first, last)) <= 120
    assert search_digits(first).isascii()
