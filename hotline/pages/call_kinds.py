"""Calls that need no new ticket: silent ones with two keys, 催办 with one; and what is known about a caller.

All by POST: neither a number nor an employer stands in an address.
"""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hotline.doors import open_act
from hotline.forms import CallForm
from hotline.pages.call_desk import page_of
from hotline.pages.call_help import SHORT_LABELS, alike_for, help_for
from hotline.permits import permit
from models.domain.errors import InvalidInput
from models.domain.permissions import Permission
from models.domain.words import CallKind
from models.services import desk_calls
from models.services.desk_calls import CLUSTER_DAYS, Said

pages = Blueprint("call_kinds", __name__)


@pages.post("/call-desk/short")
@permit(Permission.RECORD)
def short() -> Response:
    """A call without a plea: kept, counted, and the next one may come."""
    kind = request.form.get("kind", "")
    if kind not in set(SHORT_LABELS):
        raise InvalidInput("请选择无声、误拨、骚扰或测试。")
    typed = CallForm.read(request.form)
    with open_act(g.person) as act:
        desk_calls.keep_short(act, CallKind(kind), Said(typed.submission, typed.caller_phone))
    flash(f"已记录：{SHORT_LABELS[CallKind(kind)][1]}电话。")
    return redirect(url_for("call_desk.show"))


@pages.post("/call-desk/look")
@permit(Permission.RECORD)
def look() -> str:
    """Who calls, and how many others spoke of this employer; `part` asks for the box alone."""
    typed = CallForm.read(request.form)
    with open_act(g.person) as act:
        found = help_for(act, typed)
        if "part" in request.args:
            return render_template("call_help.html", help=found, days=CLUSTER_DAYS, typed=typed)
        return page_of(act, typed, {}, found)


@pages.post("/call-desk/chase/<number>")
@permit(Permission.RECORD)
def chase(number: str) -> Response:
    """The same matter: the open ticket is chased with what was typed, and no new one is made."""
    typed = CallForm.read(request.form)
    said = Said(typed.submission, typed.caller_phone, typed.text or None)
    with open_act(g.person) as act:
        ticket = desk_calls.keep_chase(act, number, said)
        times = ticket.chases if ticket else 0
    flash(
        f"已催办 {number}（第 {times} 次），承办单位已收到提醒。"
        if times
        else "这次催办已经记录过。"
    )
    return redirect(url_for("call_desk.show"))


@pages.post("/call-desk/relapse/<number>")
@permit(Permission.RECORD)
def relapse(number: str) -> Response | tuple[str, int]:
    """It has happened again inside 30 days: the ended ticket comes back with what was typed, no new one is made."""
    typed = CallForm.read(request.form)
    said = Said(typed.submission, typed.caller_phone, typed.text or None)
    try:
        with open_act(g.person) as act:
            ticket = desk_calls.keep_relapse(act, number, said)
    except InvalidInput as fault:
        errors = {error.field: error.message for error in fault.errors} or {"text": fault.message}
        with open_act(g.person) as act:
            return page_of(act, typed, errors, help_for(act, typed)), 422
    flash(f"已按复发重办 {number}，承办单位已收到提醒。" if ticket else "这次复发已经记录过。")
    return redirect(url_for("call_desk.show"))


@pages.post("/call-desk/alike")
@permit(Permission.RECORD)
def alike() -> str:
    """Likely duplicates of what is typed, the box alone; asked at pauses in typing."""
    typed = CallForm.read(request.form)
    with open_act(g.person) as act:
        return render_template("call_alike.html", alike=alike_for(act, typed), typed=typed)


@pages.post("/call-desk/cluster")
@permit(Permission.RECORD)
def cluster() -> str:
    """Exactly the tickets that the hint counts."""
    typed = CallForm.read(request.form)
    with open_act(g.person) as act:
        found = desk_calls.cluster(act, typed.employer, typed.region_code, typed.category)
        return render_template(
            "call_cluster.html", tickets=found, employer=typed.employer, days=CLUSTER_DAYS
        )
