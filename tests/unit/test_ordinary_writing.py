"""Capitals in ordinary writing: a proposal that changes nothing but the case of letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_card.domain.ordinary_writing import ordinary_name, ordinary_place

CAPITALS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÆØÉÜ 0123456789.-&/'()", max_size=60)


@pytest.mark.parametrize(
    ("written", "country", "proposed"),
    [
        ("FJORDBRIS RÅDGIVNING AS", "NO", "Fjordbris Rådgivning AS"),
        ("DIGITALISERINGSDIREKTORATET", "NO", "Digitaliseringsdirektoratet"),
        ("HAVØRN SUBSEA ASA", "NO", "Havørn Subsea ASA"),
        ("BERG OG DAL ANS", "NO", "Berg og Dal ANS"),
        ("LEONARDO DA VINCI DA", "NO", "Leonardo Da Vinci DA"),
        ("OLA NORDMANN ENK", "NO", "Ola Nordmann ENK"),
        ("KPMG AS", "NO", "KPMG AS"),
        ("HANSEN-NILSEN II SA", "NO", "Hansen-Nilsen II SA"),
        ("ERIKSSON AB", "NO", "Eriksson AB"),
        ("OY STRÖMSVIKEN MARIN AB", "FI", "Oy Strömsviken Marin Ab"),
        ("TUULISAAREN ENERGIA OYJ", "FI", "Tuulisaaren Energia Oyj"),
        ("SIBELIUS ABP", "FI", "Sibelius Abp"),
        ("KISSANPENTU RY", "FI", "Kissanpentu ry"),
        ("iPhone Oy", "FI", "iPhone Oy"),
        ("Nokia Oyj", "FI", "Nokia Oyj"),
        ("", "FI", ""),
    ],
)
def test_a_companys_name_is_proposed_as_people_write_it(written: str, country: str, proposed: str) -> None:
    assert ordinary_name(written, country) == proposed


@pytest.mark.parametrize(
    ("written", "proposed"),
    [("HELSINGFORS", "Helsingfors"), ("MO I RANA", "Mo i Rana"), ("KRISTIANSAND S", "Kristiansand S"), ("Åbo", "Åbo")],
)
def test_a_city_is_proposed_as_people_write_it(written: str, proposed: str) -> None:
    assert ordinary_place(written) == proposed


@given(CAPITALS, st.sampled_from(["FI", "NO", ""]))
def test_only_the_case_of_letters_ever_differs_and_a_proposal_is_proposed_as_it_is(text: str, country: str) -> None:
    proposed = ordinary_name(text, country)
    assert proposed.upper() == text.upper()
    assert ordinary_place(text).upper() == text.upper()


@given(st.text(max_size=60))
def test_no_text_is_too_strange_to_be_proposed(text: str) -> None:
    assert len(ordinary_name(text, "NO")) == len(text)
