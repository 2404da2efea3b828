"""Logs: structured, with a reference for each failure, and without anybody's data.

The framework's own loggers write argument values when a conversion fails and whole payloads
in places; what they say is cut to who said it.
"""

from __future__ import annotations

import logging
from typing import Any

import structlog

from customer_card.settings import settings

FRAMEWORKS = ("reflex", "reflex_base", "socketio", "engineio", "reflex_components_core", "asyncio")


def without_values(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """A log record; a framework's message, which may quote what somebody typed, becomes where it came from."""
    record = logging.LogRecord(*args, **kwargs)
    if record.levelno >= logging.WARNING and record.name.partition(".")[0] in FRAMEWORKS:
        error = record.exc_info[0] if record.exc_info else None
        where = f"{record.name}.{record.funcName}:{record.lineno}"
        record.msg = f"{where} {error.__name__}" if error else where
        record.args = ()
        record.exc_info = None
    return record


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
    # Where records are made, since the framework makes loggers whenever one of its parts is first used.
    logging.setLogRecordFactory(without_values)
