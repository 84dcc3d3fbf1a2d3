"""我的账号: who I am here, my password, my log-ins, how pages look to me."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hotline.doors import open_act
from hotline.identity import COOKIE
from hotline.pages import admin_frame
from hotline.pages.admin_frame import Refused
from hotline.permits import permit
from models.domain.errors import HotlineError
from models.domain.permissions import Permission
from models.keys import token_hash
from models.queries import accounts, identity
from models.services import own_account
from models.services.act import Act
from models.services.users import MIN_LENGTH
from models.tables.people import Department, Unit, User

pages = Blueprint("me", __name__)
_LOGINS = 10


@pages.get("/me")
@permit(Permission.SIGNED_IN)
def show() -> str:
    """My account."""
    with open_act(g.person) as act:
        return _page(act)


@pages.get("/me/password")
@permit(Permission.COME_IN)
def password() -> str:
    """The form alone: all that somebody with a first password may open."""
    return _password_page(Refused())


@pages.post("/me/password")
@permit(Permission.COME_IN)
def change_password() -> str | Response | tuple[str, int]:
    """The old password is asked; log-ins elsewhere end."""
    form = request.form
    try:
        with open_act(g.person) as act:
            own_account.change_password(
                act, form.get("old", ""), form.get("new", ""), form.get("again", ""), _secret()
            )
    except HotlineError as error:
        faults = {fault.field: fault.message for fault in error.errors}
        # Passwords that were typed are not sent back.
        return _password_page(Refused(error.message, faults, {}, "password")), 422
    flash("密码已修改。其他地方的登录已全部结束。")
    return redirect(url_for("account.home"))


@pages.post("/me/logins/end-others")
@permit(Permission.SIGNED_IN)
def end_others() -> Response:
    """End my log-ins on other machines."""
    with open_act(g.person) as act:
        count = own_account.end_others(act, _secret())
    flash(f"已结束其他 {count} 处登录。" if count else "没有其他登录。")
    return redirect(url_for("me.show"))


def _secret() -> str:
    return request.cookies.get(COOKIE, "")


def _page(act: Act) -> str:
    user = act.session.get_one(User, act.person.user_id)
    here = token_hash(_secret())
    logins = identity.logins_of(act.session, user.id, _LOGINS)
    return render_template(
        "me.html",
        user=user,
        unit=act.session.get_one(Unit, user.unit_id),
        department=act.session.get(Department, user.department_id) if user.department_id else None,
        logins=[(row, bytes(row.secret_hash) == here) for row in logins],
        others=sum(row.ended_at is None and bytes(row.secret_hash) != here for row in logins),
        history=admin_frame.said(accounts.history_of_user(act.session, user.id)),
        refused=Refused(),
        least=MIN_LENGTH,
    )


def _password_page(refusal: Refused) -> str:
    return render_template(
        "me_password.html",
        refused=refusal,
        first=g.person.must_change_password,
        least=MIN_LENGTH,
    )
