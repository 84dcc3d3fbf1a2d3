"""Policy versions: written once, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.clocks import PolicyVersion


def insert_if_new(session: Session, version: str, body: Mapping[str, Any], now: datetime) -> None:
    """Keep this version; a second keeping changes nothing."""
    row = insert(PolicyVersion).values(id=version, body=dict(body), created_at=now)
    session.execute(row.on_conflict_do_nothing())
