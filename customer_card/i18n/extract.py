"""Finds every message id in the code, with the place where it stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1]

# Where the sentence stands among the arguments of what takes one.
FUNCTIONS = {
    "t": (0,),
    "gettext_noop": (0,),
    "gettext": (1,),
    "ngettext": (1, 2),
    "say": (1,),
    "warn": (1,),
}
METHODS = {"say": (0,)}


def message_ids() -> dict[str, str]:
    """Every message id of the program → the first place where it is used, as ``views/card.py:180``."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for message, line in messages_in(path.read_text(encoding="utf-8")):
            found.setdefault(message, f"{path.relative_to(PACKAGE).as_posix()}:{line}")
    return found


def messages_in(source: str) -> Iterator[tuple[str, int]]:
    """The message ids of one module, each with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            for argument in _sentences(node):
                for message in _texts(argument):
                    yield message, node.lineno


def _sentences(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call that are sentences, whatever kind of expression they are."""
    match call.func:
        case ast.Name(id="map") if _is_noop(call.args[0]):
            # map(gettext_noop, ("Line", "Result")) marks each of several.
            yield from (one for each in call.args[1:] for one in getattr(each, "elts", ()))
        case ast.Name(id=name):
            yield from _at(FUNCTIONS.get(name, ()), call.args)
        case ast.Attribute(attr=name):
            yield from _at(METHODS.get(name, ()), call.args)


def _is_noop(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "gettext_noop"


def _at(positions: tuple[int, ...], arguments: list[ast.expr]) -> Iterator[ast.expr]:
    return (arguments[position] for position in positions if position < len(arguments))


def _texts(node: ast.expr) -> list[str]:
    """The texts that an argument may be: a literal, or either side of a choice between literals."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=one, orelse=other):
            return _texts(one) + _texts(other)
    return []
