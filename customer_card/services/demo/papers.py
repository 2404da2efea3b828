"""Contents for the demo firm's files: PDF pages of text, and a picture of bars, made of nothing but code."""

from __future__ import annotations

import struct
import zlib

WIDTH, HEIGHT = 640, 360
BACKGROUND, BAR, LINE = (251, 251, 250), (23, 97, 74), (227, 229, 225)


def page(lines: list[str]) -> bytes:
    """The drawing orders of an A4 page: a heading, and lines below it."""
    heading, *rest = lines
    orders = [f"BT /F2 20 Tf 64 760 Td ({_written(heading)}) Tj ET"]
    orders += [f"BT /F1 12 Tf 64 {724 - 20 * row} Td ({_written(line)}) Tj ET" for row, line in enumerate(rest)]
    return "\n".join(orders).encode("cp1252", "replace")


def paper(pages: list[bytes]) -> bytes:
    """A PDF of such pages."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        font.format("Helvetica").encode(),
        font.format("Helvetica-Bold").encode(),
    ]
    for number, drawn in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * number} 0 R"
            f" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return _with_table(objects)


def _with_table(objects: list[bytes]) -> bytes:
    """The objects with the table that says where each of them begins."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _written(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def bars(heights: list[int]) -> bytes:
    """A PNG of bars, each of so many per cent of the picture's height."""
    step = WIDTH // len(heights)
    rows = bytearray()
    for y in range(HEIGHT):
        rows.append(0)
        ground = bytes(LINE if y % 60 == 59 else BACKGROUND)
        for height in heights:
            stands = HEIGHT - y <= HEIGHT * height // 110
            rows += ground * 12 + (bytes(BAR) if stands else ground) * (step - 24) + ground * 12
        rows += ground * (WIDTH - step * len(heights))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
