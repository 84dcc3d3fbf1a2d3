"""The working calendar: official table (chinesecalendar), own overrides, and an honest estimate beyond."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

import chinese_calendar
from chinese_calendar.constants import holidays, workdays

from models.domain.worktime import Calendar

# Fixed statutory days of a year whose table has not been published: 元旦, 劳动节, 国庆节. The moving feasts
# (春节, 清明, 端午, 中秋) and the make-up days are unknown; such a year is marked as an estimate.
_FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
_ESTIMATED_YEARS = 10


def calendar_from(body: Mapping[str, Any]) -> Calendar:
    """Office hours and days of a policy version; `official_years` are those whose days it lists in full."""
    days: dict[date, bool] = dict.fromkeys(holidays, False) | dict.fromkeys(workdays, True)
    last = max(days).year
    for year in range(last + 1, last + 1 + _ESTIMATED_YEARS):
        days |= {date(year, month, day): False for month, day in _FIXED}
    days |= _overrides(body.get("days", {}))
    first = min(holidays).year
    return Calendar(
        intervals=tuple(
            (time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in body["intervals"]
        ),
        days=days,
        official_years=frozenset({*range(first, last + 1), *body.get("official_years", ())}),
    )


def _overrides(rows: Mapping[str, Any]) -> dict[date, bool]:
    for day, works in rows.items():
        if not isinstance(works, bool):
            raise TypeError(f"{day}：应为 true（上班）或 false（休息）")
    return {date.fromisoformat(day): works for day, works in rows.items()}


def agrees_with_library(calendar: Calendar, year: int) -> bool:
    """Whether our days equal the library's own answers for a whole year (used by `doctor`)."""
    day = date(year, 1, 1)
    while day.year == year:
        if calendar.is_working_day(day) != chinese_calendar.is_workday(day):
            return False
        day += timedelta(days=1)
    return True
