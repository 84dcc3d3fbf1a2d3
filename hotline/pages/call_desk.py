"""接线员工作台: log a call, with the reader's suggestion beside it; whatever was typed survives a fault."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hotline import views
from hotline.doors import open_act, reader
from hotline.forms import CallForm, plea_of_call
from hotline.intake import Intake, keep_plea
from hotline.pages.call_help import SHORT_LABELS, Help
from hotline.pages.choices import unit_options
from hotline.pages.script_cards import cards_of, just_sent, kinds_heard
from hotline.permits import permit
from models.domain.errors import InvalidInput
from models.domain.knowledge import answers_for
from models.domain.must_ask import asked, questions_for
from models.domain.permissions import Permission
from models.domain.routing import route
from models.domain.verdict import RedFlag
from models.domain.words import Channel, Urgency
from models.policy.knowledge import default_answers
from models.policy.must_ask import default_questions
from models.policy.script_cards import default_cards
from models.queries import tickets
from models.services import desk, drafts, duplicates, relapse
from models.services.act import Act
from models.services.plea import Received

pages = Blueprint("call_desk", __name__)
_RECENT = 12


@dataclass(frozen=True, slots=True)
class Parent:
    """A parent category with its children, for the grouped choice."""

    name: str
    items: tuple[object, ...]


@pages.get("/call-desk")
@permit(Permission.RECORD)
def show() -> str:
    """An empty form, or with `draft` one that was begun."""
    with open_act(g.person) as act:
        return page_of(act, _begun(act), {})


@pages.post("/call-desk")
@permit(Permission.RECORD)
def keep() -> Response | tuple[str, int]:
    """Keep the call; a second press of the same form answers the ticket that the first one made."""
    typed = CallForm.read(request.form)
    try:
        kept = keep_plea(
            Intake(
                lambda act: plea_of_call(act, typed, reader(), Channel.PHONE),
                lambda act, kept: _answered(act, typed, kept),
            )
        )
    except InvalidInput as fault:
        errors = {error.field: error.message for error in fault.errors} or {"text": fault.message}
        with open_act(g.person) as act:
            return page_of(act, typed, errors), 422
    flash(f"已登记 {kept.number}，查询码 {kept.track_code}。请告知来电人，可凭此查询进度。")
    for warning in kept.warnings:
        flash(warning)
    # Whoever sent an emergency still has the caller on the line: card and hand-over come with the next form.
    sent = kept.number if kept.urgency == Urgency.P1 else None
    return redirect(url_for("call_desk.show", emergency=sent))


def _begun(act: Act) -> CallForm:
    key = request.args.get("draft", "")
    draft = drafts.draft_of(act, key) if key else None
    return CallForm.read({**draft.values, "submission": key}) if draft else CallForm()


def _answered(act: Act, typed: CallForm, kept: Received) -> Received:
    drafts.drop_draft(act, typed.submission)
    if typed.linked and kept.new:
        _link(act, typed, kept)
    if typed.act == "answer" and kept.new:
        desk.answer(act, kept.number, typed.answer)
    return kept


def _link(act: Act, typed: CallForm, kept: Received) -> None:
    """Tie the new ticket to the earlier one that the operator chose."""
    act.session.flush()
    kind, _, number = typed.linked.partition(":")
    if kind == "relapse":
        relapse.link(act, kept.number, number, typed.caller_phone)
    elif kind == "same":
        duplicates.join(act, kept.number, number)


@pages.post("/call-desk/suggest")
@permit(Permission.RECORD)
def suggest() -> Response:
    """What the text sounds like; nothing is kept. Rule hits and probability stay apart."""
    text = request.form.get("text", "")[:20000]
    with open_act(g.person) as act:
        flags = reader().red_flags(text)
        suggestion = _suggestion(act, text, flags)
        known = {**reader().facts(text), **_said(CallForm.read(request.form))}
        code = request.form.get("category") or suggestion["category"]
        category = str(code) if code else None
        questions = questions_for(default_questions(), category)
        suggestion["asked"] = [asdict(one) for one in asked(questions, known)]
        found = answers_for(default_answers(), category, text)
        suggestion["answers"] = [{"title": one.title, "text": one.text} for one in found]
        suggestion["cards"] = kinds_heard(flags)
        return jsonify(suggestion)


def _said(typed: CallForm) -> dict[str, str]:
    """What the form itself answers of the must-ask facts."""
    said = {
        "phone": typed.caller_phone,
        "caller": typed.caller_name or ("匿名" if typed.anonymous else ""),
        "employer": typed.employer,
        "place": typed.region_code,
        "persons": typed.persons,
    }
    return {fact: answer for fact, answer in said.items() if answer}


def _suggestion(act: Act, text: str, flags: Sequence[RedFlag]) -> dict[str, object]:
    verdict = reader().suggestion(text, act.policy.reader)
    emergency = any(flag.urgency is Urgency.P1 for flag in flags)
    if verdict is None:
        return {
            "red_flags": [flag.word for flag in flags],
            "category": None,
            "category_name": "",
            "confidence": None,
            "abstained": True,
            "queue_label": "应急" if emergency else "保存后由系统判断",
            "urgency_label": "特急" if emergency else "保存后由系统判断",
            "because": [],
            "alternatives": [],
        }
    emergency = emergency or verdict.emergency
    persons = verdict.entities.get("persons")
    plan = route(
        act.policy.taxonomy,
        verdict.category,
        urgency=verdict.urgency,
        emergency=emergency,
        persons=persons if isinstance(persons, int) else None,
    )
    name = act.policy.taxonomy.get
    return {
        "red_flags": [flag.word for flag in flags],
        "category": verdict.category,
        "category_name": name(verdict.category).name,
        "confidence": verdict.confidence,
        "abstained": verdict.abstained,
        "queue_label": views.QUEUE_LABELS[plan.queue],
        "urgency_label": f"{plan.urgency} {views.URGENCY_LABELS[plan.urgency]}",
        "because": [reason.word for reason in verdict.because if reason.weight > 0],
        "alternatives": [
            {"code": code, "name": name(code).name} for code, _ in verdict.alternatives[:5]
        ],
    }


def page_of(
    act: Act, typed: CallForm, errors: dict[str, str], help_shown: Help | None = None
) -> str:
    """The whole page with what was typed and, if it was asked for, what is known about the call."""
    mine = tickets.Filter(logged_by=act.person.user_id)
    sent = just_sent(act, request.args.get("emergency", ""))
    begun = [draft for draft in drafts.drafts_of(act) if draft.key != typed.submission]
    return render_template(
        "call_desk.html",
        drafts=begun,
        typed=typed,
        errors=errors,
        submission=typed.submission or secrets.token_urlsafe(16),
        units=[{"code": code, "label": label} for code, label in unit_options(act)],
        demand_types=[(d, label) for d, label in views.DEMAND_LABELS.items() if d not in "EX"],
        categories=_parents(act),
        help=help_shown,
        sent=sent,
        sent_cards=cards_of(sent) if sent else [],
        cards=default_cards(),
        heard=kinds_heard(reader().red_flags(typed.text)),
        answers=answers_for(default_answers(), typed.category, typed.text),
        short_kinds=SHORT_LABELS,
        recent=tickets.page(act.session, act.person, mine, limit=_RECENT),
    )


def _parents(act: Act) -> list[Parent]:
    taxonomy = act.policy.taxonomy
    return [
        Parent(
            name, tuple(c for c in taxonomy.categories.values() if c.parent == code and c.active)
        )
        for code, name in taxonomy.parents.items()
    ]
