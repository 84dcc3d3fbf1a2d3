"""Bundles of the classifier: one is in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.bundles import Bundle, BundleUse

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


def keep(
    session: Session, bundle_id: str, raw: bytes, manifest: Mapping[str, Any], now: datetime
) -> None:
    """Keep a bundle without using it; one that is there already is left as it is."""
    row = insert(Bundle).values(
        id=bundle_id, body=raw, manifest=dict(manifest), in_use=False, created_at=now
    )
    session.execute(row.on_conflict_do_nothing())


def switch_to(session: Session, bundle_id: str) -> None:
    """This kept bundle is in use, no other."""
    retire(session)
    session.execute(update(Bundle).where(Bundle.id == bundle_id).values(in_use=True))


def ids_like(session: Session, start: str) -> Sequence[str]:
    """Ids that begin so; two at most, enough to know that it is not one."""
    query = select(Bundle.id).where(Bundle.id.startswith(start, autoescape=True)).limit(2)
    return session.scalars(query).all()


def listed(session: Session) -> Sequence[Row[str, datetime, bool, dict[str, Any]]]:
    """(id, kept at, in use, manifest) of all bundles, newest first; never their bytes."""
    query = select(Bundle.id, Bundle.created_at, Bundle.in_use, Bundle.manifest)
    return session.execute(query.order_by(Bundle.created_at.desc(), Bundle.id)).all()


def in_use(session: Session) -> Row[str, datetime, dict[str, Any]] | None:
    """(id, kept at, manifest) of the bundle in use; never its bytes."""
    query = select(Bundle.id, Bundle.created_at, Bundle.manifest).where(Bundle.in_use)
    return session.execute(query).one_or_none()


def newest_manifest(session: Session) -> dict[str, Any] | None:
    """Of the bundle that was kept last, in use or not."""
    query = select(Bundle.manifest).order_by(Bundle.created_at.desc(), Bundle.id).limit(1)
    return session.scalars(query).one_or_none()


def uses(session: Session, limit: int) -> Sequence[BundleUse]:
    """Which bundle came into use when and why, newest first."""
    return session.scalars(select(BundleUse).order_by(BundleUse.id.desc()).limit(limit)).all()


def used_before(session: Session, bundle_id: str) -> str | None:
    """The bundle that was in use last before this one."""
    query = select(BundleUse.bundle_id).where(BundleUse.bundle_id != bundle_id)
    return session.scalars(query.order_by(BundleUse.id.desc()).limit(1)).one_or_none()
