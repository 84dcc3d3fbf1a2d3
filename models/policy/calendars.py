"""The working calendars: official table (chinesecalendar), own tables and offices, an honest estimate beyond."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

import chinese_calendar
from chinese_calendar.constants import holidays, workdays

from models.domain.worktime import Calendar, Interval

# Fixed statutory days of a year whose table has not been published: 元旦, 劳动节, 国庆节. The moving feasts
# (春节, 清明, 端午, 中秋) and the make-up days are unknown; such a year is marked as an estimate.
_FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
_ESTIMATED_YEARS = 10
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def calendar_from(body: Mapping[str, Any]) -> Calendar:
    """Office hours and days of a policy version; `official_years` are those whose days it lists in full."""
    days: dict[date, bool] = dict.fromkeys(holidays, False) | dict.fromkeys(workdays, True)
    last = max(days).year
    listed = frozenset(body.get("official_years", ()))
    for year in {*range(last + 1, last + 1 + _ESTIMATED_YEARS)} - listed:
        days |= {date(year, month, day): False for month, day in _FIXED}
    days |= _overrides(body.get("days", {}))
    first = min(holidays).year
    return Calendar(
        intervals=_intervals(body["intervals"]),
        days=days,
        official_years=frozenset({*range(first, last + 1), *listed}),
        hours=_hours(body.get("hours", {})),
        weekly=_weekly(body.get("weekly", {})),
    )


def unit_calendars_from(body: Mapping[str, Any]) -> dict[str, Calendar]:
    """The calendars of offices that differ: each starts from the common one and says only what is different."""
    return {
        code: calendar_from(_over(body, own)) for code, own in sorted(body.get("units", {}).items())
    }


def _over(common: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    days, hours = own.get("days", {}), own.get("hours", {})
    # A day that the office decides for itself does not keep the common hours of that day.
    inherited = {day: at for day, at in common.get("hours", {}).items() if day not in days}
    return {
        **common,
        **own,
        "days": {**common.get("days", {}), **days},
        "hours": {**inherited, **hours},
    }


def _overrides(rows: Mapping[str, Any]) -> dict[date, bool]:
    for day, works in rows.items():
        if not isinstance(works, bool):
            raise TypeError(f"{day}：应为 true（上班）或 false（休息）")
    return {date.fromisoformat(day): works for day, works in rows.items()}


def _hours(rows: Mapping[str, Any]) -> dict[date, tuple[Interval, ...]]:
    return {date.fromisoformat(day): _intervals(hours) for day, hours in rows.items()}


def _weekly(rows: Mapping[str, Any]) -> dict[int, tuple[Interval, ...]]:
    if unknown := set(rows) - set(_WEEKDAYS):
        raise ValueError(f"weekly：{sorted(unknown)[0]} 不是 {'、'.join(_WEEKDAYS)} 之一")
    return {_WEEKDAYS.index(day): _intervals(hours) for day, hours in rows.items()}


def _intervals(rows: Sequence[Sequence[str]]) -> tuple[Interval, ...]:
    return tuple((time.fromisoformat(begin), _end(end)) for begin, end in rows)


def _end(words: str) -> time:
    return time.min if words == "24:00" else time.fromisoformat(words)


def agrees_with_library(calendar: Calendar, year: int) -> bool:
    """Whether our days equal the library's own answers for a whole year (used by `doctor`)."""
    day = date(year, 1, 1)
    while day.year == year:
        if calendar.is_working_day(day) != chinese_calendar.is_workday(day):
            return False
        day += timedelta(days=1)
    return True
