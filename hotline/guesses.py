"""Limits where somebody could try passwords or tracking codes; nothing else is limited, least of all intake."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask_limiter import Limiter

# Per address. A whole call centre logs in behind one address at eight in the morning; one account is
# locked after five wrong passwords anyway (models/services/log_in.py).
GUESSED: Mapping[str, str] = {"account.log_in": "60/minute", "track.show": "20/minute"}


def limit_guessing(app: Flask, limiter: Limiter) -> None:
    """Wrap the views in which guessing would pay; counted in this process, so that no dead server matters."""
    for endpoint, allowed in GUESSED.items():
        view = app.view_functions[endpoint]
        app.view_functions[endpoint] = limiter.limit(allowed)(view)  # type: ignore[assignment]
