"""Which moves this person may make on this ticket now: what pages offer and the API lists."""

from __future__ import annotations

from models.domain.errors import NotAllowed
from models.domain.permissions import require_move
from models.domain.ticket import moves_from
from models.domain.words import ClockKind, Move, Status, Urgency
from models.queries import beside, tickets
from models.services import clocks
from models.services.act import Act
from models.services.extend import longest_for
from models.services.move import place_for
from models.tables.tickets import Ticket


def allowed_moves(act: Act, ticket: Ticket) -> tuple[Move, ...]:
    """In the order of the table; moves that would be refused whatever is filled in are left out."""
    inside = tickets.is_in_subtree(act.session, act.person, ticket.id)
    return tuple(
        move
        for move in moves_from(Status(ticket.status))
        if _may(act, ticket, move, inside=inside) and _sensible(act, ticket, move)
    )


def _may(act: Act, ticket: Ticket, move: Move, *, inside: bool) -> bool:
    try:
        require_move(act.person, move, place_for(act, ticket, move, in_subtree=inside))
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
            return clocks.running(act, ticket, ClockKind.CONFIRM) is not None
        case Move.RETURN:
            return not ticket.return_closed
        case Move.REQUEST_EXTENSION | Move.DECIDE_EXTENSION:
            asked = beside.extension(act.session, ticket.id)
            if move is Move.REQUEST_EXTENSION:
                return asked is None and longest_for(act, ticket) > 0
            return asked is not None and asked.granted is None
        case Move.REPORT:
            return ticket.urgency == Urgency.P1
        case Move.STAND_DOWN:
            return clocks.running(act, ticket, ClockKind.FOLLOW_UP) is not None
        case Move.MARK | Move.SUSPEND:
            return ticket.urgency != Urgency.P1
        case _:
            return True
