"""What every request passes: hosts, bodies, the way to the sign-in page, and the headers of every answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from customer_card.http.middleware import MAXIMUM_BODY, PAGES_CSP, STRICT_CSP
from customer_card.settings import settings
from tests.support.pipeline import the_app
from tests.support.web import PAGE, browser, composed

SIGNED_IN = {"cookie": f"{settings.session_cookie}=something"}

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


# Hosts ----------------------------------------------------------------------------------------


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost", "localhost:3001", "localhost:3000.evil.example", "127.0.0.1", "", "[::1]:3000"],
)
async def test_an_unknown_host_is_not_answered(host: str, visitor: httpx.AsyncClient) -> None:
    response = await visitor.get("/login", headers={"host": host})
    assert response.status_code == 400
    assert PAGE not in response.text


@pytest.mark.asyncio
@pytest.mark.parametrize("host", ["localhost:3000", "LOCALHOST:3000", "127.0.0.1:3000"])
async def test_a_known_host_is_answered(host: str, visitor: httpx.AsyncClient) -> None:
    response = await visitor.get("/login", headers={"host": host})
    assert (response.status_code, response.text) == (200, PAGE)


async def opened_socket(host: bytes, extensions: dict[str, Any]) -> list[Message]:
    """What the program says to the handshake of a websocket."""
    reached: list[Message] = []
    sent: list[Message] = []

    async def inner(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {
        "type": "websocket",
        "path": "/_event",
        "raw_path": b"/_event",
        "root_path": "",
        "scheme": "ws",
        "query_string": b"",
        "headers": [(b"host", host)],
        "subprotocols": [],
        "extensions": extensions,
    }
    await composed(inner)(scope, receive, send)
    return reached + sent


@pytest.mark.asyncio
async def test_a_websocket_to_a_known_host_is_let_through() -> None:
    assert [one["type"] for one in await opened_socket(b"localhost:3000", {})] == ["websocket.accept"]


@pytest.mark.asyncio
@pytest.mark.parametrize("host", [b"evil.example", b""])
async def test_a_websocket_to_an_unknown_host_is_refused(host: bytes) -> None:
    answered = await opened_socket(host, {"websocket.http.response": {}})
    assert [one["type"] for one in answered] == ["websocket.http.response.start", "websocket.http.response.body"]
    assert answered[0]["status"] == 400
    closed = await opened_socket(host, {})
    assert [one["type"] for one in closed] == ["websocket.close"]


# Bodies ---------------------------------------------------------------------------------------


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/auth/login", "/auth/setup", "/auth/logout", "/anything"])
async def test_a_body_that_announces_to_be_too_large_is_refused_unread(path: str, visitor: httpx.AsyncClient) -> None:
    response = await visitor.post(path, content=b"x" * (MAXIMUM_BODY + 1))
    assert response.status_code == 413


@pytest.mark.asyncio
@pytest.mark.parametrize("length", ["-1", "x", "1e9", "\xb2", "9" * 5_000, " "])
async def test_a_length_that_is_none_is_refused(length: str, visitor: httpx.AsyncClient) -> None:
    request = visitor.build_request("POST", "/auth/login", content=b"email=a")
    raw = [(k, v) for k, v in request.headers.raw if k.lower() != b"content-length"]
    request.headers = httpx.Headers([*raw, (b"content-length", length.encode("latin-1"))])
    assert (await visitor.send(request)).status_code == 413


@pytest.mark.asyncio
async def test_a_body_without_a_length_is_counted_while_it_comes(visitor: httpx.AsyncClient) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while taken < 50 * MAXIMUM_BODY:
            taken += 8_192
            yield b"x" * 8_192

    form = {"content-type": "application/x-www-form-urlencoded"}
    response = await visitor.post("/auth/login", content=endless(), headers=form)
    assert response.status_code == 413
    assert taken <= 2 * MAXIMUM_BODY


@pytest.mark.asyncio
async def test_a_body_in_pieces_that_is_small_enough_is_read(visitor: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"email=admin%40demo", b".example&pass", b"word=kundkort"):
            yield piece

    form = {"content-type": "application/x-www-form-urlencoded"}
    response = await visitor.post("/auth/login", content=pieces(), headers=form)
    assert response.headers["location"] == "/customers"


# The way to the sign-in page ------------------------------------------------------------------


@pytest.mark.asyncio
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/customers",
        "/customers/",
        "/customers/1001",
        "/customers/1001/contacts",
        "/customers/%C3%85-77/contacts",
        "/customers?search=%C3%A5&view=all",
        "/customers/login",
        "/customers/..%2Flogin",
    ],
)
async def test_a_visitor_is_sent_to_sign_in_and_back(method: str, target: str, visitor: httpx.AsyncClient) -> None:
    response = await visitor.request(method, target)
    place = urlsplit(response.headers["location"])
    assert (response.status_code, place.netloc, place.path) == (303, "", "/login")
    [following] = parse_qs(place.query)["next"]
    assert following.startswith("/")
    assert PAGE not in response.text


@pytest.mark.asyncio
@pytest.mark.parametrize("cookie", ["other=1", f"{settings.session_cookie}x=1", f"x{settings.session_cookie}=1"])
async def test_another_cookie_is_no_session(cookie: str, visitor: httpx.AsyncClient) -> None:
    response = await visitor.get("/customers", headers={"cookie": cookie})
    assert response.status_code == 303


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/login", "/login/", "/setup", "/assets/app.js", "/favicon.svg"])
async def test_what_everybody_may_load_is_loaded(path: str, visitor: httpx.AsyncClient) -> None:
    assert (await visitor.get(path)).status_code == 200


@pytest.mark.asyncio
async def test_whoever_carries_a_session_gets_the_page(visitor: httpx.AsyncClient) -> None:
    for path in ("/customers", "/customers/1001/contacts"):
        response = await visitor.get(path, headers=SIGNED_IN)
        assert (response.status_code, response.text) == (200, PAGE)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "/customers"),
        ("/customers/1001", "/customers/1001/contacts"),
        ("/customers/%C3%85-77", "/customers/%C3%85-77/contacts"),
        ("/customers/%0d%0aSet-Cookie:a", "/customers/%0D%0ASet-Cookie%3Aa/contacts"),
        ("/customers/a%3Fb%23c", "/customers/a%3Fb%23c/contacts"),
        ("/customers/%5Cevil", "/customers/%5Cevil/contacts"),
    ],
)
async def test_short_addresses_lead_on_within_the_program(path: str, place: str, visitor: httpx.AsyncClient) -> None:
    response = await visitor.get(path, headers=SIGNED_IN)
    assert (response.status_code, response.headers["location"]) == (303, place)


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/customers", "/\\evil.example", "/%2F/evil"])
async def test_no_path_is_turned_into_another_host(path: str) -> None:
    async with browser() as client:
        request = client.build_request("GET", "/")
        request.url = request.url.copy_with(raw_path=path.encode())
        response = await client.send(request)
    assert urlsplit(response.headers.get("location", "")).netloc == ""


# Headers --------------------------------------------------------------------------------------


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/login", {}, 200),
        ("HEAD", "/login", {}, 200),
        ("GET", "/customers", {}, 303),
        ("GET", "/", SIGNED_IN, 303),
        ("GET", "/auth/login", {}, 200),
        ("POST", "/auth/login", {}, 303),
        ("POST", "/auth/logout", {}, 303),
        ("POST", "/auth/login", {"content-length": "99999999"}, 413),
        ("GET", "/login", {"host": "evil.example"}, 400),
    ],
)
async def test_every_answer_carries_the_headers(
    method: str, path: str, headers: dict[str, str], status: int, visitor: httpx.AsyncClient
) -> None:
    response = await visitor.request(method, path, headers=headers)
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS
    strict = path.startswith("/auth/")
    assert response.headers["content-security-policy"] == (STRICT_CSP if strict else PAGES_CSP)
    assert "strict-transport-security" not in response.headers


@pytest.mark.asyncio
async def test_a_failure_carries_the_headers_and_no_words_of_its_own(firm: object) -> None:
    async def failing(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise RuntimeError("anna@secret.example")

    async with browser(composed(failing)) as client:
        response = await client.get("/login")
    assert response.status_code == 500
    assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS
    assert "anna" not in response.text


@pytest.mark.asyncio
async def test_pages_are_not_kept_and_built_files_are(visitor: httpx.AsyncClient) -> None:
    page = await visitor.get("/customers", headers=SIGNED_IN)
    assert page.headers["cache-control"] == "no-store"
    assert (await visitor.post("/auth/login")).headers["cache-control"] == "no-store"
    asset = await visitor.get("/assets/app-1a2b3c.js")
    assert "immutable" in asset.headers["cache-control"]


def test_pages_let_nothing_in_from_elsewhere() -> None:
    policy = dict(part.strip().split(" ", 1) for part in PAGES_CSP.split(";"))
    assert policy["default-src"] == "'self'"
    assert (policy["frame-ancestors"], policy["object-src"], policy["base-uri"]) == ("'none'", "'none'", "'self'")
    assert policy["form-action"] == "'self'"
    assert policy["connect-src"].split() == ["'self'", "ws://localhost:3000", "ws://127.0.0.1:3000"]
    assert "http" not in PAGES_CSP
    assert "*" not in PAGES_CSP


def test_the_framework_offers_no_upload_and_no_other_route_than_these() -> None:
    paths = {getattr(route, "path", "") for route in the_app()._api.routes}  # pyright: ignore[reportOptionalMemberAccess]
    assert paths == {"/ping", "/_health", "/_event"}
