"""Which clocks end and which begin when a ticket comes into a status. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from models.domain.ticket import BESIDE, CLOCKS_IN
from models.domain.words import ClockKind, Status


@dataclass(frozen=True, slots=True)
class Following:
    """Running kinds that end, each with its reason, and kinds that begin, in order."""

    stop: Mapping[ClockKind, str]
    start: Sequence[ClockKind]


def following(
    status: Status, running: Collection[ClockKind], again: Collection[ClockKind] = ()
) -> Following:
    """`again` names clocks that begin anew although they run: a new owner gets a new 签收 clock."""
    wanted = CLOCKS_IN[status]
    stop: dict[ClockKind, str] = {}
    for kind in running:
        if status in BESIDE.get(kind, ()):
            continue  # what it waits for still stands beside the status
        if kind not in wanted:
            stop[kind] = "done"
        elif kind in again:
            stop[kind] = "restarted"
    return Following(stop, sorted(wanted - (set(running) - stop.keys())))
