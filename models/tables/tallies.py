"""What has happened to a ticket so far, in one narrow row: figures over many tickets need not read their histories."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, SmallInteger, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Tally(Base):
    """Written together with the event that it counts. A ticket of which nothing is counted has no row."""

    __tablename__ = "tally"
    __table_args__ = (
        Index("ix_tally_reopened", "reopened_at", postgresql_where=sql("reopened_at IS NOT NULL")),
    )

    ticket_id: Mapped[int] = mapped_column(
        ForeignKey("ticket.id"), primary_key=True, autoincrement=False
    )
    returns: Mapped[int] = mapped_column(SmallInteger, default=0)  # 退单 so far
    urged: Mapped[int] = mapped_column(SmallInteger, default=0)  # 督办通知 so far
    abstained: Mapped[bool] = mapped_column(default=False)  # the reader was not sure
    alarm: Mapped[bool] = mapped_column(default=False)  # rules or reader made it P1
    missed: Mapped[bool] = mapped_column(default=False)  # read as ordinary, a person made it P1
    false_alarm: Mapped[bool] = mapped_column(default=False)  # the program's P1 was lowered
    late: Mapped[bool | None]  # whether any reply came after the finish clock's end; null: no reply
    solved: Mapped[bool | None]  # what the caller said last; null: not reached since the last reply
    satisfied: Mapped[bool | None]
    ended: Mapped[str | None] = mapped_column(String(10))  # closed, answered, rejected, merged
    ended_at: Mapped[datetime | None]
    reopened_at: Mapped[datetime | None]
    relapsed: Mapped[bool] = mapped_column(default=False)  # reopened within seven days of its end
