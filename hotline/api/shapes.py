"""Tickets, clocks and events as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from models.domain.ticket import STATUS_LABELS
from models.domain.words import Status
from models.queries import beside, due, tickets
from models.services.act import Act
from models.services.allowed import allowed_moves
from models.services.plea import Received
from models.tables.beside import Assist, Extension, Pause
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket


def received(kept: Received) -> dict[str, Any]:
    """The 201."""
    return {
        "number": kept.number,
        "status": str(kept.status),
        "urgency": str(kept.urgency),
        "track_code": kept.track_code,
        "warnings": list(kept.warnings),
    }


def row(act: Act, ticket: Ticket, owners: dict[int, tuple[str, str]]) -> dict[str, Any]:
    """A ticket in a list."""
    unit, department = owners[ticket.department_id]
    category = ticket.category
    return {
        "number": ticket.number,
        "status": ticket.status,
        "status_label": STATUS_LABELS[Status(ticket.status)],
        "urgency": ticket.urgency,
        "emergency": ticket.urgency == "P1",
        "queue": ticket.queue,
        "unit": unit,
        "department": department,
        "category": category,
        "category_name": act.policy.taxonomy.get(category).name if category else None,
        "demand_type": ticket.demand_type,
        "persons": ticket.persons,
        "co_handlers": ticket.co_handlers,
        "flags": ticket.flags,
        "chases": ticket.chases,
        "escalation_level": ticket.escalation_level,
        "confidential": ticket.confidential,
        "received_at": ticket.received_at.isoformat(),
        "text": ticket.text,
    }


def ticket(act: Act, one: Ticket) -> dict[str, Any]:
    """A ticket by itself: with verdict, clocks, and the moves that this person may make."""
    owners = tickets.owner_names(act.session, [one.department_id])
    return row(act, one, owners) | {
        "channel": one.channel,
        "employer": one.employer,
        "region_code": one.region_code,
        "external_id": one.external_id,
        "verdict": one.verdict,
        "set_by_person": one.set_by_person,
        "children": [child(*row) for row in beside.assists(act.session, one.id)],
        "extension": extension(beside.extension(act.session, one.id)),
        "pause": pause(beside.running_pause(act.session, one.id)),
        "clocks": [clock(c, act.now) for c in due.clocks_of(act.session, one.id)],
        "moves": [str(move) for move in allowed_moves(act, one)],
    }


def child(
    task: Assist, unit: str, department: str, question: str, answer: str | None
) -> dict[str, Any]:
    """A child task of 会办: who was asked what, and the answer; `ended` is null while it is owed."""
    return {
        "unit": unit,
        "department": department,
        "question": question,
        "answer": answer,
        "asked_at": task.asked_at.isoformat(),
        "ended": task.ended,
        "ended_at": task.ended_at.isoformat() if task.ended_at else None,
    }


def extension(asked: Extension | None) -> dict[str, Any] | None:
    """The one request for more time; `granted` is null until somebody decides."""
    if asked is None:
        return None
    return {
        "days": asked.days,
        "asked_at": asked.asked_at.isoformat(),
        "granted": asked.granted,
        "due_before": asked.due_before.isoformat(),
        "due_after": asked.due_after.isoformat() if asked.due_after else None,
    }


def pause(one: Pause | None) -> dict[str, Any] | None:
    """The pause that lasts."""
    if one is None:
        return None
    return {
        "reason": one.reason,
        "began_at": one.began_at.isoformat(),
        "resume_at": one.resume_at.isoformat(),
    }


def clock(one: TicketClock, now: datetime) -> dict[str, Any]:
    """A clock; overdue is derived, never stored."""
    return {
        "kind": one.kind,
        "started_at": one.started_at.isoformat(),
        "due_at": one.due_at.isoformat(),
        "stopped_at": one.stopped_at.isoformat() if one.stopped_at else None,
        "stop_reason": one.stop_reason,
        "overdue": one.stopped_at is None and one.due_at < now,
        "estimated": one.estimated,
    }


def history(act: Act, one: Ticket) -> list[dict[str, Any]]:
    """Events in order; an escalation shows clock, step and due time at the top level too."""
    lines = []
    for event, name, role in tickets.history(act.session, one.id):
        line: dict[str, Any] = {
            "at": event.at.isoformat(),
            "kind": event.kind,
            "actor": name or "系统",
            "role": role or "system",
            "from": event.from_status,
            "to": event.to_status,
            "detail": event.codes,
        }
        if event.kind == "escalated":
            line |= {key: event.codes[key] for key in ("clock", "step", "due")}
        lines.append(line)
    return lines
