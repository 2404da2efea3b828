"""Tells where code and catalogues disagree: ``python -m customer_card.i18n.check``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from string import Formatter

from babel.messages.pofile import read_po

from customer_card.i18n.extract import message_ids
from customer_card.i18n.update import path_of
from customer_card.settings import LANGUAGES


def entries(language: str) -> dict[str, str]:
    """Every entry of a language's catalogue, those without a translation too."""
    with path_of(language).open("rb") as file:
        return {str(one.id): str(one.string or "") for one in read_po(file, locale=language) if one.id}


def placeholders(sentence: str) -> set[str]:
    """The ``{names}`` of a sentence. Raises ``ValueError`` for braces that do not match."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def disagreements(language: str, ids: Mapping[str, str], catalogue: Mapping[str, str]) -> list[str]:
    """What is wrong with a catalogue, a line for each; ``ids`` says where each id is used."""
    wrong = [
        f"{language}: not translated: {message!r} ({place})"
        for message, place in ids.items()
        if not catalogue.get(message)
    ]
    wrong += [f"{language}: no longer used: {message!r}" for message in catalogue if message not in ids]
    wrong += [
        f"{language}: other placeholders than {message!r} has: {sentence!r}"
        for message, sentence in catalogue.items()
        if sentence and not _fits(message, sentence)
    ]
    return wrong


def _fits(message: str, sentence: str) -> bool:
    try:
        return placeholders(message) == placeholders(sentence)
    except ValueError:
        return False


def main() -> None:
    """Say what is wrong and end with 1; say nothing when all is well."""
    ids = message_ids()
    wrong = [line for language in LANGUAGES for line in disagreements(language, ids, entries(language))]
    if wrong:
        wrong.append("Run “make catalogues”, then translate what is empty.")
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
