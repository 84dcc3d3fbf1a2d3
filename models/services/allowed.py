"""Which moves this person may make on this ticket now: what pages offer and the API lists."""

from __future__ import annotations

from models.domain.errors import NotAllowed
from models.domain.permissions import Place, require_move
from models.domain.ticket import moves_from
from models.domain.words import ClockKind, Move, Status, Urgency
from models.queries import due, tickets
from models.services.act import Act
from models.tables.tickets import Ticket


def allowed_moves(act: Act, ticket: Ticket) -> tuple[Move, ...]:
    """In the order of the table; moves that would be refused whatever is filled in are left out."""
    inside = tickets.is_in_subtree(act.session, act.person, ticket.id)
    place = Place(ticket.department_id, ticket.logged_by, inside)
    return tuple(
        move
        for move in moves_from(Status(ticket.status))
        if _may(act, move, place) and _sensible(act, ticket, move)
    )


def _may(act: Act, move: Move, place: Place) -> bool:
    try:
        require_move(act.person, move, place)
    except NotAllowed:
        return False
    return True


def _sensible(act: Act, ticket: Ticket, move: Move) -> bool:
    match move:
        case Move.RAISE:
            return ticket.urgency != Urgency.P1
        case Move.LOWER:
            return ticket.urgency != Urgency.P4
        case Move.CONFIRM:
            running = due.running_clocks(act.session, ticket.id)
            return any(clock.kind == ClockKind.CONFIRM for clock in running)
        case Move.RETURN:
            return not ticket.return_closed
        case _:
            return True
