"""The loop: what is due? Ring. Nobody comes? Do it. It looks, the job claims; several at once do no harm."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from models.logs import configure
from models.queries import beats, due
from models.settings import Settings
from workers import drain, runtime
from workers.aside import Aside
from workers.auditor import Auditor
from workers.blame import is_the_database
from workers.drain import Done
from workers.runtime import Runtime
from workers.seat import Seat
from workers.stop import told_to_stop

log = structlog.get_logger()
BEAT_SECONDS = 1.0
# A rung that is due in a fifth of a second is looked for then, not a whole beat later.
_SHORTEST_PAUSE_SECONDS = 0.1
# A row this long due although the bell rang: the workers are dead, hung or drowned. Triage waits longer: a
# worker that reads has leased its batch, and a first batch also loads the model.
PATIENCE: Mapping[str, timedelta] = {
    "escalate": timedelta(seconds=3),
    "notify": timedelta(seconds=5),
    "triage": timedelta(seconds=10),
}
RESCUE = ("-m", "workers.rescue")
INDEXER = ("-m", "workers.indexing")
_RESCUE_SECONDS = 1.0  # then the loop looks again, P1 first
_LONGEST_PAUSE_SECONDS = 10.0
_SETTLE_SECONDS = 10.0


class Scheduler:
    """One loop. `name` is unique per process; its beat row carries it."""

    def __init__(
        self,
        runtime: Runtime,
        name: str,
        rescue: Sequence[str] = RESCUE,
        indexer: Sequence[str] = (),
    ) -> None:
        self._runtime = runtime
        self._name = name
        auditor = Auditor(runtime)
        self._audits = Aside(auditor.is_due, auditor.tend)
        self._reader = Seat(rescue)
        self._indexer = Seat(indexer) if indexer else None
        self._failed: list[str] = []
        self._write_beat_at = 0.0

    def look(self) -> float:
        """One look: ring for what is due, do what nobody does, tend, and write down that this was done.

        Answers the seconds until something more is due, a beat at most.
        """
        self._failed = []
        with self._runtime.act() as act:
            if beats.write_outage(act.session, act.now):
                log.error("outage_over")
            soonest, now = due.soonest(act.session), act.now
        lonely = {name for name in PATIENCE if self._nobody_comes(name, soonest[name], now)}
        did = self._rescue(lonely)
        self._guarded("audit", self._audits.tend)
        if self._indexer is not None:
            self._guarded("index", self._indexer.tend)
        self._beat(did)
        if any(did.values()):
            log.warning("rescued", **did)
        first = min((at for at in soonest.values() if at is not None), default=None)
        if first is None:
            return BEAT_SECONDS
        return min(max((first - now).total_seconds(), _SHORTEST_PAUSE_SECONDS), BEAT_SECONDS)

    def _beat(self, did: Mapping[str, int]) -> None:
        """Once a beat, and always when there is something to tell."""
        now = time.monotonic()
        if now < self._write_beat_at and not (did or self._failed):
            return
        self._write_beat_at = now + BEAT_SECONDS * 0.9
        with self._runtime.act() as act:
            beats.beat(act.session, self._name, act.now, {"rescued": did, "failed": self._failed})

    def settle(self) -> None:
        """Wait for what was begun beside the loop, though not for ever."""
        self._audits.wait(_SETTLE_SECONDS)

    def stop(self) -> None:
        """End what this loop has started."""
        seats = [seat for seat in (self._reader, self._indexer) if seat is not None]
        for seat in seats:
            seat.ask_to_stop()
        for seat in seats:
            seat.wait()

    def _nobody_comes(self, name: str, since: datetime | None, now: datetime) -> bool:
        if since is None or since > now:
            return False
        return not self._runtime.bell.ring(name) or now - since > PATIENCE[name]

    def _rescue(self, lonely: set[str]) -> dict[str, int]:
        """Escalations and their notices come first, P1 among them; reading is a matter of a process of its own."""
        did = {}
        if "escalate" in lonely:
            did["escalate"] = self._drained("escalate", drain.escalate)
        if "notify" in lonely or did.get("escalate"):
            did["notify"] = self._drained("notify", drain.notify)
        if "triage" in lonely:
            self._guarded("triage", self._reader.tend)
        return did

    def _drained(self, name: str, work: Callable[[Runtime, float], Done]) -> int:
        done = Done()

        def drained() -> None:
            nonlocal done
            done = work(self._runtime, _RESCUE_SECONDS)

        self._guarded(name, drained)
        return done.count

    def _guarded(self, name: str, work: Callable[[], None]) -> None:
        """What fails here must not take the parts after it along; without a database they'd all fail."""
        try:
            work()
        except Exception as fault:
            if is_the_database(fault):
                raise
            self._failed.append(name)
            log.exception("beat_part_failed", part=name)


def run(
    settings: Settings, rescue: Sequence[str] = RESCUE, indexer: Sequence[str] = INDEXER
) -> None:
    """Until SIGTERM or SIGINT. A lost database is waited for; nothing is forgotten, it is all rows."""
    configure(settings.log_level)
    told = told_to_stop()
    built = runtime.build_patiently(settings, told)
    if built is None:
        return
    scheduler = Scheduler(built, _name(), rescue, indexer)
    pause = BEAT_SECONDS
    while not told.is_set():
        began = time.monotonic()
        try:
            pause = scheduler.look()
        except Exception as fault:  # this loop is the last that may die
            pause = min(max(pause * 2, BEAT_SECONDS), _LONGEST_PAUSE_SECONDS)
            log.error("beat_failed", kind=type(fault).__name__, exc_info=not is_the_database(fault))
        told.wait(max(0.0, pause - (time.monotonic() - began)))
    scheduler.stop()
    log.info("scheduler_stopped")


def _name() -> str:
    return f"scheduler:{socket.gethostname()[:40]}:{os.getpid()}"
