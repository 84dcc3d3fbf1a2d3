"""The loop: what is due? Ring. Nobody comes? Do it. It looks, the job claims; several at once do no harm."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import FrameType

import structlog
from sqlalchemy.exc import SQLAlchemyError

from models.logs import configure
from models.queries import beats, due
from models.services import repair, seal
from models.settings import Settings
from workers import drain, runtime
from workers.runtime import Runtime

log = structlog.get_logger()
BEAT_SECONDS = 1.0
# A row this long due although the bell rang: the workers are dead, hung or drowned. Triage waits longer: a
# worker that reads has leased its batch, and a first batch also loads the model.
PATIENCE: Mapping[str, timedelta] = {
    "escalate": timedelta(seconds=3),
    "triage": timedelta(seconds=10),
    "notify": timedelta(seconds=5),
}
_WORK = (("escalate", drain.escalate), ("triage", drain.triage), ("notify", drain.notify))
_RESCUE_BATCHES = 20  # then the loop looks again, P1 first
_AUDIT_EVERY = 60.0
_SEAL_EVERY = 180.0
_LONGEST_PAUSE = 10.0


@dataclass
class Scheduler:
    """One loop. `name` is unique per process; its beat row carries it."""

    runtime: Runtime
    name: str
    _next_audit: float = field(default=0.0)
    _next_seal: float = field(default=0.0)

    def look(self) -> dict[str, int]:
        """One beat: ring for what is due, rescue what nobody does, write the heartbeat. Returns what it did."""
        with self.runtime.act() as act:
            oldest, now = due.oldest_due(act.session, act.now), act.now
        did: dict[str, int] = {}
        for name, work in _WORK:  # escalations, P1 among them, before reading and telling
            since = oldest[name]
            if since is None:
                continue
            heard = self.runtime.bell.ring(name)
            if not heard or now - since > PATIENCE[name]:
                did[name] = work(self.runtime, _RESCUE_BATCHES)
        self._tend(time.monotonic())
        with self.runtime.act() as act:
            beats.beat(act.session, self.name, act.now, did)
        if did:
            log.info("rescued", **did)
        return did

    def _tend(self, at: float) -> None:
        if at >= self._next_audit:
            self._next_audit = at + _AUDIT_EVERY
            with self.runtime.act() as act:
                repaired = repair.repair(act)
                beats.forget_old(act.session, act.now)
            if repaired:
                log.error("repaired", tickets=repaired)
        if at >= self._next_seal:
            self._next_seal = at + _SEAL_EVERY
            with self.runtime.act() as act:
                seal.seal(act)


def run(settings: Settings) -> None:
    """Until SIGTERM or SIGINT. A lost database is waited for; nothing is forgotten, it is all rows."""
    configure(settings.log_level)
    told = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        told.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    pause = BEAT_SECONDS
    scheduler: Scheduler | None = None
    while not told.is_set():
        try:
            scheduler = scheduler or Scheduler(runtime.build(settings), _name())
            scheduler.look()
            pause = BEAT_SECONDS
        except SQLAlchemyError as fault:
            pause = min(pause * 2, _LONGEST_PAUSE)
            log.error("beat_failed", kind=type(fault).__name__)
        told.wait(pause)
    log.info("scheduler_stopped")


def _name() -> str:
    return f"scheduler:{socket.gethostname()[:40]}:{os.getpid()}"


