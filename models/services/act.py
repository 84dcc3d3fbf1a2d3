"""Who does something, when, in which transaction and under which policy: the first argument of every verb."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

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
