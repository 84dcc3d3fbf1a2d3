"""Keeps policies as immutable versions, and knows which one is in force now, in every process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from models.domain.errors import PolicyInvalid
from models.domain.policy import Policy
from models.policy.complete import completed
from models.policy.load import default_body, policy_from_body
from models.queries import policies

log = structlog.get_logger()
_KEPT = 20  # parsed versions; running clocks name few


def ensure_policy(session: Session, policy: Policy, now: datetime) -> None:
    """Insert the default policy if this version is not there; twice at once is harmless."""
    policies.insert_if_new(session, policy.version, default_body(), now)


def keep_version(session: Session, body: Mapping[str, Any], now: datetime) -> Policy:
    """Check a body and keep it as a version; raises PolicyInvalid. It is not in force by that."""
    policy = policy_from_body(body)
    policies.insert_if_new(session, policy.version, body, now)
    return policy


def stored_policy(session: Session, version: str) -> Policy:
    """A stored version as a value, completed if an older release wrote it; raises PolicyInvalid."""
    body = policies.body_of(session, version)
    if body is None:
        raise PolicyInvalid(f"没有版本 {version[:12]} 的政策。")
    try:
        whole = completed(body, default_body())
    except (KeyError, TypeError, AttributeError) as fault:
        raise PolicyInvalid(f"版本 {version[:12]} 的内容已损坏。") from fault
    return replace(policy_from_body(whole), version=version)


class Shelf:
    """One per process: asks each transaction which version is in force, and reads each version once.

    A version that can't be read (written by a newer release, damaged) must not stop the hotline: the last good
    one stays in use, and the log says so each time it changes.
    """

    def __init__(self, default: Policy) -> None:
        self._default = default
        self._read: dict[str, Policy] = {default.version: default}
        self.latest = default

    def in_force(self, session: Session) -> Policy:
        """The published version; the package's own while nobody has published any."""
        return self.take(session, policies.published(session))

    def take(self, session: Session, version: str | None) -> Policy:
        """The policy of a version that was read as the published one a moment ago."""
        if version is None:
            self.latest = self._default
        elif version != self.latest.version:
            self.latest = self._policy(session, version)
        return self.latest

    def _policy(self, session: Session, version: str) -> Policy:
        if version not in self._read:
            try:
                found = stored_policy(session, version)
            except PolicyInvalid as fault:
                log.error("policy_unreadable", version=version[:12], fault=fault.message)
                found = (
                    self.latest
                )  # under its own name: a clock names the rules that it runs under
            if len(self._read) >= _KEPT:
                self._read.pop(next(iter(self._read)))
            self._read[version] = found
        return self._read[version]
