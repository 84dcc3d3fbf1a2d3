"""Policy versions: written once, never changed; which is in force, what was before, and who drafts the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.clocks import PolicyVersion
from models.tables.people import User
from models.tables.policies import PolicyDraft, Publication

_SHOWN = 50


def insert_if_new(session: Session, version: str, body: Mapping[str, Any], now: datetime) -> None:
    """Keep this version; a second keeping changes nothing."""
    row = insert(PolicyVersion).values(id=version, body=dict(body), created_at=now)
    session.execute(row.on_conflict_do_nothing())


def published(session: Session) -> str | None:
    """The version in force; None while nobody has published any (then the package's own holds)."""
    query = select(Publication.policy_id).order_by(Publication.id.desc()).limit(1)
    return session.scalars(query).one_or_none()


def body_of(session: Session, version: str) -> dict[str, Any] | None:
    """The stored body of a version."""
    query = select(PolicyVersion.body).where(PolicyVersion.id == version)
    return session.scalars(query).one_or_none()


def history(session: Session) -> Sequence[Row[Publication, str | None]]:
    """(publication, who) newest first."""
    query = select(Publication, User.name).outerjoin(User, User.id == Publication.by_user_id)
    return session.execute(query.order_by(Publication.id.desc()).limit(_SHOWN)).all()


def open_draft(session: Session, user_id: int) -> PolicyDraft | None:
    """What this person is working on, locked."""
    query = select(PolicyDraft).where(
        PolicyDraft.by_user_id == user_id, PolicyDraft.closed.is_(None)
    )
    return session.scalars(query.with_for_update()).one_or_none()
