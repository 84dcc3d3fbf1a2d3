"""答复模板 of units: each with its versions of words, and how often each was used."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.domain.reply_templates import Use
from models.tables.base import Base, one_of


class ReplyTemplate(Base):
    """A unit's template; the units below see it too. `version` is that of its newest words."""

    __tablename__ = "reply_template"
    __table_args__ = (CheckConstraint(one_of("use", Use), name="use"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    use: Mapped[str] = mapped_column(String(10))
    category: Mapped[str | None] = mapped_column(String(4))
    text: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class ReplyTemplateVersion(Base):
    """The words as they stood, and who wrote them when; append only."""

    __tablename__ = "reply_template_version"

    template_id: Mapped[int] = mapped_column(ForeignKey("reply_template.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    active: Mapped[bool]
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime]


class TemplateUse(Base):
    """How often a template stood in a form that was sent; by its code, the package's own too."""

    __tablename__ = "template_use"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    uses: Mapped[int]
