"""Notes as HTML: what is meant comes out, and nothing that could run does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_card.views.markdown import SCHEMES, TAGS, render


def test_what_is_written_in_markdown_is_shown_so() -> None:
    html = render("# Möte\n\n**Budget** klar\n- ett\n- två\n\n[sidan](https://a.example/x)")
    assert "<h3>Möte</h3>" in html
    assert "<strong>Budget</strong>" in html
    assert "<li>ett</li>" in html
    assert 'href="https://a.example/x"' in html
    assert 'rel="noopener noreferrer nofollow"' in html


def test_a_line_break_is_one() -> None:
    assert "<br" in render("ett\ntvå")


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("Se https://a.example/x_y?z=1&q=2.", ["https://a.example/x_y?z=1&amp;q=2"]),
        ("(https://a.example/x) och http://b.example/(y)", ["https://a.example/x", "http://b.example/(y)"]),
        ("**https://a.example**", ["https://a.example"]),
        ("[sidan https://b.example](https://a.example)", ["https://a.example"]),
        ("`https://a.example` https:// xhttps://.", []),
        ("<https://a.example/x>", ["https://a.example/x"]),
        ("https://a.example" + ")." * 20_000, ["https://a.example"]),
        ("https://a.example/<script>alert(1)</script>", ["https://a.example/"]),
    ],
)
def test_an_address_that_was_pasted_is_a_link(text: str, addresses: list[str]) -> None:
    html = render(text)
    assert re.findall(r'href="([^"]*)"', html) == addresses
    assert_harmless(html)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "![bild](https://a.example/x.png)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "<a href='javascript:alert(1)'>x</a>",
        "[x](/files/1)",
        "[x](//evil.example)",
        "<svg/onload=alert(1)>",
        "```html\n<script>alert(1)</script>\n```",
        '[x](https://a.example "\\" onmouseover=\\"alert(1)")',
    ],
)
def test_nothing_that_could_run_or_fetch_comes_out(text: str) -> None:
    assert_harmless(render(text))


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "<script>",
                    "https://a.example/",
                    "javascript:",
                    "](",
                    "![",
                    "[x]",
                    "onerror=",
                    "<a href=",
                    "**",
                    "`",
                    "&#106;",
                    "\n",
                ]
            ),
            st.text(max_size=8),
        ),
        max_size=20,
    ).map("".join)
)
def test_no_text_makes_anything_but_the_harmless_tags(text: str) -> None:
    assert_harmless(render(text))


def assert_harmless(html: str) -> None:
    for tag, attributes in re.findall(r"<(/?[a-zA-Z][^\s>/]*)([^>]*)>", html):
        assert tag.lstrip("/").lower() in TAGS
        # A name stands after a blank: within a value, «onerror=» is part of an address.
        names = set(re.findall(r'(?<=\s)([a-z-]+)="', attributes))
        assert names <= {"href", "rel", "target"}
        for address in re.findall(r'href="([^"]*)"', attributes):
            assert address.partition(":")[0].lower() in SCHEMES
