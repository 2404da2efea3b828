"""Signing in and out by forms: cookies, codes, origins, and where one goes on to."""

from __future__ import annotations

from http.cookies import Morsel, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import func, select

from customer_card.database import Database
from customer_card.http.auth import safe_next
from customer_card.models import UserSession
from customer_card.services import sessions
from customer_card.settings import settings
from tests.support.web import browser

ADMIN = {"email": "admin@demo.example", "password": "kundkort"}


def cookie_of(response: httpx.Response) -> Morsel[str]:
    """The session cookie that a response sets."""
    [header] = response.headers.get_list("set-cookie")
    return SimpleCookie(header)[settings.session_cookie]


async def live_sessions(database: Database) -> int:
    async with database.reading() as session:
        return (
            await session.scalar(select(func.count()).select_from(UserSession).where(UserSession.ended_at.is_(None)))
            or 0
        )


@pytest.mark.asyncio
async def test_the_right_password_sets_a_cookie_that_scripts_cannot_read(visitor: httpx.AsyncClient) -> None:
    response = await visitor.post("/auth/login", data=ADMIN)
    cookie = cookie_of(response)
    assert (response.status_code, response.headers["location"]) == (303, "/customers")
    assert (cookie["httponly"], cookie["samesite"].lower(), cookie["path"]) == (True, "lax", "/")
    assert cookie["secure"] == ""
    assert cookie["domain"] == ""
    assert cookie["max-age"] == str(30 * 24 * 3600)
    reader = await sessions.resolve(cookie.value)
    assert reader
    assert reader.email == "admin@demo.example"


@pytest.mark.asyncio
async def test_wrong_ones_are_answered_alike(visitor: httpx.AsyncClient, firm: Database) -> None:
    answers = []
    for wrong in (
        ADMIN | {"password": "wrong"},
        ADMIN | {"email": "nobody@demo.example"},
        {"email": "", "password": ""},
        {},
        ADMIN | {"password": "x" * 10_000},
        ADMIN | {"email": "x" * 10_000},
        ADMIN | {"email": "admin\x00@demo.example", "password": "\x00"},
    ):
        response = await visitor.post("/auth/login", data=wrong)
        answers.append((response.status_code, response.headers["location"], response.text))
        assert "set-cookie" not in response.headers
    assert set(answers) == {(303, "/login?error=credentials", "")}
    assert await live_sessions(firm) == 0


@pytest.mark.asyncio
async def test_every_sign_in_has_a_token_of_its_own_and_ends_the_browsers_former_one(
    visitor: httpx.AsyncClient, firm: Database
) -> None:
    planted = "x" * 43
    visitor.cookies.set(settings.session_cookie, planted)
    first = cookie_of(await visitor.post("/auth/login", data=ADMIN)).value
    visitor.cookies.clear()
    visitor.cookies.set(settings.session_cookie, first)
    second = cookie_of(await visitor.post("/auth/login", data=ADMIN)).value
    assert len({planted, first, second}) == 3
    assert await sessions.resolve(first) is None
    assert await sessions.resolve(planted) is None
    assert await sessions.resolve(second)
    assert await live_sessions(firm) == 1


@pytest.mark.asyncio
async def test_too_many_failures_are_said_by_a_code_to_that_address_only(visitor: httpx.AsyncClient) -> None:
    for _ in range(sessions.FAILURES_PER_ACCOUNT_AND_ADDRESS):
        await visitor.post("/auth/login", data=ADMIN | {"password": "wrong"})
    refused = await visitor.post("/auth/login", data=ADMIN)
    assert refused.headers["location"] == "/login?error=too_many"
    async with browser(address="10.1.2.3") as owner:
        assert (await owner.post("/auth/login", data=ADMIN)).headers["location"] == "/customers"


@pytest.mark.asyncio
async def test_a_forwarded_address_counts_for_nothing_unless_a_proxy_is_trusted(
    visitor: httpx.AsyncClient,
) -> None:
    for n in range(sessions.FAILURES_PER_ACCOUNT_AND_ADDRESS):
        forged = {"x-forwarded-for": f"10.0.0.{n}"}
        await visitor.post("/auth/login", data=ADMIN | {"password": "wrong"}, headers=forged)
    refused = await visitor.post("/auth/login", data=ADMIN, headers={"x-forwarded-for": "10.9.9.9"})
    assert refused.headers["location"] == "/login?error=too_many"


