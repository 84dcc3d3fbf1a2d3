"""Every cell of the table of moves and clocks, on tickets with as many clocks as there can be at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from hotline.api.moves import make_move
from models.domain.clock_moves import (
    AT_P1,
    CLOCK_EFFECTS,
    COLUMNS,
    FIRST,
    FROM_P1,
    FURTHER,
    GRANTED,
    MISSED,
    REFUSED,
    TO_P1,
    Effect,
    Turn,
)
from models.domain.permissions import Person
from models.domain.ticket import MOVES
from models.domain.words import Channel, ClockKind, Move, Queue, Role, Status
from models.queries import beside, due, tickets
from models.services.act import Act
from models.tables.clocks import TicketClock
from tests.builders import CITY, World
from tests.services.crowded import ORDINARY, UNDECIDED, URGENT, crowd, owner
from tests.services.filled_in import body_of, perform, prepare
from tests.services.standing import PERSON_OF

HOUR = timedelta(hours=1)
_REASON = {"reason": "说明"}
_INSIDE_EMERGENCY = _REASON | {"queue": "emergency", "unit_code": CITY}
_CASES: Mapping[Turn, dict[str, Any]] = {
    Turn(Move.DECIDE_EXTENSION, REFUSED): _REASON | {"granted": False},
    Turn(Move.CONTACT, MISSED): {"reached": False},
    Turn(Move.RAISE, TO_P1): _REASON | {"to": "P1"},
    Turn(Move.LOWER, FROM_P1): _REASON | {"to": "P3"},
    Turn(Move.ASSIST): {"question": "有无仲裁案件？", "queue": "legal"},
}
_URGENT_BODIES: Mapping[Move, dict[str, Any]] = {
    Move.DECIDE_RETURN: _REASON | {"agreed": False},
    Move.DESIGNATE: _INSIDE_EMERGENCY,
    Move.TRANSFER: _INSIDE_EMERGENCY,
}
_ONLY_ORDINARY = {Move.REQUEST_EXTENSION, Move.SUSPEND, Move.RESUME, Move.RAISE}
_NEEDS: Mapping[Turn, str] = {
    Turn(Move.DECIDE_EXTENSION, GRANTED): UNDECIDED,
    Turn(Move.DECIDE_EXTENSION, REFUSED): UNDECIDED,
    Turn(Move.LOWER, FROM_P1): URGENT,
    Turn(Move.CONFIRM): URGENT,
    Turn(Move.ACCEPT): ORDINARY,
    Turn(Move.ACCEPT, AT_P1): URGENT,
    Turn(Move.REPORT, FIRST): URGENT,
    Turn(Move.REPORT, FURTHER): URGENT,
    Turn(Move.STAND_DOWN): URGENT,
}


@dataclass(frozen=True)
class Seen:
    """The clocks of one kind before and after a move at `now`."""

    before: Sequence[TicketClock]
    after: Sequence[TicketClock]
    paused: Sequence[TicketClock]
    now: datetime

    @property
    def new(self) -> list[TicketClock]:
        known = {clock.id for clock in self.before}
        return [clock for clock in self.after if clock.id not in known]

    @property
    def gone(self) -> list[TicketClock]:
        left = {clock.id for clock in self.after}
        return [clock for clock in self.before if clock.id not in left]


_HOLDS: Mapping[Effect, Callable[[Seen], bool]] = {
    Effect.NONE: lambda s: not s.before and not s.after,
    Effect.KEEP: lambda s: not s.new and not s.gone,
    Effect.STOP: lambda s: not s.after and all(c.stop_reason != "paused" for c in s.gone),
    Effect.BEGIN: lambda s: [c.started_at for c in s.new] == [s.now],
    # One that stands still stays so or, where the move ends the pause, begins as well.
    Effect.ANEW: lambda s: (
        len(s.before) == len(s.gone)
        and len(s.new) in (len(s.before), len(s.before) + len(s.paused))
        and all(c.started_at == s.now for c in s.new)
    ),
    Effect.MOVE: lambda s: (
        len(s.new) == len(s.before) == len(s.gone)
        and [c.started_at for c in s.new] == [c.started_at for c in s.gone]
    ),
    Effect.PAUSE: lambda s: not s.after and all(c.stop_reason == "paused" for c in s.gone),
    Effect.GO_ON: lambda s: (
        [c.started_at for c in s.new] == [c.started_at for c in s.paused]
        and all(new.due_at > old.due_at for new, old in zip(s.new, s.paused, strict=True))
    ),
}
_SOURCES = {status for rule in MOVES.values() for status in rule.sources}
_WANT_ONE_BEFORE = {Effect.KEEP, Effect.STOP, Effect.ANEW, Effect.MOVE, Effect.PAUSE}


def test_every_move_and_every_clock_stand_in_the_table() -> None:
    """No move without a row, no clock without a column."""
    assert {turn.move for turn in CLOCK_EFFECTS} == set(Move)
    assert set(COLUMNS) == set(ClockKind)


def test_each_cell_is_what_happens(world: World) -> None:
    """Each move from each status it is possible in; a cell counts as proved when such a clock ran before."""
    world.channel = Channel.LETTER  # so that each of them is owed a written answer too
    numbers = {
        (status, kind): number
        # What waits for the reader comes last: building the others reads everything that is unread.
        for status in sorted(_SOURCES, key=lambda one: one is Status.RECEIVED)
        for kind in (ORDINARY, UNDECIDED, URGENT)
        if (number := crowd(world, status, kind)) is not None
    }
    wrong, proved = [], set()
    for turn, row in CLOCK_EFFECTS.items():
        for (status, kind), number in numbers.items():
            if status not in MOVES[turn.move].sources or not _fits(turn, kind):
                continue
            seen = _perform(world, turn, number, kind, numbers)
            for clock, effect in row.items():
                if not _HOLDS[effect](seen[clock]):
                    wrong.append(f"{turn} from {status} ({kind}): {clock} is not '{effect}'")
                if effect not in _WANT_ONE_BEFORE or seen[clock].before:
                    proved.add((turn, clock))

    assert not wrong, "\n".join(wrong)
    assert {(turn, clock) for turn, row in CLOCK_EFFECTS.items() for clock in row} - proved == set()


def _fits(turn: Turn, kind: str) -> bool:
    if turn in _NEEDS:
        return kind == _NEEDS[turn]
    if turn.move in (Move.RAISE, Move.LOWER, Move.MARK):
        return kind != URGENT
    if turn.move in _ONLY_ORDINARY:
        return kind == ORDINARY
    return True


def _perform(
    world: World, turn: Turn, number: str, kind: str, numbers: Mapping[tuple[Status, str], str]
) -> dict[ClockKind, Seen]:
    """An hour after the ticket came to stand there, in a transaction that is taken back."""
    with world.sessions() as session:
        now = world.clock.now() + HOUR
        act = Act(session, now, world.people["supervisor"], world.policy, world.keys)
        ticket = tickets.visible_ticket(session, act.person, number)
        assert ticket is not None
        act = replace(act, person=_person(world, act, turn.move, number))
        if turn.move is Move.CLOSE or _lacks_what_it_ends(act, turn.move, ticket.id):
            prepare(world, act, number, turn.move)
        if turn == Turn(Move.REPORT, FURTHER):
            perform(act, number, Move.REPORT, "")
        if turn.move is Move.ARCHIVE:
            act = replace(act, now=now + timedelta(days=31))
        before = _clocks(act, ticket.id)
        running = {clock.id for clock in before if clock.stopped_at is None}
        paused = [clock for clock in before if clock.stop_reason == "paused"]
        other = next(
            one
            for (status, of), one in numbers.items()
            if of == kind and one != number and status in (Status.ACCEPTED, Status.REWORK)
        )
        _move(act, turn, number, kind, other)
        session.flush()
        after = _clocks(act, ticket.id)
        session.expunge_all()
        session.rollback()
    return {
        column: Seen(
            before=[c for c in after if c.id in running and c.kind == column],
            after=[c for c in after if c.stopped_at is None and c.kind == column],
            paused=[c for c in paused if c.kind == column],
            now=act.now,
        )
        for column in COLUMNS
    }


def _lacks_what_it_ends(act: Act, move: Move, ticket_id: int) -> bool:
    if move is Move.STAND_DOWN:
        running = due.running_clocks(act.session, ticket_id)
        return all(clock.kind != ClockKind.FOLLOW_UP for clock in running)
    asked = beside.open_assist_of(act.session, ticket_id, act.person.department_id)
    return move is Move.ANSWER_ASSIST and asked is None


def _move(act: Act, turn: Turn, number: str, kind: str, other: str) -> None:
    body = _CASES.get(turn)
    if turn.move in _URGENT_BODIES and kind != URGENT:
        # To a third department: the one that was asked would answer as the owner.
        here = tickets.visible_ticket(act.session, act.person, number)
        assert here is not None
        elsewhere = Queue.LEGAL if here.queue == Queue.SOCIAL_SECURITY else Queue.SOCIAL_SECURITY
        body = {"queue": str(elsewhere)}
    if body is None and kind == URGENT:
        body = _URGENT_BODIES.get(turn.move)
    if body is None:
        perform(act, number, turn.move, other)
    else:
        make_move(act, number, turn.move, body_of(act, turn.move, other) | body, strict=True)


def _person(world: World, act: Act, move: Move, number: str) -> Person:
    roles = MOVES[move].roles
    if move is Move.ANSWER_ASSIST:
        return world.people["union"]
    if Role.STAFF in roles and Role.OPERATOR not in roles:
        return owner(world, act, number)
    if roles == {Role.SYSTEM}:
        return replace(world.people["supervisor"], role=Role.SYSTEM)
    return world.people[PERSON_OF[Role.SUPERVISOR]]


def _clocks(act: Act, ticket_id: int) -> list[TicketClock]:
    return list(due.clocks_of(act.session, ticket_id))
