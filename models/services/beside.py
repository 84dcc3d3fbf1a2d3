"""Ends what stands beside a status when the ticket has left it: an undecided extension, a pause, a dispute, child tasks."""

from __future__ import annotations

from models.domain.ticket import AT_WORK, BEYOND_THE_DESK
from models.domain.words import Status
from models.queries import beside
from models.services import co_clocks
from models.services.act import Act
from models.tables.tickets import Ticket


def follow_status(act: Act, ticket: Ticket) -> None:
    """Called by every move after the status changed and the clocks of the status followed it."""
    status = Status(ticket.status)
    if status not in AT_WORK:
        _overtake_extension(act, ticket)
    if status is not Status.SUSPENDED:
        _end_pause(act, ticket)
    if status is not Status.IN_CONSULTATION:
        _end_consultation(act, ticket)
    for task in beside.open_assists(act.session, ticket.id):
        # The one who was asked owns the whole ticket now, or nobody works on it any more.
        if status not in BEYOND_THE_DESK or task.department_id == ticket.department_id:
            task.ended, task.ended_at = "overtaken", act.now
            co_clocks.stop(act, task, "overtaken")


def _overtake_extension(act: Act, ticket: Ticket) -> None:
    asked = beside.extension(act.session, ticket.id)
    if asked is not None and asked.granted is None:
        asked.overtaken = True


def _end_consultation(act: Act, ticket: Ticket) -> None:
    dispute = beside.open_consultation(act.session, ticket.id)
    if dispute is not None:
        dispute.ended_at = act.now
        dispute.outcome = {"status": ticket.status, "department_id": ticket.department_id}


def _end_pause(act: Act, ticket: Ticket) -> None:
    pause = beside.running_pause(act.session, ticket.id)
    if pause is not None:
        # Not by 恢复 but by an emergency or the end of the ticket: what stood still begins anew.
        pause.ended_at = act.now
        if ticket.status in BEYOND_THE_DESK:
            co_clocks.restart(act, ticket)
