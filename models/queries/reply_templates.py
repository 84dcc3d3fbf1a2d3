"""Reply templates of units: those of the own line for use, those of the own subtree for editing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.people import Unit, UnitAbove, User
from models.tables.reply_templates import ReplyTemplate, ReplyTemplateVersion, TemplateUse


def usable(session: Session, unit_id: int, use: str) -> Sequence[ReplyTemplate]:
    """Templates of this unit and of those above it, the nearest first."""
    query = (
        select(ReplyTemplate)
        .join(UnitAbove, UnitAbove.above_id == ReplyTemplate.unit_id)
        .where(UnitAbove.unit_id == unit_id, ReplyTemplate.active, ReplyTemplate.use == use)
        .order_by(UnitAbove.distance, ReplyTemplate.id)
    )
    return session.scalars(query).all()


def listed(session: Session, above_id: int) -> Sequence[Row[ReplyTemplate, str]]:
    """(template, unit) under a unit, ended ones last."""
    query = (
        select(ReplyTemplate, Unit.name)
        .join(Unit, Unit.id == ReplyTemplate.unit_id)
        .join(UnitAbove, UnitAbove.unit_id == ReplyTemplate.unit_id)
        .where(UnitAbove.above_id == above_id)
        .order_by(ReplyTemplate.active.desc(), ReplyTemplate.use, ReplyTemplate.id)
    )
    return session.execute(query).all()


def lock_below(session: Session, template_id: int, above_id: int) -> ReplyTemplate | None:
    """The template, locked, if its unit is the other one or lies under it."""
    query = (
        select(ReplyTemplate)
        .join(UnitAbove, UnitAbove.unit_id == ReplyTemplate.unit_id)
        .where(ReplyTemplate.id == template_id, UnitAbove.above_id == above_id)
        .with_for_update(of=ReplyTemplate)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).one_or_none()


def versions(session: Session, template_id: int) -> Sequence[Row[ReplyTemplateVersion, str | None]]:
    """(version, who), newest first."""
    query = (
        select(ReplyTemplateVersion, User.name)
        .outerjoin(User, User.id == ReplyTemplateVersion.by_user_id)
        .where(ReplyTemplateVersion.template_id == template_id)
    )
    return session.execute(query.order_by(ReplyTemplateVersion.version.desc())).all()


def count_use(session: Session, code: str) -> None:
    """One more."""
    row = insert(TemplateUse).values(code=code, uses=1)
    session.execute(
        row.on_conflict_do_update(
            index_elements=["code"], set_={"uses": TemplateUse.__table__.c.uses + 1}
        )
    )


def uses(session: Session) -> dict[str, int]:
    """code -> how often."""
    return {row[0]: row[1] for row in session.execute(select(TemplateUse.code, TemplateUse.uses))}
