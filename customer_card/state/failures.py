"""What nobody foresaw: an apology with a reference on the page, the trace with that reference in the log."""

import secrets
import traceback
from typing import cast

import structlog
from reflex.event import EventSpec

from customer_card.state.marks import current_actor
from customer_card.state.messages import MessagesState

log = structlog.get_logger(__name__)


def on_backend_error(exception: Exception) -> EventSpec:
    """Log where it happened, without the values that were involved, and tell the user the reference."""
    reference = secrets.token_hex(4)
    actor = current_actor.get()
    frames = [
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(exception.__traceback__)
    ]
    log.error(
        "event_failed",
        reference=reference,
        error=type(exception).__name__,
        user_id=actor.user_id if actor else None,
        trace=frames[-12:],
    )
    return cast("EventSpec", MessagesState.failed(reference))
