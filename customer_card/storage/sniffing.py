"""What a content is, by the content itself: names and what a browser says of them are anybody's word."""

from __future__ import annotations

import codecs

import puremagic

HEAD = 64 * 1024
"""So many bytes from the beginning are looked at."""

ANYTHING = "application/octet-stream"
TEXT = "text/plain"
PDF = "application/pdf"

IMAGES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}
"""The images that are previewed, each with how it begins."""

_OFFICE = "application/vnd.openxmlformats-officedocument"
_ZIPPED = {
    b"word/": f"{_OFFICE}.wordprocessingml.document",
    b"xl/": f"{_OFFICE}.spreadsheetml.sheet",
    b"ppt/": f"{_OFFICE}.presentationml.presentation",
}
_NAMED = frozenset(
    {"application/msword", "application/rtf", "image/tiff", "image/bmp", "image/heic", *_ZIPPED.values()}
)
"""What may be called by its name when it is sent to a browser; a browser runs none of it."""

_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def media_type(head: bytes) -> str:
    """The type of a content by its first bytes.

    Markup is text here, whatever markup it is: nothing that was uploaded is ever called HTML or SVG.
    """
    for found, beginning in IMAGES.items():
        if head.startswith(beginning) and (found != "image/webp" or head[8:12] == b"WEBP"):
            return found
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return next((found for part, found in _ZIPPED.items() if part in head), "application/zip")
    if is_text(head):
        return TEXT
    return _by_magic(head)


def is_text(head: bytes) -> bool:
    """Whether a content reads as text: UTF-8 without control characters, or UTF-16 that says so."""
    if not head:
        return True
    encoding = encoding_of(head)
    if encoding == "utf-16":
        return True
    try:
        # The last character may have been cut in two.
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return not any(ord(one) < 32 and one not in "\t\n\r\f" for one in text)


def encoding_of(head: bytes) -> str:
    """How a text is written, by the mark that it begins with."""
    return next((encoding for mark, encoding in _BOMS.items() if head.startswith(mark)), "utf-8")


def _by_magic(head: bytes) -> str:
    try:
        found = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        return ANYTHING
    return found if found in _NAMED else ANYTHING
