"""Organisation and VAT numbers: the traps of four countries, and properties that hold for any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_card.domain.business_ids import (
    IdProblem,
    masked,
    parse_organisation_number,
    parse_vat_number,
    proposed_organisation_number,
    proposed_vat_number,
)

# The first call of a library reads its tables, which takes longer than an ordinary example may.
unhurried = settings(deadline=None)

PARSERS = (parse_organisation_number, parse_vat_number)
COUNTRIES = (
    None,
    "SE",
    "FI",
    "NO",
    "DK",
    "AX",
    "DE",
    "FR",
    "ES",
    "GB",
    "XI",
    "GR",
    "CH",
    "US",
    "zz",
    "Sverige",
)
VALID_ORGANISATIONS = {
    "SE": ("5560125790", "2021005448", "6408233234"),
    "FI": ("01120389", "99000018", "23319727"),
    "NO": ("991825827", "974760673", "310000019"),
    "DK": ("25313763",),
}
valid_organisations = st.sampled_from([(c, n) for c, numbers in VALID_ORGANISATIONS.items() for n in numbers])
separators = st.sampled_from([" ", ".", "-", "\u00a0", "\u2011", "\u2212", "\u202f", "\u200b"])
any_text = st.text(max_size=40) | st.text(alphabet="SEFINODKMVAEL0123456789 -.\u00a0", max_size=20)


@pytest.mark.parametrize(
    ("text", "country", "value", "key"),
    [
        ("556012-5790", "SE", "556012-5790", "SE:5560125790"),
        ("16556012-5790", "SE", "556012-5790", "SE:5560125790"),
        ("SE 556012-5790", None, "556012-5790", "SE:5560125790"),
        ("SE556012579001", None, "556012-5790", "SE:5560125790"),
        ("202100-5448", None, "202100-5448", "SE:2021005448"),
        ("202100544801", "SE", "202100-5448", "SE:2021005448"),
        ("19640823-3234", "SE", "640823-3234", "SE:6408233234"),
        ("2331972-7", "FI", "2331972-7", "FI:23319727"),
        ("23319727", "FI", "2331972-7", "FI:23319727"),
        ("fi23319727", None, "2331972-7", "FI:23319727"),
        ("112038-9", "FI", "0112038-9", "FI:01120389"),
        ("23319727", "AX", "2331972-7", "FI:23319727"),
        ("974760673", "NO", "974 760 673", "NO:974760673"),
        ("991.825.827", "NO", "991 825 827", "NO:991825827"),
        ("974 760 673 MVA", None, "974 760 673", "NO:974760673"),
        ("DK-25313763", None, "25313763", "DK:25313763"),
    ],
)
def test_an_organisation_number_gets_its_normal_form(text, country, value, key):
    number = parse_organisation_number(text, country)
    assert (number.value, number.key, number.problem) == (value, key, None)


@pytest.mark.parametrize(
    ("text", "country", "value"),
    [
        ("SE556012579001", None, "SE556012579001"),
        ("se 556012-5790 01", None, "SE556012579001"),
        ("556012579001", None, "SE556012579001"),
        ("2331972-7", "FI", "FI23319727"),
        ("112038-9", "FI", "FI01120389"),
        ("NO 974 760 673 MVA", None, "NO974760673MVA"),
        ("974760673", "NO", "NO974760673MVA"),
        ("25313763", "DK", "DK25313763"),
        ("136695976", "DE", "DE136695976"),
        ("EL 094259216", None, "EL094259216"),
        ("GR094259216", None, "EL094259216"),
        ("094259216", "GR", "EL094259216"),
        ("U13585627", "AT", "ATU13585627"),
    ],
)
def test_a_vat_number_gets_its_normal_form(text, country, value):
    number = parse_vat_number(text, country)
    assert (number.value, number.key, number.problem) == (value, value, None)


@pytest.mark.parametrize(
    ("text", "country", "problem"),
    [
        ("556012-5791", "SE", IdProblem.WRONG_CHECKSUM),
        ("556012-579", "SE", IdProblem.WRONG_LENGTH),
        ("SE556012579002", "SE", IdProblem.WRONG_LENGTH),
        ("556012-57X0", "SE", IdProblem.WRONG_CHARACTERS),
        ("1234567-8", "FI", IdProblem.WRONG_CHECKSUM),
        ("1120389", "FI", IdProblem.WRONG_LENGTH),
        ("25313763", "FI", IdProblem.WRONG_CHECKSUM),
        ("112233445", "NO", IdProblem.WRONG_CHECKSUM),
        ("97476067", "NO", IdProblem.WRONG_LENGTH),
        ("25313764", "DK", IdProblem.WRONG_CHECKSUM),
        ("-", "NO", IdProblem.WRONG_LENGTH),
    ],
)
def test_a_wrong_nordic_organisation_number_is_refused_with_a_valid_example(text, country, problem):
    number = parse_organisation_number(text, country)
    assert (number.problem, number.refused, number.value) == (problem, True, text)
    example = parse_organisation_number(number.example, country)
    assert (example.problem, example.value, example.personal) == (None, number.example, False)


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("country", ["SE", "FI", "NO", "DK"])
def test_each_example_is_valid_and_in_normal_form(parse, country):
    example = parse("1", country).example
    assert (parse(example, country).problem, parse(example, country).value) == (None, example)


@pytest.mark.parametrize(("country", "digits"), [("SE", 10), ("FI", 8), ("NO", 9), ("DK", 8)])
def test_nothing_but_zeros_is_refused_although_check_digits_hold(country, digits):
    assert parse_organisation_number("0" * digits, country).problem is IdProblem.WRONG_CHECKSUM


def test_the_expected_length_tells_the_organisation_number_from_the_vat_number():
    assert parse_organisation_number("1", "SE").expected_length == 10
    ten_digits = parse_vat_number("SE5560125790", None)
    assert (ten_digits.expected_length, ten_digits.problem) == (12, IdProblem.WRONG_LENGTH)


@pytest.mark.parametrize("text", ["25313763", "23319727", "2331972-7", "974760673", "974 760 673", "123-456-78-90"])
@pytest.mark.parametrize("parse", PARSERS)
def test_a_number_that_several_countries_could_have_issued_asks_for_the_country(parse, text):
    number = parse(text, None)
    assert (number.problem, number.refused, number.country) == (IdProblem.COUNTRY_NEEDED, True, None)
    assert parse(number.example, None).problem is None


def test_ten_bare_digits_are_swedish_only_when_the_check_digit_holds():
    assert parse_organisation_number("5560125790", None).country == "SE"
    assert parse_organisation_number("556012-5791", None).problem is IdProblem.COUNTRY_NEEDED


@pytest.mark.parametrize("parse", PARSERS)
def test_the_prefix_wins_over_the_chosen_country_and_warns(parse):
    number = parse("FI23319727", "SE")
    assert (number.country, number.problem, number.refused) == ("FI", IdProblem.COUNTRY_MISMATCH, False)


def test_a_wrong_number_is_refused_by_the_rules_of_its_prefix_whatever_was_chosen():
    assert parse_vat_number("FI23319728", "SE").problem is IdProblem.WRONG_CHECKSUM


def test_a_swedish_vat_number_with_another_ending_only_warns():
    number = parse_vat_number("SE556012579002", "SE")
    assert (number.problem, number.refused) == (IdProblem.UNUSUAL_ENDING, False)
    assert number.value == "SE556012579002"
    assert proposed_organisation_number(number) == "556012-5790"


def test_a_doubtful_vat_number_of_another_country_only_warns():
    number = parse_vat_number("DE123456789", None)
    assert (number.problem, number.refused) == (IdProblem.UNKNOWN_FORMAT, False)


def test_countries_without_known_rules_pass():
    assert parse_vat_number("12-3456789", "US").problem is None


def test_german_register_numbers_pass_and_are_not_taken_for_croatian():
    number = parse_organisation_number("HRB 12345", "DE")
    assert (number.value, number.country, number.problem) == ("HRB 12345", "DE", None)
    assert parse_vat_number("HRB 12345", "DE").country == "DE"


def test_northern_ireland_keeps_its_prefix_and_belongs_to_britain():
    number = parse_vat_number("XI 980 7806 84", "GB")
    assert (number.value, number.key, number.country) == ("XI980780684", "XI980780684", "GB")
    assert number.problem is None


def test_the_same_digits_in_two_countries_have_two_keys():
    assert parse_organisation_number("25313763", "DK").key != parse_organisation_number("25313763", "FI").key


@pytest.mark.parametrize(
    ("text", "country", "personal"),
    [
        ("640823-3234", "SE", True),
        ("640823-3235", "SE", True),
        ("19640823-3234", None, True),
        ("19640823-3234", "SE", True),
        ("640823-3234", None, True),
        ("SE640823323401", None, True),
        ("556012-5790", "SE", False),
        ("202100-5448", "SE", False),
        ("25313763", "DK", False),
    ],
)
@pytest.mark.parametrize("parse", PARSERS)
def test_a_sole_traders_number_is_known_as_personal_even_when_it_is_wrong(parse, text, country, personal):
    assert parse(text, country).personal is personal


def test_a_number_does_not_show_itself_in_a_log():
    assert "640823" not in repr(parse_organisation_number("640823-3234", "SE"))


@pytest.mark.parametrize(
    ("organisation", "country", "vat"),
    [
        ("556012-5790", "SE", "SE556012579001"),
        ("2331972-7", "FI", "FI23319727"),
        ("974 760 673", "NO", "NO974760673MVA"),
        ("25313763", "DK", "DK25313763"),
    ],
)
def test_each_number_proposes_the_other(organisation, country, vat):
    assert proposed_vat_number(parse_organisation_number(organisation, country)) == vat
    assert proposed_organisation_number(parse_vat_number(vat, None)) == organisation


def test_wrong_and_foreign_numbers_propose_nothing():
    assert proposed_vat_number(parse_organisation_number("556012-5791", "SE")) is None
    assert proposed_vat_number(parse_organisation_number("HRB 12345", "DE")) is None
    assert proposed_organisation_number(parse_vat_number("DE136695976", None)) is None
    assert proposed_organisation_number(parse_vat_number("25313763", None)) is None


@pytest.mark.parametrize(
    ("value", "hidden"),
    [("640823-3234", "64••••-••••"), ("SE640823323401", "SE••••••••••••"), ("123", "•••"), ("", "")],
)
def test_masking_keeps_two_characters_and_the_separators(value, hidden):
    assert masked(value) == hidden


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("text", ["", "  ", "\u00a0\u200b\n"])
def test_an_empty_text_is_an_error_of_the_caller(parse, text):
    with pytest.raises(ValueError, match="number_empty"):
        parse(text, "SE")


@unhurried
@given(valid_organisations, st.lists(st.tuples(st.integers(0, 12), separators), max_size=4), st.booleans())
def test_all_spellings_of_a_number_share_key_and_value(valid, insertions, prefixed):
    country, digits = valid
    plain = parse_organisation_number(digits, country)
    spelled = digits
    for position, separator in insertions:
        spelled = spelled[:position] + separator + spelled[position:]
    number = parse_organisation_number(country.lower() + spelled if prefixed else spelled, country)
    assert (number.key, number.value, number.problem) == (plain.key, plain.value, None)


@unhurried
@given(valid_organisations, st.data())
def test_a_changed_digit_of_a_valid_number_is_refused(valid, data):
    country, digits = valid
    position = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[position]]))
    changed = digits[:position] + other + digits[position + 1 :]
    assert parse_organisation_number(changed, country).refused
    vat = proposed_vat_number(parse_organisation_number(digits, country))
    assert parse_vat_number(vat.replace(digits, changed), None).refused


@settings(unhurried, max_examples=400)
@given(any_text, st.sampled_from(COUNTRIES), st.sampled_from(PARSERS))
def test_any_text_is_read_or_is_empty_and_reading_the_result_changes_nothing(text, country, parse):
    try:
        number = parse(text, country)
    except ValueError as error:
        assert str(error) == "number_empty"
        return
    again = parse(number.value, number.country or country)
    assert (again.value, again.key, again.refused) == (number.value, number.key, number.refused)
    if number.problem is not IdProblem.COUNTRY_MISMATCH:
        assert again == number
    assert not (number.refused and number.country not in {None, "SE", "FI", "NO", "DK"})


@unhurried
@given(st.text(max_size=30))
def test_masking_any_text_shows_at_most_two_letters_or_digits(text):
    hidden = masked(text)
    assert len(hidden) == len(text)
    assert sum(c.isalnum() for c in hidden) <= 2
