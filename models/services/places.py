"""Which department of which unit a matter belongs to (design.md 4, routing by place)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from models.domain.errors import NotFound
from models.domain.words import Level, Queue
from models.queries import directory
from models.services.act import Act
from models.tables.people import Department


class Reached(Protocol):
    """A department on the way up from a place."""

    @property
    def level(self) -> str: ...

    @property
    def staffed(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Upward:
    """One department above a place."""

    department: Department
    level: str
    staffed: bool


Row = TypeVar("Row", bound=Reached)


def responsible(act: Act, unit_id: int, queue: Queue, lowest: Level = Level.COUNTY) -> Department:
    """The nearest staffed department at or above `unit_id` that is high enough for the matter.

    If nobody is staffed anywhere, the nearest one that is high enough: it owns the ticket, and the
    escalation ladder goes to the units above. Raises NotFound only if the tree has no such queue at all.
    """
    rows = [Upward(*row) for row in directory.departments_upward(act.session, unit_id, queue)]
    return nearest(rows, queue, lowest).department


def nearest(rows: Sequence[Row], queue: Queue, lowest: Level = Level.COUNTY) -> Row:
    """The rule of `responsible` over departments that were found already, nearest first."""
    high_enough = [row for row in rows if directory.reaches(row.level, lowest)] or list(rows)
    if not high_enough:
        raise NotFound(f"没有可以承接“{queue}”的部门，请系统管理员检查组织设置。")
    staffed = [row for row in high_enough if row.staffed]
    return (staffed or high_enough)[0]


class Near:
    """The same for a batch: the organisation around all its places is read with two statements."""

    def __init__(self, act: Act, places: Iterable[tuple[str | None, int]]) -> None:
        """`places` are (region code, unit that received the plea)."""
        asked = set(places)
        codes = {code for region, _ in asked for code in codes_upward(region)}
        self._units = directory.units_by_codes(act.session, codes) if codes else {}
        self._above = directory.departments_above(
            act.session, {self.unit(region, fallback) for region, fallback in asked}
        )

    def unit(self, region_code: str | None, fallback_unit_id: int) -> int:
        """As `receiving_unit`."""
        return _first_known(self._units.get, region_code, fallback_unit_id)

    def responsible(self, unit_id: int, queue: Queue, lowest: Level = Level.COUNTY) -> Department:
        """As `responsible`, for a unit of the batch."""
        rows = [Upward(*row) for row in self._above.get((unit_id, queue), [])]
        return nearest(rows, queue, lowest).department


def receiving_unit(act: Act, region_code: str | None, fallback_unit_id: int) -> int:
    """The unit of a region code: exact, else its city, else the unit that received the plea."""

    def known(code: str) -> int | None:
        unit = directory.unit_by_code(act.session, code)
        return unit.id if unit else None

    return _first_known(known, region_code, fallback_unit_id)


def _first_known(
    known: Callable[[str], int | None], region_code: str | None, fallback_unit_id: int
) -> int:
    found = (known(code) for code in codes_upward(region_code))
    return next((unit_id for unit_id in found if unit_id is not None), fallback_unit_id)


def codes_upward(region_code: str | None) -> tuple[str, ...]:
    """Codes under which the unit of a place may be found, the most exact first."""
    code = region_code or ""
    if len(code) < 6:
        return ()
    return (code, code[:6], code[:4] + "00")
