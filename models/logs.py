"""Structured JSON logs: a constant event name, ids as fields, nothing personal (style.md, Logs)."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]
_MAX_FRAMES = 30


def configure(level: str) -> None:
    """Once per process, before anything logs."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(_where_it_failed),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        # Asked anew for each line: whoever turns standard error elsewhere gets the lines there.
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _where_it_failed(exc_info: ExcInfo) -> list[dict[str, Any]]:
    """Types and places, outermost last. Neither messages nor local variables: a database error quotes the
    row, a ValueError quotes the input, and both may hold a caller's words or number."""
    chain: list[dict[str, Any]] = []
    error: BaseException | None = exc_info[1]
    while error is not None and len(chain) < 5:
        frames = traceback.extract_tb(error.__traceback__)[-_MAX_FRAMES:]
        chain.append(
            {
                "type": f"{type(error).__module__}.{type(error).__qualname__}",
                "code": getattr(error, "sqlstate", None) or getattr(error, "code", None),
                "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
            }
        )
        error = error.__cause__ or error.__context__
    return chain
