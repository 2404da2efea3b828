"""Contents for tests of files, honest ones and hostile ones, and ways to send them in and to look at the store."""

from __future__ import annotations

import struct
import zlib
from collections.abc import AsyncIterator
from io import BytesIO

from PIL import Image
from sqlalchemy import insert, select

from customer_card.database import database
from customer_card.domain.permissions import Actor
from customer_card.models import Project, ProjectMember, SalesStatus
from customer_card.services import document_files
from customer_card.services.demo.papers import page, paper
from customer_card.services.document_files import Upload
from customer_card.services.documents import Added
from customer_card.storage import LocalStore

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=1"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><title>x</title><script>document.title='ran'</script><img src=x onerror=alert(1)>"
XHTML = b'<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>'
PDF = paper([page(["Ett avtal", "Första sidan"]), page(["Bilaga", "Andra sidan"])])


def png(width: int = 40, height: int = 30) -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    return out.getvalue()


def photograph() -> bytes:
    """A JPEG that says where it was taken."""
    picture, out = Image.new("RGB", (60, 40), "navy"), BytesIO()
    exif = Image.Exif()
    exif[0x9286] = "taken at home"
    exif[0x010E] = "Zebrafinken 7"
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def exploding_png(side: int = 30_000) -> bytes:
    """A PNG of some kilobytes that says it is a billion pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 3_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(k, c) for k, c in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    )


def exploding_pdf() -> bytes:
    """A PDF of some kilobytes whose page unpacks, through two compressions, to a gigabyte of drawing orders."""
    packer = zlib.compressobj(9)
    # After a full flush a block means the same wherever it stands, so one of them can stand there a thousand times.
    block = packer.compress(b"0 0 m 600 800 l S\n" * 50_000) + packer.flush(zlib.Z_FULL_FLUSH)
    orders = zlib.compress(block[:2] + block[2:] * 1_100 + packer.flush(), 9)
    return paper([b""]).replace(b"<< /Length 0 >>\nstream\n\nendstream", _stream(orders))


def _stream(orders: bytes) -> bytes:
    head = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>" % len(orders)
    return head + b"\nstream\n" + orders + b"\nendstream"


def endless_pdf() -> bytes:
    """A PDF whose pages are each other's children."""
    return paper([b""]).replace(b"/Kids [5 0 R] /Count 1", b"/Kids [2 0 R 2 0 R] /Count 2000000000")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


async def sent(content: bytes, piece: int = 65_536) -> AsyncIterator[bytes]:
    """A content as it comes over the wire."""
    for start in range(0, len(content), piece):
        yield content[start : start + piece]


async def file(
    who: Actor, customer_id: int, name: str = "Avtal.pdf", content: bytes = PDF, *, place: int = 0, kind: str = ""
) -> Added:
    """A file sent in by somebody."""
    return await document_files.receive(who, Upload(customer_id, place, name, kind, len(content)), sent(content))


async def project(customer_id: int, name: str = "Förstudie", *, member: int | None = None, **values: int) -> int:
    """A project of a customer that nobody manages, unless ``values`` say so."""
    async with database().writing() as session:
        status = (await session.scalars(select(SalesStatus.id).limit(1))).one()
        number = f"T-{customer_id}-{name}"
        row = Project(
            number=number, number_key=number.lower(), customer_id=customer_id, name=name, name_sort=name.lower(),
            status_id=status or 0, **values,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        if member:
            await session.execute(insert(ProjectMember).values(project_id=row.id, user_id=member))
        return row.id or 0


def held(kept: LocalStore) -> list[str]:
    """The keys of everything that the store holds, provisional ones too."""
    return sorted(one.key for one in kept.contents())
