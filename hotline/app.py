"""Builds the web application: can be built twice, holds nothing global, answers before any model is loaded."""

from __future__ import annotations

import time
import uuid
from functools import partial

import structlog
from flask import Flask, Response, g, request
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect

from hotline import errors, permits
from hotline.api import resources
from hotline.bundle_in_use import BundleInUse
from hotline.doors import House, Rings, furnish
from hotline.guesses import limit_guessing
from hotline.kept import Kept
from hotline.live import Live
from hotline.machine import Machine
from hotline.metrics import RequestNumbers
from hotline.pages import alarm, attachments, frame
from hotline.presence import Presence
from hotline.reader import Reader
from hotline.refuse import refuse_nul
from hotline.ringing import Ringer
from models.clock import Clock, SystemClock
from models.database import Sessions, engine_for, sessions_for
from models.direct import at_once
from models.logs import configure
from models.policy.load import default_policy
from models.services.policies import Shelf
from models.settings import Settings
from workers.enqueue import Bell

log = structlog.get_logger()
MAX_BODY_BYTES = 1024 * 1024
THREADS_FOR_PAGES = 40  # streams get the other threads of the server
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def create_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    sessions: Sessions | None = None,
    bell: Rings | None = None,
    reader: Reader | None = None,
) -> Flask:
    """The application of these settings; tests pass their own clock, sessions, bell and reader."""
    configure(settings.log_level)
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret,
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=False,  # TLS ends at the proxy in front; it sets Secure itself
        BOOTSTRAP_SERVE_LOCAL=True,
        WTF_CSRF_TIME_LIMIT=None,  # a form that waited over night must still be kept
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    numbers = RequestNumbers()
    sessions = sessions or sessions_for(engine_for(settings.database_url))
    source = BundleInUse(sessions, settings.home)
    furnish(
        app,
        House(
            sessions=sessions,
            clock=clock or SystemClock(),
            keys=settings.keys,
            bell=bell or Ringer(Bell(settings.redis_url)),
            reader=reader or Reader(source.load, source.name),
            numbers=numbers,
            shelf=Shelf(default_policy()),
            presence=Presence(settings.redis_url),
            live=Live(sessions, max(1, settings.web_threads - THREADS_FOR_PAGES)),
            machine=Machine(settings.home, settings.redis_url),
            kept=Kept(),
            at_once=partial(at_once, sessions.kw["bind"]),
        ),
    )
    _frame_requests(app, numbers)
    refuse_nul(app)
    permits.guard(app)
    attachments.raise_limit(app)
    alarm.watch(app)
    csrf = CSRFProtect(app)
    errors.register(app)
    Bootstrap5(app)
    for resource in resources.RESOURCES:
        app.register_blueprint(resource)
        csrf.exempt(resource)  # bearer tokens only: no cookie that another site could use
    frame.register(app)
    limit_guessing(app)
    return app


def _frame_requests(app: Flask, numbers: RequestNumbers) -> None:
    @app.before_request
    def begin() -> None:
        g.started = time.perf_counter()
        g.request_id = uuid.uuid4().hex[:16]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(answer: Response) -> Response:
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        answer.headers["X-Request-Id"] = g.request_id
        if request.endpoint != "static":
            answer.headers.setdefault("Cache-Control", "no-store")
        spent = time.perf_counter() - g.started
        # The route's template, not the path: numbers of tickets are ids, query strings may be personal.
        route = request.url_rule.rule if request.url_rule else None
        numbers.observe(request.method, route, answer.status_code, spent)
        log.info(
            "request",
            method=request.method if route else "-",
            route=route or "unknown",
            status=answer.status_code,
            ms=round(spent * 1000, 1),
        )
        return answer
