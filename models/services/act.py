"""Who does something, when, in which transaction and under which policy: the first argument of every verb."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.direct import Driver, driver_of
from models.domain.permissions import Person
from models.domain.policy import Policy
from models.keys import KeyRing


@dataclass(frozen=True, slots=True)
class Act:
    """The door opens the transaction and fills this; verbs write into `session` and never commit."""

    session: Session
    now: datetime  # aware UTC
    person: Person
    policy: Policy
    keys: KeyRing
    alone: Driver | None = None  # where no transaction is around: see hotline.doors.open_at_once

    @property
    def driver(self) -> Driver:
        """The driver's own connection for the statements of intake: inside `session` if there is a transaction."""
        return self.alone or driver_of(self.session)
