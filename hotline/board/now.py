"""The band *now* of the 督办台: what is on fire, late, about to be late, or waits for somebody to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hotline import views
from hotline.board.links import CAP, Figure, figure
from hotline.doors import house
from models.domain.permissions import sight_of
from models.domain.slices import Measure, Slice
from models.domain.worktime import add_working_time
from models.queries import figures, health, slices
from models.services.act import Act
from models.services.calendars import calendar_of

SILENCE = timedelta(seconds=30)  # a scheduler beats every second; this long without is an alarm
_AHEAD = timedelta(hours=2)
_TILES = (
    Measure.P1_WAITING,
    Measure.OVERDUE,
    Measure.BREACHING,
    Measure.AWAITING,
    Measure.RETURNS,
    Measure.EXTENSIONS,
    Measure.DISPUTES,
    Measure.ESCALATED,
)
_WORST = frozenset({Measure.P1_WAITING, Measure.OVERDUE})
_MOST = 5
# No index may hold the level: an escalation has to change its row in place. So a slow count is a minute old.
_ESCALATED_AGE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Tile:
    """One large number; `bad` says in words and colour that it should be zero."""

    figure: Figure
    bad: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A P1 that nobody has accepted, with the second at which it was dispatched."""

    number: str
    since: datetime
    place: str
    category: str | None


@dataclass(frozen=True, slots=True)
class Now:
    """Everything that the band shows."""

    tiles: Sequence[Tile]
    waiting: Sequence[Waiting]
    late_units: Sequence[Figure]
    stale: str | None
    ahead: datetime


def now_band(act: Act, cut: Slice) -> Now:
    """Counts at `act.now`; the moment stands in every address, so that its list asks the same question."""
    assert act.person.unit_id is not None, "supervisors have a unit"
    ahead = add_working_time(calendar_of(act, act.person.unit_id), act.now, _AHEAD)
    cut = replace(cut, by=act.now, until=ahead)
    return Now(
        [_tile(act, cut, measure) for measure in _TILES],
        _waiting(act, replace(cut, what=Measure.P1_WAITING)),
        _late_units(act, replace(cut, what=Measure.OVERDUE, until=None)),
        silence(act),
        ahead,
    )


def silence(act: Act) -> str | None:
    """For how long the scheduler has been silent, if that is too long."""
    last = health.last_beat(act.session)
    if last is None:
        return "（从未启动）"
    silent = act.now - last
    return views.spelled(silent) if silent > SILENCE else None


def _tile(act: Act, cut: Slice, measure: Measure) -> Tile:
    timed = measure in (Measure.OVERDUE, Measure.BREACHING)
    mine = replace(
        cut,
        what=measure,
        by=cut.by if timed else None,
        until=cut.until if measure is Measure.BREACHING else None,
    )
    count = _counted(act, mine)
    return Tile(figure(mine, count, capped=count >= CAP), bool(count) and measure in _WORST)


def _counted(act: Act, cut: Slice) -> int:
    def count() -> int:
        return slices.count(act.session, act.person, cut, CAP)

    if cut.what is not Measure.ESCALATED:
        return count()
    key = "tile", sight_of(act.person), cut
    return house().kept.take(key, act.now, count, age=_ESCALATED_AGE).value


def _waiting(act: Act, cut: Slice) -> list[Waiting]:
    cut = replace(cut, by=None, until=None)
    rows = figures.longest_waiting(act.session, act.person, cut, _MOST)
    return [Waiting(row[0], row[1] or act.now, row[2], row[3]) for row in rows]


def _late_units(act: Act, cut: Slice) -> list[Figure]:
    counts = figures.overdue_by_unit(act.session, act.person, cut)
    return sorted(
        (figure(mine, sum(counts.get(unit, 0) for unit in units), name)
         for name, mine, units in branches_of(act, cut)
         if any(unit in counts for unit in units)),
        key=lambda one: -one.count,
    )  # fmt: skip


def branches_of(act: Act, cut: Slice) -> list[tuple[str, Slice, list[int]]]:
    """(place, slice, unit ids) of the unit itself and of each branch right under it."""
    top = cut.below or _own_code(act)
    found: dict[str, tuple[str, Slice, list[int]]] = {}
    for unit_id, code, place, _level in figures.branches(act.session, top):
        mine = replace(cut, unit=code) if code == top else replace(cut, below=code)
        name = f"{place}本级" if code == top else place
        found.setdefault(code, (name, mine, []))[2].append(unit_id)
    return list(found.values())


def _own_code(act: Act) -> str:
    assert act.person.unit_id is not None, "supervisors have a unit"
    return figures.code_of(act.session, act.person.unit_id)
