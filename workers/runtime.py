"""What jobs and the scheduler may use: built once per process from the settings, handed on as one value."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.database import Sessions, database_now, engine_for, sessions_for
from models.domain.permissions import SYSTEM
from models.domain.policy import Policy
from models.keys import KeyRing
from models.policy.load import default_policy
from models.services.act import Act
from models.services.policies import Shelf, ensure_policy
from models.settings import Settings
from workers.enqueue import Bell, Rings
from workers.reader import BundleReader, TextReader
from workers.senders.in_app import InApp
from workers.senders.sender import Sender

log = structlog.get_logger()
# A ticket that somebody holds this long (a connection that hangs) must not hold up the others of a batch.
_LOCK_SECONDS = 5.0
_PAUSE_SECONDS = 1.0


class SessionClock(Protocol):
    """Tells the time inside a transaction."""

    def __call__(self, session: Session) -> datetime: ...


@dataclass(frozen=True)
class Runtime:
    """The hands' tools. `moment` asks the database: a host with a fast clock must fire nothing early (D11)."""

    sessions: Sessions
    policy: Policy
    keys: KeyRing
    bell: Rings
    reader: TextReader
    senders: Mapping[str, Sender]
    moment: SessionClock = database_now
    shelf: Shelf | None = None  # None: `policy` always holds

    @contextmanager
    def act(self) -> Iterator[Act]:
        """A transaction in which the program itself acts."""
        with self.sessions.begin() as session:
            policy = self.shelf.in_force(session) if self.shelf else self.policy
            yield Act(session, self.moment(session), SYSTEM, policy, self.keys)


def build(settings: Settings, *, reader: TextReader | None = None) -> Runtime:
    """A runtime of these settings; the policy in force becomes a row if it is new."""
    engine = engine_for(settings.database_url, pool_size=4, lock_seconds=_LOCK_SECONDS)
    sessions = sessions_for(engine)
    runtime = Runtime(
        sessions=sessions,
        policy=default_policy(),
        keys=settings.keys,
        bell=Bell(settings.redis_url),
        reader=reader or BundleReader(sessions, settings.home),
        senders={"in_app": InApp()},
        shelf=Shelf(default_policy()),
    )
    with runtime.act() as act:
        ensure_policy(act.session, runtime.policy, act.now)
    return runtime


def build_patiently(
    settings: Settings, told: threading.Event, *, reader: TextReader | None = None
) -> Runtime | None:
    """The same, waiting for a database that does not answer; None if told to stop meanwhile."""
    while not told.is_set():
        try:
            return build(settings, reader=reader)
        except SQLAlchemyError as fault:
            log.error("database_away", kind=type(fault).__name__)
            told.wait(_PAUSE_SECONDS)
    return None


_current: list[Runtime] = []


def install(runtime: Runtime) -> None:
    """Make this the runtime of the process: RQ calls plain functions, which must find it somewhere."""
    _current[:] = [runtime]


def current() -> Runtime:
    """The runtime of the process."""
    return _current[0]