FOREIGN: list[dict[str, str]] = [
    {"origin": "https://evil.example"},
    {"origin": "http://localhost:3001"},
    {"origin": "https://localhost:3000"},
    {"origin": "http://localhost:3000.evil.example"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
]


@pytest.mark.asyncio
@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_a_form_of_another_site_signs_nobody_in(
    headers: dict[str, str], visitor: httpx.AsyncClient, firm: Database
) -> None:
    response = await visitor.post("/auth/login", data=ADMIN, headers=headers)
    assert response.headers["location"] == "/login?error=origin"
    assert "set-cookie" not in response.headers
    assert await live_sessions(firm) == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_a_form_of_another_site_signs_nobody_out(
    headers: dict[str, str], visitor: httpx.AsyncClient, firm: Database
) -> None:
    token = cookie_of(await visitor.post("/auth/login", data=ADMIN)).value
    response = await visitor.post("/auth/logout", headers=headers)
    assert "set-cookie" not in response.headers
    assert await sessions.resolve(token)


@pytest.mark.asyncio
@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
async def test_a_post_that_does_not_say_where_it_comes_from_is_refused(site: str | None, firm: Database) -> None:
    async with browser(origin="") as client:
        headers = {"sec-fetch-site": site} if site else {}
        response = await client.post("/auth/login", data=ADMIN, headers=headers)
        assert response.headers["location"] == "/login?error=origin"
        same = await client.post("/auth/login", data=ADMIN, headers={"sec-fetch-site": "same-origin"})
        assert same.headers["location"] == "/customers"


@pytest.mark.asyncio
async def test_the_other_name_of_this_machine_is_an_origin_too(visitor: httpx.AsyncClient) -> None:
    named = {"origin": "http://127.0.0.1:3000", "host": "127.0.0.1:3000"}
    response = await visitor.post("/auth/login", data=ADMIN, headers=named)
    assert response.headers["location"] == "/customers"


OUTWARD = [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https://evil.example/customers",
    "http:///evil.example",
    "javascript:alert(1)",
    "/customers\\..\\..\\evil",
    "/customers/1\r\nSet-Cookie: a=b",
    "/customers/\x00",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "//[evil",
    "http://[",
    "//evil.example]",
    "/%2F/evil.example",
    "%2F%2Fevil.example",
    "/login",
    "/auth/logout",
    "/customersevil",
    "customers",
    "/customers/" + "x" * 600,
    "/customers/\u202eevil",
    "/customers/\u2028",
    "///customers/1",
    "",
]


@pytest.mark.parametrize("target", OUTWARD, ids=ascii)
def test_nothing_leads_out_of_the_program(target: str) -> None:
    assert safe_next(target) == "/customers"


@pytest.mark.asyncio
@pytest.mark.parametrize("target", [target for target in OUTWARD if "\x00" not in target], ids=ascii)
async def test_signing_in_goes_on_to_no_other_place(target: str, visitor: httpx.AsyncClient) -> None:
    response = await visitor.post("/auth/login", data=ADMIN | {"next": target})
    assert (response.status_code, response.headers["location"]) == (303, "/customers")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "target",
    [
        "/customers/1001/contacts",
        "/customers?search=%C3%A5&view=all",
        "/customers/A-1/sales?tab=1&x=%2F%2F",
        "/customers",
    ],
)
async def test_signing_in_goes_on_to_where_one_was_heading(target: str, visitor: httpx.AsyncClient) -> None:
    response = await visitor.post("/auth/login", data=ADMIN | {"next": target})
    assert response.headers["location"] == target


@pytest.mark.asyncio
async def test_where_one_was_heading_survives_a_wrong_password(visitor: httpx.AsyncClient) -> None:
    target = "/customers/1001/contacts?a=1&b=å"
    response = await visitor.post("/auth/login", data=ADMIN | {"password": "wrong", "next": target})
    query = parse_qs(urlsplit(response.headers["location"]).query)
    assert query == {"error": ["credentials"], "next": [target]}


@pytest.mark.asyncio
async def test_signing_out_ends_the_session_and_has_the_browser_forget(
    visitor: httpx.AsyncClient, firm: Database
) -> None:
    token = cookie_of(await visitor.post("/auth/login", data=ADMIN)).value
    response = await visitor.post("/auth/logout")
    cookie = cookie_of(response)
    assert (response.status_code, response.headers["location"]) == (303, "/login")
    assert (cookie.value, cookie["max-age"], cookie["httponly"]) == ("", "0", True)
    assert response.headers["clear-site-data"] == '"cache"'
    assert await sessions.resolve(token) is None
    assert await live_sessions(firm) == 0


@pytest.mark.asyncio
async def test_signing_out_twice_or_with_nonsense_is_no_failure(visitor: httpx.AsyncClient) -> None:
    for cookie in (b"", b"x", b"x" * 5_000, "å".encode(), b"a;b=c", b'"', b"\xff"):
        headers = [(b"cookie", settings.session_cookie.encode() + b"=" + cookie)]
        response = await visitor.post("/auth/logout", headers=headers)
        assert (response.status_code, response.headers["location"]) == (303, "/login")


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/auth/login", "/auth/logout", "/auth/setup"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
async def test_forms_are_only_posted(method: str, path: str, visitor: httpx.AsyncClient, firm: Database) -> None:
    response = await visitor.request(method, path, params=ADMIN)
    assert "set-cookie" not in response.headers
    assert "location" not in response.headers
    assert await live_sessions(firm) == 0


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "sent",
    [
        {"content": b"\xff\xfe\x00%00%ff=%zz", "headers": {"content-type": "application/x-www-form-urlencoded"}},
        {"content": b"{}", "headers": {"content-type": "application/json"}},
        {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
        {"content": b"--a\r\n\r\n", "headers": {"content-type": "multipart/form-data; boundary=a"}},
        {"files": {"email": ("a.txt", b"admin@demo.example")}},
        {"data": {f"field{n}": "x" for n in range(50)}},
        {"content": b"email=a&email=b&password=c"},
        {
            "content": b'--a\r\nContent-Disposition: form-data; name="email"\r\n'
            b"Content-Type: text/plain; charset=unicode_escape\r\n\r\n\\ud800\r\n"
            b'--a\r\nContent-Disposition: form-data; name="password"\r\n\r\n\\ud800\r\n--a--\r\n',
            "headers": {"content-type": "multipart/form-data; boundary=a; charset=unicode_escape"},
        },
    ],
    ids=str,
)
async def test_a_form_that_is_none_is_refused_without_a_failure(
    sent: dict[str, Any], visitor: httpx.AsyncClient, firm: Database
) -> None:
    response = await visitor.post("/auth/login", **sent)
    assert response.status_code in {303, 400}
    assert await live_sessions(firm) == 0
