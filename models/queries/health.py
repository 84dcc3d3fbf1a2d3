"""Is the program alive: the last beat of any scheduler."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables.clocks import Beat


def last_beat(session: Session) -> datetime | None:
    """When a scheduler last did its work; None if none ever did."""
    query = select(func.max(Beat.at)).where(Beat.name.like("scheduler:%"))
    return session.execute(query).scalar_one()
