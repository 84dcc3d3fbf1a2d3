"""The one line on top of a ticket: the server's time, which clocks run, what is left of each, and who hears next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hotline import views
from hotline.pages.clock_words import ClockWords, clock_words
from hotline.pages.ladder import LadderLine
from models.queries import due
from models.services.act import Act
from models.tables.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Running:
    """One clock: its chip with the working time left, and its absolute end."""

    chip: ClockWords
    due: str
    estimated: bool


@dataclass(frozen=True, slots=True)
class ClockLine:
    """`next` is the first rung that is climbed if nobody acts; None when nothing runs."""

    server_time: str
    running: tuple[Running, ...]
    next: LadderLine | None


def clock_line(act: Act, ticket: Ticket, ladder: Sequence[LadderLine]) -> ClockLine:
    """The nearest end first, by the server's clock."""
    clocks = sorted(due.running_clocks(act.session, ticket.id), key=lambda one: one.due_at)
    return ClockLine(
        views.local_time(act.now, "%H:%M"),
        tuple(
            Running(
                clock_words(act, ticket, clock),
                views.local_time(clock.due_at, "%m-%d %H:%M"),
                clock.estimated,
            )
            for clock in clocks
        ),
        ladder[0] if ladder else None,
    )
