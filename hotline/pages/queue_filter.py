"""What the address of the department's queue says: view, group, filters and where the page goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from urllib.parse import urlencode

from models.domain.errors import InvalidInput
from models.domain.permissions import Person
from models.domain.queue_groups import Bounds, Group
from models.domain.words import Channel, Status, Urgency
from models.queries.tickets import Filter
from models.queries.work_queue import Mark, Queue

WORKING = (Status.DISPATCHED, Status.ACCEPTED, Status.SUSPENDED, Status.REWORK)
VIEWS: Mapping[str, tuple[str, tuple[Status, ...]]] = {
    "work": ("在办", WORKING),
    "mine": ("我签收的", WORKING),
    "asked": ("会办待答", ()),
    "returned": ("退单审核中", (Status.RETURN_REQUESTED, Status.IN_CONSULTATION)),
    "replied": ("待回访", (Status.REPLIED,)),
    "all": ("全部未办结", ()),
}
GROUP_LABELS: Mapping[Group, str] = {
    Group.OVERDUE: "已超时",
    Group.SOON: "1小时内",
    Group.TODAY: "今天",
    Group.LATER: "以后",
    Group.PAUSED: "挂起",
    Group.WAITING: "待签收",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the address; an unknown value is no filter, so that an old link still opens."""

    view: str = "work"
    group: str = ""
    urgency: str = ""
    category: str = ""
    channel: str = ""
    chased: str = ""
    escalated: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Wanted:
        """The known values; nothing else of an address is ever kept or repeated."""
        known = {
            field.name: value
            for field in fields(cls)
            if _is_known(field.name, value := given.get(field.name, "").strip())
        }
        return cls(**known)

    @property
    def query(self) -> dict[str, str]:
        """The filters as parameters of an address; those at rest are left out."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value and (name, value) != _REST}

    @property
    def groups(self) -> tuple[Group, ...]:
        return (Group(self.group),) if self.group else tuple(Group)

    def queue(self, person: Person, bounds: Bounds) -> Queue:
        """The queue of the person's department; a supervisor without one sees every department below."""
        narrow = Filter(
            department_id=None if self.view == "asked" else person.department_id,
            without_desk=person.department_id is None,
            statuses=VIEWS[self.view][1],
            open_only=True,
            urgency=self.urgency or None,
            category=self.category or None,
            channel=self.channel or None,
            chased=bool(self.chased),
            escalated=bool(self.escalated),
            accepted_by=person.user_id if self.view == "mine" else None,
        )
        asked = (person.department_id or 0) if self.view == "asked" else None
        return Queue(person, narrow, bounds, asked)


def query_of(wanted: Wanted, **changes: str) -> str:
    """The address' parameters with changes, e.g. another group."""
    return urlencode(wanted.query | changes)


def mark_of(given: str) -> Mark | None:
    """`after` of the address. Raises InvalidInput when nobody of ours wrote it."""
    if not given:
        return None
    try:
        group, due, clock = given.split("~")
        at = datetime.fromisoformat(due)
        if at.tzinfo is None or not 0 < int(clock) < 2**63:
            raise ValueError(given)
        return Mark(Group(group), at, int(clock))
    except ValueError:
        raise InvalidInput("页码无效，请从列表第一页重新打开。") from None


def written(mark: Mark) -> str:
    """A mark as the address carries it."""
    return f"{mark.group}~{mark.due_at.isoformat()}~{mark.clock_id}"


_REST = ("view", "work")
_CATEGORY_LENGTHS = (2, 4)


def _is_known(name: str, value: str) -> bool:
    match name:
        case "view":
            return value in VIEWS
        case "group":
            return value in set(Group)
        case "urgency":
            return value in set(Urgency)
        case "channel":
            return value in set(Channel)
        case "category":
            return value.isascii() and value.isdecimal() and len(value) in _CATEGORY_LENGTHS
        case _:
            return value == "1"
