"""Drift of categories on a page: the last four weeks against the twelve before, each share with its tickets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hotline.board.learn import until_of
from hotline.board.links import Figure, figure
from hotline.doors import house
from hotline.views import SHANGHAI
from models.domain import drift as rules
from models.domain.drift import Drift
from models.domain.permissions import sight_of
from models.domain.slices import Measure, Slice
from models.queries import figures
from models.services.act import Act

_BEFORE, _NOW = 12, 4  # weeks, the running one among the last
_MOST = 3
_SENTENCES = {
    Drift.UNKNOWN: "工单太少（两段时间各需至少 200 件），还看不出变化。",
    Drift.NONE: "群众反映的事项与之前相近，模型仍在它熟悉的范围内工作。",
    Drift.SLIGHT: "事项的构成略有变化，请留意下列分类，暂不必处理。",
    Drift.STRONG: "事项的构成明显变化：现在的来电与之前不同，模型的把握可能不再可靠。请抽查下列分类的工单，并用近期更正重新训练（hotline train）。",
}


@dataclass(frozen=True, slots=True)
class Shift:
    """One category's share in both spans."""

    name: str
    before: Figure
    now: Figure
    before_share: float
    now_share: float


@dataclass(frozen=True, slots=True)
class Drifted:
    """The index in words, and the categories that moved it most."""

    drift: Drift
    index: float
    sentence: str
    shifts: Sequence[Shift]
    at: datetime  # as of when


def drift_of(act: Act) -> Drifted:
    """Of the tickets that this person sees, by top category: 69 codes of a small unit would be noise."""
    mondays = figures.whole_weeks(act.now.astimezone(SHANGHAI).date(), _BEFORE + _NOW)
    turn = figures.week_of(mondays[_BEFORE])
    before = replace(figures.week_of(mondays[0]), until=turn.since)
    end = figures.week_of(mondays[-1]).until
    now = replace(turn, until=until_of(end, act.now))
    counted = house().kept.take(
        ("drift", sight_of(act.person), mondays[0]),
        act.now,
        lambda: (_by_parent(act, before), _by_parent(act, now)),
    )
    (old, new), at = counted.value, counted.at
    now = replace(turn, until=until_of(end, at))
    found = rules.moved(old, new)
    shifts = []
    for code, _part in found.parts[:_MOST]:
        shifts.append(
            Shift(
                act.policy.taxonomy.parents.get(code, code),
                figure(replace(before, category=code), old.get(code, 0)),
                figure(replace(now, category=code), new.get(code, 0)),
                old.get(code, 0) / max(1, sum(old.values())),
                new.get(code, 0) / max(1, sum(new.values())),
            )
        )
    return Drifted(found.drift, found.index, _SENTENCES[found.drift], shifts, at)


def _by_parent(act: Act, cut: Slice) -> dict[str, int]:
    counts: dict[str, int] = {}
    table = figures.table(act.session, act.person, cut, (Measure.RECEIVED,))
    for code, found in table.categories.items():
        counts[code[:2]] = counts.get(code[:2], 0) + found[Measure.RECEIVED]
    return counts
