"""值班表: who is on duty in the coming weeks, under the own unit; put somebody on duty, or cancel it."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hotline.doors import open_act
from hotline.permits import permit
from hotline.views import SHANGHAI
from models.domain.errors import HotlineError, InvalidInput
from models.domain.permissions import Permission
from models.domain.roster import Duty
from models.domain.words import Role
from models.queries import roster as roster_rows
from models.services import roster

pages = Blueprint("duty", __name__)
_SHOWN = 200
_USUAL = timedelta(hours=12)


@pages.get("/duty")
@permit(Permission.WORK)
def show() -> str:
    """Duties that are not over, the next first."""
    with open_act(g.person) as act:
        unit_id = act.person.unit_id or 0
        people = roster_rows.people_below(act.session, unit_id)
        if act.person.role is not Role.SUPERVISOR:
            people = [one for one in people if one.department_id == act.person.department_id]
        return render_template(
            "duty.html",
            rows=roster_rows.duties_below(act.session, unit_id, act.now, _SHOWN),
            people=people,
            begins=act.now,
            ends=act.now + _USUAL,
            now=act.now,
            may_edit=act.person.role in (Role.SUPERVISOR, Role.LEADER),
        )


@pages.post("/duty")
@permit(Permission.WORK)
def add() -> Response:
    """Put somebody on duty; the form's times are Beijing time."""
    form = request.form
    try:
        with open_act(g.person) as act:
            duty = Duty(
                _number(form.get("user_id", "")),
                _moment(form.get("starts_at", "")),
                _moment(form.get("ends_at", "")),
            )
            roster.put_on_duty(act, duty)
    except HotlineError as error:
        flash("；".join([error.message, *(fault.message for fault in error.errors)]), "error")
    else:
        flash("已排班。")
    return redirect(url_for("duty.show"))


@pages.post("/duty/<int:duty_id>/cancel")
@permit(Permission.WORK)
def cancel(duty_id: int) -> Response:
    """It no longer counts."""
    try:
        with open_act(g.person) as act:
            roster.cancel(act, duty_id)
    except HotlineError as error:
        flash(error.message, "error")
    else:
        flash("已取消这次值班。")
    return redirect(url_for("duty.show"))


def _moment(words: str) -> datetime:
    try:
        return datetime.fromisoformat(words).replace(tzinfo=SHANGHAI)
    except ValueError:
        raise InvalidInput("请填写值班的开始和结束时间。") from None


def _number(words: str) -> int:
    if not (words.isascii() and words.isdecimal() and len(words) < 19):
        raise InvalidInput("请从名单中选择值班人员。")
    return int(words)
