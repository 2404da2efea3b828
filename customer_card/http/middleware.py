"""What every request passes: the host it names, the size of its body, the headers of its answer.

Plain ASGI, so that nothing is buffered on the way. Websockets pass the host check too.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from customer_card.settings import settings

MAXIMUM_BODY = 64 * 1024
"""Forms are small; only a file that is sent in may be larger."""

_SOCKETS = " ".join(origin.replace("http", "ws", 1) for origin in settings.origins)
"""The websocket's own address; not every browser counts it as ``'self'``."""

PAGES_CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline';"
    f" img-src 'self' data:; font-src 'self'; connect-src 'self' {_SOCKETS}; frame-ancestors 'none';"
    " object-src 'none'; base-uri 'self'; form-action 'self'"
)
"""The framework boots pages by inline scripts and runs some events through eval; raw HTML is never rendered."""

STRICT_CSP = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"

PUBLIC_PAGES = ("/login", "/setup")


def known_host(app: ASGIApp) -> ASGIApp:
    """Answer only to the names that the program goes by."""
    allowed = {host.lower() for host in settings.allowed_hosts}

    async def checked(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"}:
            host = Headers(scope=scope).get("host", "").lower()
            if host not in allowed:
                await _refuse_host(scope, receive, send)
                return
        await app(scope, receive, send)

    return checked


async def _refuse_host(scope: Scope, receive: Receive, send: Send) -> None:
    """A websocket is answered in HTTP only where the server can do that."""
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
    else:
        await PlainTextResponse("Unknown host", 400)(scope, receive, send)


def bounded_body(app: ASGIApp) -> ASGIApp:
    """Refuse a body that is too large, whatever its announced length."""

    async def bounded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        announced, most = Headers(scope=scope).get("content-length", "0"), _largest_body(scope)
        if not _is_small_enough(announced, most):
            await PlainTextResponse("Too large", 413)(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise HTTPException(413)
            return message

        await app(scope, counted, send)

    return bounded


def _largest_body(scope: Scope) -> int:
    return settings.max_file_bytes if scope["method"] == "PUT" and scope["path"] == "/files" else MAXIMUM_BODY


def _is_small_enough(announced: str, most: int) -> bool:
    return announced.isascii() and announced.isdigit() and len(announced) < 12 and int(announced) <= most


def signed_in_pages(app: ASGIApp) -> ASGIApp:
    """Send a visitor without a session cookie to the sign-in page before any page is loaded.

    Whether the cookie is worth anything is the gate's question; this only saves a detour.
    """

    async def redirected(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _is_page(scope) and not _has_cookie(scope):
            query = scope.get("query_string", b"").decode("latin-1")
            target = scope["path"] + (f"?{query}" if query else "")
            await RedirectResponse(f"/login?next={quote(target, safe='')}", 303)(scope, receive, send)
            return
        await app(scope, receive, send)

    return redirected


def _is_page(scope: Scope) -> bool:
    path: str = scope["path"]
    if scope["method"] not in {"GET", "HEAD"} or path.startswith(PUBLIC_PAGES):
        return False
    return path in {"/", "/customers", "/contacts", "/admin"} or path.startswith(("/customers/", "/admin/"))


def _has_cookie(scope: Scope) -> bool:
    try:
        return settings.session_cookie in SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return False


def secure_headers(app: ASGIApp) -> ASGIApp:
    """The headers that keep pages from being framed, sniffed, cached or scripted from elsewhere."""

    async def with_headers(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        path: str = scope["path"]

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(scope=message), path)
            await send(message)

        await app(scope, receive, sent)

    return with_headers


def _add(headers: MutableHeaders, path: str) -> None:
    is_asset = path.startswith("/assets/")
    is_page = not path.startswith(("/auth/", "/files", "/_upload"))
    headers["Content-Security-Policy"] = PAGES_CSP if is_page else STRICT_CSP
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if settings.secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    # Built files carry a digest in their names; everything else is asked for anew, so that
    # nothing of a signed-in page is kept for whoever presses Back.
    if is_asset:
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif "text/html" in headers.get("content-type", "") or path.startswith("/auth/"):
        headers["Cache-Control"] = "no-store"
