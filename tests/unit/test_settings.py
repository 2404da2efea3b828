"""What follows from the settings: one public address decides cookies, origins, hosts and whether to start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from customer_card.http import middleware
from customer_card.http.auth import sign_out
from customer_card.http.middleware import known_host, secure_headers
from customer_card.settings import Settings, is_loopback


def made(**values: Any) -> Settings:
    """Settings without what the environment of the tests says."""
    return Settings(_env_file=None, **values)  # pyright: ignore[reportCallIssue]


def test_without_settings_the_program_is_for_this_machine() -> None:
    found = made()
    assert (found.origin, found.secure, found.host) == ("http://localhost:3000", False, "127.0.0.1")
    assert found.origins == ("http://localhost:3000", "http://127.0.0.1:3000")
    assert found.allowed_hosts == ("localhost:3000", "127.0.0.1:3000")


def test_on_http_the_cookie_carries_the_port() -> None:
    assert (made().session_cookie, made(port=3987).session_cookie) == ("session-3000", "session-3987")


def test_on_https_the_cookie_is_bound_to_the_host() -> None:
    found = made(public_url="https://kund.example.com")
    assert (found.session_cookie, found.secure) == ("__Host-session", True)
    assert found.origins == ("https://kund.example.com",)
    assert found.allowed_hosts == ("kund.example.com",)


def test_a_port_in_the_public_address_stays() -> None:
    found = made(public_url="https://kund.example.com:8443/")
    assert (found.origin, found.allowed_hosts) == (
        "https://kund.example.com:8443",
        ("kund.example.com:8443",),
    )


@pytest.mark.parametrize("url", ["http://kund.example.com", "http://192.168.1.5:3000", "http://10.0.0.1"])
def test_plain_http_beyond_this_machine_does_not_start(url: str) -> None:
    with pytest.raises(ValidationError, match="ALLOW_HTTP"):
        made(public_url=url)


def test_plain_http_beyond_this_machine_starts_when_somebody_insists() -> None:
    found = made(public_url="http://kund.example.com", allow_http=True)
    assert (found.secure, found.session_cookie) == (False, "session-3000")


@pytest.mark.parametrize("url", ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"])
def test_plain_http_on_this_machine_starts(url: str) -> None:
    assert made(public_url=url).origin == url


@pytest.mark.parametrize(
    "url",
    [
        "kund.example.com",
        "ftp://kund.example.com",
        "https://",
        "https://kund.example.com/path",
        "javascript:alert(1)",
        "https:///x",
        "//kund.example.com",
    ],
)
def test_a_public_address_that_is_no_origin_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        made(public_url=url)


@pytest.mark.parametrize(
    "values",
    [
        {"port": 0},
        {"port": 70_000},
        {"workers": 0},
        {"workers": 2},
        {"trusted_proxy_hops": -1},
        {"default_language": "de"},
        {"log_format": "xml"},
    ],
    ids=str,
)
def test_a_setting_out_of_range_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        made(**values)


def test_a_time_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises((ValidationError, KeyError)):
        made(time_zone="Europe/Atlantis")
    assert made(time_zone="Europe/Helsinki").zone.key == "Europe/Helsinki"


def test_the_firms_country_is_that_of_its_time_zone_unless_said_otherwise() -> None:
    assert made().country == "SE"
    assert made(time_zone="Europe/Helsinki").country == "FI"
    assert made(time_zone="UTC").country == "SE"
    assert made(time_zone="Europe/Stockholm", country="no").country == "NO"


@pytest.mark.parametrize("country", ["Sverige", "S", "ZQ", "001"])
def test_a_country_that_does_not_exist_is_refused(country: str) -> None:
    with pytest.raises(ValidationError):
        made(country=country)


@pytest.mark.parametrize(
    ("url", "asynchronous", "synchronous"),
    [
        ("postgres://a:b@c/d", "postgresql+psycopg://a:b@c/d", "postgresql+psycopg://a:b@c/d"),
        ("postgresql://a@c/d", "postgresql+psycopg://a@c/d", "postgresql+psycopg://a@c/d"),
        ("sqlite:///x.db", "sqlite+aiosqlite:///x.db", "sqlite:///x.db"),
    ],
)
def test_a_database_address_is_taken_as_people_write_it(url: str, asynchronous: str, synchronous: str) -> None:
    found = made(database_url=url)
    assert (found.async_database_url, found.sync_database_url) == (asynchronous, synchronous)


def test_the_data_folder_and_its_key_are_the_owners_alone(tmp_path: Path) -> None:
    found = made(data_dir=tmp_path / "data")
    key = found.secret_key
    assert len(key) == 32
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert made(data_dir=tmp_path / "data").secret_key == key


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("192.168.0.1", False),
        ("localhost.example.com", False),
        ("", False),
    ],
)
def test_only_this_machines_names_are_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.fixture
def on_https(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The edge as it is behind a public address with https."""
    found = made(public_url="https://kund.example.com")
    monkeypatch.setattr(middleware, "settings", found)
    monkeypatch.setattr("customer_card.http.auth.settings", found)
    return found


@pytest.mark.asyncio
async def test_on_https_every_answer_demands_https_from_then_on(on_https: Settings) -> None:
    app = known_host(secure_headers(HTMLResponse("page")))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=on_https.origin) as client:
        response = await client.get("/login")
        other = await client.get("/login", headers={"host": "localhost:3000"})
    assert response.headers["strict-transport-security"] == "max-age=31536000"
    assert other.status_code == 400


@pytest.mark.asyncio
async def test_on_https_the_cookie_is_secure_whatever_the_request_says(on_https: Settings) -> None:
    app = Starlette(routes=[Route("/auth/logout", sign_out, methods=["POST"])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://inside:3000") as client:
        response = await client.post("/auth/logout", headers={"origin": on_https.origin})
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
