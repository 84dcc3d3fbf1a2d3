"""Bundles of the classifier: one is in use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.bundles import Bundle


def id_in_use(session: Session) -> str | None:
    """The id of the bundle that all readers shall use."""
    return session.scalars(select(Bundle.id).where(Bundle.in_use)).one_or_none()


def body(session: Session, bundle_id: str) -> bytes:
    """The bytes of a bundle."""
    return bytes(session.scalars(select(Bundle.body).where(Bundle.id == bundle_id)).one())


def put_in_use(
    session: Session, bundle_id: str, raw: bytes, manifest: Mapping[str, Any], now: datetime
) -> str:
    """Keep this bundle; it is put in use if none is. Returns the id that is in use afterwards."""
    row = insert(Bundle).values(
        id=bundle_id, body=raw, manifest=dict(manifest), in_use=True, created_at=now
    )
    session.execute(row.on_conflict_do_nothing())
    return id_in_use(session) or bundle_id
