"""接口令牌: what other systems come in with; shown once, seen when last used, taken back at once."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hotline.doors import open_act
from hotline.pages import admin_frame
from hotline.pages.admin_frame import Refused
from hotline.permits import permit
from models.domain.errors import FieldError, HotlineError, InvalidInput
from models.domain.permissions import GRANTS, Permission
from models.domain.words import Role
from models.queries import people, roster
from models.services import tokens
from models.services.act import Act

pages = Blueprint("admin_tokens", __name__)
Answer = str | Response | tuple[str, int]


@pages.get("/admin/tokens")
@permit(Permission.TOKENS)
def show() -> str:
    """All of the own subtree, those in force first."""
    with open_act(g.person) as act:
        return _page(act, Refused())


@pages.post("/admin/tokens")
@permit(Permission.TOKENS)
def create() -> Answer:
    """A new one; its secret stands on the answer and nowhere else."""
    try:
        with open_act(g.person) as act:
            name = request.form.get("name", "").strip()
            _token, secret = tokens.create_token(act, _user_id(), name)
            return render_template(
                "admin_secret.html",
                tabs=admin_frame.tabs(),
                heading="接口令牌",
                label=f"“{name}”的接口令牌",
                secret=secret,
                told="请求时放在 Authorization: Bearer 之后，权限与所选账号相同。",
                back=url_for("admin_tokens.show"),
            )
    except HotlineError as error:
        with open_act(g.person) as act:
            page = _page(act, admin_frame.refused(error, "create"))
            return page, admin_frame.status_of(error)


@pages.post("/admin/tokens/<int:token_id>/revoke")
@permit(Permission.TOKENS)
def revoke(token_id: int) -> Answer:
    """At once."""
    try:
        with open_act(g.person) as act:
            tokens.revoke_token(act, token_id)
    except HotlineError as error:
        flash(error.message, "error")
    else:
        flash("令牌已撤销，使用它的系统立即不能再访问。")
    return redirect(url_for("admin_tokens.show"))


def _page(act: Act, refusal: Refused) -> str:
    above = act.person.unit_id or 0
    colleagues = [
        (one.id, f"{one.unit} {one.name}（{one.department or ''}）".replace("（）", ""))
        for one in roster.people_below(act.session, above)
        if one.id != act.person.user_id and Permission.READ in GRANTS[Role(one.role)]
    ]
    return render_template(
        "admin_tokens.html",
        tabs=admin_frame.tabs(),
        rows=people.tokens_below(act.session, above),
        colleagues=colleagues,
        refused=refusal,
    )


def _user_id() -> int:
    words = request.form.get("user_id", "")
    if words.isascii() and words.isdecimal() and len(words) < 18:
        return int(words)
    raise InvalidInput(
        "令牌没有建立，请修改标出的内容。",
        errors=(FieldError("user_id", "请从列表中选择账号。"),),
    )
