"""Unattended clocks climb their ladder: each rung once, none early, none after somebody acted."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from models.domain.words import Queue, Urgency
from models.services import accept, escalate, merge, notify, urgency
from models.services import reply as replying
from models.tables.clocks import Notice, Step
from tests.builders import World, a_plea, a_red_flag
from tests.services.ways import a_disposal


def _fire(world: World) -> int:
    with world.act() as act:
        return escalate.fire_due(act, 1000)


def _rungs(world: World, number: str) -> list[tuple[str, str]]:
    return [
        (event.codes["clock"], event.codes["step"])
        for event in world.events(number)
        if event.kind == "escalated"
    ]


def _drain(world: World) -> int:
    total = 0
    while fired := _fire(world):
        total += fired
    return total


def test_a_p1_that_nobody_accepts_climbs_at_5_15_and_30_minutes(world: World) -> None:
    """domain.md 3.6: leader, supervisor, next level up."""
    number = world.receive(a_plea(red_flags=(a_red_flag(),))).number
    climbed = []
    for minute in range(31):
        _drain(world)
        climbed.append((minute, [s for c, s in _rungs(world, number) if c == "accept"]))
        world.clock.move(timedelta(minutes=1))

    reached = {rungs[-1]: minute for minute, rungs in reversed(climbed) if rungs}
    assert reached == {"yellow": 5, "orange": 15, "red": 30}


def test_nothing_fires_early(world: World) -> None:
    """One microsecond before the rung nothing happens."""
    world.receive(a_plea(red_flags=(a_red_flag(),)))
    world.clock.move(timedelta(minutes=5) - timedelta(microseconds=1))

    assert _fire(world) == 0
    world.clock.move(timedelta(microseconds=1))
    assert _fire(world) > 0


def test_each_rung_fires_once_however_often_the_job_runs(world: World) -> None:
    """Running the job again at the same moment does nothing."""
    world.receive(a_plea(red_flags=(a_red_flag(),)))
    world.clock.move(timedelta(minutes=5))
    first = _drain(world)

    assert first > 0
    assert _fire(world) == 0
    with world.sessions() as session:
        fired = session.scalars(select(Step).where(Step.fired_at.is_not(None))).all()
    assert len({(step.clock_id, step.code, step.due_at) for step in fired}) == len(fired)


def test_accepting_stops_the_accept_ladder(world: World) -> None:
    """Paging goes on after acknowledgement in other systems (oncall 4654); not here."""
    number = world.receive(a_plea(red_flags=(a_red_flag(),))).number
    with world.act("emergency") as act:
        accept.accept(act, number)
    world.clock.move(timedelta(minutes=40))
    _drain(world)

    assert "accept" not in {clock for clock, _ in _rungs(world, number)}


def test_a_merged_ticket_never_escalates(world: World) -> None:
    """Merge cancels clocks in the same transaction (zammad 904, Znuny 200)."""
    parent, child = world.dispatched().number, world.dispatched().number
    with world.act("dispatcher") as act:
        merge.merge(act, child, parent)
    world.clock.move(timedelta(days=60))
    _drain(world)

    assert _rungs(world, child) == []
    assert _rungs(world, parent) != []


def test_an_ordinary_ticket_climbs_from_reminder_to_criticism(world: World) -> None:
    """临期 -> 黄 -> 橙 -> 红 -> 通报, in working days."""
    number = world.dispatched().number
    with world.act("social_security") as act:
        accept.accept(act, number)
    world.clock.move(timedelta(days=30))
    _drain(world)

    assert [step for clock, step in _rungs(world, number) if clock == "finish"] == [
        "reminder",
        "yellow",
        "orange",
        "red",
        "criticism",
    ]
    assert world.ticket(number).escalation_level == 4


def test_no_rung_tells_nobody(world: World) -> None:
    """A rung whose people are missing falls to the next ones up."""
    number = world.receive(a_plea(region_code="410300", red_flags=(a_red_flag(),))).number
    world.clock.move(timedelta(hours=8))
    _drain(world)

    events = [event.id for event in world.events(number) if event.kind == "escalated"]
    with world.sessions() as session:
        told = set(session.scalars(select(Notice.event_id)))
    assert set(events) <= told


def test_replying_stops_the_finish_ladder_and_starts_the_call_back(world: World) -> None:
    """A 24-hour-late rung of a finished clock must not fire."""
    number = world.dispatched().number
    with world.act("social_security") as act:
        accept.accept(act, number)
    with world.act("social_security") as act:
        replying.reply(act, number, a_disposal(world))
    world.clock.move(timedelta(days=30))
    _drain(world)

    assert {clock for clock, _ in _rungs(world, number)} == {"call_back"}


def test_raising_counts_from_now_and_lowering_from_the_start(world: World) -> None:
    """Nobody is late for a limit they did not have; a mistaken P1 gains no time."""
    number = world.dispatched().number
    world.clock.move(timedelta(hours=3))
    with world.act("supervisor") as act:
        urgency.raise_(act, number, Urgency.P1, "有人受伤")
    raised = world.ticket(number)
    assert (raised.queue, raised.urgency) == (Queue.EMERGENCY, "P1")
    assert _drain(world) == 0

    with world.act("supervisor") as act:
        urgency.lower(act, number, Urgency.P3, "误报")
    lowered = world.ticket(number)
    assert (lowered.queue, lowered.urgency) == (Queue.SOCIAL_SECURITY, "P3")


def test_the_confirm_clock_stops_only_by_a_person(world: World) -> None:
    """The system's P1 is confirmed or lowered by somebody (D6)."""
    number = world.receive(a_plea(red_flags=(a_red_flag(),))).number
    with world.act("emergency") as act:
        accept.accept(act, number)
    with world.act("emergency") as act:
        urgency.confirm(act, number)
    world.clock.move(timedelta(minutes=10))
    _drain(world)

    assert "confirm" not in {clock for clock, _ in _rungs(world, number)}


def test_a_notice_is_sent_again_when_the_sender_died_with_it(world: World) -> None:
    """Leased, not taken: a crash between claim and settle gives it back."""
    world.receive(a_plea(red_flags=(a_red_flag(),)))
    with world.act() as act:
        first = notify.claim(act, 100)
    with world.act() as act:
        assert notify.claim(act, 100) == []
    world.clock.move(notify.LEASE)
    with world.act() as act:
        again = notify.claim(act, 100)
    with world.act() as act:
        notify.settle(act, [notify.Sent(letter.notice_id, ok=True) for letter in again])

    assert {letter.notice_id for letter in first} == {letter.notice_id for letter in again}
    world.clock.move(notify.LEASE)
    with world.act() as act:
        assert notify.claim(act, 100) == []


def test_who_holds_one_rung_of_a_ticket_holds_them_all(world: World) -> None:
    """Two workers never have rungs of one ticket at once: its people would hear twice of one outage."""
    world.receive(a_plea(red_flags=(a_red_flag(),)))
    world.clock.move(timedelta(minutes=6))
    with world.act() as one:
        assert escalate.fire_due(one, 1) == 2  # confirm and accept come together
        with world.act() as other:
            assert escalate.fire_due(other, 100) == 0
