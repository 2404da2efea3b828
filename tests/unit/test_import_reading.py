"""Finding the rows of a file: encodings, separators, headers, and the line on which each row stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from customer_card.domain.errors import Refused
from customer_card.services.imports.headers import _WORDS, NAMES, field_of, letters, recognise
from customer_card.services.imports.reading import MAXIMUM_MEGABYTES, Row, open_source
from customer_card.services.imports.records import MAXIMUM_CELL, MAXIMUM_CELLS


def written(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "customers.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def rows_of(folder: Path, content: str | bytes, encoding: str = "utf-8") -> list[Row]:
    return list(open_source(written(folder, content, encoding)).rows())


def codes_of(rows: list[Row]) -> list[tuple[int, str]]:
    return [(row.line, row.problem.code if row.problem else "good") for row in rows]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found_by_itself(tmp_path: Path, separator: str) -> None:
    content = f"Kundnr{separator}Namn{separator}Ort\n0012{separator}Åkeri AB{separator}Malmö\n"
    source = open_source(written(tmp_path, content))
    assert source.table.delimiter == separator
    [row] = source.rows()
    assert row.cells == {"number": "0012", "name": "Åkeri AB", "address.city": "Malmö"}


def test_a_separator_inside_a_header_does_not_mislead(tmp_path: Path) -> None:
    source = open_source(written(tmp_path, '"Kommentar, intern, a, b";Namn;Ort\nx;Åkeri, Bil & Co;Malmö\n'))
    assert source.table.delimiter == ";"
    assert [row.cells["name"] for row in source.rows()] == ["Åkeri, Bil & Co"]


def test_the_separator_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, "Namn#Ort\nÅkeri AB#Malmö\n")
    [row] = open_source(path, delimiter="#").rows()
    assert row.cells == {"name": "Åkeri AB", "address.city": "Malmö"}
    [row] = open_source(written(tmp_path, "Namn\tOrt\nA;B\tMalmö\n"), delimiter="tab").rows()
    assert row.cells["name"] == "A;B"


@pytest.mark.parametrize("delimiter", [";;", "a", '"', " "])
def test_a_separator_that_cannot_be_is_refused(tmp_path: Path, delimiter: str) -> None:
    with pytest.raises(Refused, match="delimiter_unknown"):
        open_source(written(tmp_path, "Namn;Ort\n"), delimiter=delimiter)


def test_the_line_above_the_header_that_names_the_separator_is_understood(tmp_path: Path) -> None:
    [row] = rows_of(tmp_path, "sep=|\r\nNamn|Ort\r\nÅkeri; Bil|Malmö\r\n")
    assert (row.line, row.cells["name"]) == (3, "Åkeri; Bil")


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_the_encoding_is_found_by_itself(tmp_path: Path, encoding: str, found: str) -> None:
    source = open_source(written(tmp_path, "Kundnamn;Ort\nMäkinen & Sørensen – Åland;Göteborg\n", encoding))
    assert source.table.encoding == found
    [row] = source.rows()
    assert row.cells == {"name": "Mäkinen & Sørensen – Åland", "address.city": "Göteborg"}


def test_utf_16_is_understood_in_both_byte_orders(tmp_path: Path) -> None:
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        [row] = rows_of(tmp_path, mark + "Namn\nÅkeri\n".encode(codec))
        assert row.cells == {"name": "Åkeri"}


def test_the_encoding_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, "Namn\nÅkeri\n", "mac_roman")
    [row] = open_source(path, encoding="mac_roman").rows()
    assert row.cells == {"name": "Åkeri"}


@pytest.mark.parametrize(
    ("encoding", "code"),
    [("utf-8", "encoding_wrong"), ("klingon", "encoding_name"), ("hex", "encoding_name")],
)
def test_an_encoding_that_the_file_has_not_is_refused(tmp_path: Path, encoding: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        open_source(written(tmp_path, "Namn\nÅkeri\n", "cp1252"), encoding=encoding)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="encoding_unknown"):
        open_source(written(tmp_path, b"Namn\n\x81\x8d\x8f\n"))


@pytest.mark.parametrize(
    ("titles", "fields"),
    [
        (
            ["Kundnummer", "Kundnamn", "Org.nr", "Momsregistreringsnummer", "Land", "Kundansvarig"],
            ["number", "name", "organisation_number", "vat_number", "country", "owner"],
        ),
        (
            ["Customer no.", "Customer name", "Organisation number", "VAT number", "Country", "Job title"],
            ["number", "name", "organisation_number", "vat_number", "country", "contact.title"],
        ),
        (
            ["Asiakasnumero", "Asiakkaan nimi", "Y-tunnus", "ALV-tunniste", "Postitoimipaikka", "Kieli"],
            ["number", "name", "organisation_number", "vat_number", "address.city", "language"],
        ),
        (
            ["Kundenummer", "Kundenavn", "Organisasjonsnummer", "MVA-nummer", "Fornavn", "Nøkkelord"],
            ["number", "name", "organisation_number", "vat_number", "contact.first_name", "contact.keywords"],
        ),
    ],
)  # fmt: skip
def test_headers_are_known_in_four_languages(titles: list[str], fields: list[str]) -> None:
    assert list(recognise(titles).fields) == fields


@pytest.mark.parametrize("title", ["FÖRNAMN", "förnamn", " Fornamn: ", "För-namn"])
def test_case_accents_and_punctuation_of_a_header_mean_nothing(title: str) -> None:
    assert field_of(title) == "contact.first_name"


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("E-post", "email"),
        ("Kontaktpersonens e-post", "contact.email"),
        ("E-post (kontakt)", "contact.email"),
        ("Yhteyshenkilön puhelin", "contact.phone"),
        ("Contact language", "contact.language"),
        ("Telefon", "phone"),
        ("Kundens telefon", "phone"),
        ("Telefon (adress)", "address.phone"),
        ("Land", "country"),
        ("Adressens land", "address.country"),
        ("Country of address", "address.country"),
    ],
)
def test_a_column_is_the_contacts_or_the_addresss_only_when_it_says_so(title: str, field: str) -> None:
    assert field_of(title) == field


def test_no_header_word_means_two_things() -> None:
    seen: dict[str, str] = {}
    for field, words in _WORDS.items():
        for word in map(letters, words.split(",")):
            assert seen.setdefault(word, field) == field, word
            assert field_of(word) == field


def test_the_name_that_the_program_gives_a_field_is_one_of_its_headers() -> None:
    assert {field: field_of(name) for field, name in NAMES.items() if field not in {"address", "contact"}} == {
        field: field for field in NAMES if field not in {"address", "contact"}
    }


def test_an_unknown_column_is_told_and_left_out(tmp_path: Path) -> None:
    source = open_source(written(tmp_path, "Namn;Skostorlek;;Ort\nÅkeri;43;x;Malmö\n"))
    assert source.columns.unknown == ("Skostorlek",)
    assert [row.cells for row in source.rows()] == [{"name": "Åkeri", "address.city": "Malmö"}]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("Kundnr;Ort\n1;Malmö\n", "name_column_missing"),
        ("Namn;Ort;Postort\nA;B;C\n", "duplicate_column"),
        ("", "file_empty"),
        ("\n\n \n", "file_empty"),
        ('"Namn;Ort\nÅkeri;Malmö\n', "header_unreadable"),
    ],
)
def test_a_file_without_a_usable_header_is_refused(tmp_path: Path, content: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        open_source(written(tmp_path, content))


def test_a_file_that_is_missing_or_no_file_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="file_missing"):
        open_source(tmp_path / "nothing.csv")
    with pytest.raises(Refused, match="file_missing"):
        open_source(tmp_path)
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(MAXIMUM_MEGABYTES * 1024 * 1024 + 1)
    with pytest.raises(Refused, match="file_too_large"):
        open_source(large)


def test_rows_are_counted_by_physical_lines(tmp_path: Path) -> None:
    rows = rows_of(
        tmp_path, 'Namn;Beskrivning\r\nA;"ett\r\ntvå; ""tre""\r\nfyra"\r\n\r\n;\r\nB;sist\r\nC;5" rör\r\nD;x'
    )
    assert [(row.line, row.cells) for row in rows] == [
        (2, {"name": "A", "description": 'ett\r\ntvå; "tre"\r\nfyra'}),
        (7, {"name": "B", "description": "sist"}),
        (8, {"name": "C", "description": '5" rör'}),
        (9, {"name": "D", "description": "x"}),
    ]


def test_a_cell_that_is_too_long_is_an_error_of_its_row_only(tmp_path: Path) -> None:
    long = "x" * (MAXIMUM_CELL + 1)
    lines = "\n".join("y" * 99 for _ in range(MAXIMUM_CELL // 50))
    content = f'Namn;Beskrivning\nA;{long}\nB;"{lines};\nKund i text;"\nC;kort\n'
    rows = rows_of(tmp_path, content)
    after = content[: content.index("C;kort")].count("\n") + 1
    assert codes_of(rows) == [(2, "cell_too_long"), (3, "cell_too_long"), (after, "good")]


def test_a_row_of_many_cells_or_with_cells_beyond_the_header_is_an_error(tmp_path: Path) -> None:
    many = ";" * MAXIMUM_CELLS
    rows = rows_of(tmp_path, f"Namn;Ort\nA;Malmö{many}\nB;Malmö;x\nC;Malmö;;\nD\n")
    assert codes_of(rows) == [(2, "too_many_cells"), (3, "cells_beyond_header"), (4, "good"), (5, "good")]


def test_a_row_longer_than_memory_should_hold_is_an_error_and_the_next_is_read(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, f"Namn;Beskrivning\nA;{'x' * 5_000_000}\nB;kort\n")
    assert codes_of(rows) == [(2, "row_too_long"), (3, "good")]


def test_a_quotation_mark_that_is_never_closed_is_told_where_it_stands(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, 'Namn;Beskrivning\nA;kort\nB;"öppet\nC;text\n')
    assert codes_of(rows) == [(2, "good"), (3, "quote_open")]


def test_nul_characters_are_an_error_of_their_row(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "Namn;Ort\nA\0B;Malmö\nC;Malmö\n")
    assert codes_of(rows) == [(2, "nul"), (3, "good")]


def test_a_million_empty_rows_are_passed_over(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "Namn;Ort\n" + "\n;;\r\n" * 500_000 + "A;Malmö\n")
    assert codes_of(rows) == [(1_000_002, "good")]


def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "Namn;Ort\nÅkeri;Malmö\n")
    source = open_source(path)
    path.write_bytes("Namn;Ort\nÅkeri;Malmö\n".encode("cp1252"))
    with pytest.raises(Refused, match="file_changed"):
        list(source.rows())
