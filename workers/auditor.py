"""Looks for what did not happen, mends it, says so; and seals what did (oncall's habit: silence is the alarm)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from models.queries import audit, beats, due
from models.services import archive, repair, seal
from models.services.act import Act
from workers.blame import is_the_database
from workers.runtime import Runtime

log = structlog.get_logger()
AUDIT_SECONDS = 60.0
SEAL_SECONDS = 180.0
_AT_ONCE = 200
_LATE = timedelta(seconds=60)

Find = Callable[[Session, int], Sequence[int]]
Mend = Callable[[Act, int], bool]
_FAULTS: tuple[tuple[str, Find, Mend], ...] = (
    ("clock_missing", audit.tickets_missing_a_clock, repair.start_clocks),
    ("rung_missing", audit.clocks_missing_a_rung, repair.restore_rung),
    ("reading_forgotten", audit.tickets_nobody_reads, repair.owe_reading),
)


class Auditor:
    """`tend` works when it is time; it is called beside the loop (workers/aside.py)."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._next_audit = 0.0
        self._next_seal = 0.0

    def is_due(self) -> bool:
        """Whether `tend` would do anything."""
        return time.monotonic() >= min(self._next_audit, self._next_seal)

    def tend(self) -> None:
        """Audit every minute, seal every three."""
        now = time.monotonic()
        if now >= self._next_audit:
            self._next_audit = now + AUDIT_SECONDS
            self.audit()
        if now >= self._next_seal:
            self._next_seal = now + SEAL_SECONDS
            self.seal()

    def audit(self) -> int:
        """Mend every fault, each in a transaction of its own; returns how many were mended."""
        with self._runtime.act() as act:
            beats.forget_old(act.session, act.now)
            self._say_what_is_late(act.session, act.now)
        self.archive()
        mended = sum(self._mend(*fault) for fault in _FAULTS)
        with self._runtime.act() as act:
            beats.beat(act.session, "auditor:all", act.now, {"mended": mended})
        return mended

    def archive(self) -> int:
        """File away what nobody may reopen any more, each in a transaction of its own; returns how many."""
        with self._runtime.act() as act:
            ended = audit.ended_tickets(act.session, archive.ended_before(act.now), _AT_ONCE)
        return sum(self._archive(ticket_id) for ticket_id in ended)

    def _archive(self, ticket_id: int) -> bool:
        try:
            with self._runtime.act() as act:
                return archive.archive_by_itself(act, ticket_id)
        except Exception as fault:
            if is_the_database(fault):
                raise
            log.exception("archive_failed", ticket_id=ticket_id)
            return False

    def seal(self) -> int:
        """Put an anchor over what was committed since the last; returns how many rows it covers."""
        with self._runtime.act() as act:
            return seal.seal(act)

    def _mend(self, what: str, find: Find, mend: Mend) -> int:
        with self._runtime.act() as act:
            found = find(act.session, _AT_ONCE)
        mended = 0
        for row_id in found:
            try:
                with self._runtime.act() as act:
                    was_needed = mend(act, row_id)
                mended += was_needed
            except Exception as fault:
                if is_the_database(fault):
                    raise
                log.exception("repair_failed", what=what, row_id=row_id)
        if mended:
            log.error("repaired", what=what, rows=mended)
        if len(found) == _AT_ONCE:
            self._next_audit = 0.0  # there are more
        return mended

    def _say_what_is_late(self, session: Session, now: datetime) -> None:
        for kind, since in due.oldest_due(session, now).items():
            if since is not None and now - since > _LATE:
                log.error("late", kind=kind, seconds=round((now - since).total_seconds()))
        count, oldest = due.set_aside(session)
        if oldest is not None:
            late = round((now - oldest).total_seconds())
            log.error("rungs_set_aside", rows=count, seconds=late)
