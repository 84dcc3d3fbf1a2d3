"""Every move filled in as a person would, and what must be there before: so that a refusal is the table's alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hotline.api.moves import DOORS, make_move
from models.domain.words import ClockKind, Move
from models.queries import tickets
from models.services import call_back, clocks, co_clocks, extend
from models.services.act import Act
from models.services.move import make, take
from models.services.notes import write_note
from models.tables.beside import Assist
from models.tables.tickets import Ticket
from tests.builders import World
from tests.services.standing import SATISFIED

WORDS = "如实填写的说明"


def body_of(act: Act, move: Move, other: str) -> dict[str, Any]:
    """JSON as the API takes it; `other` is the number of another open ticket."""
    reason = {"reason": WORDS}
    soon = (act.now + timedelta(days=1)).isoformat()
    bodies: dict[Move, dict[str, Any]] = {
        Move.ANSWER: {"text": WORDS},
        Move.REJECT: {"reason": "other_authority", "told": WORDS},
        Move.RETURN: reason | {"law_basis": "三定方案", "suggested_queue": "legal"},
        Move.DECIDE_RETURN: reason | {"agreed": True, "queue": "union"},
        Move.CONSULT: reason | {"queue": "legal"},
        Move.DESIGNATE: reason | {"queue": "union"},
        Move.TRANSFER: reason | {"queue": "union"},
        Move.ASSIST: {"question": WORDS, "queue": "union"},
        Move.ANSWER_ASSIST: {"answer": WORDS},
        Move.CONTACT: {"reached": True},
        Move.REQUEST_EXTENSION: reason | {"days": 2},
        Move.DECIDE_EXTENSION: reason | {"granted": True, "told": WORDS},
        Move.SUSPEND: {"reason": "caller_papers", "resume_at": soon, "words": WORDS},
        Move.REPLY: {
            "answer": WORDS,
            "solved": True,
            "contact_way": "message",
            "contacted_at": act.now.isoformat(),
            "without_answers": WORDS,
        },
        Move.CALL_BACK: {"reached": False},
        Move.QUALITY_CHECK: {"passed": True},
        Move.REWORK: reason,
        Move.REOPEN: reason,
        Move.RELAPSE: {"phone": "13800001234", "words": WORDS},
        Move.MERGE: {"into": other},
        Move.RAISE: reason | {"to": "P2"},
        Move.LOWER: reason | {"to": "P4"},
        Move.SUPERVISE: reason,
        Move.REPORT: {"words": WORDS},
        Move.STAND_DOWN: reason,
        Move.MARK: reason | {"difficulty": "hard", "told": WORDS},
    }
    return bodies.get(move, {})


def perform(act: Act, number: str, move: Move, other: str) -> Ticket:
    """By the door that pages and API use; the system's own move without one by the frame of all moves."""
    if move in DOORS:
        return make_move(act, number, move, body_of(act, move, other), strict=True)
    ticket = take(act, number, move)
    make(act, ticket, move)
    return ticket


def prepare(world: World, act: Act, number: str, move: Move) -> Act:
    """What the move presupposes beside its status, in the same transaction; the act at the right time."""
    made = _BEFORE.get(move)
    if made is not None:
        made(world, act, number)
        act.session.flush()
    return replace(act, now=act.now + timedelta(days=31)) if move is Move.ARCHIVE else act


def _ticket(act: Act, number: str) -> Ticket:
    found = tickets.visible_ticket(act.session, act.person, number)
    assert found is not None
    return found


def _asked(world: World, act: Act, number: str) -> None:
    ticket = _ticket(act, number)
    note = write_note(act, ticket, "assist_question", WORDS)
    assert note is not None
    assert act.person.department_id is not None
    task = Assist(
        ticket_id=ticket.id,
        department_id=act.person.department_id,
        asked_at=act.now,
        question_id=note,
    )
    act.session.add(task)
    act.session.flush()
    co_clocks.start(act, ticket, task)


def _extension_asked(world: World, act: Act, number: str) -> None:
    staff = replace(act, person=world.people["social_security"])
    extend.request_extension(staff, number, 3, WORDS)


def _called_back(world: World, act: Act, number: str) -> None:
    call_back.call_back(replace(act, person=world.people["callback"]), number, SATISFIED)


def _with(kind: ClockKind) -> Callable[[World, Act, str], None]:
    def start(_world: World, act: Act, number: str) -> None:
        ticket = _ticket(act, number)
        clocks.start(act, ticket, clocks.plan_clock(act, kind, ticket))

    return start


_BEFORE: Mapping[Move, Callable[[World, Act, str], None]] = {
    Move.ANSWER_ASSIST: _asked,
    Move.DECIDE_EXTENSION: _extension_asked,
    Move.CLOSE: _called_back,
    Move.CONFIRM: _with(ClockKind.CONFIRM),
    Move.REPORT: _with(ClockKind.FOLLOW_UP),
    Move.STAND_DOWN: _with(ClockKind.FOLLOW_UP),
}
