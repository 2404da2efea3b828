"""What a content is taken for: never what its name says, and never anything that a browser would run."""

from __future__ import annotations

import pytest

from customer_card.storage.sniffing import ANYTHING, PDF, TEXT, media_type
from tests.support import papers


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (papers.PDF, PDF),
        (papers.png(), "image/png"),
        (papers.photograph(), "image/jpeg"),
        (b"GIF89a" + bytes(20), "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(8), "image/webp"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt " + bytes(8), ANYTHING),
        ("Mötesanteckningar\n".encode(), TEXT),
        ("Mötesanteckningar\n".encode("utf-16"), TEXT),
        ("å".encode() * 10 + "å".encode()[:1], TEXT),
        (papers.SVG, TEXT),
        (papers.HTML, TEXT),
        (papers.XHTML, TEXT),
        (b"\x00\x01\x02" * 10, ANYTHING),
        (b"MZ\x90\x00" + bytes(60), ANYTHING),
        ("Mötet".encode("latin-1") + b"\xff", ANYTHING),
        (b"PK\x03\x04" + bytes(30), "application/zip"),
        (
            b"PK\x03\x04" + bytes(20) + b"[Content_Types].xml" + b"xl/workbook.xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        # A page of markup that begins like a picture is that picture, and a PDF must begin like one.
        (b"GIF89a/*" + papers.HTML, "image/gif"),
        (b"\n" + papers.PDF, ANYTHING),
    ],
)
def test_a_content_is_what_it_begins_with(content: bytes, found: str) -> None:
    assert media_type(content) == found


@pytest.mark.parametrize("beginning", [b"", b"GIF89a", b"%PDF-1.4\n", b"PK\x03\x04", b"\xff\xd8\xff"])
@pytest.mark.parametrize("hostile", [papers.SVG, papers.HTML, papers.XHTML])
def test_no_content_is_ever_called_something_that_a_browser_runs(beginning: bytes, hostile: bytes) -> None:
    found = media_type(beginning + hostile)
    assert not any(word in found for word in ("html", "svg", "xml-", "+xml", "javascript"))
