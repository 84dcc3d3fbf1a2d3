"""风险监测: employers and matters that rise, each figure with its tickets; prints as the weekly report (domain.md 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask import Blueprint, g, render_template

from hotline.board.learn import learn_band, until_of
from hotline.board.links import Figure, figure
from hotline.doors import house, open_act
from hotline.permits import permit
from hotline.views import SHANGHAI
from models.domain import risk as rules
from models.domain.permissions import Permission, sight_of
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
        key = "risk", sight_of(act.person)
        counted = house().kept.take(key, act.now, lambda: _counted(act))
        return render_template(
            "risk.html",
            employers=_employers(counted.value.employers, counted.at),
            matters=_matters(act, counted.value.weeks, counted.at),
            learn=learn,
            now=min(counted.at, learn.at),
        )


Employer = tuple[str | None, int, int | None, int]  # name, tickets, persons, kinds of matters
Weeks = Mapping[date, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class _Counted:
    employers: Sequence[Employer]
    weeks: Weeks


def _counted(act: Act) -> _Counted:
    rows = risk.employers(act.session, act.person, _month(act.now), rules.TICKETS[0], _MOST)
    employers = [(row[0], row[1], row[2], row[3]) for row in rows]
    return _Counted(employers, _by_week(act, _mondays(act.now)))


def _month(at: datetime) -> Slice:
    return Slice(Measure.RECEIVED, since=at - _SPAN, until=until_of(None, at))


def _mondays(at: datetime) -> Sequence[date]:
    return figures.whole_weeks(at.astimezone(SHANGHAI).date(), _WEEKS)


def _employers(rows: Sequence[Employer], at: datetime) -> list[Watched]:
    cut = _month(at)
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


def _matters(act: Act, counts: Weeks, at: datetime) -> list[Watched]:
    """Second-level categories whose running week stands out of the eight before it."""
    mondays = _mondays(at)
    found = []
    for code in sorted({code for week in counts.values() for code in week}):
        before = [counts[monday].get(code, 0) for monday in mondays[:-1]]
        now = counts[mondays[-1]].get(code, 0)
        colour = rules.rise(now, before)
        if colour is not Colour.NONE:
            week = figures.week_of(mondays[-1])
            cut = replace(week, category=code, until=until_of(week.until, at))
            values = [f"前八周平均 {sum(before) / len(before):.1f} 件"]
            found.append(
                _watched(_name(act.policy.taxonomy, code), figure(cut, now), values, colour)
            )
    return sorted(found, key=lambda one: -one.colour)


def _by_week(act: Act, mondays: Sequence[date]) -> Weeks:
    found = {}
    for monday in mondays:
        cut = figures.week_of(monday)
        cut = replace(cut, until=until_of(cut.until, act.now))
        table = figures.table(act.session, act.person, cut, (Measure.RECEIVED,))
        found[monday] = {code: c[Measure.RECEIVED] for code, c in table.categories.items()}
    return found


def _name(taxonomy: Taxonomy, code: str) -> str:
    return taxonomy.get(code).name


def _watched(label: str, number: Figure, values: Sequence[str], colour: Colour) -> Watched:
    return Watched(label, number, values, colour, COLOUR_LABELS[colour])
