"""Names of files: what is kept of what a machine or a person says, and what they say of the kind."""

from __future__ import annotations

import pytest

from customer_card.domain.file_names import MAX_NAME, free_name, proposed_kind, typed_name, uploaded_name


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("Avtal.pdf", "Avtal.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\Offert.docx", "Offert.docx"),
        ("..", ""),
        ("/", ""),
        ("  .htaccess ", "htaccess"),
        ("faktura\x00.pdf\r\nSet-Cookie: a", "faktura.pdf Set-Cookie: a"),
        ("avtal\u202efdp.exe", "avtalfdp.exe"),
        ("a\u200bb\u2066c.txt", "abc.txt"),
        ("rapport.pdf. . .", "rapport.pdf"),
        ("A\u030asa.txt", "Åsa.txt"),
        ("två  \t ord.txt", "två ord.txt"),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
        ("\ud83d.txt", "txt"),
    ],
)
def test_a_sent_name_keeps_its_last_part_and_only_what_can_be_seen(raw: str, kept: str) -> None:
    assert uploaded_name(raw) == kept


def test_a_typed_name_keeps_what_stands_on_both_sides_of_a_slash() -> None:
    assert typed_name("Avtal 2025/2026") == "Avtal 2025-2026"


def test_a_long_name_is_cut_before_its_ending() -> None:
    name = uploaded_name("å" * 5_000 + ".xlsx")
    assert (len(name), name[-6:]) == (MAX_NAME, "å.xlsx")
    assert len(uploaded_name("x" * 300 + "." + "y" * 300)) == MAX_NAME


@pytest.mark.parametrize(
    ("name", "taken", "free"),
    [
        ("Avtal.pdf", set(), "Avtal.pdf"),
        ("Avtal.pdf", {"Avtal.pdf"}, "Avtal (2).pdf"),
        ("Avtal.pdf", {"Avtal.pdf", "Avtal (2).pdf", "Avtal (4).pdf"}, "Avtal (3).pdf"),
        ("Avtal (2).pdf", {"Avtal (2).pdf"}, "Avtal (3).pdf"),
        ("Delad mapp", {"Delad mapp"}, "Delad mapp (2)"),
    ],
)
def test_a_taken_name_gets_the_lowest_number_before_its_ending(name: str, taken: set[str], free: str) -> None:
    if "(2)" in name:
        taken = taken | {"Avtal.pdf"}
    assert free_name(name, taken) == free


def test_a_long_taken_name_stays_within_the_limit() -> None:
    name = "x" * (MAX_NAME - 4) + ".pdf"
    assert free_name(name, {name}) != name
    assert len(free_name(name, {name})) == MAX_NAME


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ramavtal Näsby.pdf", "contract"),
        ("KONSULTAVTAL.docx", "contract"),
        ("Sopimus 2026.pdf", "contract"),
        ("Offert v3.pdf", "quote"),
        ("Tarjous.pdf", "quote"),
        ("Tilbud.pdf", "quote"),
        ("Faktura 1017.pdf", "invoice"),
        ("Lasku.pdf", "invoice"),
        ("Protokoll.txt", "other"),
        ("", "other"),
    ],
)
def test_a_kind_is_proposed_by_the_words_of_four_languages(name: str, kind: str) -> None:
    assert proposed_kind(name) == kind
