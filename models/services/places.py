"""Which department of which unit a matter belongs to (design.md 4, routing by place)."""

from __future__ import annotations

from models.domain.errors import NotFound
from models.domain.words import Level, Queue
from models.queries import directory
from models.services.act import Act
from models.tables.people import Department


def responsible(act: Act, unit_id: int, queue: Queue, lowest: Level = Level.COUNTY) -> Department:
    """The nearest staffed department at or above `unit_id` that is high enough for the matter.

    If nobody is staffed anywhere, the nearest one that is high enough: it owns the ticket, and the
    escalation ladder goes to the units above. Raises NotFound only if the tree has no such queue at all.
    """
    rows = directory.departments_upward(act.session, unit_id, queue)
    high_enough = [row for row in rows if directory.reaches(row.level, lowest)] or list(rows)
    if not high_enough:
        raise NotFound(f"没有可以承接“{queue}”的部门，请系统管理员检查组织设置。")
    staffed = [row for row in high_enough if row.staffed]
    nearest: Department = (staffed or high_enough)[0][0]
    return nearest


def receiving_unit(act: Act, region_code: str | None, fallback_unit_id: int) -> int:
    """The unit of a region code: exact, else its city, else the unit that received the plea."""
    for code in _codes_upward(region_code or ""):
        unit = directory.unit_by_code(act.session, code)
        if unit is not None:
            return unit.id
    return fallback_unit_id


def _codes_upward(code: str) -> tuple[str, ...]:
    if len(code) < 6:
        return ()
    return (code, code[:6], code[:4] + "00")
