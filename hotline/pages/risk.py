"""风险监测: employers and matters that rise, each figure with its tickets; prints as the weekly report (domain.md 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask import Blueprint, g, render_template

from hotline.board.learn import learn_band
from hotline.board.links import Figure, figure
from hotline.doors import open_act
from hotline.permits import permit
from hotline.views import SHANGHAI
from models.domain import risk as rules
from models.domain.permissions import Permission
from models.domain.risk import COLOUR_LABELS, Colour
from models.domain.slices import Measure, Slice
from models.domain.taxonomy import Taxonomy
from models.queries import figures, risk
from models.services.act import Act

pages = Blueprint("risk", __name__)
_WEEKS = 9  # this one against the eight before it
_SPAN = timedelta(days=30)
_MOST = 20


@dataclass(frozen=True, slots=True)
class Watched:
    """One employer or matter with the values behind its colour."""

    label: str
    figure: Figure
    values: Sequence[str]
    colour: Colour
    word: str


@pages.get("/risk")
@permit(Permission.ANALYSE)
def show() -> str:
    """What an analyst looks at on Monday; the same page goes to the printer."""
    with open_act(g.person) as act:
        learn = learn_band(act, Slice(Measure.OPEN), _WEEKS)
        return render_template(
            "risk.html",
            employers=_employers(act),
            matters=_matters(act),
            learn=learn,
            now=act.now,
        )


def _employers(act: Act) -> list[Watched]:
    cut = Slice(Measure.RECEIVED, since=act.now - _SPAN, until=act.now + timedelta(seconds=1))
    rows = risk.employers(act.session, act.person, cut, rules.TICKETS[0], _MOST)
    found = []
    for name, number, persons, kinds in rows:
        colours = [
            rules.step(number, rules.TICKETS),
            rules.step(persons or 0, rules.PERSONS),
            rules.step(kinds, rules.CATEGORIES),
        ]
        values = [f"最多涉及 {persons or 0} 人", f"{kinds} 类事项"]
        mine = replace(cut, employer=name)
        found.append(_watched(str(name), figure(mine, number), values, rules.together(colours)))
    return sorted(found, key=lambda one: (-one.colour, -one.figure.count))


def _matters(act: Act) -> list[Watched]:
    """Second-level categories whose running week stands out of the eight before it."""
    mondays = figures.whole_weeks(act.now.astimezone(SHANGHAI).date(), _WEEKS)
    counts = _by_week(act, mondays)
    found = []
    for code in sorted({code for week in counts.values() for code in week}):
        before = [counts[monday].get(code, 0) for monday in mondays[:-1]]
        now = counts[mondays[-1]].get(code, 0)
        colour = rules.rise(now, before)
        if colour is not Colour.NONE:
            cut = replace(figures.week_of(mondays[-1]), category=code)
            values = [f"前八周平均 {sum(before) / len(before):.1f} 件"]
            found.append(
                _watched(_name(act.policy.taxonomy, code), figure(cut, now), values, colour)
            )
    return sorted(found, key=lambda one: -one.colour)


def _by_week(act: Act, mondays: Sequence[date]) -> Mapping[date, Mapping[str, int]]:
    found = {}
    for monday in mondays:
        cut = figures.week_of(monday)
        table = figures.table(act.session, act.person, cut, (Measure.RECEIVED,))
        found[monday] = {code: c[Measure.RECEIVED] for code, c in table.categories.items()}
    return found


def _name(taxonomy: Taxonomy, code: str) -> str:
    return taxonomy.get(code).name


def _watched(label: str, number: Figure, values: Sequence[str], colour: Colour) -> Watched:
    return Watched(label, number, values, colour, COLOUR_LABELS[colour])
