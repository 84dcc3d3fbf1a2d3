"""Which emergency cards stand open: at the call desk by what is typed, on a ticket by what it is."""

from __future__ import annotations

from collections.abc import Iterable

from hotline.doors import reader
from models.domain.script_cards import ScriptCard, cards_for, cards_heard
from models.domain.ticket import OPEN
from models.domain.verdict import RedFlag
from models.domain.words import Status, Urgency
from models.policy.script_cards import default_cards
from models.queries import tickets
from models.services.act import Act
from models.tables.tickets import Ticket


def kinds_heard(flags: Iterable[RedFlag]) -> list[str]:
    """The kinds of card that the flags of a text call for."""
    return [card.kind for card in cards_heard(default_cards(), _hits(flags))]


def cards_of(ticket: Ticket) -> list[ScriptCard]:
    """The cards of an open emergency; none for any other ticket."""
    if ticket.urgency != Urgency.P1 or Status(ticket.status) not in OPEN:
        return []
    # A category may mean two dangers; its words tell which, also before the model has read the ticket.
    return cards_for(default_cards(), _hits(reader().red_flags(ticket.text)), ticket.category)


def just_sent(act: Act, number: str) -> Ticket | None:
    """The emergency that this desk has just sent, while the caller is still on the line."""
    ticket = tickets.visible_ticket(act.session, act.person, number) if number else None
    return ticket if ticket is not None and cards_of(ticket) else None


def _hits(flags: Iterable[RedFlag]) -> set[str]:
    return {f"{flag.group}/{flag.category}" for flag in flags}
