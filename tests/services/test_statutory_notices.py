"""90, 30 and 7 days before a worker's limit by law ends, the owner hears: once each, whatever crashes (domain.md 6.1)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, select, text

from models.domain.facts import Fact, FactKind
from models.domain.words import Queue
from models.domain.worktime import SHANGHAI
from models.queries import due
from models.services import call_back, dispatch, facts, transfer
from models.tables.clocks import Notice
from models.tables.facts import UNTOLD, FactRow, StatutoryNotice
from tests.builders import World
from tests.jobs.hands import a_runtime
from tests.services.standing import SATISFIED
from tests.services.ways import accepted, replied
from workers import drain

# The world begins on 24 November 2026: arbitration until 25 May 2027, a Tuesday and 182 days away.
KNEW = Fact(date(2026, 5, 25), FactKind.KNEW)
LAST = date(2027, 5, 25)
MORNING = time(9, tzinfo=SHANGHAI)


def _told(world: World, number: str) -> list[tuple[str, int]]:
    return [
        (event.codes["last_day"], event.codes["days"])
        for event in world.events(number)
        if event.kind == "limit_near"
    ]


def _add(world: World, number: str, fact: Fact) -> None:
    with world.act("social_security") as act:
        facts.add_fact(act, number, fact)


def _at(world: World, day: date) -> None:
    world.clock.move(datetime.combine(day, MORNING) - world.clock.now())


def _waiting(world: World) -> list[tuple[date, int]]:
    with world.sessions() as session:
        rows = session.scalars(select(StatutoryNotice).where(UNTOLD)).all()
    return sorted((row.last_day, -row.days) for row in rows)


@pytest.fixture
def ticket(world: World) -> str:
    number = accepted(world)
    _add(world, number, KNEW)
    return number


def test_the_owner_hears_three_times_and_each_once(world: World, ticket: str) -> None:
    """At nine in the morning of the day; a second worker, a second drain, a late one tell nobody twice."""
    for days in (91, 90, 30, 7, 6):
        _at(world, LAST - timedelta(days=days))
        for _ in range(2):
            drain.escalate(a_runtime(world))

    assert _told(world, ticket) == [(LAST.isoformat(), days) for days in (90, 30, 7)]
    with world.sessions() as session:
        heard = select(Notice.user_id).where(Notice.kind == "limit_near").distinct()
        people = set(session.scalars(heard))
    assert world.people["social_security"].user_id in people


def test_a_fact_that_comes_late_is_told_at_once_at_its_nearest_distance(world: World) -> None:
    """Twenty days left: the thirty-day notice now, the seven-day one later; nobody hears "90 days" after the fact."""
    number = accepted(world)

    _add(world, number, Fact(date(2025, 12, 14), FactKind.KNEW))
    drain.escalate(a_runtime(world))

    assert _told(world, number) == [("2026-12-14", 30)]
    assert _waiting(world) == [(date(2026, 12, 14), -7)]


def test_new_facts_move_what_was_not_told_yet(world: World, ticket: str) -> None:
    """A claim begins the year anew: the old notices are cancelled; withdrawn, they stand again."""
    _add(world, ticket, Fact(date(2026, 11, 20), FactKind.CLAIMED))
    with_claim = _waiting(world)
    with world.act("social_security") as act:
        claim = act.session.scalars(select(FactRow.id).order_by(FactRow.id.desc())).first()
        assert claim is not None
        facts.withdraw_fact(act, ticket, claim)

    assert with_claim == [(date(2027, 11, 22), -days) for days in (90, 30, 7)]
    assert _waiting(world) == [(LAST, -days) for days in (90, 30, 7)]


def test_a_claim_that_was_filed_ends_them(world: World, ticket: str) -> None:
    """Whoever has gone to arbitration need not be called about its time limit."""
    _add(world, ticket, Fact(date(2026, 11, 23), FactKind.ARBITRATION_FILED))

    assert _waiting(world) == []


def test_after_a_long_outage_only_the_nearest_is_told(world: World, ticket: str) -> None:
    """Ninety and thirty days both passed while nothing ran: one notice, not two."""
    _at(world, LAST - timedelta(days=20))

    drain.escalate(a_runtime(world))

    assert _told(world, ticket) == [(LAST.isoformat(), 30)]


def test_the_next_owner_hears_and_an_ended_ticket_is_left_alone(world: World, ticket: str) -> None:
    """The row belongs to the ticket, not to who had it when the fact was written."""
    closed = replied(world)
    _add(world, closed, KNEW)
    with world.act("callback") as act:
        call_back.call_back(act, closed, SATISFIED)
        call_back.close(act, closed)
    with world.act("dispatcher") as act:
        transfer.transfer(act, ticket, dispatch.DispatchOrder(queue=Queue.LEGAL))
    _at(world, LAST - timedelta(days=90))

    drain.escalate(a_runtime(world))

    with world.sessions() as session:
        people = set(session.scalars(select(Notice.user_id).where(Notice.kind == "limit_near")))
    assert world.people["legal"].user_id in people
    assert world.people["social_security"].user_id not in people
    assert _told(world, closed) == []


def test_the_scheduler_wakes_for_it(world: World, ticket: str) -> None:
    """It is one of the due rows that are looked for; nothing else need be due."""
    with world.sessions.begin() as session:
        session.execute(text("UPDATE step SET cancelled_at = due_at WHERE fired_at IS NULL"))
        soonest = due.soonest(session)["escalate"]

    assert soonest == datetime.combine(LAST - timedelta(days=90), MORNING)


def test_one_that_fails_holds_up_no_other(world: World, ticket: str, owner_engine: Engine) -> None:
    """It is put off by minutes and tried again."""
    other = accepted(world)
    _add(world, other, KNEW)
    with owner_engine.begin() as connection:
        broken = "UPDATE ticket SET event_seq = 0 WHERE number = :number"
        connection.execute(text(broken), {"number": ticket})
    _at(world, LAST - timedelta(days=90))

    drain.escalate(a_runtime(world))

    assert _told(world, other) == [(LAST.isoformat(), 90)]
    assert _told(world, ticket) == []
    assert (LAST, -90) in _waiting(world)
