"""The hash chain of events: each event's hash covers the one before it, so that no byte changes unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """The facts of one event that the hash covers. Codes and ids only (design.md D10)."""

    ticket_id: int
    seq: int
    kind: str
    at: datetime
    actor_id: int | None
    from_status: str | None
    to_status: str | None
    codes: Mapping[str, Any]


def link_hash(previous: bytes, link: Link) -> bytes:
    """32 bytes: sha256 over the previous hash and the canonical JSON of the link."""
    body = {
        "ticket_id": link.ticket_id,
        "seq": link.seq,
        "kind": link.kind,
        "at": link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_id": link.actor_id,
        "from": link.from_status,
        "to": link.to_status,
        "codes": link.codes,
    }
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(previous + canonical.encode()).digest()
