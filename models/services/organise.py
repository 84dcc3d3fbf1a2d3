"""Founds units with their five departments; a second founding changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.domain.words import Level, Queue
from models.queries import directory
from models.services.act import Act
from models.tables.people import Department, Unit, UnitAbove

DEPARTMENT_NAMES = {
    Queue.UNION: "工会权益保障科",
    Queue.LEGAL: "司法法律援助科",
    Queue.SOCIAL_SECURITY: "人社劳动监察科",
    Queue.EMERGENCY: "应急处置科",
    Queue.DISPATCH_DESK: "派单审核台",
}


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit to be: `parent` is the code of the unit above, None for the province."""

    code: str
    name: str
    place: str
    level: Level
    parent: str | None


def found(act: Act, plans: Sequence[UnitPlan]) -> int:
    """Create the units that are missing, parents before children; returns how many were new."""
    known = {unit.code: unit for unit in directory.all_units(act.session)}
    lines = {code: directory.line_above(act.session, unit.id) for code, unit in known.items()}
    created = 0
    for plan in plans:
        if plan.code in known:
            continue
        known[plan.code] = unit = _unit(act, plan, known)
        above = lines[plan.parent] if plan.parent else []
        lines[plan.code] = [unit.id, *above]
        _place_in_tree(act, unit, lines[plan.code])
        created += 1
    return created


def _unit(act: Act, plan: UnitPlan, known: dict[str, Unit]) -> Unit:
    unit = Unit(
        code=plan.code,
        name=plan.name,
        place=plan.place,
        level=plan.level,
        parent_id=known[plan.parent].id if plan.parent else None,
    )
    act.session.add(unit)
    act.session.flush()
    return unit


def _place_in_tree(act: Act, unit: Unit, line: list[int]) -> None:
    for distance, above_id in enumerate(line):
        act.session.add(UnitAbove(unit_id=unit.id, above_id=above_id, distance=distance))
    for queue, name in DEPARTMENT_NAMES.items():
        act.session.add(Department(unit_id=unit.id, queue=queue, name=name))
