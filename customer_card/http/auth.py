"""Signing in and out by forms that the browser posts itself, so that the cookie stays out of scripts."""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from customer_card.domain.errors import Invalid, NotFound
from customer_card.services import sessions, users
from customer_card.services.sessions import LIFETIME, SignInFailed
from customer_card.services.users import NewUser
from customer_card.settings import settings

HOME = "/customers"
PLACES = (HOME, "/contacts", "/admin")
"""Where a visitor can have been heading: these pages and what lies below them."""


async def sign_in(request: Request) -> Response:
    """Start a session and go on to where the visitor was heading; codes and never texts on failure."""
    form = await request.form(max_fields=10, max_files=0)
    following = safe_next(_text(form, "next"))
    if not is_own_origin(request):
        return _again("origin", following)
    try:
        token = await sessions.sign_in(_text(form, "email"), _text(form, "password"), client_address(request))
    except SignInFailed as failure:
        return _again(failure.code, following)
    await _end_former(request)
    return _with_session(RedirectResponse(following, 303), token)


async def sign_out(request: Request) -> Response:
    """End the session everywhere, and have the browser forget the pages it kept."""
    if not is_own_origin(request):
        return RedirectResponse(HOME, 303)
    await _end_former(request)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(settings.session_cookie, path="/", secure=settings.secure, httponly=True, samesite="lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


async def create_first(request: Request) -> Response:
    """Make the first administrator by the one-time link, and sign in."""
    form = await request.form(max_fields=10, max_files=0)
    token = _text(form, "token")
    if not is_own_origin(request):
        return _set_up_again("origin", token)
    try:
        new = NewUser(email=_text(form, "email"), name=_text(form, "name"), password=_text(form, "password"))
        user_id = await users.set_up(token, new)
    except (Invalid, ValidationError):
        return _set_up_again("fields", token)
    except NotFound:
        return _set_up_again("link", "")
    return _with_session(RedirectResponse(HOME, 303), await sessions.start_session(user_id))


def safe_next(target: str) -> str:
    """Where to go after signing in: only a page of the program's own."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return HOME
    plain = (
        target.startswith("/")
        and not target.startswith(("//", "/\\", "/auth/", "/login"))
        and not parts.scheme
        and not parts.netloc
        and "\\" not in target
        and target.isprintable()
        and len(target) <= 500
    )
    known = any(parts.path == place or parts.path.startswith(f"{place}/") for place in PLACES)
    return target if plain and known else HOME


def is_own_origin(request: Request) -> bool:
    """Whether the form stood on one of our own pages; browsers always say so for a post."""
    origin = request.headers.get("origin")
    if origin in settings.origins:
        return True
    return origin is None and request.headers.get("sec-fetch-site") == "same-origin"


def client_address(request: Request) -> str:
    """The caller's network address; a proxy's word counts only as far as it is trusted."""
    hops = settings.trusted_proxy_hops
    forwarded = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops]
    return request.client.host if request.client else ""


def _text(form: object, name: str) -> str:
    value = form.get(name, "")  # pyright: ignore[reportAttributeAccessIssue]
    if not isinstance(value, str):
        return ""
    # NUL and halves of characters are typed by nobody, and kept by no database.
    return value[:1000].replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


async def _end_former(request: Request) -> None:
    former = request.cookies.get(settings.session_cookie)
    if former:
        await sessions.sign_out(former)


def _with_session(response: Response, token: str) -> Response:
    response.set_cookie(
        settings.session_cookie,
        token,
        max_age=int(LIFETIME.total_seconds()),
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )
    return response


def _again(code: str, following: str) -> Response:
    query = {"error": code} | ({"next": following} if following != HOME else {})
    return RedirectResponse(f"/login?{urlencode(query, quote_via=quote)}", 303)


def _set_up_again(code: str, token: str) -> Response:
    return RedirectResponse(f"/setup?{urlencode({'error': code, 'token': token})}", 303)
