"""用户: accounts below the own unit: find, create, change, deactivate with everything handed over, let back in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hotline.doors import open_act
from hotline.pages import admin_frame
from hotline.pages.admin_frame import Refused, version_of
from hotline.pages.admin_user_view import page_of
from hotline.permits import permit
from hotline.views import QUEUE_LABELS
from models.domain.administration import assignable
from models.domain.errors import FieldError, HotlineError, InvalidInput
from models.domain.permissions import ROLE_LABELS, Permission
from models.domain.words import Queue, Role
from models.queries import accounts, directory
from models.queries.accounts import AccountFilter
from models.services import accounts as verbs
from models.services import leaving
from models.services.accounts import AccountForm
from models.services.act import Act
from models.services.leaving import Follower
from models.services.managed import managed
from models.tables.people import User

pages = Blueprint("admin_users", __name__)
_PAGE = 50
_STATES = {"": "全部状态", "yes": "在用", "no": "已停用"}
Answer = str | Response | tuple[str, int]


@pages.get("/admin/users")
@permit(Permission.ADMINISTER)
def show() -> str:
    """The list, narrowed by what stands in the address."""
    with open_act(g.person) as act:
        return _list(act, Refused())


@pages.post("/admin/users")
@permit(Permission.ADMINISTER)
def create() -> Answer:
    """A new account; the first password stands on the answer and nowhere else."""
    try:
        with open_act(g.person) as act:
            user, password = verbs.create_account(act, _form())
            return _secret(user, password)
    except HotlineError as error:
        return _again(error)


@pages.get("/admin/users/<int:user_id>")
@permit(Permission.ADMINISTER)
def one(user_id: int) -> str:
    """An account with its history and what depends on it."""
    with open_act(g.person) as act:
        return page_of(act, user_id, Refused())


@pages.post("/admin/users/<int:user_id>")
@permit(Permission.ADMINISTER)
def change(user_id: int) -> Answer:
    """Name, role, unit, department."""
    form = request.form

    def verb(act: Act) -> str:
        verbs.change_account(act, user_id, version_of(form), _form())
        return "已保存。"

    return _done(user_id, "change", verb)


@pages.post("/admin/users/<int:user_id>/reset")
@permit(Permission.ADMINISTER)
def reset(user_id: int) -> Answer:
    """A new first password."""
    return _with_secret(user_id, "reset", verbs.reset_password)


@pages.post("/admin/users/<int:user_id>/reactivate")
@permit(Permission.ADMINISTER)
def reactivate(user_id: int) -> Answer:
    """Back at work, with a new first password."""
    return _with_secret(user_id, "reactivate", verbs.reactivate)


@pages.post("/admin/users/<int:user_id>/deactivate")
@permit(Permission.ADMINISTER)
def deactivate(user_id: int) -> Answer:
    """End the account, or say exactly what it still holds."""

    def verb(act: Act) -> str:
        leaving.deactivate(act, user_id, version_of(request.form))
        return "账号已停用，登录和接口令牌已同时失效。"

    return _done(user_id, "deactivate", verb)


@pages.post("/admin/users/<int:user_id>/hand-over")
@permit(Permission.ADMINISTER)
def hand_over(user_id: int) -> Answer:
    """Everything to one follower, with or without the end of the account, in one transaction."""

    def verb(act: Act) -> str:
        follower = _follower(request.form.get("to", ""))
        if request.form.get("then") == "deactivate":
            leaving.deactivate(act, user_id, version_of(request.form), follower)
            return "全部事项已移交，账号已停用。"
        count = leaving.hand_over(act, managed(act, user_id), follower)
        return f"已移交全部事项（工单 {count} 件）。"

    return _done(user_id, "hand-over", verb)


def _done(user_id: int, form: str, verb: Callable[[Act], str]) -> Answer:
    try:
        with open_act(g.person) as act:
            words = verb(act)
    except HotlineError as error:
        with open_act(g.person) as act:
            page = page_of(act, user_id, admin_frame.refused(error, form))
            return page, admin_frame.status_of(error)
    flash(words)
    return redirect(url_for("admin_users.one", user_id=user_id))


def _with_secret(
    user_id: int, form: str, verb: Callable[[Act, int, int], tuple[User, str]]
) -> Answer:
    try:
        with open_act(g.person) as act:
            user, password = verb(act, user_id, version_of(request.form))
            return _secret(user, password)
    except HotlineError as error:
        with open_act(g.person) as act:
            page = page_of(act, user_id, admin_frame.refused(error, form))
            return page, admin_frame.status_of(error)


def _again(error: HotlineError) -> tuple[str, int]:
    with open_act(g.person) as act:
        return _list(act, admin_frame.refused(error, "create")), admin_frame.status_of(error)


def _secret(user: User, password: str) -> str:
    """Never through a redirect or a flash: both would write the password into a cookie."""
    return render_template(
        "admin_secret.html",
        tabs=admin_frame.tabs(),
        heading="初始密码",
        label=f"{user.name}（登录名 {user.login}）的初始密码",
        secret=password,
        told="首次登录后必须修改密码，在此之前不能使用其他功能。请当面或电话告知本人。",
        back=url_for("admin_users.one", user_id=user.id),
    )


def _list(act: Act, refusal: Refused) -> str:
    above = act.person.unit_id or 0
    narrow = _narrow()
    rows = accounts.page(act.session, above, narrow, after=_after(), limit=_PAGE + 1)
    shown = rows[:_PAGE]
    query: dict[str, Any] = {k: v for k, v in request.args.items() if k != "after"}
    last = shown[-1] if len(rows) > _PAGE else None
    more = f"{last.unit.code}.{last.user.id}" if last else ""
    return render_template(
        "admin_users.html",
        tabs=admin_frame.tabs(),
        rows=shown,
        total=accounts.count(act.session, above, narrow),
        narrow=narrow,
        asked=request.args,
        states=_STATES,
        roles=[(role.value, ROLE_LABELS[role]) for role in Role if role is not Role.SYSTEM],
        assignable=[(role.value, ROLE_LABELS[role]) for role in assignable(act.person)],
        queues=list(QUEUE_LABELS.items()),
        units=directory.units_below(act.session, above),
        refused=refusal,
        next_url=url_for("admin_users.show", **query, after=more) if more else None,
    )


def _narrow() -> AccountFilter:
    asked = request.args
    return AccountFilter(
        words=asked.get("words", "").strip()[:60],
        role=asked.get("role", "") if asked.get("role") in set(Role) else "",
        unit_code=asked.get("unit", "")[:12],
        active={"yes": True, "no": False}.get(asked.get("active", "")),
    )


def _after() -> tuple[str, int] | None:
    code, _, user_id = request.args.get("after", "").partition(".")
    if code.isascii() and code.isdecimal() and user_id.isascii() and user_id.isdecimal():
        return code[:12], int(user_id[:18])
    return None


def _form() -> AccountForm:
    form = request.form
    role, queue = form.get("role", ""), form.get("queue", "")
    faults = []
    if role not in set(Role):
        faults.append(FieldError("role", "请从列表中选择角色。"))
    if queue and queue not in set(Queue):
        faults.append(FieldError("queue", "请从列表中选择科室。"))
    if faults:
        raise InvalidInput("没有保存，请修改标出的内容。", errors=tuple(faults))
    return AccountForm(
        login=form.get("login", "").strip().lower(),
        name=form.get("name", "").strip(),
        role=Role(role),
        unit_code=form.get("unit_code", ""),
        queue=Queue(queue) if queue else None,
    )


def _follower(words: str) -> Follower:
    kind, _, number = words.partition(":")
    if kind in ("user", "department") and number.isascii() and number.isdecimal():
        chosen = int(number[:18])
        return Follower(chosen, None) if kind == "user" else Follower(None, chosen)
    raise InvalidInput(
        "请选择由谁接手。", errors=(FieldError("to", "请从列表中选择接手的同事或科室。"),)
    )
