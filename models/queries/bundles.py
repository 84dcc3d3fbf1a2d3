"""Bundles of the classifier: one is in use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.bundles import Bundle

_LOCK = 1235103  # any number that no other advisory lock of ours has


def id_in_use(session: Session) -> str | None:
    """The id of the bundle that all readers shall use."""
    return session.scalars(select(Bundle.id).where(Bundle.in_use)).one_or_none()


def body(session: Session, bundle_id: str) -> bytes:
    """The bytes of a bundle."""
    return bytes(session.scalars(select(Bundle.body).where(Bundle.id == bundle_id)).one())


def lock(session: Session) -> None:
    """One change of the bundle in use at a time, until the transaction ends."""
    session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def retire(session: Session) -> None:
    """No bundle is in use."""
    session.execute(update(Bundle).where(Bundle.in_use).values(in_use=False))


def put_in_use(
    session: Session, bundle_id: str, raw: bytes, manifest: Mapping[str, Any], now: datetime
) -> None:
    """This bundle is in use; its bytes are kept if they were not."""
    row = insert(Bundle).values(
        id=bundle_id, body=raw, manifest=dict(manifest), in_use=True, created_at=now
    )
    session.execute(row.on_conflict_do_update(index_elements=["id"], set_={"in_use": True}))
