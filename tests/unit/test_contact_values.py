"""E-mail addresses, phone numbers, websites and postal codes as people type them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_card.domain.contact_values import (
    format_phone,
    parse_email,
    parse_phone,
    parse_postal_code,
    parse_website,
)

# The first call of a library reads its tables, which takes longer than an ordinary example may.
unhurried = settings(deadline=None)

any_text = st.text(max_size=60)
phone_like = st.text(alphabet="0123456789+()- ./,;x٣", max_size=30) | st.from_regex(
    r"\+(46|358|47|45)[0-9 ]{6,12}( ?(ext\.|ankn|x|alanro) ?[0-9]{1,5})?", fullmatch=True
)
website_like = st.text(alphabet="htps:/.@\\?#[]åa1-_%\u00a0\uff0e", max_size=30)
countries = st.sampled_from([None, "SE", "FI", "NO", "DK", "AX", "DE", "GB", "US", "zz", "Sverige", ""])


def test_an_email_keeps_its_spelling_and_compares_without_case():
    address = parse_email("  Anna.Berg@Exempel.SE ")
    assert (address.value, address.key) == ("Anna.Berg@exempel.se", "anna.berg@exempel.se")


def test_an_international_domain_has_one_key_in_both_spellings():
    assert parse_email("info@åbo.fi").key == parse_email("INFO@xn--bo-xia.fi").key


def test_a_copied_mail_link_is_an_address():
    assert parse_email("mailto:anna@exempel.se").value == "anna@exempel.se"


@pytest.mark.parametrize(
    "text", ["", "anna", "anna@", "anna@exempel", "a b@exempel.se", "a@b.se, c@d.se", "\ud800@b.se"]
)
def test_what_is_no_email_is_refused_without_quoting_it(text):
    with pytest.raises(ValueError, match="^email_invalid$") as caught:
        parse_email(text)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("text", "country", "value"),
    [
        ("08-465 004 00", "SE", "+46846500400"),
        ("+46 (0)8 465 004 00", None, "+46846500400"),
        ("0046 8 465 004 00", None, "+46846500400"),
        ("0046 8 465 004 00", "FI", "+46846500400"),
        ("tel:+46-8-465-004-00", None, "+46846500400"),
        ("22\u00a086\u00a044\u00a000", "NO", "+4722864400"),
        ("33 92 33 92", "DK", "+4533923392"),
        ("040 123 4567", "FI", "+358401234567"),
        ("040 123 4567", "AX", "+358401234567"),
        ("08-465 004 00 ankn. 12", "SE", "+46846500400 ext. 12"),
        ("08-465 004 00x12", "SE", "+46846500400 ext. 12"),
        ("+46846500400;ext=12", None, "+46846500400 ext. 12"),
        ("08-465 004 00 alanro 012", "SE", "+46846500400 ext. 012"),
    ],
)
def test_a_public_number_is_stored_for_dialling(text, country, value):
    number = parse_phone(text, country)
    assert number.value == value
    assert number.e164 == value.split(" ")[0]
    assert number.key == "".join(c for c in value if c.isdigit())


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("4512", "SE"),
        ("ankn 4512", "SE"),
        ("08-465 004 00", None),
        ("08-465 004 00 / 070-174 06 05", "SE"),
        ("08-465 004 00; 070-174 06 05", "SE"),
        ("*21*08465", "SE"),
        ("+999 123 456", None),
    ],
)
def test_a_number_outside_the_plans_is_kept_as_typed(text, country):
    number = parse_phone(f" {text} ", country)
    assert (number.value, number.national, number.e164) == (text, text, "")


@pytest.mark.parametrize("text", ["", "12", "ring Anna 123", "växeln", "123 <b>", "1" * 61, "a@b.se 123"])
def test_what_nobody_could_dial_is_refused(text):
    with pytest.raises(ValueError, match="^phone_invalid$"):
        parse_phone(text, "SE")


def test_a_phone_is_shown_nationally_at_home_and_internationally_elsewhere():
    assert format_phone("+46846500400", "SE") == "08-465 004 00"
    assert format_phone("+46846500400", "fi") == "+46 8 465 004 00"
    assert format_phone("+46846500400 ext. 12", None) == "+46 8 465 004 00 ext. 12"
    assert format_phone("4512", "SE") == "4512"
    assert parse_phone("+46846500400", "FI").national == "08-465 004 00"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("exempel.se", "https://exempel.se"),
        (" WWW.Exempel.SE/ ", "https://www.exempel.se"),
        ("HTTP://Exempel.se/Om?Sida=1#Topp", "http://exempel.se/Om?Sida=1#Topp"),
        ("//exempel.se", "https://exempel.se"),
        ("exempel.se:8080/x", "https://exempel.se:8080/x"),
        ("räksmörgås.se", "https://räksmörgås.se"),
        ("exempel.se/@anna", "https://exempel.se/@anna"),
        ("exempel.se/a\u0308", "https://exempel.se/a\u0308"),
        ("\u200bexempel.se", "https://exempel.se"),
    ],
)
def test_a_website_gets_a_scheme_and_a_lower_case_host(text, value):
    assert parse_website(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "localhost",
        "https://",
        "ftp://exempel.se",
        "javascript:alert(1)",
        "javascript://exempel.se/%0aalert(1)",
        "data:text/html.x,1",
        "anna@exempel.se",
        "https://anna:hemlig@exempel.se",
        "https://exempel.se\\@annan.se",
        "exempel .se",
        "exempel.se/a\u00a0b",
        "exempel\x00.se",
        "exempel.se/\nx",
        "exempel..se",
        "exempel.se:99999",
        "http://[::ffff:1.2.3.4]",
        'exempel.se/"onclick',
        "exempel.se/" + "x" * 500,
    ],
)
def test_what_is_no_safe_website_is_refused(text):
    with pytest.raises(ValueError, match="^website_invalid$"):
        parse_website(text)


@pytest.mark.parametrize(
    ("text", "country", "value"),
    [
        ("12345", "SE", "123 45"),
        ("123\u00a045", "SE", "123 45"),
        ("SE-123 45", "SE", "123 45"),
        ("S-12345", "se", "123 45"),
        ("00100", "FI", "00100"),
        ("FI-00100", "FI", "00100"),
        ("AX-22100", "AX", "22100"),
        ("0150", "NO", "0150"),
        ("1000", "DK", "1000"),
        ("100", "FI", "100"),
        ("D-1234", "NO", "D-1234"),
        (" SW1A  1AA ", "GB", "SW1A 1AA"),
        ("12-345", "PL", "12-345"),
        ("", "SE", ""),
        ("x" * 30, None, "x" * 20),
    ],
)
def test_a_postal_code_keeps_its_zeros_and_passes_when_unknown(text, country, value):
    assert parse_postal_code(text, country) == value


@settings(unhurried, max_examples=300)
@given(any_text | phone_like, countries)
def test_any_text_is_a_phone_with_a_stable_value_or_refused(text, country):
    try:
        number = parse_phone(text, country)
    except ValueError as error:
        assert str(error) == "phone_invalid"
        return
    assert parse_phone(number.value, country) == number
    assert number.key.isdecimal()
    assert number.key.isascii()
    format_phone(number.value, country)


@settings(unhurried, max_examples=300)
@given(any_text | website_like | website_like.map("https://a.se".__add__))
def test_any_text_is_a_website_with_a_stable_value_or_refused(text):
    try:
        value = parse_website(text)
    except ValueError as error:
        assert str(error) == "website_invalid"
        return
    assert value.startswith(("http://", "https://"))
    assert parse_website(value) == value


@unhurried
@given(any_text | st.emails())
def test_any_text_is_an_email_with_a_stable_key_or_refused(text):
    try:
        address = parse_email(text)
    except ValueError as error:
        assert str(error) == "email_invalid"
        return
    assert parse_email(address.value) == address


@unhurried
@given(any_text, countries)
def test_any_text_passes_as_a_postal_code_once_and_for_all(text, country):
    code = parse_postal_code(text, country)
    assert len(code) <= 20
    assert parse_postal_code(code, country) == code


@unhurried
@given(any_text, countries)
def test_showing_a_phone_never_fails(text, country):
    assert isinstance(format_phone(text, country), str)
