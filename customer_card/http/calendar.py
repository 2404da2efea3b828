"""Calendar entries as files for other calendars."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from customer_card.database import database
from customer_card.domain.errors import NotFound
from customer_card.services import calendar, sessions
from customer_card.settings import settings

PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


async def download(request: Request) -> Response:
    """A calendar entry, for those who may see it; anybody else gets what there is where nothing is."""
    actor = await sessions.resolve(request.cookies.get(settings.session_cookie, ""))
    item_id = request.path_params["item_id"]
    if actor is None or item_id >= 10**18:
        return _missing()
    try:
        async with database().reading() as session:
            file = await calendar.entry(session, actor, item_id)
    except NotFound:
        return _missing()
    named = {"Content-Disposition": f'attachment; filename="{item_id}.ics"'}
    return Response(file, media_type="text/calendar", headers=PRIVATE | named)


def _missing() -> Response:
    return PlainTextResponse("Not Found", 404, headers=PRIVATE)
