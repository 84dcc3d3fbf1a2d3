"""What jobs and the scheduler may use: built once per process from the settings, handed on as one value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from models.database import Sessions, database_now, engine_for, sessions_for
from models.domain.permissions import SYSTEM
from models.domain.policy import Policy
from models.keys import KeyRing
from models.policy.load import default_policy
from models.services.act import Act
from models.services.policies import ensure_policy
from models.settings import Settings
from workers.enqueue import Bell
from workers.reader import BundleReader, TextReader
from workers.senders.in_app import InApp
from workers.senders.sender import Sender


class SessionClock(Protocol):
    """Tells the time inside a transaction."""

    def __call__(self, session: Session) -> datetime: ...


@dataclass(frozen=True)
class Runtime:
    """The hands' tools. `now` asks the database: a host with a fast clock must fire nothing early (D11)."""

    sessions: Sessions
    policy: Policy
    keys: KeyRing
    bell: Bell
    reader: TextReader
    senders: Mapping[str, Sender]
    now: SessionClock = database_now

    @contextmanager
    def act(self) -> Iterator[Act]:
        """A transaction in which the program itself acts."""
        with self.sessions.begin() as session:
            yield Act(session, self.now(session), SYSTEM, self.policy, self.keys)


def build(settings: Settings, *, reader: TextReader | None = None) -> Runtime:
    """A runtime of these settings; the policy in force becomes a row if it is new."""
    sessions = sessions_for(engine_for(settings.database_url, pool_size=4))
    policy = default_policy()
    runtime = Runtime(
        sessions=sessions,
        policy=policy,
        keys=settings.keys,
        bell=Bell(settings.redis_url),
        reader=reader or BundleReader(sessions, settings.home),
        senders={"in_app": InApp()},
    )
    with runtime.act() as act:
        ensure_policy(act.session, policy, act.now)
    return runtime


_current: list[Runtime] = []


def install(runtime: Runtime) -> None:
    """Make this the runtime of the process: RQ calls plain functions, which must find it somewhere."""
    _current[:] = [runtime]


def current() -> Runtime:
    """The runtime of the process."""
    return _current[0]
