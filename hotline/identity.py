"""Who is asking: a bearer token over the API, a log-in cookie on the pages. Both are rows in PostgreSQL."""

from __future__ import annotations

from flask import current_app, g, request
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from hotline.doors import house, open_act
from models.domain.errors import HotlineError
from models.domain.permissions import SYSTEM, Person
from models.keys import token_hash
from models.queries import identity, notices
from models.services import log_in as logging_in

COOKIE = "hotline_login"


def by_token() -> Person | None:
    """The person behind the Authorization header; cookies do not count on the API."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    found = _bearer(token_hash(secret.strip()))
    if found is None:
        return None
    g.token_id, g.published = found.token_id, found.published
    return found.person


def _bearer(secret_hash: bytes) -> identity.Bearer | None:
    """A read, and the first statement of its request: if the connection had died meanwhile, it is asked again."""
    try:
        return _asked(secret_hash)
    except OperationalError as fault:
        if not fault.connection_invalidated:
            raise
    return _asked(secret_hash)


def _asked(secret_hash: bytes) -> identity.Bearer | None:
    here = house()
    with here.at_once() as driver:
        found = identity.by_token(driver, secret_hash)
        if found is not None:
            identity.note_use(driver, found, here.clock.now())
        return found


def by_cookie() -> Person | None:
    """The person behind the log-in cookie."""
    secret = request.cookies.get(COOKIE)
    if not secret:
        return None
    with open_act(SYSTEM) as act:
        # A stream comes again by itself: it must not keep a log-in alive that nobody uses.
        streams = request.endpoint == "live.stream"
        person = logging_in.who(act, secret, touch=not streams)
        if person is not None and request.method == "GET" and not streams:
            g.unread = notices.unread(act.session, person)
        return person


def log_in(login: str, password: str) -> str:
    """The secret for the cookie. Raises LogInRefused or Locked; a wrong try is counted either way."""
    with open_act(SYSTEM) as act:
        outcome = logging_in.log_in(act, login, password)
    if isinstance(outcome, HotlineError):
        raise outcome
    return outcome


def log_out(answer: Response) -> None:
    """End the log-in and forget the cookie."""
    secret = request.cookies.get(COOKIE)
    if secret:
        with open_act(SYSTEM) as act:
            logging_in.log_out(act, secret)
    answer.delete_cookie(COOKIE)


def remember(answer: Response, secret: str) -> None:
    """Give the browser its secret; scripts cannot read it, other sites cannot send it."""
    answer.set_cookie(
        COOKIE,
        secret,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
