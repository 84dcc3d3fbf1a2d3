"""Writes down what an administrator did; the page of the account or unit shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.services.act import Act
from models.tables.admin_changes import AdminChange


def record_change(
    act: Act,
    kind: str,
    *,
    user_id: int | None = None,
    unit_id: int | None = None,
    codes: Mapping[str, Any] | None = None,
) -> None:
    """Append one change; `codes` never hold a password or the name of a person."""
    act.session.add(
        AdminChange(
            kind=kind,
            at=act.now,
            by_user_id=act.person.user_id,
            user_id=user_id,
            unit_id=unit_id,
            codes=dict(codes or {}),
        )
    )
