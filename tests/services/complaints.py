"""What the tests of the peers' complaints share: local time, firing, and what was climbed and told."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from models.domain.ladder import PlannedStep, planned_steps
from models.domain.words import PauseReason
from models.domain.worktime import SHANGHAI
from models.policy.load import default_policy
from models.queries import tickets
from models.queries.tickets import Filter
from models.services import (
    escalate,
    suspend,
)
from models.tables.clocks import Notice
from models.tables.tickets import Ticket
from tests.builders import World

POLICY = default_policy()


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def local_time(words: str) -> datetime:
    """A moment by Beijing time."""
    return datetime.fromisoformat(words).replace(tzinfo=SHANGHAI)


def go_to(world: World, words: str) -> None:
    """Move the world's clock there."""
    world.clock.move(local_time(words) - world.clock.now())


def fire(world: World) -> int:
    """Fire until nothing is due; returns how many rungs."""
    total = 0
    while True:
        with world.act() as act:
            fired = escalate.fire_due(act, 500)
        total += fired
        if not fired:
            return total


def rungs(world: World, number: str, kind: str = "finish") -> list[str]:
    """Codes of the rungs that were climbed, in order."""
    return [
        event.codes["step"]
        for event in world.events(number)
        if event.kind == "escalated" and event.codes["clock"] == kind
    ]


def overdue(world: World) -> list[str]:
    """Numbers on the supervisor's list of what is late."""
    with world.act("supervisor") as act:
        rows = tickets.worklist(act.session, act.person, Filter(overdue_at=act.now))
        return [row[0].number for row in rows]


def notices(world: World, number: str, kind: str = "escalated") -> list[Notice]:
    """Who was told of what."""
    with world.sessions() as session:
        query = select(Notice).join(Ticket, Ticket.id == Notice.ticket_id)
        rows = session.scalars(query.where(Ticket.number == number, Notice.kind == kind)).all()
        session.expunge_all()
        return list(rows)


def pause(world: World, number: str, until: datetime) -> None:
    """挂起 until then."""
    with world.act("supervisor") as act:
        wish = suspend.Suspension(PauseReason.CALLER_PAPERS, until, "等来电人的工资条")
        suspend.suspend(act, number, wish)


def step(ladder: str, code: str, rule: object, start: datetime, end: datetime) -> PlannedStep:
    """One rung of a ladder with its date."""
    steps = planned_steps(POLICY.ladders[ladder], rule, start, end, POLICY.calendar)  # type: ignore[arg-type]
    return next(step for step in steps if step.code == code)
