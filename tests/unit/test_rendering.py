"""Pictures of documents: drawn by processes that a hostile content may end, and nothing else."""

from __future__ import annotations

import asyncio
import time
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import pytest
from PIL import Image

from customer_card.storage.rendering import WAITING, NotRendered, Renderer
from tests.support import papers


def opened(content: bytes) -> BinaryIO:
    """A content as the store hands it out."""
    file = TemporaryFile()  # noqa: SIM115 — whoever gets it reads it
    file.write(content)
    file.seek(0)
    return file  # pyright: ignore[reportReturnType]


@pytest.mark.asyncio
async def test_a_picture_is_drawn_anew_without_what_it_carried() -> None:
    picture = await Renderer().picture(opened(papers.photograph()), "image", 1)
    assert picture.media_type == "image/jpeg"
    assert b"Zebrafinken" not in picture.content
    with Image.open(BytesIO(picture.content)) as drawn:
        assert (drawn.size, dict(drawn.getexif())) == ((60, 40), {})


@pytest.mark.asyncio
async def test_a_large_picture_is_made_smaller() -> None:
    picture = await Renderer().picture(opened(papers.png(4000, 1000)), "image", 1)
    with Image.open(BytesIO(picture.content)) as drawn:
        assert drawn.size == (1600, 400)


@pytest.mark.asyncio
async def test_the_pages_of_a_pdf_are_counted_and_each_is_drawn() -> None:
    assert await Renderer().pages(opened(papers.PDF)) == 2
    first = await Renderer().picture(opened(papers.PDF), "pdf", 1)
    second = await Renderer().picture(opened(papers.PDF), "pdf", 2)
    assert first.media_type == "image/png"
    assert first.content != second.content
    with pytest.raises(NotRendered):
        await Renderer().picture(opened(papers.PDF), "pdf", 3)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("content", "what"),
    [
        (papers.exploding_png(), "image"),
        (papers.SVG, "image"),
        (b"GIF89a" + papers.HTML, "image"),
        (papers.png()[:60], "image"),
        (papers.endless_pdf(), "pdf"),
        (papers.PDF[:200], "pdf"),
        (b"", "pdf"),
    ],
    ids=["exploding", "svg", "polyglot", "cut", "endless", "half a pdf", "nothing"],
)
async def test_what_cannot_be_drawn_is_said_so(content: bytes, what: str) -> None:
    with pytest.raises(NotRendered):
        await Renderer().picture(opened(content), what, 1)  # pyright: ignore[reportArgumentType]


@pytest.mark.asyncio
async def test_a_pdf_that_unpacks_without_end_is_given_up_while_the_program_goes_on() -> None:
    started, turns = time.monotonic(), 0

    async def program() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    running = asyncio.create_task(program())
    with pytest.raises(NotRendered):
        await Renderer(seconds=2).picture(opened(papers.exploding_pdf()), "pdf", 1)
    running.cancel()
    assert time.monotonic() - started < 10
    assert turns > 1_000


@pytest.mark.asyncio
async def test_no_more_pictures_wait_than_there_are_places() -> None:
    renderer = Renderer()
    renderer._asked = WAITING
    with pytest.raises(NotRendered):
        await renderer.pages(opened(papers.PDF))


@pytest.mark.asyncio
async def test_the_process_knows_nothing_of_the_programs_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    worker = tmp_path / "worker.py"
    worker.write_text("import os, sys; sys.stdout.write(str(len([n for n in os.environ if 'CUSTOMER' in n])))")
    monkeypatch.setenv("CUSTOMER_CARD_DATABASE_URL", "postgresql://secret")
    monkeypatch.setattr("customer_card.storage.rendering.WORKER", worker)
    assert await Renderer().pages(opened(b"")) == 0
