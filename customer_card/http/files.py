"""Documents over HTTP: taking them in, handing them out, and pictures of them.

Nothing here is served as what it might claim to be: a content goes out as an attachment under a
policy that forbids everything, and what is shown was drawn anew. Whatever a visitor may not have
is answered as what does not exist, whoever asks.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncIterator
from urllib.parse import quote, unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from customer_card.domain.errors import Invalid, NotFound, Refused
from customer_card.domain.permissions import Actor
from customer_card.http.auth import is_own_origin
from customer_card.services import document_files, sessions
from customer_card.services.document_files import Upload
from customer_card.settings import settings

IDLE_SECONDS = 60.0
"""A sender that says nothing for so long has gone."""

REFUSALS = {"file_too_large": 413, "file_empty": 422, "no_room": 507}
PRIVATE = {"Cache-Control": "private, no-store", "Cross-Origin-Resource-Policy": "same-origin"}


async def upload(request: Request) -> Response:
    """Take in a file that the page sends as it is, with its name in a header; answers with the document's id."""
    actor = await _caller(request)
    if actor is None or not is_own_origin(request):
        return missing()
    try:
        added = await document_files.receive(actor, _asked(request), _chunks(request))
    except (ClientDisconnect, TimeoutError):
        return PlainTextResponse("The file did not come to its end", 408)
    except NotFound:
        answer = missing()
    except Refused as refused:
        answer = JSONResponse({"error": refused.code}, REFUSALS[refused.code])
    except Invalid:
        answer = JSONResponse({"error": "invalid"}, 422)
    else:
        return JSONResponse({"id": added.document_id, "name": added.name}, 201, PRIVATE)
    await _hear_out(request)
    return answer


async def download(request: Request) -> Response:
    """A file, to be saved and never to be opened in the program's name."""
    actor = await _caller(request)
    if actor is None or _is_embedded_elsewhere(request):
        return missing()
    try:
        file = await document_files.opened(actor, _id(request))
    except NotFound:
        return missing()
    headers = PRIVATE | {"Content-Length": str(file.size), "Content-Disposition": attachment(file.name)}
    # Said in full, so that no character set is added to a text that may be written in another one.
    headers["Content-Type"] = file.media_type
    return StreamingResponse(document_files.pieces(file.content), headers=headers)


async def preview(request: Request) -> Response:
    """A picture of an image, or of a page of a PDF."""
    actor = await _caller(request)
    if actor is None or _is_embedded_elsewhere(request):
        return missing()
    page = request.query_params.get("page", "1")
    if not page.isascii() or not page.isdigit() or len(page) > 5:
        return missing()
    try:
        picture = await document_files.picture(actor, _id(request), int(page))
    except NotFound:
        return missing()
    return Response(picture.content, headers=PRIVATE | {"Content-Disposition": "inline"}, media_type=picture.media_type)


async def nothing(_request: Request) -> Response:
    """What stands at an address where nothing is."""
    return missing()


def missing() -> Response:
    """The one answer to what is hidden, removed, not signed in for, or not there."""
    return PlainTextResponse("Not found", 404, PRIVATE)


def attachment(name: str) -> str:
    """The header that has a browser save a file under its name, whatever characters that is made of."""
    letters = (one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    plain = "".join(one if one.isascii() and (one.isalnum() or one in " ._-()") else "_" for one in letters)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


async def _caller(request: Request) -> Actor | None:
    return await sessions.resolve(request.cookies.get(settings.session_cookie, ""))


def _id(request: Request) -> int:
    """The document's id in the address. Raises ``NotFound`` for more digits than an id has."""
    document_id: int = request.path_params["document_id"]
    if document_id >= 10**18:
        raise NotFound
    return document_id


def _asked(request: Request) -> Upload:
    """Where a file is to go and what it is called. Raises ``NotFound`` for what our page does not send."""
    numbers = {}
    for name in ("customer", "place"):
        text = request.query_params.get(name, "")
        if not text.isascii() or not text.isdigit() or len(text) > 18:
            raise NotFound
        numbers[name] = int(text)
    announced = request.headers.get("content-length", "0")
    return Upload(
        customer_id=numbers["customer"],
        place=numbers["place"],
        name=unquote(request.headers.get("x-file-name", "")[:10_000], errors="ignore"),
        kind=request.query_params.get("kind", "")[:20],
        announced=int(announced),
    )


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    stream = aiter(request.stream())
    while True:
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                chunk = await anext(stream)
        except StopAsyncIteration:
            return
        yield chunk


async def _hear_out(request: Request) -> None:
    """Let the sender finish: a browser whose sending is cut off shows no answer."""
    try:
        async with asyncio.timeout(IDLE_SECONDS):
            async for _ in request.stream():
                pass
    except (ClientDisconnect, RuntimeError, TimeoutError):
        return


def _is_embedded_elsewhere(request: Request) -> bool:
    """Whether another site's page wants it as a part of itself; a link there that somebody follows is none."""
    site = request.headers.get("sec-fetch-site", "none")
    return site not in {"same-origin", "none"} and request.headers.get("sec-fetch-mode") != "navigate"


FILE_ROUTES = [
    Route("/files", upload, methods=["PUT"]),
    Route("/files/{document_id:int}", download),
    Route("/files/{document_id:int}/preview", preview),
    Route("/files/{rest:path}", nothing),
    # The framework would serve a folder of its own here, to anybody.
    Route("/_upload", nothing),
    Route("/_upload/{rest:path}", nothing),
]
