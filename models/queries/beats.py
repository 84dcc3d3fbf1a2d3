"""Heartbeats of work done: one row per loop."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.clocks import Beat

_FORGOTTEN = timedelta(days=1)  # rows of processes that are long gone


def beat(session: Session, name: str, now: datetime, did: Mapping[str, Any]) -> None:
    """This loop did its work at `now`."""
    row = insert(Beat).values(name=name, at=now, did=dict(did))
    session.execute(
        row.on_conflict_do_update(index_elements=["name"], set_={"at": now, "did": dict(did)})
    )


def forget_old(session: Session, now: datetime) -> None:
    """Drop beats of processes that do not come back."""
    session.execute(delete(Beat).where(Beat.at < now - _FORGOTTEN))
