"""The worker's own time limits by law, computed from dated facts (domain.md 6.1; peers.md 4 item 8). Pure.

For orientation only: 仅供参考，以法律规定为准. Days are counted as 民法典 201-203 say: the first day does not
count, a year ends on the same date, an end on an off-day moves to the next working day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from models.domain.facts import Fact, FactKind
from models.domain.statutory_words import ARTICLES, QUESTIONS, DeadlineKind, Question
from models.domain.worktime import Calendar

ORANGE_DAYS, RED_DAYS = 30, 7
_DAY = timedelta(days=1)
_RESTARTS = frozenset({FactKind.CLAIMED, FactKind.SOUGHT_RELIEF, FactKind.EMPLOYER_AGREED})


class Colour(StrEnum):
    """How near the last day is."""

    UNKNOWN = "unknown"  # a fact is missing
    NO_LIMIT = "no_limit"  # does not run (now)
    GREEN = "green"
    ORANGE = "orange"
    RED = "red"
    PASSED = "passed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One limit: its last day (None if it does not run or a fact is missing) and what it was computed from."""

    kind: DeadlineKind
    last_day: date | None
    days_left: int | None
    colour: Colour
    article: str
    used: tuple[Fact, ...]
    questions: tuple[Question, ...] = ()
    note: str = ""
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """What a rule finds, before the calendar and today's date are asked."""

    end: date | None
    used: tuple[Fact, ...]
    asks: tuple[FactKind, ...] = ()
    note: str = ""
    done: Fact | None = None


def deadlines(
    facts: Iterable[Fact], kinds: Sequence[DeadlineKind], *, today: date, calendar: Calendar
) -> tuple[Deadline, ...]:
    """The limits of these kinds, the most pressing first; what is missing is asked for."""
    known = sorted(facts)
    found = [_deadline(kind, _RULES[kind](known), today, calendar) for kind in kinds]
    return tuple(sorted(found, key=lambda one: (one.colour is Colour.DONE, _nearness(one))))


def plus_years(day: date, years: int) -> date:
    """The same date years later; 29 February becomes the last of February (民法典 202)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _nearness(one: Deadline) -> date:
    return one.last_day or date.max


def _deadline(kind: DeadlineKind, found: _Found, today: date, calendar: Calendar) -> Deadline:
    last = _rolled(found.end, calendar) if found.end else None
    note = found.note
    if found.end and last != found.end:
        note = f"{note}{found.end} 为休息日，顺延至 {last}。"
    return Deadline(
        kind=kind,
        last_day=last,
        days_left=(last - today).days if last else None,
        colour=_colour(found, last, today),
        article=ARTICLES[kind],
        used=found.used,
        questions=tuple(Question(ask, QUESTIONS[ask]) for ask in found.asks),
        note=note,
        estimated=last is not None and not calendar.is_official(last.year),
    )


def _colour(found: _Found, last: date | None, today: date) -> Colour:
    if found.done is not None and (last is None or found.done.on <= last):
        return Colour.DONE
    if last is None:
        return Colour.UNKNOWN if found.asks and not found.note else Colour.NO_LIMIT
    left = (last - today).days
    if left < 0:
        return Colour.PASSED
    if left <= RED_DAYS:
        return Colour.RED
    return Colour.ORANGE if left <= ORANGE_DAYS else Colour.GREEN


def _rolled(day: date, calendar: Calendar) -> date:
    while not calendar.is_working_day(day):
        day += _DAY
    return day


def _first(facts: Sequence[Fact], kind: FactKind) -> Fact | None:
    return next((fact for fact in facts if fact.kind is kind), None)


def _last(facts: Sequence[Fact], kind: FactKind) -> Fact | None:
    return _first(facts[::-1], kind)


def _arbitration(facts: Sequence[Fact]) -> _Found:
    knew = _first(facts, FactKind.KNEW)
    done = _last(facts, FactKind.ARBITRATION_FILED)
    if knew is None:
        return _Found(None, (), (FactKind.KNEW,), done=done)
    return _year_with_restarts(facts, knew, done)


def _wages(facts: Sequence[Fact]) -> _Found:
    """Not limited while the relation lasts; one year from its end (27 IV)."""
    left, stays = _last(facts, FactKind.LEFT), _last(facts, FactKind.STILL_EMPLOYED)
    done = _last(facts, FactKind.ARBITRATION_FILED)
    if left is not None and (stays is None or stays.on <= left.on):
        return _year_with_restarts(facts, left, done)
    if stays is not None:
        note = "劳动关系存续期间追索劳动报酬，不受一年时效限制；终止后应在一年内提出。"
        return _Found(None, (stays,), note=note, done=done)
    return _Found(None, (), (FactKind.LEFT, FactKind.STILL_EMPLOYED), done=done)


def _year_with_restarts(facts: Sequence[Fact], start: Fact, done: Fact | None) -> _Found:
    """One year from `start`; a claim, a plea for relief or the employer's consent inside it begins it anew."""
    used, end, too_late = [start], _year_end(start.on, facts), False
    for fact in facts:
        if fact.kind not in _RESTARTS or fact.on <= start.on or _is_after(done, fact):
            continue
        if end is not None and fact.on > end:
            too_late = True
            continue
        used.append(fact)
        end = _year_end(fact.on, facts)
    hindrances = [fact for fact in facts if _hinders(fact, used[-1].on, end)]
    notes = []
    if end is None:
        notes.append("时效中止中，正当理由消除之日起继续计算。")
    if too_late:
        notes.append("有一次主张在期限届满之后，不重新起算。")
    asks = (FactKind.HINDERED,) if end is None else ()
    return _Found(end, tuple(sorted([*used, *hindrances])), asks, "".join(notes), done)


