"""Puts a bundle of the classifier in use for all readers (design.md D13)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.domain.errors import InvalidInput, NotFound
from models.queries import bundles
from models.tables.bundles import BundleUse

MAX_REASON = 500


@dataclass(frozen=True, slots=True)
class Trained:
    """A bundle's bytes, and what its manifest says for people who compare bundles."""

    raw: bytes
    manifest: Mapping[str, Any]


def use(session: Session, trained: Trained, now: datetime, instead_of: str | None = None) -> str:
    """Keep this bundle and put it in use, if none is or if `instead_of` is; the id in use afterwards.

    A host that is slower than another finds the other's bundle in use and takes it.
    """
    bundles.lock(session)
    current = bundles.id_in_use(session)
    if current is not None and current != instead_of:
        return current
    bundle_id = hashlib.sha256(trained.raw).hexdigest()
    bundles.retire(session)
    bundles.put_in_use(session, bundle_id, trained.raw, trained.manifest, now)
    _write_use(session, bundle_id, "installed", "程序自带的模型", now)
    return bundle_id


def keep(session: Session, trained: Trained, now: datetime) -> str:
    """Keep a bundle that nobody uses yet; its id."""
    bundle_id = hashlib.sha256(trained.raw).hexdigest()
    bundles.keep(session, bundle_id, trained.raw, trained.manifest, now)
    return bundle_id


def promote(session: Session, start: str, reason: str, now: datetime) -> str:
    """Put a kept bundle in use, named by the start of its id; all readers take it at their next batch.

    Raises NotFound when none or more than one begins so, InvalidInput when it is in use.
    """
    bundles.lock(session)
    found = bundles.ids_like(session, start) if start else ()
    if len(found) != 1:
        raise NotFound(f"没有唯一以 {start or '（空）'} 开头的模型。请用 hotline model list 查看。")
    if found[0] == bundles.id_in_use(session):
        raise InvalidInput("这个模型正在使用。")
    return _switch(session, found[0], "promoted", reason, now)


def go_back(session: Session, reason: str, now: datetime) -> str:
    """The bundle that was in use before is in use again."""
    bundles.lock(session)
    current = bundles.id_in_use(session)
    before = bundles.used_before(session, current) if current else None
    if before is None:
        raise NotFound("没有更早使用过的模型，无法退回。")
    return _switch(session, before, "returned", reason, now)


def _switch(session: Session, bundle_id: str, kind: str, reason: str, now: datetime) -> str:
    words = reason.strip()
    if not words or len(words) > MAX_REASON:
        raise InvalidInput(f"请写明理由，最多 {MAX_REASON} 字。")
    bundles.switch_to(session, bundle_id)
    _write_use(session, bundle_id, kind, words, now)
    return bundle_id


def _write_use(session: Session, bundle_id: str, kind: str, reason: str, now: datetime) -> None:
    session.flush()
    session.add(BundleUse(bundle_id=bundle_id, kind=kind, reason=reason, at=now))
    session.flush()
