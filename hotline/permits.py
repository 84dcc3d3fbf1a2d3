"""Default deny: a view without a declared permission is refused, whoever asks (design.md D9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from hotline import identity
from hotline.errors import Unauthorised
from models.domain.errors import NotAllowed
from models.domain.permissions import Permission, may

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "__hotline_permission__"
# A first password is known to whoever gave it out: until it is changed it opens nothing else.
_WITH_A_FIRST_PASSWORD = frozenset({"me.password", "me.change_password", "account.log_out"})


def permit(permission: Permission) -> Callable[[View], View]:
    """Declare what a view needs."""

    def mark(view: View) -> View:
        setattr(view, _MARK, permission)
        return view

    return mark


def declared(app: Flask, endpoint: str) -> Permission | None:
    """The permission of an endpoint; static files are public by their nature."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return Permission.PUBLIC
    return getattr(app.view_functions[endpoint], _MARK, None)


def guard(app: Flask) -> None:
    """Ask before every request: who is it, and was this allowed?"""

    @app.before_request
    def check() -> Response | None:
        g.person = None
        if request.endpoint is None:
            return None  # 404 and 405 say nothing about anything
        permission = declared(app, request.endpoint)
        if permission is None:
            abort(403)
        if permission is Permission.PUBLIC:
            return None
        return _admit(permission)


def _admit(permission: Permission) -> Response | None:
    over_api = request.path.startswith("/api/")
    g.person = identity.by_token() if over_api else identity.by_cookie()
    if g.person is None and over_api:
        raise Unauthorised("没有有效的令牌。请在 Authorization 头中使用 Bearer 令牌。")
    if g.person is None:
        target = request.full_path if request.method == "GET" else ""
        return redirect(url_for("account.ask", next=target.rstrip("?")))
    if g.person.must_change_password and request.endpoint not in _WITH_A_FIRST_PASSWORD:
        return redirect(url_for("me.password"))
    if not may(g.person, permission):
        raise NotAllowed("您的角色不能使用这个功能。需要时请联系系统管理员。")
    return None
