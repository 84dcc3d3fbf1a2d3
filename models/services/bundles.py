"""Puts a bundle of the classifier in use for all readers (design.md D13)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.queries import bundles


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
    return bundle_id
