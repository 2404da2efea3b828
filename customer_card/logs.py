"""Logs: structured, with a reference for each failure, and without anybody's data.

The framework's own loggers write argument values when a conversion fails and whole payloads
in places; what they say is cut to who said it.
"""

from __future__ import annotations

import logging
from typing import Any

import structlog

from customer_card.settings import settings

FRAMEWORKS = ("reflex", "reflex_base", "socketio", "engineio", "reflex_components_core")


class WithoutValues(logging.Filter):
    """Replaces a framework's message, which may quote what somebody typed, by where it came from."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without its words."""
        if record.levelno >= logging.WARNING:
            record.msg = f"{record.name}.{record.funcName}:{record.lineno}"
            record.args = ()
            record.exc_info = None
            record.exc_text = None
        return True


def configure_logs() -> None:
    """Set up structlog, and bring the framework's loggers under the same rules."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        cache_logger_on_first_use=True,
    )
    quiet = WithoutValues()
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in FRAMEWORKS:
            logging.getLogger(name).addFilter(quiet)
