"""The program's routes and middlewares over a page that is always there, as a browser reaches them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.responses import HTMLResponse
from starlette.routing import Mount
from starlette.types import ASGIApp

from customer_card.http.routes import own_routes
from customer_card.settings import settings
from tests.support.pipeline import the_app

PAGE = "<!doctype html><title>A page of the program</title>"


def composed(inner: ASGIApp | None = None) -> ASGIApp:
    """What the composition root puts around the pages, in its order, around something else."""
    _, *middlewares = the_app().api_transformer  # pyright: ignore[reportGeneralTypeIssues, reportOptionalIterable]
    routes = own_routes()
    routes.routes.append(Mount("", inner or HTMLResponse(PAGE)))
    wrapped: ASGIApp = routes
    for middleware in middlewares:
        wrapped = middleware(wrapped)
    return wrapped


@asynccontextmanager
async def browser(
    app: ASGIApp | None = None, *, address: str = "127.0.0.1", origin: str | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that keeps cookies, says where its forms stood, and follows nothing by itself."""
    transport = httpx.ASGITransport(app or composed(), client=(address, 50_000), raise_app_exceptions=False)
    own = settings.origin if origin is None else origin
    async with httpx.AsyncClient(
        transport=transport, base_url=settings.origin, headers={"origin": own} if own else {}
    ) as client:
        yield client
