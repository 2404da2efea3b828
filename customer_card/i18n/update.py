"""Brings the four catalogues up to date with the code: ``python -m customer_card.i18n.update``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from customer_card.i18n.catalogues import LOCALES
from customer_card.i18n.extract import message_ids
from customer_card.settings import LANGUAGES

# Babel's own header has dates and versions in it, which would change with every update.
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def path_of(language: str) -> Path:
    """Where a language's catalogue stands."""
    return LOCALES / language / "LC_MESSAGES" / "messages.po"


def updated(language: str, former: bytes, ids: Iterable[str]) -> bytes:
    """A catalogue with exactly these ids, sorted; translations and translators' comments stay.

    A new id has no translation yet, except in English, where the id is the sentence.
    """
    known = read_po(BytesIO(former), locale=language)
    catalogue = Catalog(locale=language)
    for message in ids:
        entry = known.get(message)
        string = entry.string if entry and entry.string else (message if language == "en" else "")
        catalogue.add(message, string, user_comments=entry.user_comments if entry else ())
    file = BytesIO()
    write_po(file, catalogue, width=0, omit_header=True, no_location=True, sort_output=True)
    return HEADER.format(language=language).encode() + file.getvalue().rstrip(b"\n") + b"\n"


def main() -> None:
    """Rewrite the four files, and tell how much is left to translate."""
    ids = message_ids()
    for language in LANGUAGES:
        path = path_of(language)
        content = updated(language, path.read_bytes(), ids)
        path.write_bytes(content)
        catalogue = read_po(BytesIO(content), locale=language)
        empty = sum(1 for message in catalogue if message.id and not message.string)
        sys.stdout.write(f"{language}: {len(ids)} messages, {empty} without a translation\n")


if __name__ == "__main__":
    main()
