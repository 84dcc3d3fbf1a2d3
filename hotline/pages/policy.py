"""政策台: what holds, a draft of what shall hold, its rehearsal on real tickets, publication, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hotline.doors import open_act
from hotline.permits import permit
from models.domain.errors import HotlineError
from models.domain.permissions import Permission
from models.domain.rehearse_policy import What
from models.domain.words import Level
from models.policy.lines import PARTS, lines_of, part_from
from models.policy.load import default_policy
from models.queries import policies
from models.services import policy_desk
from models.services.act import Act
from models.services.policy_rehearsal import rehearse_draft
from models.services.recount import estimates

pages = Blueprint("policy", __name__)
_MAX_TEXT = 60_000
_EXAMPLES = 30
REROUTED = "rerouted"
CHANGE_LABELS: Mapping[str, str] = {
    What.CHANGED: "截止时间会不同",
    What.EARLIER: "会提前",
    What.LATER: "会推后",
    What.NEWLY_OVERDUE: "会变成已超时",
    What.NO_LONGER_OVERDUE: "不再超时",
    What.STEP_ADDED: "督办步骤会增加",
    What.STEP_REMOVED: "督办步骤会减少",
    What.STEP_MOVED: "督办步骤会改期",
    What.RECIPIENTS: "督办接收人会变化",
    REROUTED: "会派往别处",
}


@pages.get("/policy")
@permit(Permission.SUPERVISE)
def show() -> str:
    """What is in force, the history, and for the province's supervisors the draft with its rehearsal."""
    with open_act(g.person) as act:
        return _page(act)


@pages.post("/policy/draft/<part>")
@permit(Permission.SUPERVISE)
def save(part: str) -> str | Response | tuple[str, int]:
    """Keep one part of the draft; a faulty one is shown again with its fault, as it was typed."""
    if part not in PARTS:
        abort(404)
    text = request.form.get("text", "")[:_MAX_TEXT]
    try:
        with open_act(g.person) as act:
            draft = policy_desk.draft_of(act)
            base = draft.body if draft else policy_desk.current_body(act)
            policy_desk.save_draft(act, part_from(base, part, text))
    except HotlineError as error:
        with open_act(g.person) as act:
            return _page(act, refused=(part, text, error.message)), 422
    flash(f"草稿已保存：{PARTS[part]}。发布前请先看预演。")
    return redirect(url_for("policy.show", _anchor="draft"))


@pages.post("/policy/publish")
@permit(Permission.SUPERVISE)
def publish() -> Response:
    """The draft comes into force for everything that begins from now on."""
    reason = request.form.get("reason", "")
    return _done(lambda act: policy_desk.publish(act, reason), "新版本已生效。运行中的时限不变。")


@pages.post("/policy/discard")
@permit(Permission.SUPERVISE)
def discard() -> Response:
    """Forget the draft."""
    return _done(policy_desk.discard_draft, "草稿已放弃。")


@pages.post("/policy/return/<version>")
@permit(Permission.SUPERVISE)
def return_to(version: str) -> Response:
    """One click back to an earlier version."""
    reason = request.form.get("reason", "") or "恢复早先版本"
    return _done(lambda act: policy_desk.return_to(act, version, reason), "已恢复该版本。")


def _done(verb: Callable[[Act], object], said: str) -> Response:
    try:
        with open_act(g.person) as act:
            verb(act)
    except HotlineError as error:
        flash(error.message, "error")
    else:
        flash(said)
    return redirect(url_for("policy.show"))


@pages.get("/policy/draft/changes/<what>")
@permit(Permission.SUPERVISE)
def changes(what: str) -> str:
    """Exactly the tickets that a number of the rehearsal counts."""
    if what not in {REROUTED, *What}:
        abort(404)
    with open_act(g.person) as act:
        draft = policy_desk.draft_of(act)
        if draft is None:
            abort(404)
        found = rehearse_draft(act, policy_desk.checked(draft.body))
        return render_template(
            "policy_changes.html",
            title=CHANGE_LABELS[what],
            clocks=() if what == REROUTED else found.clocks.of(What(what)),
            rerouted=found.rerouted if what == REROUTED else (),
        )


def _page(act: Act, refused: tuple[str, str, str] = ("", "", "")) -> str:
    may_edit = g.person.level is Level.PROVINCE
    draft = policy_desk.draft_of(act) if may_edit else None
    body: dict[str, Any] = draft.body if draft else policy_desk.current_body(act)
    typed = {part: lines_of(body, part) for part in PARTS}
    if refused[0]:
        typed[refused[0]] = refused[1]
    rehearsal = rehearse_draft(act, policy_desk.checked(draft.body)) if draft else None
    return render_template(
        "policy.html",
        version=act.policy.version,
        package=default_policy().version,
        parts=PARTS.items(),
        typed=typed,
        fault=refused,
        draft=draft,
        rehearsal=rehearsal,
        examples=rehearsal.clocks.of(What.CHANGED)[:_EXAMPLES] if rehearsal else (),
        history=policies.history(act.session),
        estimated=estimates(act),
        may_edit=may_edit,
    )
