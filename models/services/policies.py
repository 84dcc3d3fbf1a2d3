"""Keeps the policy in force as an immutable version row, so that a clock can name the one it runs under."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.domain.policy import Policy
from models.policy.load import default_body, policy_from_body
from models.queries import policies


def ensure_policy(session: Session, policy: Policy, now: datetime) -> None:
    """Insert the default policy if this version is not there; twice at once is harmless."""
    policies.insert_if_new(session, policy.version, default_body(), now)


def keep_version(session: Session, body: Mapping[str, Any], now: datetime) -> Policy:
    """Check a body and keep it as a version; raises PolicyInvalid. It is not in force by that."""
    policy = policy_from_body(body)
    policies.insert_if_new(session, policy.version, body, now)
    return policy
