"""What an event says about how the work goes: the marks that figures count (domain.md 3.7, peers.md 4 item 20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

RELAPSE = timedelta(days=7)  # reopened so soon after its end, it had not been solved
_ENDS = frozenset({"closed", "answered", "rejected", "merged"})


@dataclass(frozen=True, slots=True)
class Told:
    """One event as far as marks need it, with what stood before it."""

    kind: str
    at: datetime
    codes: Mapping[str, Any]
    by_person: bool
    read_as_ordinary: bool = False  # the reader had read the ticket and had seen no emergency


@dataclass(frozen=True, slots=True)
class Marks:
    """What changes in a ticket's tally: values that replace, counts that go up."""

    values: Mapping[str, Any]
    more: tuple[str, ...] = ()


def marks_of(told: Told) -> Marks | None:
    """The marks of one event; None when it counts for nothing. `late`, `false_alarm` and `relapsed` need the row."""
    codes = told.codes
    match told.kind:
        case "triaged" if codes.get("abstained"):
            return Marks({"abstained": True})
        case "raised" if codes.get("to") == "P1":
            return _raised(told)
        case "return_requested":
            return Marks({}, more=("returns",))
        case "supervised":
            return Marks({}, more=("urged",))
        case "called_back" if codes.get("reached"):
            return Marks({"solved": codes["solved"], "satisfied": codes["satisfied"]})
        case "rework_ordered":
            return Marks({"solved": None, "satisfied": None})
        case "replied":
            return Marks({"solved": None, "satisfied": None})
        case "reopened":
            gone = {"solved": None, "satisfied": None, "ended": None, "ended_at": None}
            return Marks(gone | {"reopened_at": told.at})
        case kind if kind in _ENDS:
            return Marks({"ended": kind, "ended_at": told.at})
        case _:
            return None


def _raised(told: Told) -> Marks | None:
    """The program's alarm, or one that a person raised over the reader's head."""
    if told.codes.get("red_flags") or not told.by_person:
        return Marks({"alarm": True})
    return Marks({"missed": True}) if told.read_as_ordinary else None
