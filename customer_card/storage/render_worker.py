"""Makes a picture of a document's content, in a process of its own that can be lost without harm.

Started as a script: it reads the content from its standard input, writes a picture to its standard
output, and imports nothing of the program. Its limits are set before the first byte is read: what
was uploaded may be made to explode.

Usage: render_worker.py image|pdf|pages PAGE
"""

from __future__ import annotations

import io
import resource
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 10
LONGEST_SIDE = 1600
MAXIMUM_PIXELS = 50_000_000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def limit() -> None:
    """Little memory, little time, no files written, no processes started."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main() -> int:
    """Do what the arguments say; any failure is an exit code, and the reason nobody's business."""
    limit()
    what, page = sys.argv[1], int(sys.argv[2])
    content = sys.stdin.buffer.read()
    if what == "pages":
        sys.stdout.buffer.write(str(page_count(content)).encode())
    else:
        sys.stdout.buffer.write(image(content) if what == "image" else pdf_page(content, page))
    return 0


def image(content: bytes) -> bytes:
    """An image drawn anew, without anything that it carried along."""
    from PIL import Image as Images  # noqa: PLC0415 — after the limits are set
    from PIL import ImageOps  # noqa: PLC0415

    Images.MAX_IMAGE_PIXELS = MAXIMUM_PIXELS
    with Images.open(io.BytesIO(content), formats=FORMATS) as opened:
        if opened.width * opened.height > MAXIMUM_PIXELS:
            raise ValueError("too many pixels")
        # JPEG files can be read at a fraction of their size, which takes a fraction of the memory.
        opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        drawn = ImageOps.exif_transpose(opened)
        drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        if "A" in drawn.getbands() or "transparency" in drawn.info:
            return _saved(drawn.convert("RGBA"), "PNG")
        # A photograph as PNG would take ten times the bytes.
        return _saved(drawn.convert("RGB"), "JPEG" if opened.format in {"JPEG", "WEBP"} else "PNG")


def page_count(content: bytes) -> int:
    """How many pages a PDF has."""
    import pypdfium2  # noqa: PLC0415

    return len(pypdfium2.PdfDocument(content))


def pdf_page(content: bytes, page: int) -> bytes:
    """One page of a PDF, counted from 1, as it would be printed."""
    import pypdfium2  # noqa: PLC0415

    drawn = pypdfium2.PdfDocument(content)[page - 1]
    scale: Any = min(2.0, LONGEST_SIDE / max(*drawn.get_size(), 1.0))
    return _saved(drawn.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB"), "PNG")


def _saved(drawn: Image, form: str) -> bytes:
    out = io.BytesIO()
    # Made from the pixels alone, so that no comment, profile or position of a camera comes along.
    drawn.info.clear()
    drawn.save(out, form)
    return out.getvalue()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Exception, MemoryError):
        sys.exit(1)
