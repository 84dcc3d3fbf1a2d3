"""Writes a ticket's tally in one statement; its ticket's row is locked, so two marks never race."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from sqlalchemy.types import Boolean

from models.domain.tallies import RELAPSE, Marks
from models.domain.words import ClockKind
from models.tables.clocks import TicketClock
from models.tables.tallies import Tally

_TALLY = Tally.__table__
_EMPTY = {
    "returns": 0,
    "urged": 0,
    "abstained": False,
    "alarm": False,
    "missed": False,
    "false_alarm": False,
    "relapsed": False,
}


def mark(session: Session, ticket_id: int, marks: Marks) -> None:
    """Replace the values of these marks and count one more of each count."""
    first = _EMPTY | dict(marks.values) | dict.fromkeys(marks.more, 1)
    changed: dict[str, Any] = dict(marks.values)
    changed |= {name: _TALLY.c[name] + 1 for name in marks.more}
    if "reopened_at" in changed:
        changed["relapsed"] = _relapsed(changed["reopened_at"])
    _upsert(session, [{"ticket_id": ticket_id} | first], changed)


def mark_all(session: Session, ticket_ids: Sequence[int], values: Mapping[str, Any]) -> None:
    """The same values for many tickets; nothing is counted up."""
    first = _EMPTY | dict(values)
    rows = [{"ticket_id": ticket_id} | first for ticket_id in ticket_ids]
    _upsert(session, rows, dict(values))


def mark_reply(session: Session, ticket_id: int, at: datetime) -> None:
    """Whether the reply came after the end of the finish clock that still runs; a late one stays late."""
    overdue = (
        select(func.coalesce(func.bool_or(TicketClock.due_at < at), literal(value=False)))
        .where(
            TicketClock.ticket_id == ticket_id,
            TicketClock.kind == ClockKind.FINISH,
            TicketClock.stopped_at.is_(None),
        )
        .scalar_subquery()
    )
    late = func.coalesce(_TALLY.c.late, literal(value=False)) | cast(overdue, Boolean)
    first = _EMPTY | {"ticket_id": ticket_id, "late": overdue}
    _upsert(session, [first], {"late": late})


def mark_false_alarm(session: Session, ticket_id: int) -> None:
    """Somebody lowered a P1: false where the program had made it one, nothing where a person had."""
    statement = update(Tally).where(Tally.ticket_id == ticket_id).values(false_alarm=Tally.alarm)
    session.connection().execute(statement)


def _relapsed(at: datetime) -> ColumnElement[bool]:
    soon = _TALLY.c.ended_at >= at - RELAPSE
    return case((soon, literal(value=True)), else_=_TALLY.c.relapsed)


def _upsert(session: Session, rows: Sequence[dict[str, Any]], changed: dict[str, Any]) -> None:
    # On the connection, not the session: a batch of verdicts must not be flushed ticket by ticket.
    statement = insert(Tally).values(list(rows))
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=[_TALLY.c.ticket_id], set_=changed)
    )
