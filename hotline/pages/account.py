"""Log in, log out, and what I should hear of."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hotline import identity
from hotline.doors import open_act
from hotline.permits import permit
from models.domain.errors import HotlineError
from models.domain.permissions import Permission, Person, may
from models.queries import notices as notice_queries

pages = Blueprint("account", __name__)
_PAGE = 50

_HOMES = (
    (Permission.SUPERVISE, "supervision.show"),
    (Permission.RECORD, "call_desk.show"),
    (Permission.DISPATCH, "dispatch_desk.show"),
    (Permission.WORK, "department.show"),
    (Permission.AFTERCARE, "aftercare.show"),
    (Permission.READ, "search.start"),
    (Permission.ADMINISTER, "admin_users.show"),
    (Permission.SIGNED_IN, "account.notices"),
    (Permission.WALL, "wall.show"),
)


@pages.get("/")
@permit(Permission.COME_IN)
def home() -> Response:
    """Each role begins where its work lies."""
    return redirect(url_for(_home_of(g.person)))


@pages.get("/log-in")
@permit(Permission.PUBLIC)
def ask() -> str:
    """The form."""
    return render_template("log_in.html", target=request.args.get("next", ""))


@pages.post("/log-in")
@permit(Permission.PUBLIC)
def log_in() -> Response | tuple[str, int]:
    """Check log-in and password; five failures lock the account for a while."""
    login = request.form.get("login", "").strip()
    target = request.form.get("next", "")
    try:
        secret = identity.log_in(login, request.form.get("password", ""))
    except HotlineError as error:
        page = render_template("log_in.html", login=login, target=target, fault=error.message)
        return page, 401
    answer = make_response(redirect(target if is_ours(target) else url_for("account.home")))
    identity.remember(answer, secret)
    return answer


@pages.post("/log-out")
@permit(Permission.COME_IN)
def log_out() -> Response:
    """End the log-in on the server, not only in the browser."""
    answer = make_response(redirect(url_for("account.ask")))
    identity.log_out(answer)
    return answer


@pages.get("/notices")
@permit(Permission.SIGNED_IN)
def notices() -> str:
    """This person's notices, newest first, fifty a page; all of them or those not read."""
    wanted = "unread" if request.args.get("show") == "unread" else "all"
    before = request.args.get("before", "")
    with open_act(g.person) as act:
        rows = notice_queries.latest(
            act.session,
            act.person,
            unread=wanted == "unread",
            before_id=_number(before),
            limit=_PAGE + 1,
        )
        shown = rows[:_PAGE]
        more = shown[-1][0].id if len(rows) > _PAGE else None
        return render_template(
            "notices.html",
            rows=shown,
            wanted=wanted,
            newest=rows[0][0].id if rows and not before else None,
            now=act.now,
            next_url=url_for("account.notices", show=wanted, before=more) if more else None,
        )


@pages.post("/notices/read")
@permit(Permission.SIGNED_IN)
def read() -> Response:
    """Mark one as read, or everything that the page had shown; what came in meanwhile stays unread."""
    one, upto = _number(request.form.get("one", "")), _number(request.form.get("upto", ""))
    with open_act(g.person) as act:
        count = notice_queries.mark_read(
            act.session, act.person, act.now, upto=one or upto or 0, only=one
        )
    flash(f"已标为已读：{count} 条。")
    wanted = "unread" if request.form.get("show") == "unread" else "all"
    return redirect(url_for("account.notices", show=wanted))


def _number(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 18 else None


def _home_of(person: Person) -> str:
    return next(endpoint for permission, endpoint in _HOMES if may(person, permission))


def is_ours(target: str) -> bool:
    """Only paths of this site: a log-in page that sends people elsewhere is a phisher's friend."""
    parts = urlsplit(target)
    return target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc
