"""Asking a register over HTTP: briefly, politely, and with nothing believed of what comes back."""

from __future__ import annotations

import asyncio
import json
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from customer_card.domain.clock import now
from customer_card.registers.model import RegisterUnavailable, Trouble

TIME_OUT_SECONDS = 10.0
MAXIMUM_BYTES = 4_000_000
MAXIMUM_REDIRECTS = 3
LONGEST_WAIT_SECONDS = 5
"""Asked to wait longer than this before trying again, the program says so instead of waiting."""

LONGEST_RETRY_AFTER_SECONDS = 24 * 3600
HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "customer-card"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and the body read as JSON; None for a body that is none."""

    status: int
    body: Any


class Caller:
    """Asks one register. ``pauses`` are the seconds before the first and the second further try."""

    def __init__(self, base_url: str, pauses: tuple[float, ...] = (0.5, 1.5)) -> None:
        self._base = base_url.rstrip("/")
        self._pauses = pauses

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        """Ask once, and again after 429 and 5xx. Raises ``RegisterUnavailable``."""
        pauses = iter(self._pauses)
        while True:
            status, headers, body = await self._asked(f"{self._base}/{path}", query)
            if status != 429 and status < 500:
                return Answer(status, _json(body))
            pause, retry_after = next(pauses, None), _retry_after(headers.get("retry-after", ""))
            if pause is None or (retry_after or 0) > LONGEST_WAIT_SECONDS:
                trouble = Trouble.TOO_MANY if status == 429 else Trouble.UNREACHABLE
                raise RegisterUnavailable(trouble, retry_after)
            await asyncio.sleep(pause if retry_after is None else retry_after)

    async def _asked(self, url: str, query: Mapping[str, str] | None) -> tuple[int, httpx.Headers, bytes]:
        try:
            async with asyncio.timeout(TIME_OUT_SECONDS), _client() as client:
                return await self._followed(client, url, query)
        except (TimeoutError, httpx.TimeoutException):
            raise RegisterUnavailable(Trouble.TIME_OUT) from None
        except httpx.ConnectError:
            raise RegisterUnavailable(Trouble.UNREACHABLE) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError, zlib.error):
            raise RegisterUnavailable(Trouble.UNEXPECTED) from None

    async def _followed(
        self, client: httpx.AsyncClient, url: str, query: Mapping[str, str] | None
    ) -> tuple[int, httpx.Headers, bytes]:
        """The answer, after redirects within the register's own host and no other."""
        for _ in range(MAXIMUM_REDIRECTS + 1):
            async with client.stream("GET", url, params=query) as response:
                if not response.has_redirect_location:
                    return response.status_code, response.headers, await _body(response)
                target = urljoin(str(response.url), response.headers["location"])
            if _origin(target) != _origin(self._base):
                break
            # The target carries its query itself; an empty one of ours would erase it.
            url, query = target, None
        raise RegisterUnavailable(Trouble.UNEXPECTED)


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=TIME_OUT_SECONDS, follow_redirects=False, headers=HEADERS, verify=_tls())


@cache
def _tls() -> ssl.SSLContext:
    """Reading all certificates takes longer than many a call, so it is done once."""
    return httpx.create_ssl_context()


async def _body(response: httpx.Response) -> bytes:
    """The body, as long as it is within limits; packed ones only as far as they unpack within them."""
    collected = bytearray()
    async for chunk in response.aiter_raw():
        collected += chunk
        if len(collected) > MAXIMUM_BYTES:
            raise RegisterUnavailable(Trouble.UNEXPECTED)
    match response.headers.get("content-encoding", "identity").strip().lower():
        case "identity" | "":
            return bytes(collected)
        case "gzip" | "deflate":
            unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
            unpacked = unpacker.decompress(bytes(collected), MAXIMUM_BYTES)
            if unpacker.eof:
                return unpacked
    raise RegisterUnavailable(Trouble.UNEXPECTED)


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _retry_after(text: str) -> int | None:
    """Seconds to wait, said as seconds or as a date; None when nothing sensible was said."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), LONGEST_RETRY_AFTER_SECONDS)
    try:
        moment = parsedate_to_datetime(text)
        # A date without a zone is in UTC, as the standard has it.
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now()
    except (ValueError, OverflowError, TypeError):
        return None
    return min(max(0, round(seconds.total_seconds())), LONGEST_RETRY_AFTER_SECONDS)


def unexpected() -> RegisterUnavailable:
    """The answer was none that the register's description knows."""
    return RegisterUnavailable(Trouble.UNEXPECTED)


def is_past(text: str) -> bool:
    """Whether a date of a register has come; one that cannot be read counts as come, since it was set."""
    try:
        return bool(text) and datetime.fromisoformat(text[:10]).date() <= now().date()
    except ValueError:
        return True
