"""The program's own routes beside the pages: signing in and out, set-up, files, and short addresses."""

from __future__ import annotations

from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from customer_card.http import calendar
from customer_card.http.auth import create_first, sign_in, sign_out
from customer_card.http.files import FILE_ROUTES
from customer_card.services import sessions
from customer_card.settings import settings
from customer_card.views.administration import first_section


async def to_customers(_request: Request) -> Response:
    """The front door leads to the customers."""
    return RedirectResponse("/customers", 303)


async def to_first_tab(request: Request) -> Response:
    """A customer without a tab opens at the first one."""
    number = quote(request.path_params["number"], safe="")
    return RedirectResponse(f"/customers/{number}/contacts", 303)


async def to_first_section(request: Request) -> Response:
    """The administration opens at the first of its pages that the visitor may open."""
    actor = await sessions.resolve(request.cookies.get(settings.session_cookie, ""))
    if actor is None:
        return RedirectResponse("/login?next=%2Fadmin", 303)
    return RedirectResponse(f"/admin/{first_section(actor)}", 303)


def own_routes() -> Starlette:
    """The Starlette application under which the pages are mounted; its routes come first."""
    return Starlette(
        routes=[
            Route("/", to_customers),
            Route("/customers/{number}", to_first_tab),
            Route("/admin", to_first_section),
            Route("/calendar/{item_id:int}.ics", calendar.download),
            Route("/auth/login", sign_in, methods=["POST"]),
            Route("/auth/logout", sign_out, methods=["POST"]),
            Route("/auth/setup", create_first, methods=["POST"]),
            *FILE_ROUTES,
        ]
    )
