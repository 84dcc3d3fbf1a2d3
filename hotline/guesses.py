"""Limits where somebody could try passwords or tracking codes; nothing else is limited, least of all intake."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import Flask, abort, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

# Per address. A whole call centre logs in behind one address at eight in the morning; one account is
# locked after five wrong passwords anyway (models/services/log_in.py).
GUESSED: Mapping[str, str] = {"account.log_in": "60/minute", "track.show": "20/minute"}
_View = Callable[..., Any]


def limit_guessing(app: Flask) -> None:
    """Wrap the views in which guessing would pay; counted in this process, so that no dead server matters."""
    counter = FixedWindowRateLimiter(MemoryStorage())
    for endpoint, allowed in GUESSED.items():
        view = app.view_functions[endpoint]
        app.view_functions[endpoint] = _limited(view, counter, parse(allowed), endpoint)


def _limited(
    view: _View, counter: FixedWindowRateLimiter, allowed: RateLimitItem, endpoint: str
) -> _View:
    @wraps(view)
    def answer(**values: Any) -> Any:
        if not counter.hit(allowed, endpoint, request.remote_addr or "-"):
            abort(429)
        return view(**values)

    return answer
