"""The auditor: looks for what did not happen and mends it through the normal verbs (oncall's habit)."""

from __future__ import annotations

from models.queries import due
from models.services import clocks
from models.services.act import Act
from models.services.trail import Happening, record

_AT_ONCE = 100


def repair(act: Act) -> int:
    """Give clocks to open tickets that have none, and say so in their history; returns how many."""
    bare = due.open_without_clock(act.session, _AT_ONCE)
    for ticket in bare:
        clocks.follow_status(act, ticket)
        record(act, ticket, Happening("repaired", {"what": "no_clock"}, ticket.status, ticket.status))
    return len(bare)
