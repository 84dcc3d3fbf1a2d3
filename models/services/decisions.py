"""Keeps every person's judgement of a verdict, in the transaction of the move that says it."""

from __future__ import annotations

from datetime import datetime

from models.domain.decisions import DecisionKind, compared, judges, kind_of
from models.domain.words import Move
from models.services.act import Act
from models.tables.decisions import Decision
from models.tables.tickets import Ticket


def keep(act: Act, ticket: Ticket, move: Move, note_id: int | None = None) -> None:
    """Write down what this move says about the verdict, if it says anything and a person made it."""
    if act.person.user_id is None or not judges(move):
        return
    kind = kind_of(move, said=_said(ticket), category=ticket.category, refused=ticket.return_closed)
    act.session.add(_row(ticket, kind, act.person.user_id, act.now, note_id))


def keep_operator_s(act: Act, ticket: Ticket) -> None:
    """The operator chose a category while the caller spoke; now the reader has spoken too."""
    if ticket.logged_by is None or "category" not in ticket.set_by_person:
        return
    kind = compared(_said(ticket), ticket.category)
    act.session.add(_row(ticket, kind, ticket.logged_by, ticket.received_at, None))


def keep_review(act: Act, ticket: Ticket, kind: DecisionKind) -> None:
    """A supervisor looked at a label that a training had doubted."""
    if act.person.user_id is not None:
        act.session.add(_row(ticket, kind, act.person.user_id, act.now, None))
        act.session.flush()


def _said(ticket: Ticket) -> str | None:
    return ticket.verdict["category"] if ticket.verdict else None


def _row(
    ticket: Ticket, kind: DecisionKind, by: int, at: datetime, note_id: int | None
) -> Decision:
    verdict = ticket.verdict or {}
    return Decision(
        ticket_id=ticket.id,
        kind=kind,
        by_user_id=by,
        at=at,
        note_id=note_id,
        said_category=verdict.get("category"),
        said_urgency=verdict.get("urgency"),
        said_confidence=verdict.get("confidence"),
        said_abstained=verdict.get("abstained"),
        bundle=verdict.get("bundle") or None,
        category=ticket.category,
        demand_type=ticket.demand_type,
        urgency=ticket.urgency,
        queue=ticket.queue,
        named="category" in ticket.set_by_person,
    )
