"""The filters of a search: as people name them, and as the index and the tickets know them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models.domain.errors import FieldError, InvalidInput
from models.domain.ticket import OPEN
from models.domain.words import Status
from models.domain.worktime import SHANGHAI
from models.queries import search
from models.queries.search import Narrow
from models.services.act import Act

OPEN_ONLY = "open"  # any status in which somebody still owes something
_MOST_MONTHS = 24  # named to the index; a longer span narrows little
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Filters:
    """As they stand in an address or a body; empty means any. `until` is the last day."""

    status: str = ""
    category: str = ""
    unit: str = ""
    since: date | None = None
    until: date | None = None


def narrow_of(act: Act, filters: Filters) -> Narrow:
    """Raises InvalidInput for a category or unit that does not exist, or days in the wrong order."""
    statuses = _statuses(filters.status)
    terms = [tuple(f"#s{status}" for status in statuses)] if statuses else []
    if filters.category:
        _check_category(act, filters.category)
        terms.append((f"#c{filters.category}",))
    if filters.unit:
        unit_id = search.unit_id(act.session, filters.unit)
        if unit_id is None:
            raise _wrong("unit", "没有这个单位代码。")
        terms.append((f"#u{unit_id}",))
    months = _months(filters, act.now)
    if months:
        terms.append(tuple(f"#m{month}" for month in months))
    return Narrow(
        statuses=statuses,
        category=filters.category or None,
        unit=filters.unit or None,
        since=_start(filters.since) if filters.since else None,
        before=_start(filters.until + timedelta(days=1)) if filters.until else None,
        terms=tuple(terms),
    )


def _statuses(status: str) -> tuple[str, ...]:
    if status == OPEN_ONLY:
        return tuple(sorted(OPEN))
    if status and status not in set(Status):
        raise _wrong("status", "没有这个状态。")
    return (status,) if status else ()


def _check_category(act: Act, code: str) -> None:
    taxonomy = act.policy.taxonomy
    if code not in taxonomy.parents and code not in taxonomy.categories:
        raise _wrong("category", "没有这个分类代码。")


def _months(filters: Filters, now: datetime) -> list[str]:
    """The months of the span, when its beginning is known and it is not long."""
    if filters.since is None:
        return []
    last = filters.until or now.astimezone(SHANGHAI).date()
    if last < filters.since:
        raise _wrong("until", "结束日期应不早于开始日期。")
    first = filters.since.year * _MONTHS + filters.since.month - 1
    count = last.year * _MONTHS + last.month - first
    if count > _MOST_MONTHS:
        return []
    return [f"{m // _MONTHS}{m % _MONTHS + 1:02d}" for m in range(first, first + count)]


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _wrong(field: str, message: str) -> InvalidInput:
    return InvalidInput("筛选条件有误。", errors=(FieldError(field, message),))
