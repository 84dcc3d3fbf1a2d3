"""Heartbeats of work done: one row per loop."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.clocks import Beat, Outage

SILENCE = timedelta(seconds=60)  # a scheduler beats every second; a restart is no outage
_FORGOTTEN = timedelta(days=1)  # rows of processes that are long gone


def beat(session: Session, name: str, now: datetime, did: Mapping[str, Any]) -> None:
    """This loop did its work at `now`."""
    row = insert(Beat).values(name=name, at=now, did=dict(did))
    session.execute(
        row.on_conflict_do_update(index_elements=["name"], set_={"at": now, "did": dict(did)})
    )


def write_outage(session: Session, now: datetime) -> bool:
    """If no scheduler worked for longer than `SILENCE`, keep from when to when; twice at once is one row."""
    last = session.execute(
        select(func.max(Beat.at)).where(Beat.name.like("scheduler:%"))
    ).scalar_one()
    if last is None or now - last <= SILENCE:
        return False
    row = insert(Outage).values(began_at=last, ended_at=now)
    session.execute(row.on_conflict_do_nothing())
    return True


def forget_old(session: Session, now: datetime) -> None:
    """Drop beats of processes that do not come back."""
    session.execute(delete(Beat).where(Beat.at < now - _FORGOTTEN))


def outages(session: Session) -> int:
    """How many outages are on record."""
    return session.execute(select(func.count()).select_from(Outage)).scalar_one()


def listed(session: Session) -> list[tuple[str, datetime, dict[str, Any]]]:
    """(loop, last time, what it did) of every loop that was heard of in the last day."""
    query = select(Beat.name, Beat.at, Beat.did).order_by(Beat.at.desc(), Beat.name)
    return [(row[0], row[1], row[2]) for row in session.execute(query)]
