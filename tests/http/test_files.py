"""Files over HTTP: who gets what, what a hostile content becomes, and what an upload that fails leaves behind."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import AsyncIterator
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import pytest_asyncio
from PIL import Image
from starlette.types import Message

from customer_card.database import Database
from customer_card.http.files import attachment
from customer_card.http.middleware import STRICT_CSP
from customer_card.models import Document, Project
from customer_card.services import documents, sessions
from customer_card.services.document_files import _pictures
from customer_card.settings import settings
from customer_card.storage import LocalStore
from tests.support import papers
from tests.support.papers import file, held, project
from tests.support.people import actor
from tests.support.records import bare_customer, row, user_id
from tests.support.snapshot import snapshot
from tests.support.web import composed

NOT_FOUND = (404, "Not found")


@pytest_asyncio.fixture
async def customer(firm: Database, kept: LocalStore) -> int:
    """A customer without anything, and an empty store."""
    return await bare_customer("9001")


async def session_of(account: str) -> dict[str, str]:
    """The cookie of a demo user, as a header."""
    token = await sessions.start_session(await user_id(account))
    return {"cookie": f"{settings.session_cookie}={token}"}


async def put(
    client: httpx.AsyncClient, account: str | None, customer: int, content: Any, name: str = "Avtal.pdf", **more: Any
) -> httpx.Response:
    """A file sent as the page sends it."""
    headers = (await session_of(account) if account else {}) | {"x-file-name": quote(name)} | more.pop("headers", {})
    params = {"customer": str(customer), "place": "0", "kind": ""} | more
    return await client.put("/files", params=params, content=content, headers=headers)


def answer(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.text


@pytest.mark.asyncio
async def test_a_file_goes_in_and_comes_out_as_it_was(visitor: httpx.AsyncClient, customer: int) -> None:
    response = await put(visitor, "kundansvarig", customer, papers.PDF, "Ramavtal på «svenska».pdf")
    assert response.status_code == 201
    document_id = response.json()["id"]
    got = await visitor.get(f"/files/{document_id}", headers=await session_of("medarbetare"))
    assert (got.status_code, got.content) == (200, papers.PDF)
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["content-disposition"] == (
        "attachment; filename=\"Ramavtal pa _svenska_.pdf\"; filename*=UTF-8''"
        "Ramavtal%20p%C3%A5%20%C2%ABsvenska%C2%BB.pdf"
    )
    assert got.headers["content-security-policy"] == STRICT_CSP
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["cache-control"] == "private, no-store"
    assert got.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bild.svg", papers.SVG),
        ("sida.html", papers.HTML),
        ("sida.xhtml", papers.XHTML),
        ("bild.png", papers.HTML),
        ("BILD.PnG.hTmL.", papers.SVG),
        ("polyglott.gif", b"GIF89a/*" + papers.HTML + b"*/=1;"),
        ("polyglott.pdf", b"%PDF-1.4\n" + papers.HTML + papers.PDF),
        ("skal.pHaR", b"<?php system($_GET['c']); ?>"),
    ],
)
async def test_no_hostile_content_is_served_as_what_a_browser_runs(
    visitor: httpx.AsyncClient, customer: int, name: str, content: bytes
) -> None:
    document_id = (await put(visitor, "kundansvarig", customer, content, name)).json()["id"]
    reader = await session_of("admin")
    got = await visitor.get(f"/files/{document_id}", headers=reader)
    assert got.content == content
    assert got.headers["content-type"].split(";")[0] in {
        "text/plain", "application/octet-stream", "image/gif", "application/pdf",
    }  # fmt: skip
    assert got.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in got.headers["content-security-policy"]
    shown = await visitor.get(f"/files/{document_id}/preview", headers=reader)
    assert b"script" not in shown.content
    assert shown.status_code == 404 or shown.headers["content-type"] in {"image/png", "image/jpeg"}


@pytest.mark.asyncio
async def test_names_are_cleaned_before_they_are_kept(visitor: httpx.AsyncClient, customer: int) -> None:
    for sent, kept in (
        ("../../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie: x=1.txt"),
        ("\u202efdp.exe", "fdp.exe"),
        ("/", "Fil"),
        ("x" * 3_000 + ".pdf", "x" * 196 + ".pdf"),
    ):
        response = await put(visitor, "kundansvarig", customer, papers.PDF, sent)
        assert (response.status_code, response.json()["name"]) == (201, kept)


@pytest.mark.asyncio
async def test_anonymous_and_wrong_profiles_get_the_answer_of_what_does_not_exist(
    visitor: httpx.AsyncClient, customer: int, firm: Database, kept: LocalStore
) -> None:
    admin = await actor("admin")
    hidden = await project(customer, "Dold")
    own = (await file(admin, customer)).document_id
    of_hidden = (await file(admin, customer, place=hidden)).document_id
    removed = (await file(admin, customer)).document_id
    await documents.remove(admin, customer, removed)
    link = (await documents.add_link(admin, customer, 0, documents.LinkFields(url="a.example"))).document_id
    before, contents = await snapshot(firm), held(kept)
    for account, forbidden in (
        (None, (own, of_hidden, removed, link)),
        ("ingen", (own, of_hidden, removed, link)),
        ("medarbetare", (of_hidden, removed, link)),
        ("admin", (removed, link)),
    ):
        headers = await session_of(account) if account else {}
        for document_id in (*forbidden, 10**9, 10**30, "x", ""):
            for path in (
                f"/files/{document_id}",
                f"/files/{document_id}/preview",
                f"/files/{document_id}/preview?page=2",
            ):
                assert answer(await visitor.get(path, headers=headers)) == NOT_FOUND, (account, path)
    for account, place in ((None, 0), ("ingen", 0), ("medarbetare", 0), ("medarbetare", hidden), ("admin", 10**9)):
        assert answer(await put(visitor, account, customer, papers.PDF, place=str(place))) == NOT_FOUND
    assert answer(await put(visitor, "admin", 10**9, papers.PDF)) == NOT_FOUND
    assert (await snapshot(firm), held(kept)) == (before, contents)


@pytest.mark.asyncio
@pytest.mark.parametrize("params", [{"customer": "x"}, {"place": "-1"}, {"customer": "9" * 30}, {"place": ""}])
async def test_what_our_page_does_not_send_is_no_upload(
    visitor: httpx.AsyncClient, customer: int, kept: LocalStore, params: dict[str, str]
) -> None:
    headers = await session_of("admin")
    sent = {"customer": str(customer), "place": "0"} | params
    assert answer(await visitor.put("/files", params=sent, content=b"a", headers=headers)) == NOT_FOUND
    assert held(kept) == []


@pytest.mark.asyncio
async def test_a_page_of_another_site_can_neither_send_nor_embed(
    visitor: httpx.AsyncClient, customer: int, kept: LocalStore
) -> None:
    for elsewhere in ({"origin": "https://evil.example"}, {"origin": "null"}):
        assert answer(await put(visitor, "admin", customer, papers.PDF, headers=elsewhere)) == NOT_FOUND
    assert held(kept) == []
    added = await file(await actor("admin"), customer, "Bild.png", papers.png())
    reader = await session_of("admin")
    for path in (f"/files/{added.document_id}", f"/files/{added.document_id}/preview"):
        embedded = reader | {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
        assert answer(await visitor.get(path, headers=embedded)) == NOT_FOUND
        followed = reader | {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
        assert (await visitor.get(path, headers=followed)).status_code == 200


@pytest.mark.asyncio
async def test_ten_gigabytes_are_refused_before_a_byte_is_read(
    visitor: httpx.AsyncClient, customer: int, kept: LocalStore
) -> None:
    async def never() -> AsyncIterator[bytes]:
        raise AssertionError("nobody reads it")
        yield b""

    response = await put(visitor, "admin", customer, never(), headers={"content-length": str(10 * 1024**3)})
    assert response.status_code == 413
    assert held(kept) == []


@pytest.mark.asyncio
async def test_a_content_that_grows_beyond_the_limit_is_stopped_and_leaves_nothing(
    visitor: httpx.AsyncClient, customer: int, kept: LocalStore, firm: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "max_file_mb", 1)
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while taken < 200 * 1024 * 1024:
            taken += 65_536
            yield b"x" * 65_536

    headers = await session_of("admin")
    before = await snapshot(firm)
    response = await visitor.put(
        "/files", params={"customer": str(customer), "place": "0"}, content=endless(), headers=headers
    )
    assert response.status_code == 413
    assert taken < 3 * 1024 * 1024
    assert held(kept) == []
    assert await snapshot(firm) == before


@pytest.mark.asyncio
@pytest.mark.parametrize(("body", "status"), [(b"", 422), (papers.PDF, 422)])
async def test_nothing_at_all_and_a_kind_that_is_none_are_refused(
    visitor: httpx.AsyncClient, customer: int, kept: LocalStore, body: bytes, status: int
) -> None:
    response = await put(visitor, "admin", customer, body, kind="" if not body else "mixtape")
    assert response.status_code == status
    assert held(kept) == []


@pytest.mark.asyncio
async def test_a_full_disk_is_told_and_leaves_nothing_half(
    visitor: httpx.AsyncClient, customer: int, kept: LocalStore, firm: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await snapshot(firm)

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    response = await put(visitor, "admin", customer, papers.PDF)
    assert (response.status_code, response.json()) == (507, {"error": "no_room"})
    monkeypatch.undo()
    nearly = SimpleNamespace(free=100)
    monkeypatch.setattr("customer_card.storage.local.shutil.disk_usage", lambda _folder: nearly)
    response = await put(visitor, "admin", customer, papers.PDF)
    assert (response.status_code, response.json()) == (507, {"error": "no_room"})
    assert held(kept) == []
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_a_connection_that_is_cut_leaves_nothing_half(customer: int, kept: LocalStore, firm: Database) -> None:
    headers = await session_of("admin")
    before = await snapshot(firm)
    messages: list[Message] = [
        {"type": "http.request", "body": b"%PDF-1.4 half of it", "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    await composed()(upload_scope(customer, headers["cookie"]), receive, send)
    assert sent[0]["status"] == 408
    assert held(kept) == []
    assert await snapshot(firm) == before


@pytest.mark.asyncio
async def test_a_sender_that_falls_silent_is_given_up(
    customer: int, kept: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("customer_card.http.files.IDLE_SECONDS", 0.05)
    headers = await session_of("admin")
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await composed()(upload_scope(customer, headers["cookie"]), receive, send)
    assert sent[0]["status"] == 408
    assert held(kept) == []


def upload_scope(customer: int, cookie: str) -> dict[str, Any]:
    """A request as the server in front of the program hands it over."""
    return {
        "type": "http",
        "method": "PUT",
        "path": "/files",
        "raw_path": b"/files",
        "root_path": "",
        "scheme": "http",
        "http_version": "1.1",
        "query_string": f"customer={customer}&place=0".encode(),
        "headers": [
            (b"host", b"localhost:3000"),
            (b"origin", settings.origin.encode()),
            (b"cookie", cookie.encode()),
            (b"content-length", b"1000"),
        ],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 3000),
    }


@pytest.mark.asyncio
async def test_rights_that_end_during_an_upload_end_it(
    visitor: httpx.AsyncClient, customer: int, kept: LocalStore, firm: Database
) -> None:
    place = await project(customer, manager_id=await user_id("projektledare"))

    async def cut() -> AsyncIterator[bytes]:
        yield papers.PDF
        async with firm.writing() as session:
            (await session.get_one(Project, place)).manager_id = None

    response = await put(visitor, "projektledare", customer, cut(), place=str(place))
    assert answer(response) == NOT_FOUND
    assert held(kept) == []


@pytest.mark.asyncio
async def test_pictures_are_drawn_anew_and_hostile_ones_are_not_shown(
    visitor: httpx.AsyncClient, customer: int, kept: LocalStore
) -> None:
    _pictures.clear()
    who, reader = await actor("kundansvarig"), await session_of("medarbetare")

    async def shown(name: str, content: bytes, page: str = "1") -> httpx.Response:
        added = await file(who, customer, name, content)
        return await visitor.get(f"/files/{added.document_id}/preview?page={page}", headers=reader)

    photograph = await shown("foto.jpg", papers.photograph())
    assert b"Zebrafinken" not in photograph.content
    assert photograph.headers["content-security-policy"] == STRICT_CSP
    second = await shown("avtal.pdf", papers.PDF, "2")
    with Image.open(BytesIO(second.content)) as drawn:
        assert (second.headers["content-type"], drawn.format) == ("image/png", "PNG")
    for name, content, page in (
        ("bomb.png", papers.exploding_png(), "1"),
        ("bomb.pdf", papers.exploding_pdf(), "1"),
        ("avtal.pdf", papers.PDF, "3"),
        ("avtal.pdf", papers.PDF, "0"),
        ("avtal.pdf", papers.PDF, "1e9"),
        ("text.txt", b"hej", "1"),
    ):
        assert answer(await shown(name, content, page)) == NOT_FOUND, name
    assert (await visitor.get("/login")).status_code == 200


@pytest.mark.asyncio
async def test_a_row_whose_content_is_gone_is_not_found(
    visitor: httpx.AsyncClient, customer: int, kept: LocalStore
) -> None:
    added = await file(await actor("admin"), customer)
    await kept.remove((await row(Document, added.document_id)).storage_key)
    assert answer(await visitor.get(f"/files/{added.document_id}", headers=await session_of("admin"))) == NOT_FOUND


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/_upload/x", "/_upload/", "/_upload/a/b.pdf", "/_upload"])
async def test_the_frameworks_folder_serves_nothing(visitor: httpx.AsyncClient, customer: int, path: str) -> None:
    assert answer(await visitor.get(path, headers=await session_of("admin"))) == NOT_FOUND


@pytest.mark.parametrize("name", ['a"b.pdf', "a\\b.pdf", "a\r\nb.pdf", "日本.pdf", "å;é.pdf"])
def test_no_name_breaks_out_of_its_header(name: str) -> None:
    header = attachment(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
