"""What ``docs/security.md`` names exists, and what it says of the sources is so."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")

TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", DOCUMENT)))
MODULES = sorted(set(re.findall(r"`((?:customer_card|migrations|tests)/[\w/]+\.py)`", DOCUMENT)))
ROWS = re.findall(r"^\| (\d+) \| (.+) \| (.+) \| (.+) \|$", DOCUMENT, re.MULTILINE)

RAW = re.compile(
    r"dangerously|innerHTML|outerHTML|insertAdjacentHTML|document\.write|rx\.html\b|rx\.markdown\b|Markdown\("
)


@cache
def functions(path: str) -> frozenset[str]:
    """The functions that a test file defines."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(one.name for one in tree.body if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)))


@pytest.mark.parametrize(("path", "name"), TESTS)
def test_a_test_that_is_named_exists(path: str, name: str) -> None:
    assert name in functions(path)


@pytest.mark.parametrize("path", MODULES)
def test_a_module_that_is_named_exists(path: str) -> None:
    assert (ROOT / path).is_file()


def test_every_rule_names_who_holds_it_and_what_proves_it() -> None:
    assert [int(number) for number, *_ in ROWS] == list(range(1, 23))
    for number, _, held, proved in ROWS:
        assert re.search(r"`(customer_card|migrations)/", held), number
        assert "::test_" in proved, number


def test_html_is_rendered_in_one_place_for_what_the_server_sanitised() -> None:
    sources = [*(ROOT / "customer_card").rglob("*.py"), *(ROOT / "assets").glob("*.js")]
    assert len(sources) > 100
    assert [path.name for path in sources if RAW.search(path.read_text(encoding="utf-8"))] == ["feed_sheet.py"]
