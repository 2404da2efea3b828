"""What nobody foresaw: an apology with a reference on the page, the trace with that reference in the log."""

import secrets
import traceback
from pathlib import Path
from typing import cast

import structlog
from reflex.event import EventSpec
from reflex_base.event.context import EventContext

from customer_card.state.messages import MessagesState
from customer_card.state.watch import watch

log = structlog.get_logger(__name__)

PACKAGE = str(Path(__file__).parent.parent)
LAST_FRAMES = 4


def on_backend_error(exception: Exception) -> EventSpec:
    """Log where it happened, without the values that were involved, and tell the user the reference."""
    reference = secrets.token_hex(4)
    log.error(
        "event_failed",
        reference=reference,
        error=type(exception).__name__,
        session_id=_session_id(),
        trace=_where(exception),
    )
    return cast("EventSpec", MessagesState.failed(reference))


def _where(exception: Exception) -> list[str]:
    """Our own frames, which a library's would crowd out, and the last ones, where it broke."""
    frames = traceback.extract_tb(exception.__traceback__)
    kept = [one for one in frames[:-LAST_FRAMES] if one.filename.startswith(PACKAGE)]
    return [
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}"
        for frame in (*kept[-12:], *frames[-LAST_FRAMES:])
    ]


def _session_id() -> int | None:
    """The session of the page whose event failed; the event's own task, and its actor, are gone by now."""
    try:
        return watch.session_of(EventContext.get().token)
    except LookupError:
        return None
