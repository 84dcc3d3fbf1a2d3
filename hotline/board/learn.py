"""The band *learn*: how the work went over whole weeks, by unit, level, category and person, each number with its list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from hotline.board.links import Figure, figure
from hotline.board.now import branches_of
from hotline.doors import house
from hotline.views import SHANGHAI
from models.domain.permissions import sight_of
from models.domain.slices import BY_END, BY_RECEIPT, Measure, Slice
from models.domain.words import Level
from models.queries import figures, slices, tickets
from models.services.act import Act

WEEKS = (4, 8, 13, 26)
LEVEL_LABELS = {Level.PROVINCE: "省级", Level.CITY: "市级", Level.COUNTY: "县级"}
_MOST = 8
_COUNT_CAP = 100_000
COLUMNS = (
    Measure.RECEIVED,
    Measure.RETURNED,
    Measure.ABSTAINED,
    Measure.CLOSED,
    Measure.SOLVED,
    Measure.ON_TIME,
    Measure.LATE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: a place, level, category or week, and its numbers in the order of COLUMNS."""

    label: str
    figures: Sequence[Figure]
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """What one person has in hand."""

    name: str
    held: Figure
    overdue: Figure


@dataclass(frozen=True, slots=True)
class Pair:
    """Tickets that went from one department to another after a return."""

    from_: str
    to: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Learn:
    """Everything that the band shows."""

    total: Mapping[str, Figure]
    weeks: Sequence[Line]
    units: Sequence[Line]
    levels: Sequence[Line]
    categories: Sequence[Line]
    people: Sequence[Person]
    pairs: Sequence[Pair]
    since: date
    until: date
    at: datetime  # as of when: on a large table the numbers are kept for some minutes


Counts = Mapping[Measure, int]
Key = TypeVar("Key")


def learn_band(act: Act, cut: Slice, weeks: int) -> Learn:
    """Numbers that are a little old say so: the moment stands on the page, and in every address as its end."""
    mondays = figures.whole_weeks(act.now.astimezone(SHANGHAI).date(), weeks)
    key = "learn", sight_of(act.person), cut, mondays[0], weeks
    cut = replace(cut, since=_midnight(mondays[0]), until=_midnight(mondays[-1] + _WEEK))
    counted = house().kept.take(key, act.now, lambda: _counted(act, replace(cut, by=act.now)))
    found, at = counted.value, counted.at
    cut = replace(cut, until=until_of(cut.until, at))
    came, went, total = found.came, found.went, found.total
    return Learn(
        {m.value: figure(replace(cut, what=m), count) for m, count in total.items()},
        [_week(cut, monday, _both(came.weeks, went.weeks, [monday])) for monday in mondays],
        _units(act, cut, came.units, went.units),
        _levels(act, cut, came.units, went.units),
        _categories(act, cut, came.categories, went.categories),
        _people(found, replace(cut, since=None, until=None, by=at)),
        _pairs(act, found, replace(cut, what=Measure.RETURNED)),
        mondays[0],
        mondays[-1] + _WEEK - timedelta(days=1),
        at,
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the database said, without addresses: these are made for each page."""

    came: figures.Table
    went: figures.Table
    total: Mapping[Measure, int]
    load: Sequence[tuple[int, str, int, int]]
    pairs: Sequence[tuple[int, int, int]]


def _counted(act: Act, cut: Slice) -> _Counted:
    """Two passes over the weeks, one by receipt and one by end, and three small questions."""
    hands = replace(cut, since=None, until=None)
    cut = replace(cut, by=None, until=until_of(cut.until, act.now))
    session, person = act.session, act.person
    came = figures.table(session, person, cut, BY_RECEIPT)
    went = figures.table(session, person, cut, BY_END)
    relapsed = slices.count(session, person, replace(cut, what=Measure.RELAPSED), _COUNT_CAP)
    pairs = figures.pairs(session, person, replace(cut, what=Measure.RETURNED), _MOST)
    return _Counted(
        came,
        went,
        {**came.all, **went.all, Measure.RELAPSED: relapsed},
        figures.load(session, person, hands, _MOST),
        [(row[0], row[1], row[2]) for row in pairs],
    )


def until_of(end: datetime | None, at: datetime) -> datetime:
    """The end of a span that was counted at `at`: what came later is not in the number, nor in its list."""
    counted = at + timedelta(microseconds=1)
    return counted if end is None else min(end, counted)


_WEEK = timedelta(weeks=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def _line(cut: Slice, label: str, counts: Counts, url: str | None = None) -> Line:
    numbers = [figure(replace(cut, what=m), counts.get(m, 0)) for m in COLUMNS]
    return Line(label, numbers, url)


def _both(
    came: Mapping[Key, Counts], went: Mapping[Key, Counts], keys: Iterable[Key]
) -> dict[Measure, int]:
    found: dict[Measure, int] = {}
    for key in keys:
        for counts in (came.get(key, {}), went.get(key, {})):
            for measure, count in counts.items():
                found[measure] = found.get(measure, 0) + count
    return found


def _week(cut: Slice, monday: date, counts: Counts) -> Line:
    end = _midnight(monday + _WEEK)
    mine = replace(cut, since=_midnight(monday), until=min(end, cut.until or end))
    return _line(mine, f"{monday:%m-%d}", counts)


def _units(
    act: Act, cut: Slice, came: Mapping[int, Counts], went: Mapping[int, Counts]
) -> list[Line]:
    lines = []
    for name, mine, units in branches_of(act, cut):
        counts = _both(came, went, units)
        if any(counts.values()):
            deeper = mine.below if mine.unit is None else None
            lines.append(_line(mine, name, counts, deeper))
    return sorted(lines, key=lambda line: -line.figures[0].count)


def _levels(
    act: Act, cut: Slice, came: Mapping[int, Counts], went: Mapping[int, Counts]
) -> list[Line]:
    level_of = figures.levels(act.session)
    return [
        _line(
            replace(cut, level=level.value),
            label,
            _both(came, went, [unit for unit in {*came, *went} if level_of.get(unit) == level]),
        )
        for level, label in LEVEL_LABELS.items()
    ]


def _categories(
    act: Act, cut: Slice, came: Mapping[str, Counts], went: Mapping[str, Counts]
) -> list[Line]:
    """First-level categories; below one of them its own second-level codes."""
    codes = {*came, *went}
    deep = cut.category is not None
    taxonomy = act.policy.taxonomy
    lines = []
    for key in sorted({code if deep else code[:2] for code in codes}):
        counts = _both(came, went, [code for code in codes if code.startswith(key)])
        name = taxonomy.get(key).name if deep else taxonomy.parents.get(key, key)
        lines.append(_line(replace(cut, category=key), name, counts, None if deep else key))
    return sorted(lines, key=lambda line: -line.figures[0].count)


def _people(counted: _Counted, cut: Slice) -> list[Person]:
    found = []
    for user_id, name, held, late in counted.load:
        mine = replace(cut, person=user_id)
        found.append(
            Person(
                name,
                figure(replace(mine, what=Measure.HELD, by=None), held),
                figure(replace(mine, what=Measure.HELD_OVERDUE), late),
            )
        )
    return found


def _pairs(act: Act, counted: _Counted, cut: Slice) -> list[Pair]:
    rows = counted.pairs
    names = tickets.owner_names(act.session, [row[i] for row in rows for i in (0, 1)])
    return [
        Pair(
            "".join(names[before]),
            "".join(names[after]),
            figure(replace(cut, former=before, owner=after), number),
        )
        for before, after, number in rows
    ]
