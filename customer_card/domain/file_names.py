"""Names of files and links as they are kept, and what kind of document a name speaks of."""

from __future__ import annotations

import re
import unicodedata

from customer_card.domain.text_keys import fold

KINDS = ("contract", "quote", "invoice", "other")

MAX_NAME = 200
MAX_ENDING = 20

_LEFT_OUT = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Control characters, and those that turn the direction of writing: «exe.pdf» written backwards is «fdp.exe»."""

_NUMBERED = re.compile(r" \((\d{1,4})\)$")

_WORDS = {
    "contract": ("avtal", "kontrakt", "contract", "agreement", "sopimus", "avtale"),
    "quote": ("offert", "anbud", "quote", "quotation", "proposal", "tarjous", "tilbud"),
    "invoice": ("faktura", "invoice", "lasku"),
}
"""What the four languages' names of the kinds begin or end with, folded; they stand in compounds too."""


def uploaded_name(raw: str) -> str:
    """The name of a file that somebody's machine sent, without the folders that it may name; empty for none."""
    return typed_name(re.split(r"[/\\]", raw)[-1])


def typed_name(raw: str) -> str:
    """A name as somebody typed it, on one line and at most ``MAX_NAME`` characters long; its ending survives."""
    apart = re.sub(r"[/\\]", "-", "".join(" " if one.isspace() else one for one in raw))
    visible = "".join(one for one in apart if unicodedata.category(one) not in _LEFT_OUT)
    name = " ".join(unicodedata.normalize("NFC", visible).split()).strip(" .")
    if len(name) <= MAX_NAME:
        return name
    stem, ending = split_ending(name)
    return stem[: MAX_NAME - len(ending)].rstrip(" .") + ending


def split_ending(name: str) -> tuple[str, str]:
    """The name before its last dot, and the rest with the dot; a long rest is no ending."""
    stem, dot, ending = name.rpartition(".")
    if not stem or not ending.isalnum() or len(ending) > MAX_ENDING:
        return name, ""
    return stem, dot + ending


def free_name(name: str, taken: set[str]) -> str:
    """The name itself, or with the lowest number that makes it different: «Avtal (2).pdf»."""
    if name not in taken:
        return name
    stem, ending = split_ending(name)
    stem = _NUMBERED.sub("", stem)
    for number in range(2, len(taken) + 3):
        tail = f" ({number}){ending}"
        candidate = stem[: MAX_NAME - len(tail)].rstrip() + tail
        if candidate not in taken:
            return candidate
    return name


def stem_of(name: str) -> str:
    """What every numbered form of a name begins with."""
    return _NUMBERED.sub("", split_ending(name)[0])[: MAX_NAME - MAX_ENDING - 8].rstrip()


def proposed_kind(name: str) -> str:
    """What a document is by the words in its name, in any of the four languages."""
    folded = fold(name)
    found = [kind for kind, words in _WORDS.items() if any(word in folded for word in words)]
    return found[0] if found else "other"