def _is_after(done: Fact | None, fact: Fact) -> bool:
    return done is not None and fact.on > done.on


def _year_end(start: date, facts: Sequence[Fact]) -> date | None:
    return _stretched(start, plus_years(start, 1), facts)


def _stretched(start: date, end: date, facts: Sequence[Fact]) -> date | None:
    """The end moved by the days of hindrance that fall into the period; None while one lasts."""
    for begin, until in _merged(fact for fact in facts if fact.kind is FactKind.HINDERED):
        begin = max(begin, start)
        if begin > end:
            break
        if until is None:
            return None
        end += max(until - begin, timedelta())
    return end


def _merged(hindrances: Iterable[Fact]) -> list[tuple[date, date | None]]:
    """Overlapping hindrances count once."""
    merged: list[tuple[date, date | None]] = []
    for fact in sorted(hindrances, key=lambda one: one.on):
        if merged and (merged[-1][1] is None or fact.on <= merged[-1][1]):
            begin, until = merged[-1]
            longer = None if until is None or fact.until is None else max(until, fact.until)
            merged[-1] = (begin, longer)
        else:
            merged.append((fact.on, fact.until))
    return merged


def _hinders(fact: Fact, start: date, end: date | None) -> bool:
    if fact.kind is not FactKind.HINDERED or (end is not None and fact.on > end):
        return False
    return fact.until is None or fact.until > start


def _suit(facts: Sequence[Fact]) -> _Found:
    award = _last(facts, FactKind.AWARD_RECEIVED)
    done = _last(facts, FactKind.SUED)
    if award is None:
        return _Found(None, (), (FactKind.AWARD_RECEIVED,), done=done)
    return _Found(award.on + 15 * _DAY, (award,), done=done)


def _injury_start(facts: Sequence[Fact]) -> Fact | None:
    return _last(facts, FactKind.DIAGNOSED) or _last(facts, FactKind.INJURED)


def _injury_by_employer(facts: Sequence[Fact]) -> _Found:
    start = _injury_start(facts)
    done = _first(facts, FactKind.EMPLOYER_FILED)
    if start is None:
        return _Found(None, (), (FactKind.INJURED, FactKind.DIAGNOSED), done=done)
    extended = _last(facts, FactKind.EMPLOYER_EXTENSION)
    if extended is not None and extended.on > start.on + 30 * _DAY:
        return _Found(extended.on, (start, extended), done=done)
    note = "单位逾期不申请的，在此期间的工伤待遇等费用由单位负担。"
    return _Found(start.on + 30 * _DAY, (start,), note=note, done=done)


def _injury_by_worker(facts: Sequence[Fact]) -> _Found:
    start = _injury_start(facts)
    done = _first(facts, FactKind.INJURY_FILED) or _first(facts, FactKind.EMPLOYER_FILED)
    if start is None:
        return _Found(None, (), (FactKind.INJURED, FactKind.DIAGNOSED), done=done)
    end = _year_end(start.on, facts)
    hindrances = tuple(fact for fact in facts if _hinders(fact, start.on, end))
    note = "单位未申请的，职工本人、近亲属、工会都可以直接申请。"
    asks = (FactKind.HINDERED,) if end is None else ()
    return _Found(end, (start, *hindrances), asks, note=note, done=done)


def _inspection(facts: Sequence[Fact]) -> _Found:
    """Two years from the breach, or from its end if it continued."""
    breach, ended = _last(facts, FactKind.BREACH), _last(facts, FactKind.BREACH_ENDED)
    goes_on = _last(facts, FactKind.BREACH_CONTINUES)
    done = _first(facts, FactKind.INSPECTION_REPORTED)
    if ended is not None and (goes_on is None or goes_on.on <= ended.on):
        return _Found(plus_years(ended.on, 2), (ended,), done=done)
    if goes_on is not None:
        note = "违法行为仍在继续，自终了之日起计算两年。"
        return _Found(None, (goes_on,), (FactKind.BREACH_ENDED,), note=note, done=done)
    if breach is None:
        return _Found(None, (), (FactKind.BREACH,), done=done)
    asks = (FactKind.BREACH_CONTINUES, FactKind.BREACH_ENDED)
    return _Found(plus_years(breach.on, 2), (breach,), asks, done=done)


_RULES: Mapping[DeadlineKind, Callable[[Sequence[Fact]], _Found]] = {
    DeadlineKind.ARBITRATION: _arbitration,
    DeadlineKind.WAGES: _wages,
    DeadlineKind.SUIT: _suit,
    DeadlineKind.INJURY_EMPLOYER: _injury_by_employer,
    DeadlineKind.INJURY_WORKER: _injury_by_worker,
    DeadlineKind.INSPECTION: _inspection,
}
