"""模型: which bundle reads the calls, what it is worth, what people say of it, and whether the calls have changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from classifier.figure_names import NAMES
from hotline.board.drift import drift_of
from hotline.board.learn import Line, until_of
from hotline.board.links import figure
from hotline.doors import house, open_act
from hotline.permits import permit
from hotline.views import SHANGHAI
from models.domain.decisions import DecisionKind
from models.domain.errors import HotlineError
from models.domain.permissions import Permission, sight_of
from models.domain.slices import Measure
from models.domain.thresholds import Thresholds, chosen
from models.queries import bundles, figures
from models.services.act import Act
from models.services.doubts import open_doubts, review
from models.tables.tickets import Ticket

pages = Blueprint("model", __name__)
_WEEKS = 12
_USES = 10
_SHOWN = (Measure.RECEIVED, Measure.ABSTAINED, Measure.KEPT, Measure.CHANGED)
_USE_LABELS = {"installed": "安装", "promoted": "启用", "returned": "退回"}


@dataclass(frozen=True, slots=True)
class Priced:
    """One row of a table of thresholds: what it brings, what it costs."""

    threshold: float
    values: Sequence[float]
    here: bool  # the threshold in force lies in this row


@dataclass(frozen=True, slots=True)
class InForce:
    """A threshold that holds, beside the bundle's own."""

    value: float
    own: float


@pages.get("/model")
@permit(Permission.SUPERVISE)
def show() -> str:
    """The model's card for those who choose its thresholds; the numbers below it are of one's own unit."""
    with open_act(g.person) as act:
        bundle = bundles.in_use(act.session)
        uses = bundles.uses(act.session, _USES)
        weeks, at = _by_week(act)
        drift = drift_of(act)
        return render_template(
            "model.html",
            bundle=bundle,
            # A bundle that an older release put in use has no row of its use.
            since=uses[0].at if uses else bundle.created_at if bundle else None,
            card=_card(bundle.manifest, act.policy.reader) if bundle else None,
            uses=uses,
            use_labels=_USE_LABELS,
            weeks=weeks,
            drift=drift,
            at=min(at, drift.at),
            doubts=[(one, _names(act, one)) for one in open_doubts(act)],
        )


@pages.post("/model/doubts/<number>")
@permit(Permission.SUPERVISE)
def review_doubt(number: str) -> Response:
    """A doubted label is right, or teaches nothing; a wrong one is changed on the ticket itself."""
    try:
        kind = DecisionKind(request.form.get("kind", ""))
        with open_act(g.person) as act:
            review(act, number, kind)
    except ValueError:
        flash("请选择“标注正确”或“不用于训练”。", "error")
    except HotlineError as error:
        flash(error.message, "error")
    else:
        flash(f"{number} 已记下，下次训练起生效。")
    return redirect(url_for("model.show", _anchor="doubts"))


def _names(act: Act, ticket: Ticket) -> tuple[str, str]:
    """What people chose and what the reader had said, by name."""
    said = (ticket.verdict or {}).get("category")
    return _name(act, ticket.category), _name(act, said)


def _name(act: Act, code: str | None) -> str:
    return act.policy.taxonomy.get(code).name if code else "—"


def _card(manifest: Mapping[str, Any], policy: Thresholds) -> dict[str, Any]:
    own = manifest["thresholds"]
    abstain = InForce(chosen(policy.abstain_below, own["abstain"]), own["abstain"])
    alarm = InForce(chosen(policy.alarm_at, own["alarm"]), own["alarm"])
    table, alarms = manifest["table"], manifest["alarms"]
    return {
        "scores": [(NAMES[k], v) for k, v in manifest["scores"].items() if k in NAMES],
        "abstain": abstain,
        "alarm": alarm,
        "table": _priced(table, ("coverage", "accuracy"), abstain.value),
        "alarms": _priced(alarms, ("recall", "false_per_1000"), alarm.value),
    }


def _priced(
    rows: Sequence[Mapping[str, float]], names: Sequence[str], in_force: float
) -> list[Priced]:
    below = [row["threshold"] for row in rows if row["threshold"] <= in_force]
    here = max(below, default=None)
    return [
        Priced(row["threshold"], [row[name] for name in names], row["threshold"] == here)
        for row in rows
    ]


def _by_week(act: Act) -> tuple[list[Line], datetime]:
    """What came in, what the reader left to people, and what people made of its categories."""
    mondays = figures.whole_weeks(act.now.astimezone(SHANGHAI).date(), _WEEKS)
    span = replace(figures.week_of(mondays[0]), until=figures.week_of(mondays[-1]).until)
    span = replace(span, until=until_of(span.until, act.now))
    counted = house().kept.take(
        ("model", sight_of(act.person), mondays[0]),
        act.now,
        lambda: figures.table(act.session, act.person, span, _SHOWN).weeks,
    )
    found, at = counted.value, counted.at
    return [_week(monday, found.get(monday, {}), at) for monday in mondays], at


def _week(monday: date, counts: Mapping[Measure, int], at: datetime) -> Line:
    cut = figures.week_of(monday)
    cut = replace(cut, until=until_of(cut.until, at))
    shown = [figure(replace(cut, what=one), counts.get(one, 0)) for one in _SHOWN]
    return Line(f"{monday:%m-%d}", shown)
